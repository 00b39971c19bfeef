"""Sizes that name another member of a family: "its 12B sibling", "the 34B", 8B版."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.families import family_of
from pipelines.extraction.names import NUMBERED, Mention, name_size
from pipelines.extraction.numbers import Number
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading

_SIZE_ALONE = re.compile(r"\d+(?:\.\d+)? ?[BbMm]")
_ENDS_IN_SIZE = re.compile(r"\d[BbMm]$")


def siblings(reading: Reading, quantities: Sequence[Quantity], named: Sequence[Mention]) -> list[Mention]:
    """Sizes that name another member of the last family: "its 12B sibling", "the 34B"."""
    articles = reading.pack.sizes_by_article
    found: list[Mention] = []
    for quantity in quantities:
        number = quantity.number
        if number.letter not in ("b", "m") or quantity.field or quantity.kind or number.range_low:
            continue
        before = reading.key[max(0, number.start - 8) : number.start]
        last = next((m for m in reversed(named) if m.end <= number.start and m.strength >= NUMBERED), None)
        behind = last is not None and name_size(last.name) is not None and _names_version(reading, number)
        listed = last is not None and _listed_behind(reading, [*named, *found], number)
        if not (behind or listed or any(re.search(rf"(?:^|\s|[(,;]){re.escape(a)} ?$", before) for a in articles)):
            continue
        following = next((m for m in named if 0 <= m.start - number.end <= 2), None)
        if last is None or following is not None or number.start - last.end > 400:
            continue
        written = reading.folded.text[number.start : number.end]
        if name_size(last.name) == number.value:
            found.append(Mention(last.name, number.start, number.end, NUMBERED))  # the 7B itself
        else:
            found.append(Mention(f"{family_of(last.name)} {written}", number.start, number.end, NUMBERED))
    return found


def only_sized(reading: Reading, mentions: Sequence[Mention]) -> bool:
    """Whether a text never names a member of a family but by its size (an 8B version is available too)."""
    return all(_SIZE_ALONE.fullmatch(reading.folded.text, m.start, m.end) for m in mentions)


def _listed_behind(reading: Reading, named: Sequence[Mention], number: Number) -> bool:
    """Whether a size goes on with the one that a name right before it ends in: X 8B and 70B, X-7B/72B."""
    last = max((m for m in named if m.end <= number.start), key=lambda m: m.end, default=None)
    if last is None or last.strength < NUMBERED or not _ENDS_IN_SIZE.search(last.name):
        return False
    gap = reading.key[last.end : number.start].strip()
    return gap == "/" or gap.lstrip(",، ") in reading.conjunctions or (gap in (",", "،", "、") and number.listed)


def _names_version(reading: Reading, number: Number) -> bool:
    """Whether a noun such as "version" stands right behind a size (8B版, 8B 버전), where the language says it so.

    One of a list of sizes is no name, nor is that of an earlier version.
    """
    before = reading.key[max(0, number.start - 3) : number.start].rstrip()
    if number.listed or before.endswith(("、", ",", "，", "·", "/", "~")):
        return False
    near = reading.cues(number.start - 12, number.start, "cue.predecessor", "cue.compare")
    if any(not cue.has("cue.approximate") for cue in near):
        return False
    return reading.key[number.end : number.end + 16].removeprefix(" ").startswith(reading.pack.sizes_by_noun)
