"""Whether hardware named in a text trained a model, rather than serves one or stands in a hall."""

from __future__ import annotations

import re

from pipelines.extraction.reading import Reading, Sentence


def trains(reading: Reading, start: int, end: int, index: int) -> bool:
    """Whether hardware at this place trained a model, rather than serves it or stands in a hall."""
    sentence = _segment(reading, index, start)
    low = max(sentence.start, start - 60)
    for cue in reversed(list(reading.cues(low, start, "cue.inference", "cue.train"))):
        if not any(c in ";；。" for c in reading.key[cue.end : start]):
            if cue.has("cue.inference") and not cue.has("cue.train"):
                return False
            break
    if reading.has_cue(end, min(sentence.end, end + 8), "cue.inference"):
        return False
    serves = any(
        not reading.parted(end, cue.start, ")）;；")
        for cue in reading.cues(end, min(sentence.end, end + 28), "cue.inference")
    )
    if serves and not reading.has_cue(sentence.start, sentence.end, "cue.train"):
        return False
    labelled = re.search(r"[:：|]\W{0,4}\d[\d.,]*\W?$|[:：|]\W{0,4}$", reading.key[max(low, start - 16) : start])
    return bool(labelled) or not (
        reading.has_cue(sentence.start, sentence.end, "cue.cluster")
        and not reading.has_cue(sentence.start, sentence.end, "cue.train")
    )


def _segment(reading: Reading, index: int, position: int) -> Sentence:
    """The part of a sentence between semicolons that holds a position."""
    sentence = reading.sentences[index]
    marks = [k for k in range(sentence.start, sentence.end) if reading.key[k] in ";；؛"]
    start = max((k + 1 for k in marks if k < position), default=sentence.start)
    end = min((k for k in marks if k >= position), default=sentence.end)
    return Sentence(start, end, sentence.paragraph)
