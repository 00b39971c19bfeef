"""What the columns of a table in a text count: the heading says it for the numbers below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from keywords.folding import Folded
from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.spans import starting

_RULE = re.compile(r"[\s|:\-=]+")
_BOLD_CELL = re.compile(r"\|\s*\*\*$")
_BEFORE_CELL = 8
"""Characters in which the bar, spaces and the mark before a cell's text stand."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell counts by its column's heading: a unit kind of the packs, and whether "active" stands there."""

    kind: str
    active: bool


class Tables:
    """The tables of a folded text, by the positions of their cells."""

    def __init__(self, folded: Folded, lexemes: Sequence[Lexeme]) -> None:
        key = folded.key
        self._folded = folded
        self._lexemes = lexemes
        self._rows: list[tuple[int, int, list[int], list[Column | None]]] = []
        heading: list[Column | None] = []
        before = -1
        end = -1
        for line in key.split("\n"):
            start, end = end + 1, end + 1 + len(line)
            bars = [start + i for i, c in enumerate(line) if c == "|"] if line.count("|") > 1 else []
            if not bars:
                continue
            if start != before + 1:
                heading = []
            before = end
            if _RULE.fullmatch(line):
                continue
            if not heading:
                heading = _heading(bars, start, end, lexemes)
                self._rows.append((start, end, bars, []))
                continue
            self._rows.append((start, end, bars, heading))

    def column(self, position: int) -> Column | None:
        """What the cell at a position counts; ``None`` outside tables and where no heading names a unit.

        A cell in bold is told by the head of its row as well: it is the column of the table's own model.
        """
        i = bisect_right(self._rows, position, key=lambda row: row[0]) - 1
        if i < 0 or position >= self._rows[i][1]:
            return None
        start, _, bars, heading = self._rows[i]
        number = bisect_right(bars, position)
        above = heading[number] if number < len(heading) else None
        if above is None and is_bold_cell(self._folded, position):
            first = bars[0] if self._folded.key[start : bars[0]].strip(" -*") else bars[1]
            return column_of(starting(self._lexemes, start, first))
        return above


def is_bold_cell(folded: Folded, position: int) -> bool:
    """Whether the table cell whose text begins at ``position`` is set in bold, which only the source shows."""
    start = folded.span(position, position + 1)[0]
    return _BOLD_CELL.search(folded.source[max(0, start - _BEFORE_CELL) : start]) is not None


def _heading(bars: list[int], start: int, end: int, lexemes: Sequence[Lexeme]) -> list[Column | None]:
    edges = [start, *bars, end]
    return [column_of([x for x in lexemes if low <= x.start and x.end <= high]) for low, high in pairwise(edges)]


def column_of(inside: Sequence[Lexeme]) -> Column | None:
    """What words in the head of a column or row say that its cells count; ``None`` where they name no unit."""
    kinds = [k.removeprefix("unit.") for x in inside for k in x.kinds if k.startswith("unit.")]
    if not kinds:  # a bare "active" or "total" heads sizes
        sizes = any(x.has("cue.active", "cue.total") for x in inside)
        kinds = ["parameters"] if sizes else []
    if not kinds:
        return None
    kind = "chip_hours" if "chips" in kinds and "hours" in kinds else kinds[0]
    return Column(kind, any(x.has("cue.active") for x in inside))
