"""Other models in a sentence that goes on about the one before it: "this model of 3 billion beats X and Y"."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import COMPARED, SUBJECT, Occurrence

_APART = 10
"""Characters from "the model" to a name that it does not belong to (the model X) at least."""
_WORDS = 3
"""Words from "this" to the word for a model at most ("this tiny model")."""


def points_back_before(reading: Reading, start: int, end: int) -> bool:
    """Whether "the model" or "this tiny model" stands in a stretch, and not right before the name that ends it."""
    if any(cue.has("cue.model") and end - cue.end >= _APART for cue in reading.cues(start, end, "cue.anaphor")):
        return True
    return any(
        len(reading.key[this.end : model.start].split()) <= _WORDS
        and not reading.parted(this.end, model.start)
        and end - model.end >= _APART
        for this in reading.cues(start, end, "cue.demonstrative")
        for model in reading.cues(this.end, end, "cue.model")
    )


def compare_behind_anaphor(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Models first named behind "this model" are rivals, where nothing says that they came of it or came out."""
    first: dict[str, int] = {}
    for occurrence in occurrences:
        first.setdefault(occurrence.mention.key, occurrence.sentence)
    for occurrence in occurrences:
        index = occurrence.sentence
        if occurrence.role != SUBJECT or not index or first[occurrence.mention.key] != index:
            continue
        sentence = reading.sentences[index]
        before = {o.mention.key for o in occurrences if o.sentence < index and _near(reading, o, index)}
        named = min(o.mention.start for o in occurrences if o.sentence == index)
        if len(before) != 1 or not points_back_before(reading, sentence.start, named):
            continue
        kinds = ("cue.release", "cue.result", "cue.naming", "cue.rework", "cue.base", "cue.each", "cue.respectively")
        if not reading.has_cue(sentence.start, sentence.end, *kinds):
            occurrence.role = COMPARED


def _near(reading: Reading, occurrence: Occurrence, index: int) -> bool:
    """Whether an occurrence names a subject of the same paragraph."""
    here = reading.sentences[occurrence.sentence].paragraph == reading.sentences[index].paragraph
    return here and occurrence.role == SUBJECT
