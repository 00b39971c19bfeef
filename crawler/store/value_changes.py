"""What was shown of a model and is no longer: kept so that a person can be told what changed while they looked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.keys import utc_now

TOLD = (
    "name", "country", "published", "domain", "accessibility", "parameters", "active_parameters",
    "tokens", "compute_flop", "confidence", "base_name", "status", "reason", "merged_into",
)  # fmt: skip
"""Columns of ``models`` whose changes are kept; linking writes ``organization`` anew before each assessment."""

SAME_FIGURE = 1e-6
"""Relative difference up to which two figures are one; estimates are computed in floating point."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A shown value that was replaced, when (ISO in UTC), and by which."""

    at: str
    field: str
    before: float | str | None
    after: float | str | None


def record_changes(connection: sqlite3.Connection, old: sqlite3.Row) -> None:
    """Keep how a model differs from its row as it was before."""
    new = connection.execute(f"SELECT {', '.join(TOLD)} FROM models WHERE id = ?", (old["id"],)).fetchone()
    changed = [column for column in TOLD if not _same(old[column], new[column])]
    if changed:
        now = utc_now()
        connection.executemany(
            "INSERT INTO value_changes (model_id, at, field, before, after) VALUES (?, ?, ?, ?, ?)",
            [(old["id"], now, column, old[column], new[column]) for column in changed],
        )


def changes_after(connection: sqlite3.Connection, model_id: str, since: str) -> list[ValueChange]:
    """The values that were replaced from a moment on (ISO in UTC), the first and the last of each field joined."""
    found: dict[str, ValueChange] = {}
    for row in connection.execute(
        "SELECT at, field, before, after FROM value_changes WHERE model_id = ? AND at >= ? ORDER BY id",
        (model_id, since),
    ):
        first = found.get(row["field"])
        found[row["field"]] = ValueChange(
            row["at"], row["field"], first.before if first else row["before"], row["after"]
        )
    return [change for change in found.values() if not _same(change.before, change.after)]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME_FIGURE * max(abs(one), abs(other))
    return one == other
