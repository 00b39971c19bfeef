"""Whether hardware named in a text trained a model, rather than serves one or stands in a hall."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.extraction.reading import Reading, Sentence
from pipelines.extraction.reasons import Reason

_TIMES = ("unit.days", "unit.weeks", "unit.months")
_TIME_REACH = 40
"""Characters from a time to the hardware that it was spent on."""


def not_training(reading: Reading, start: int, end: int, index: int) -> Reason | None:
    """Why hardware at this place trained no model: it serves one or stands in a hall; ``None`` where it did train."""
    sentence = _segment(reading, index, start)
    low = max(sentence.start, start - 60)
    for cue in reversed(list(reading.cues(low, start, "cue.inference", "cue.train"))):
        if not any(c in ";；。" for c in reading.key[cue.end : start]):
            if cue.has("cue.inference") and not cue.has("cue.train") and not _lasted(reading, sentence, start):
                return Reason.INFERENCE
            break
    served = any(cue.is_unit for cue in reading.cues(start, end, "cue.inference"))  # one word for "runs on GPUs"
    if served or reading.has_cue(end, min(sentence.end, end + 8), "cue.inference"):
        return Reason.INFERENCE
    serves = any(
        not reading.parted(end, cue.start, ")）;；")
        for cue in reading.cues(end, min(sentence.end, end + 28), "cue.inference")
    )
    if serves and not reading.has_cue(sentence.start, sentence.end, "cue.train"):
        return Reason.INFERENCE
    labelled = re.search(r"[:：|]\W{0,4}\d[\d.,]*\W?$|[:：|]\W{0,4}$", reading.key[max(low, start - 16) : start])
    stands = reading.has_cue(sentence.start, sentence.end, "cue.cluster")
    if labelled or not stands or _of_computer(reading, sentence):
        return None
    if reading.has_cue(sentence.start, sentence.end, "cue.train", "unit.tokens", "unit.chip_hours"):
        return None
    return Reason.CLUSTER


def _lasted(reading: Reading, sentence: Sentence, start: int) -> bool:
    """Whether a time stands before hardware in its clause and a word for training in its part of the sentence."""
    time = list(reading.cues(max(sentence.start, start - _TIME_REACH), start, *_TIMES))
    said = reading.has_cue(sentence.start, sentence.end, "cue.train")
    return said and any(not reading.parted(x.end, start) for x in time)


def _of_computer(reading: Reading, sentence: Sentence) -> bool:
    """Whether a time of a computer is spoken of (a month of supercomputer), which somebody has used up."""
    return any(
        len(reading.key[time.end : site.start].split()) <= 1 and not reading.parted(time.end, site.start)
        for site in reading.cues(sentence.start, sentence.end, "cue.cluster")
        for time in reading.cues(max(sentence.start, site.start - _TIME_REACH), site.start, *_TIMES)
    )


def stands_there(reading: Reading, start: int, end: int, index: int) -> bool:
    """Whether a clause of its own says what a place has, of which a training may use a part (where 10,752 stand)."""
    sentence = reading.sentences[index]
    low, high = reading.clause_round(start, end, sentence.start, sentence.end)
    opening = low + len(reading.key[low:start]) - len(reading.key[low:start].lstrip())
    opened = any(cue.start == opening for cue in reading.cues(low, start, "cue.where"))
    return opened and not reading.has_cue(low, high, "cue.train")


def _segment(reading: Reading, index: int, position: int) -> Sentence:
    """The part of a sentence between semicolons that holds a position."""
    sentence = reading.sentences[index]
    marks = reading.semicolons
    following = bisect_left(marks, position)
    start = max(sentence.start, marks[following - 1] + 1 if following else 0)
    end = min(sentence.end, marks[following] if following < len(marks) else sentence.end)
    return Sentence(start, end, sentence.paragraph)
