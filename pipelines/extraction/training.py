"""Whether hardware named in a text trained a model, rather than serves one or stands in a hall."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipelines.extraction.reading import Reading, Sentence
from pipelines.extraction.reasons import Reason


def not_training(reading: Reading, start: int, end: int, index: int) -> Reason | None:
    """Why hardware at this place trained no model: it serves one or stands in a hall; ``None`` where it did train."""
    sentence = _segment(reading, index, start)
    low = max(sentence.start, start - 60)
    for cue in reversed(list(reading.cues(low, start, "cue.inference", "cue.train"))):
        if not any(c in ";；。" for c in reading.key[cue.end : start]):
            if cue.has("cue.inference") and not cue.has("cue.train"):
                return Reason.INFERENCE
            break
    if reading.has_cue(end, min(sentence.end, end + 8), "cue.inference"):
        return Reason.INFERENCE
    serves = any(
        not reading.parted(end, cue.start, ")）;；")
        for cue in reading.cues(end, min(sentence.end, end + 28), "cue.inference")
    )
    if serves and not reading.has_cue(sentence.start, sentence.end, "cue.train"):
        return Reason.INFERENCE
    labelled = re.search(r"[:：|]\W{0,4}\d[\d.,]*\W?$|[:：|]\W{0,4}$", reading.key[max(low, start - 16) : start])
    stands = reading.has_cue(sentence.start, sentence.end, "cue.cluster")
    if labelled or not stands or reading.has_cue(sentence.start, sentence.end, "cue.train", "unit.tokens"):
        return None
    return Reason.CLUSTER


def _segment(reading: Reading, index: int, position: int) -> Sentence:
    """The part of a sentence between semicolons that holds a position."""
    sentence = reading.sentences[index]
    marks = reading.semicolons
    following = bisect_left(marks, position)
    start = max(sentence.start, marks[following - 1] + 1 if following else 0)
    end = min(sentence.end, marks[following] if following < len(marks) else sentence.end)
    return Sentence(start, end, sentence.paragraph)
