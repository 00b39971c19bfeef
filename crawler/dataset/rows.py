"""A model's row: the values that are shown for it, in the columns of the export."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from crawler.dataset.columns import CHANCE_COLUMNS, COLUMNS, NUMBER_COLUMNS, POSITION

Cell = str | int | float | None
"""A text, a number, or nothing."""

Row = list[Cell]
"""One model, a cell for each of ``COLUMNS``."""

BATCH = 1000
"""Models that are read at once: enough to be fast, few enough to need little memory."""

DEMO_NOTE = "demo data"
"""What every row says under "Sources" that comes from the embedded demonstration."""

_EXACT_BELOW = 1e15


def _whole(column: str) -> str:
    """A count as a whole number, where it is one."""
    return f"iif({column} = CAST({column} AS INTEGER), CAST({column} AS INTEGER), {column})"


_VALUES = {
    "Model": "models.name",
    "Domain": "models.domain",
    "Task": "models.task",
    "Model accessibility": "models.accessibility",
    "Publication date": "models.published",
    "Organization": "replace(models.organization, '; ', ',')",
    "Parameters": _whole("models.parameters"),
    "Training compute (FLOP)": "models.compute_flop",
    "Training compute notes": "shown_values.steps",
    "Training time (hours)": "24 * shown_values.training_days",
    "Training hardware": "replace(shown_values.hardware, '; ', ',')",
    "Confidence": "models.confidence",
    "Country (of organization)": "replace(models.country, ', ', ',')",
    "Base model": "models.base_name",
    "Finetune compute (FLOP)": "models.added_flop",
    "Hardware quantity": _whole("shown_values.hardware_quantity"),
    "Hardware utilization (MFU)": "shown_values.utilization",
    "Accessibility notes": "shown_values.licence",
    "Model id": "models.id",
    "Status": "models.status",
    "Active parameters": _whole("models.active_parameters"),
    "Training tokens": _whole("models.tokens"),
    "Compute low (FLOP)": "models.compute_low",
    "Compute high (FLOP)": "models.compute_high",
    "P(>1e23)": "shown_values.p_above_1e23",
    "P(>1e25)": "shown_values.p_above_1e25",
    "P(>1e26)": "shown_values.p_above_1e26",
    "Estimation method": "models.method",
    "First seen": "models.first_seen",
    "Claim ids": "shown_values.claims",
}
"""How each column reads from the database; the others start empty."""

FILLED_COLUMNS = frozenset(_VALUES) | {"Link", "Sources"}
"""Columns in which a row may hold something."""

_READ = tuple(column for column in COLUMNS if column in _VALUES)

_ROWS = (
    f"SELECT {', '.join(_VALUES[column] for column in _READ)}, models.first_run, NULL "
    "FROM models LEFT JOIN shown_values ON model_id = id WHERE id IN (SELECT value FROM json_each(?))"
)
"""What is read of a model: its columns, the run that found it, and an empty cell for all other columns."""

_in_order = itemgetter(*(_READ.index(column) if column in _VALUES else -1 for column in COLUMNS))
_RUN, _READ_ID = len(_READ), _READ.index("Model id")

_PLACES = """
    SELECT model_id, group_concat(place_source),
        min(CASE rank WHEN 'developer' THEN '0' WHEN 'paper' THEN '1' WHEN 'news' THEN '2' ELSE '3' END
            || place_url),
        max(place_source IN (SELECT value FROM json_each(?2)))
    FROM mentions
    WHERE model_id IN (SELECT value FROM json_each(?1))
        AND (?3 OR place_source NOT IN (SELECT value FROM json_each(?2)))
    GROUP BY model_id
"""
"""Per model: the sources that name it, its best page (a page rather than a list of rows), and whether a closed source
is among them. Mentions that their page no longer makes are linked to no model."""

_LINK, _SOURCES = (POSITION[column] for column in ("Link", "Sources"))
_ROUNDED = tuple(
    POSITION[column]
    for column in COLUMNS
    if column in NUMBER_COLUMNS and column in _VALUES and column not in CHANCE_COLUMNS
)


class ReadRow(NamedTuple):
    """A model's row; ``is_open`` unless only closed sources (whose values may not be passed on) name it."""

    row: Row
    is_open: bool


