"""Names of models that are worked on further, in languages whose verb comes last (X를 추가 학습한 Y, 在X上微调)."""

from __future__ import annotations

import re

from pipelines.extraction.reading import Reading

_REACH = 64
"""Characters between an object and its verb at most; what stands between says with which data, and on what."""
_LONG_REACH = 110
"""The same where a mark of the object alone holds verb and object together, commas or not."""
_BEFORE_REACH = 18
"""Characters before a name in which the mark of the object stands, perhaps with an adverb behind it."""
_OWNER_REACH = 2
"""Characters between a developer and the name of its model (Meta的X)."""
_SIZE = re.compile(r"\d[\d.,٫]* ?[^\W\d_]{2,12} ?")
"""A size behind a name (Llama 13 milliardi)."""
_CLOSING = " '\"’”»」』*)）"
_CONTINUES = re.compile(r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff]|[はも]")
"""What makes another word of a mark: letters in scripts with spaces, and the Japanese topic marks (には)."""
_ENDS = ";；؛。.!?\n:："
_STOPS = _ENDS + "，,、،"


def reworked(reading: Reading, low: int, start: int, end: int, high: int) -> bool:
    """Whether a name is the object of fine-tuning, further training or the like in its clause.

    The object is marked behind the name (를, を, को, را) or before it (在, 将); ``low`` and ``high`` bound the search.
    """
    key = reading.key
    place = end
    while place < high and key[place] in _CLOSING:
        place += 1
    size = _SIZE.match(key, place, high)
    if size is not None:
        place = size.end()
    marked = next((len(mark) for mark in reading.object_marks if _stands(key, mark, place)), 0)
    owner = next((o for o in reading.organizations if 0 <= start - o.end <= _OWNER_REACH and o.start >= low), None)
    if owner is not None and key[owner.end : start].strip() in ("", *reading.links):
        start = owner.start
    before = key[max(low, start - _BEFORE_REACH) : start].rstrip(" '\"‘“«「『*")
    words = before.split()
    if words and words[-1] in reading.not_names:  # has for this X further trained
        before = before.removesuffix(words[-1]).rstrip() if len(words) > 1 else before
    if not marked and not before.endswith(reading.object_prefixes):
        return False
    place += marked
    for cue in reading.cues(
        place, min(high, place + (_LONG_REACH if marked else _REACH)), "cue.rework", "cue.base_after"
    ):
        near = cue.start - place <= _REACH and not reading.parted(place, cue.start, _STOPS)
        held = marked and not (
            reading.parted(place, cue.start, _ENDS)
            or reading.has_cue(place, cue.start, "cue.clause", "cue.release", "cue.contrast")
        )
        taught = reading.has_cue(place, cue.start, "cue.not_base")
        return bool(near or held) and not taught and not reading.has_cue(cue.end, cue.end + 8, "cue.negation")
    return False


def _stands(key: str, mark: str, place: int) -> bool:
    """Whether a mark stands at a place as a whole, rather than as the beginning of another word."""
    return key.startswith(mark, place) and not _CONTINUES.match(key, place + len(mark))
