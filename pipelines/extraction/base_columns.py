"""Models that stand in a table's column of bases ("Model | Developer | Base | Parameters")."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import BASE, SUBJECT, Occurrence

_FEWEST_BARS = 2
_LONGEST_HEAD = 3
"""Words in the head of a column of bases at most."""


def rebase_in_columns(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Make every second model of a row a base where its column's head is a word for one."""
    key = reading.key
    if key.count("|") <= _FEWEST_BARS or not occurrences:
        return
    column = -1
    start = 0
    for line in key.split("\n"):
        end = start + len(line)
        if line.count("|") < _FEWEST_BARS:
            column = -1
        elif column < 0:
            column = _column_of_bases(reading, line, start)
        else:
            named = [o for o in occurrences if start <= o.mention.start < end]
            for occurrence in named[1:]:
                if occurrence.role == SUBJECT and key.count("|", start, occurrence.mention.start) == column:
                    occurrence.role = BASE
        start = end + 1


def _column_of_bases(reading: Reading, line: str, start: int) -> int:
    """How many bars stand before the cell of a heading that speaks of bases; -1 where none does."""
    place = start
    for number, cell in enumerate(line.split("|")):
        words = cell.split()
        if 0 < len(words) <= _LONGEST_HEAD and _says_base(reading, words, place, place + len(cell)):
            return number
        place += len(cell) + 1
    return -1


def _says_base(reading: Reading, words: Sequence[str], start: int, end: int) -> bool:
    """Whether the head of a column is a label of the base (base:), or the word for it, the colon left out."""
    labels = {term.rstrip(" :：") for term in reading.terms("base") if term.endswith((":", "：")) or " " not in term}
    return " ".join(words).strip("* ") in {*labels, "base"} or reading.has_cue(start, end, "cue.base")
