"""What the columns of a table in a text count: the heading says it for the numbers below."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extraction.lexicon import Lexeme

_RULE = re.compile(r"[\s|:\-=]+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell counts by its column's heading: a unit kind of the packs, and whether "active" stands there."""

    kind: str
    active: bool


class Tables:
    """The tables of a folded text, by the positions of their cells."""

    def __init__(self, key: str, lexemes: list[Lexeme]) -> None:
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
                continue
            self._rows.append((start, end, bars, heading))

    def column(self, position: int) -> Column | None:
        """What the cell at a position counts; ``None`` outside tables and under headings that name no unit."""
        i = bisect_right(self._rows, position, key=lambda row: row[0]) - 1
        if i < 0 or position >= self._rows[i][1]:
            return None
        _, _, bars, heading = self._rows[i]
        number = bisect_right(bars, position)
        return heading[number] if number < len(heading) else None


def _heading(bars: list[int], start: int, end: int, lexemes: list[Lexeme]) -> list[Column | None]:
    edges = [start, *bars, end]
    return [_column([x for x in lexemes if low <= x.start and x.end <= high]) for low, high in pairwise(edges)]


def _column(inside: list[Lexeme]) -> Column | None:
    kinds = [k.removeprefix("unit.") for x in inside for k in x.kinds if k.startswith("unit.")]
    if not kinds:  # a bare "active" or "total" heads sizes
        sizes = any(x.has("cue.active", "cue.total") for x in inside)
        kinds = ["parameters"] if sizes else []
    if not kinds:
        return None
    kind = "chip_hours" if "chips" in kinds and "hours" in kinds else kinds[0]
    return Column(kind, any(x.has("cue.active") for x in inside))