class _Place(NamedTuple):
    sources: str
    """Names joined by commas, in no order and repeatedly."""
    page: str
    """The rank's digit and the address."""
    is_touched: bool


class RowReader:
    """Reads rows inside one transaction of the caller's."""

    def __init__(self, connection: sqlite3.Connection, closed: frozenset[str]) -> None:
        self._connection = connection
        self._closed = closed
        self._closed_json = json.dumps(sorted(closed))
        self._merged: dict[str, list[str]] = {}
        for ident, into in connection.execute("SELECT id, merged_into FROM models WHERE merged_into IS NOT NULL"):
            self._merged.setdefault(into, []).append(ident)
        self._demo_runs = {row["id"] for row in connection.execute("SELECT id FROM runs WHERE demo = 1")}

    def read(self, ids: Sequence[str]) -> Iterator[list[ReadRow]]:
        """The rows of the models, in batches and in the order of the ids."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            places = self._places(batch)
            found = {row[_READ_ID]: row for row in cursor.execute(_ROWS, (json.dumps(batch),))}
            yield [self._read(found[ident], places.get(ident)) for ident in batch if ident in found]

    def _places(self, ids: Sequence[str]) -> Mapping[str, _Place]:
        places = self._named(ids, everywhere=True)
        touched = [ident for ident, place in places.items() if place.is_touched]
        if touched:
            elsewhere = self._named(touched, everywhere=False)
            nowhere = _Place("", "", is_touched=True)
            places |= {ident: elsewhere.get(ident, nowhere)._replace(is_touched=True) for ident in touched}
        return places

    def _named(self, ids: Sequence[str], *, everywhere: bool) -> dict[str, _Place]:
        """Where the models are named, merged ones included; in all sources or in the open ones only."""
        survivors = {merged: ident for ident in ids for merged in self._merged.get(ident, ())}
        cursor = self._connection.cursor()
        cursor.row_factory = None
        places: dict[str, _Place] = {}
        wanted = json.dumps([*ids, *survivors])
        for ident, sources, page, touched in cursor.execute(_PLACES, (wanted, self._closed_json, everywhere)):
            place = _Place(sources, page, bool(touched))
            survivor = survivors.get(ident, ident)
            known = places.get(survivor)
            places[survivor] = _both(known, place) if known else place
        return places

    def _read(self, entry: Sequence[Cell], place: _Place | None) -> ReadRow:
        row = list(_in_order(entry))
        for position in _ROUNDED:
            value = row[position]
            if type(value) is float:
                # Spelt out for the large ones, which are most: a call costs as much as the rest of it.
                row[position] = float(f"{value:.6g}") if value >= _EXACT_BELOW else plain_number(value)
        if place is None:
            return ReadRow(row, True)
        if place.sources:
            row[_SOURCES] = source_names(place.sources, DEMO_NOTE if entry[_RUN] in self._demo_runs else "")
            row[_LINK] = page(place.page[1:])
        return ReadRow(row, bool(place.sources))


def _both(one: _Place, other: _Place) -> _Place:
    return _Place(f"{one.sources},{other.sources}", min(one.page, other.page), one.is_touched or other.is_touched)


@lru_cache(maxsize=4096)
def source_names(joined: str, note: str) -> str:
    """Names of sources, once each and in order; the same few combinations come back all the time."""
    return "; ".join(f"{name} ({note})" if note else name for name in sorted(set(joined.split(","))))


def plain_number(value: Cell) -> Cell:
    """A number as every format writes it: whole where it is a count, else to six significant digits."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT_BELOW else float(f"{value:.6g}")
    return value if isinstance(value, int) else None


def page(url: str) -> str:
    """A repository's page instead of the card's file in it."""
    return url.removesuffix("/resolve/main/README.md")
