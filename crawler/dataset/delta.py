"""What changed from one export to the next, read off the exported rows themselves."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.dataset.selection import Selection
from crawler.records import Status
from pipelines.triage import REASONS

MAX_FIELD_CHARACTERS = 2**24


@dataclass(frozen=True, slots=True)
class Named:
    """A model by its id and name."""

    id: str
    name: str

    def as_json(self) -> dict[str, object]:
        """The model as it stands in ``delta.json``."""
        return {"Model id": self.id, "Model": self.name}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs, as both exports write it; an empty text is an empty cell."""

    column: str
    before: str
    after: str

    def as_json(self) -> dict[str, object]:
        """The cell as it stands in ``delta.json``."""
        return {"field": self.column, "before": self.before, "after": self.after}


@dataclass
class Delta:
    """The difference between two exports."""

    added: list[Named] = field(default_factory=list)
    changed: list[tuple[Named, list[Change]]] = field(default_factory=list)
    removed: list[tuple[Named, str]] = field(default_factory=list)
    """With the reason."""
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether both hold the same."""
        return not (self.added or self.changed or self.removed or self.columns_added or self.columns_removed)

    def as_json(self) -> dict[str, object]:
        """The difference for machines."""
        return {
            "added": [model.as_json() for model in self.added],
            "changed": [
                {**model.as_json(), "fields": [change.as_json() for change in changes]}
                for model, changes in self.changed
            ],
            "removed": [{**model.as_json(), "reason": reason} for model, reason in self.removed],
            "columns_added": self.columns_added,
            "columns_removed": self.columns_removed,
        }


def compare(before: Path, after: Path, why_removed: Callable[[str], str]) -> Delta:
    """Compare two exported CSV files row by row; ``why_removed`` says why a model is not in the later one."""
    delta = Delta()
    columns, old = _header(before), {row["Model id"]: row for row in _rows(before)}
    now = _header(after)
    delta.columns_added = [column for column in now if column not in columns]
    delta.columns_removed = [column for column in columns if column not in now]
    common = [column for column in now if column in columns]
    for row in _rows(after):
        known = old.pop(row["Model id"], None)
        if known is None:
            delta.added.append(_named(row))
            continue
        changes = [Change(column, known[column], row[column]) for column in common if known[column] != row[column]]
        if changes:
            delta.changed.append((_named(row), changes))
    delta.removed = [(_named(row), why_removed(row["Model id"])) for row in old.values()]
    return delta


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _named(row: Mapping[str, str]) -> Named:
    return Named(row["Model id"], row["Model"])


def reason_for(connection: sqlite3.Connection, model_id: str, selection: Selection) -> str:
    """Why a model that an earlier export held is not in this one."""
    row = connection.execute(
        "SELECT models.status, models.reason, survivor.id AS into_id, survivor.name AS into_name FROM models "
        "LEFT JOIN models AS survivor ON survivor.id = models.merged_into WHERE models.id = ?",
        (model_id,),
    ).fetchone()
    if row is None:
        return "no longer in the database: its pages now name another model, or none"
    if row["status"] == Status.MERGED:
        return f"merged into {row['into_name']} [{row['into_id']}]"
    if row["status"] not in selection.statuses:
        return f"{row['status']}: {REASONS.get(row['reason'], row['reason'])}"
    if (
        connection.execute(
            "SELECT 1 FROM mentions WHERE model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)",
            (model_id,),
        ).fetchone()
        is None
    ):
        return "no page names it any more"
    return f"no longer among {selection.words()}, or named only by sources whose values may not be passed on"
