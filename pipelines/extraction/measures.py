"""Names that only measure another model: three times X, X's double, 5% of X."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_MEASURE_WORDS = 3
"""Words from a ratio to what it is a ratio of (three times the size of X)."""
_BEHIND, _BEHIND_REACH = 12, 32
"""Characters from a name to the beginning and to the end of a ratio of it (X's double)."""
_SHARE_WORDS = 6
"""Words from a share to what it is a share of (a tenth of the GPU hours of X)."""
_TOPIC = re.compile(r"['\"’”»」』]* ?[はがも은는이가]")
"""A mark of the topic or subject behind a name, after which a ratio is the name's own and not one of it."""
_ENDING = re.compile(r"-[^\W\d_a-z]+")
_BRACKET = re.compile(r"['\"’”»」』]* ?[(（][^()（）]{1,30}[)）]")


def multiplied(reading: Reading, low: int, start: int, end: int, high: int) -> bool:
    """Whether a name is the measure of a ratio: three times X, X's double, X 的 10 倍."""
    before = list(reading.cues(max(low, start - 26), start, "unit.times", "cue.share"))
    parts = reading.terms("part_of")
    for share in reading.cues(max(low, start - 50), start, "cue.share"):
        words = reading.key[share.end : start].split()
        if 1 < len(words) <= _SHARE_WORDS and {words[0], words[-1]} <= set(parts):
            return True  # a tenth of the GPU hours of X
    behind = reading.object_marks or (reading.object_prefixes and not reading.terms("determiner"))
    near = reading.cues(end, min(high, end + _BEHIND_REACH), "unit.times", "cue.share") if behind else ()
    after = [x for x in near if x.start - end <= _BEHIND]
    return any(
        _measures(reading.key[x.end : start].split(), parts)
        and not reading.parted(x.end, start)
        and not _grown(reading, x.end, start)
        for x in before
    ) or any(
        not reading.parted(end, x.start, ",;，；。、،(（")
        and not _TOPIC.match(reading.key, end)
        and not any(
            not cue.has("cue.model")
            for cue in reading.cues(_behind_ending(reading, end), x.start, "cue.approximate", "cue.anaphor")
        )
        for x in after
    )


def _behind_ending(reading: Reading, end: int) -> int:
    """Where the ending of a name is over that a hyphen sets off, which may look like a pronoun (X-এর)."""
    ending = _ENDING.match(reading.key, end)
    return ending.end() if ending else end


def _grown(reading: Reading, start: int, end: int) -> bool:
    """Whether a word other than "model" stands between a ratio and a name, where the language says X's double: what
    follows is what has grown so much, no measure."""
    if not reading.object_marks or not reading.key[start:end].strip(" '\"“‘«「『"):
        return False
    return not reading.has_cue(start, end, "cue.model")


def share_of(reading: Reading, end: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a name is what a share is taken of: 5% of X, where the language says X's 5%."""
    bracket = _BRACKET.match(reading.key, end)
    place = bracket.end() if bracket else end
    return any(
        q.kind == "percent" and reading.key[place : q.start].strip(" '\"’”»」』") in reading.links
        for q in starting(quantities, place, place + 8)
    )


def behind_share(reading: Reading, low: int, start: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a name follows a share of something of its own: X needs 75% of what the training of Y took."""
    parts = reading.terms("part_of")
    return any(
        q.kind == "percent"
        and 1 < len(words := reading.key[q.end : start].split()) <= _SHARE_WORDS
        and words[0] in parts
        and not reading.parted(q.end, start)
        for q in starting(quantities, low, start)
    )


def _measures(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the words between a ratio and a name make the name its measure (three times the size of X)."""
    return len(words) <= 1 or (len(words) <= _MEASURE_WORDS and words[-1] in parts)
