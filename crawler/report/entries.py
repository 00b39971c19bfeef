"""Models as figures count them: one entry each, whether found by a crawl, listed in an imported reference, or both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from crawler.analysis.access import Access, read_access
from crawler.analysis.dates import read_day, read_year
from crawler.dataset.columns import POSITION
from crawler.dataset.rows import DEMO_NOTE, Row
from crawler.records import Status

MULTINATIONAL = "Multinational"
"""What a model counts as whose developers are of several countries; Epoch AI's word."""


class Standing(StrEnum):
    """How a model's compute is known to be where it is."""

    LISTED = "in an imported reference"
    CONFIRMED = "confirmed by flopscout"
    UNCONFIRMED = "unconfirmed"
    BELOW = "below the threshold"


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. ``flop`` is the reference's figure where it is listed, else the median of the estimate.

    ``published`` is an ISO date at its own precision. ``chance`` is our own estimate's of passing 1e23 FLOP, also
    where a reference has a figure (``is_reference_figure``). ``is_disclosed`` is false for estimates that rest on no
    disclosed fact.
    """

    name: str
    standing: Standing
    published: str | None = None
    flop: float | None = None
    is_disclosed: bool = False
    is_reference_figure: bool = False
    chance: float | None = None
    organizations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    access: Access | None = None
    is_demo: bool = False

    @property
    def day(self) -> date | None:
        """The day of publication, the middle of the month where only that is known; ``None`` for a mere year."""
        number = read_day(self.published or "")
        return date.fromordinal(number) if number is not None else None

    @property
    def year(self) -> int | None:
        """The year of publication."""
        return read_year(self.published or "")

    @property
    def has_known_compute(self) -> bool:
        """Whether the figure is a reference's, confirmed, or rests on disclosed facts."""
        return self.flop is not None and (
            self.standing in {Standing.LISTED, Standing.CONFIRMED}
            or (self.standing is Standing.BELOW and self.is_disclosed)
        )

    def passes(self, flop: float) -> bool:
        """Whether its known compute is above so many FLOP."""
        return self.has_known_compute and self.flop is not None and self.flop > flop

    @property
    def country(self) -> str | None:
        """Its developers' country, ``MULTINATIONAL`` where they are of several."""
        if MULTINATIONAL in self.countries or len(set(self.countries)) > 1:
            return MULTINATIONAL
        return self.countries[0] if self.countries else None


STANDINGS = {
    Status.CONFIRMED: Standing.CONFIRMED, Status.UNCONFIRMED: Standing.UNCONFIRMED, Status.BELOW: Standing.BELOW,
}  # fmt: skip


def entry_of(row: Row, *, is_disclosed: bool) -> Entry | None:
    """The entry of an exported row; ``None`` for a model that is no candidate."""
    standing = STANDINGS.get(Status(str(row[POSITION["Status"]])))
    return _entry(row, standing, is_disclosed=is_disclosed) if standing else None


def listed_entry(listing: Mapping[str, object], own: Iterable[tuple[Row, bool]] = ()) -> Entry:
    """The entry of a reference's row, in Epoch's columns, with what our own rows about the model add.

    ``own`` are the exported rows of the models linked to it, each with whether its estimate rests on disclosed facts.
    """
    cells = {name: str(value or "") for name, value in listing.items()}
    flop = _number(cells.get("Training compute (FLOP)", ""))
    entry = Entry(
        name=cells.get("Model", ""),
        standing=Standing.LISTED,
        published=cells.get("Publication date") or None,
        flop=flop,
        is_disclosed=flop is not None,
        is_reference_figure=flop is not None,
        organizations=_parts(cells.get("Organization", "")),
        countries=_parts(cells.get("Country (of organization)", "")),
        domains=_parts(cells.get("Domain", "")),
        access=read_access(cells.get("Model accessibility", "")),
    )
    for row, is_disclosed in own:
        entry = _completed(entry, _entry(row, Standing.LISTED, is_disclosed=is_disclosed))
    return entry


def _completed(entry: Entry, ours: Entry) -> Entry:
    """What is not listed, from our own row; compute only where somebody disclosed it."""
    adds_flop = entry.flop is None and ours.is_disclosed
    return replace(
        entry,
        published=entry.published or ours.published,
        flop=ours.flop if adds_flop else entry.flop,
        is_disclosed=entry.is_disclosed or adds_flop,
        chance=entry.chance if entry.chance is not None else ours.chance,
        organizations=entry.organizations or ours.organizations,
        countries=entry.countries or ours.countries,
        domains=entry.domains or ours.domains,
        access=entry.access or ours.access,
        is_demo=entry.is_demo or ours.is_demo,
    )


def _entry(row: Row, standing: Standing, *, is_disclosed: bool) -> Entry:
    def text(column: str) -> str:
        return str(row[POSITION[column]] or "")

    def number(column: str) -> float | None:
        cell = row[POSITION[column]]
        return float(cell) if isinstance(cell, int | float) else None

    return Entry(
        name=text("Model"),
        standing=standing,
        published=text("Publication date") or None,
        flop=number("Training compute (FLOP)"),
        is_disclosed=is_disclosed,
        chance=number("P(>1e23)"),
        organizations=_parts(text("Organization")),
        countries=_parts(text("Country (of organization)")),
        domains=_parts(text("Domain")),
        access=read_access(text("Model accessibility")),
        is_demo=DEMO_NOTE in text("Sources"),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(",") if part.strip()))


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


def listings(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """The rows of all imported references by name; of a name in several of them, the one imported last."""
    rows = connection.execute("SELECT name, row FROM reference_models ORDER BY imported_at, id")
    return {row["name"]: json.loads(row["row"]) for row in rows}
