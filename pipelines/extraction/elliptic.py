"""Counts of hardware whose unit the text leaves out because it has just named it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_COUNTED = ("chips", "nodes", "chip_hours")
_NAMED = re.compile(r"['\"’”»]? ?[,:–—-] ?$")
"""What stands between a name and the count that goes with it alone (X, 1,024)."""
_CLOSED = re.compile(r" ?(?:[,.;)]|$|\n)")
_RATIO = 1000
"""Two counts of one kind do not lie further apart than this factor."""
_OPENING_WORDS = 2
"""Words between the opening of a clause and the whole that only a part of was used."""
_PART_REACH = 60
_POINTED_REACH = 24
"""Characters from a number to the end of "the latter"."""
_TOTAL_REACH = 16
"""Characters between a sum and the words "in total", on either side."""
_OF_THE = 3
"""Words between a part and its whole at most (4,000 of the 10,752)."""
_MOST_CHIPS = 1e7


def complete_counts(reading: Reading, found: Sequence[Quantity]) -> list[Quantity]:
    """Quantities with the units that the text leaves to the one before: "X took 512 H100s, and Y, 3,072"."""
    completed = list(found)
    for i, quantity in enumerate(found):
        if completed[i] is not quantity:
            continue  # the whole of a part before it
        if quantity.kind in ("chips", "nodes") and quantity.value > _MOST_CHIPS:
            completed[i] = quantity._replace(kind="", start=quantity.number.start, end=quantity.number.end, chip=None)
        whole = found[i + 1] if i + 1 < len(found) else None
        if whole is not None and whole.kind == "chips" and _precedes_whole(reading, quantity, whole):
            completed[i] = quantity._replace(kind="chips", chip=whole.chip)
            completed[i + 1] = whole._replace(kind="things", chip=None)
            continue
        if _sums_hours(reading, completed, i):
            completed[i] = quantity._replace(kind="chip_hours")
            continue
        before = completed[i - 1] if i else None
        bare = quantity.kind == "" and quantity.number.scale == 1.0 and quantity.value >= 2
        if before is None or not bare or before.kind not in _COUNTED or before.sentence != quantity.sentence:
            continue
        if before.kind == "chips" and _sums_chips(reading, before, quantity):
            completed[i] = quantity._replace(kind="chips", chip=before.chip)
            completed[i - 1] = before._replace(kind="things", chip=None)
        elif _goes_with_name(reading, before, quantity) or _points_at_one(reading, before, quantity):
            completed[i] = quantity._replace(kind=before.kind, chip=before.chip)
        elif _is_part(reading, before, quantity):
            completed[i] = quantity._replace(kind=before.kind, chip=before.chip)
            completed[i - 1] = before._replace(kind="things", chip=None)
    return completed


def _goes_with_name(reading: Reading, before: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number stands right behind another name, where the clause before counted hardware."""
    alike = before.value / _RATIO < quantity.value < before.value * _RATIO
    if not alike or not _CLOSED.match(reading.key, quantity.end):
        return False
    named = starting(reading.mentions, before.end, quantity.start)
    return bool(named) and _NAMED.fullmatch(reading.key, named[-1].end, quantity.start) is not None


def _points_at_one(reading: Reading, before: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number belongs to "the latter", where the clause before counted hardware for the former."""
    near = reading.cues(quantity.end, quantity.end + _POINTED_REACH, "cue.latter", "cue.former")
    alike = before.value / _RATIO < quantity.value < before.value * _RATIO
    return alike and any(not reading.parted(quantity.end, cue.start) for cue in near)


def _sums_hours(reading: Reading, found: Sequence[Quantity], i: int) -> bool:
    """Whether a bare number with "in total" beside it sums up the chip hours counted before it in the sentence."""
    this = found[i]
    if this.kind or this.value < _RATIO:
        return False
    low = max(reading.sentences[this.sentence].start, this.start - _TOTAL_REACH)
    high = min(reading.sentences[this.sentence].end, this.end + _TOTAL_REACH)
    near = reading.cues(low, high, "cue.total")
    if not any(not reading.parted(min(x.end, this.end), max(x.start, this.start)) for x in near):
        return False
    for before in reversed(found[:i]):
        if before.sentence != this.sentence or before.kind not in ("", "chip_hours"):
            return False
        if before.kind == "chip_hours":
            return before.value <= this.value < before.value * _RATIO
    return False


def _sums_chips(reading: Reading, before: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number sums up the chips right before it (128 nodes of four H100s, 512 in total)."""
    if quantity.value <= before.value or quantity.start - before.end > _TOTAL_REACH:
        return False
    return any(
        not reading.key[quantity.end : x.start].strip()
        or (x.end <= quantity.start and len(reading.key[x.end : quantity.start].split()) <= 1)
        for x in reading.cues(before.end, quantity.end + _TOTAL_REACH, "cue.total")
    )


def _precedes_whole(reading: Reading, quantity: Quantity, whole: Quantity) -> bool:
    """Whether a bare number is the part of a machine's chips that follow it (4,000 of the 10,752 chips)."""
    if quantity.kind or quantity.sentence != whole.sentence or not 2 <= quantity.value < whole.value:
        return False
    gap = reading.key[quantity.end : whole.number.start].split()
    return 1 <= len(gap) <= _OF_THE and gap[0] in reading.terms("part_of")


def _is_part(reading: Reading, before: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number says how many of the chips of a machine were used (of the 1,456 H100s, 512)."""
    key = reading.key
    low = reading.sentences[quantity.sentence].start
    opened = set(key[low : before.start].split()[-_OPENING_WORDS:]) & set(reading.terms("part_of"))
    if not opened or quantity.value >= before.value or quantity.start - before.end > _PART_REACH:
        return False
    behind = key[quantity.end : quantity.end + 1]
    return behind in (" ", ".", ",") and not starting(reading.mentions, quantity.end, quantity.end + 2)
