"""The Hub month by month: how many models there are, what is downloaded, and what is derived from which family.

The Hub gives no totals, so that every figure says how it was obtained (``HubSnapshot.basis``). What a list was read for
row by row is *exact*, as of the moment of reading and without what had been deleted by then; what rests on sampled
pages of the rest is *sampled*. A figure that could not be obtained is ``None`` and has no basis.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum


class Basis(StrEnum):
    """How a figure was obtained."""

    EXACT = "exact"
    """Counted over every repository in question."""
    SAMPLED = "sampled"
    """Counted where downloads are many, and extrapolated from evenly spaced pages of the list where they are few."""


@dataclass(frozen=True, slots=True)
class HubSnapshot:
    """The Hub at one time, with what a calendar month (``2026-10``, UTC) added to it.

    Shares are in [0, 1]. Downloads are of 30 days unless they are said to be of all time.
    """

    month: str
    taken_at: str
    """ISO time, UTC; totals are of this time, usually a few days after the month's end."""
    models: int | None = None
    """All public model repositories."""
    new_models: int | None = None
    """Repositories created in the month and still public when it was read."""
    downloads: int | None = None
    downloads_all_time: int | None = None
    never_downloaded_share: float | None = None
    """Share of all repositories that have no download of all time."""
    idle_share: float | None = None
    """Share of all repositories that have no download of the last 30 days."""
    top_percent_share: float | None = None
    """Share of the downloads that goes to the most downloaded 1 % of repositories."""
    popular_models: int | None = None
    """Repositories that are as large and as much downloaded as the settings ask for, derivatives included."""
    fitting_models: int | None = None
    """Those of the popular ones that fit 16 GB at 4 bits a parameter."""
    largest_fitting: str | None = None
    """The largest of these that is no derivative, copy or conversion of another: its repository."""
    largest_fitting_parameters: float | None = None
    sampled_models: int = 0
    """Repositories on the sampled pages; 0 where nothing was sampled."""
    basis: Mapping[str, Basis] = field(default_factory=dict)
    """How each figure was obtained, by the figure's name."""


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """How many repositories that were created in a month are derived from a family, by kind of derivation.

    ``kind`` is one of ``pipelines.identity.derivatives.KINDS``, ``share`` of all derivatives of that kind and month, in
    (0, 1]. The family ``unknown`` is a row like others. All are exact counts of what the month's repositories declare
    or show; what neither says is no derivative here.
    """

    month: str
    family: str
    kind: str
    number: int
    share: float


_COLUMNS = tuple(column.name for column in fields(HubSnapshot))


def save_snapshot(connection: sqlite3.Connection, snapshot: HubSnapshot) -> None:
    """Keep a month's figures, in place of earlier ones of the same month."""
    values = [
        json.dumps(snapshot.basis, sort_keys=True) if name == "basis" else getattr(snapshot, name) for name in _COLUMNS
    ]
    connection.execute(
        f"INSERT OR REPLACE INTO hub_snapshots ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
        values,
    )


def snapshots(connection: sqlite3.Connection) -> list[HubSnapshot]:
    """All months, the earliest first."""
    rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM hub_snapshots ORDER BY month")
    return [_snapshot(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def save_family_counts(connection: sqlite3.Connection, month: str, counts: Iterable[FamilyCount]) -> None:
    """Keep a month's derivatives, in place of earlier counts of the same month; other months' are left out."""
    connection.execute("DELETE FROM hub_families WHERE month = ?", (month,))
    connection.executemany(
        "INSERT INTO hub_families (month, family, kind, number, share) VALUES (?, ?, ?, ?, ?)",
        [(month, count.family, count.kind, count.number, count.share) for count in counts if count.month == month],
    )


def family_counts(connection: sqlite3.Connection) -> list[FamilyCount]:
    """All counts, by month, kind and family."""
    return [
        FamilyCount(*row)
        for row in connection.execute(
            "SELECT month, family, kind, number, share FROM hub_families ORDER BY month, kind, family"
        )
    ]


def _snapshot(row: dict[str, object]) -> HubSnapshot:
    basis = {name: Basis(word) for name, word in json.loads(str(row.pop("basis"))).items()}
    return HubSnapshot(**row, basis=basis)  # type: ignore[arg-type]
