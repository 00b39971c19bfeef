"""What every reader of a format gives back, and what several of them do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from crawler.records import Failure
from spiders.parsed import Problem

Row: TypeAlias = dict[str, Any]

HEADING = "#heading"
SECTION = "#section"
PARTS = "#parts"
"""Of how many models the source speaks in one row, where the row was made from a list."""

GIVEN = frozenset({HEADING, SECTION, PARTS})
"""Columns that we add."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order of the body, and the columns that the source showed; or why there are none.

    ``value`` is the whole value of a JSON body, in which paging finds the way to the next page. ``notes`` are oddities
    that cost nothing (a row longer than its head).
    """

    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    value: Any = None
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def failed(failure: Failure, detail: str) -> Table:
    """A table that could not be read."""
    return Table(problem=Problem(failure, detail))


def head_names(cells: Iterable[object]) -> list[str]:
    """Heads as names: blanks and line breaks as one blank; a nameless column is called by its number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(str("" if cell is None else cell).replace("\ufeff", "").split()) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def rows_under(heads: Sequence[str], records: Iterable[Sequence[Any]]) -> tuple[list[Row], list[str]]:
    """Rows of a grid by its heads; blank lines are left out, and longer ones cut and noted."""
    rows: list[Row] = []
    notes: list[str] = []
    for cells in records:
        if all(cell is None or not str(cell).strip() for cell in cells):
            continue
        if any(str(cell or "").strip() for cell in cells[len(heads) :]):
            notes.append(f"a row of {len(cells)} cells under {len(heads)} heads")
        rows.append(dict(zip(heads, cells, strict=False)))
    return rows, notes


def shown_columns(heads: Sequence[str], rows: Iterable[Row]) -> tuple[str, ...]:
    """The columns of a grid without those that have neither a name nor a value."""
    listed = list(rows)
    return tuple(
        name
        for number, name in enumerate(heads, start=1)
        if name != f"column {number}" or any(str(row.get(name) or "").strip() for row in listed)
    )
