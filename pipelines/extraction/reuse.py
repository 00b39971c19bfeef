"""Names of models that are worked on further, in languages whose verb comes last (X를 추가 학습한 Y, 在X上微调)."""

from __future__ import annotations

import re

from pipelines.extraction.reading import Reading

_REACH = 64
"""Characters between an object and its verb at most; what stands between says with which data, and on what."""
_LONG_REACH = 110
"""The same where a mark of the object alone holds verb and object together, commas or not."""
_NOUN_REACH = 16
"""Characters from a name to the end of the word for a model behind it."""
_BEFORE_REACH = 18
"""Characters before a name in which the mark of the object stands, perhaps with an adverb behind it."""
_INSERTED_REACH = 80
"""The same where a clause between commas stands before the name."""
_PART_REACH = 96
"""Characters between a verb and the model that was given a part."""
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
    noun = None if marked else next(iter(reading.cues(place, min(high, place + _NOUN_REACH), "cue.model")), None)
    if noun is not None and noun.start == place:  # the model behind its name has the mark (Xモデルを, X modelini)
        place = noun.end
        marked = next((len(mark) for mark in reading.object_marks if _stands(key, mark, place)), 0)
        if not marked and key[noun.start : noun.end].endswith(reading.object_marks):
            marked, place = 1, place - 1
    owner = next((o for o in reading.organizations if 0 <= start - o.end <= _OWNER_REACH and o.start >= low), None)
    if owner is not None and key[owner.end : start].strip() in ("", "s", *reading.links):
        start = owner.start
    before = key[max(low, start - _BEFORE_REACH) : start].rstrip(" '\"‘“«「『*")
    if before.endswith(",") and reading.terms("determiner"):  # they have, to find out, further trained X
        before = key[max(low, start - _INSERTED_REACH) : start].rstrip(" ,").rpartition(",")[0]
    words = before.split()
    if reading.terms("determiner") and words and words[-1] in reading.terms("model"):  # has the model X trained further
        before = before.removesuffix(words[-1]).rstrip()
        words = before.split()
    adverb = bool(words) and words[-1] in reading.not_names  # has for this X further trained
    if adverb and not before.endswith(reading.object_prefixes):
        before = before.removesuffix(words[-1]).rstrip() if len(words) > 1 else before
    if not marked and not before.endswith(reading.object_prefixes):
        return False
    place += marked
    reach = _LONG_REACH if reading.terms("determiner") else _REACH  # German ends its clause with the participle
    for cue in reading.cues(
        place, min(high, place + (_LONG_REACH if marked else reach)), "cue.rework", "cue.base_after"
    ):
        near = cue.start - place <= reach and not reading.parted(place, cue.start, _STOPS)
        held = marked and not (
            reading.parted(place, cue.start, _ENDS)
            or reading.has_cue(place, cue.start, "cue.clause", "cue.release", "cue.contrast")
        )
        taught = reading.has_cue(place, cue.start, "cue.not_base")
        return bool(near or held) and not taught and not reading.has_cue(cue.end, cue.end + 8, "cue.negation")
    return False


def given_part(reading: Reading, low: int, start: int) -> bool:
    """Whether a name is that of a model which was given a part to make another (adds an encoder of 400 million to X,
    combines an encoder and X)."""
    last = reading.key[low:start].replace("'", " ").split()[-1:]
    if not last or last[0] not in (*reading.conjunctions, *reading.terms("add_to")):
        return False
    return any(
        reading.has_cue(verb.end, start, "cue.component") and not reading.parted(verb.end, start)
        for verb in reading.cues(max(low, start - _PART_REACH), start, "cue.couple")
    )


def _stands(key: str, mark: str, place: int) -> bool:
    """Whether a mark stands at a place as a whole, rather than as the beginning of another word."""
    return key.startswith(mark, place) and not _CONTINUES.match(key, place + len(mark))
