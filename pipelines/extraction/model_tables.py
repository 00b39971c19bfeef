"""Tables that say by their first row or first column whose figures they list, with a model to a column or to a row."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipelines.extraction.names import Mention
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_RULE = re.compile(r"[\s|:\-=]+")
_FEWEST_BARS = 2


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    bars: tuple[int, ...]
    columns: dict[int, Mention]
    """Models that head a column, by its number; empty in tables with a model to a row."""
    named: tuple[Mention, ...]
    """All models of the table in a row that speaks of all of them (the heading)."""


class ModelTables:
    """The tables of a text, by the positions of their cells."""

    def __init__(self, reading: Reading) -> None:
        self._rows: list[_Row] = []
        if reading.key.count("|") > _FEWEST_BARS:
            for lines in _tables(reading.key):
                self._read(reading, lines)

    def _read(self, reading: Reading, lines: list[tuple[int, int]]) -> None:
        key = reading.key
        bars = [tuple(k for k in range(start, end) if key[k] == "|") for start, end in lines]
        heads = _cells(reading, *lines[0], bars[0])
        first = 1 if key[lines[0][0] : bars[0][0]].strip() == "" else 0
        columns = {number: mention for number, mention in heads.items() if number > first}
        if columns:
            for (start, end), marks in zip(lines, bars, strict=True):
                self._rows.append(_Row(start, end, marks, columns, tuple(columns.values())))
            return
        below = [m for line in lines[1:] for m in starting(reading.mentions, *line)[:1]]
        self._rows.append(_Row(*lines[0], bars[0], {}, tuple(below)))

    def _row(self, position: int) -> _Row | None:
        i = bisect_right(self._rows, position, key=lambda row: row.start) - 1
        return self._rows[i] if i >= 0 and position < self._rows[i].end else None

    def owners(self, position: int) -> tuple[Mention, ...]:
        """The models that a cell speaks of: its column's, or all of the table in a heading; none outside tables."""
        row = self._row(position)
        if row is None:
            return ()
        mention = row.columns.get(bisect_right(row.bars, position))
        return (mention,) if mention is not None else row.named

    def label(self, position: int) -> tuple[int, int] | None:
        """Where the head of a cell's row stands, in tables with a model to a column."""
        row = self._row(position)
        if row is None or bisect_right(row.bars, position) not in row.columns:
            return None
        inner = next((bar for bar in row.bars if bar > row.start + 1), row.end)
        return row.start, inner


def _tables(key: str) -> list[list[tuple[int, int]]]:
    """The lines of each table, without the rules between them."""
    found: list[list[tuple[int, int]]] = []
    start, after = 0, -1
    for line in key.split("\n"):
        end = start + len(line)
        if line.count("|") >= _FEWEST_BARS:
            if start != after or not found:
                found.append([])
            after = end + 1
            if not _RULE.fullmatch(line):
                found[-1].append((start, end))
        start = end + 1
    return [lines for lines in found if len(lines) > 1]


def _cells(reading: Reading, start: int, end: int, bars: tuple[int, ...]) -> dict[int, Mention]:
    """The first name in each cell of a line, by the number of its column."""
    found: dict[int, Mention] = {}
    for mention in starting(reading.mentions, start, end):
        found.setdefault(bisect_right(bars, mention.start), mention)
    return found
