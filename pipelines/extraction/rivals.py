"""Other models in a sentence that goes on about the one before it: "this model of 3 billion beats X and Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.names import Mention, name_size
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import COMPARED, SUBJECT, Occurrence

_APART = 10
"""Characters from "the model" to a name that it does not belong to (the model X) at least."""
_SIZE_TOLERANCE = 1.35
"""How far the size said of a model may lie from the one in its name, as a factor."""
_MARK_REACH = 8
_SHORTEST_VERB = 4
"""Letters of a particle of comparison at most."""
_LETTER = re.compile(r"[^\W\d_]")
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


def size_of_another(reading: Reading, rival: Mention, start: int, value: float | None) -> bool:
    """Whether a size behind a rival's name is not the rival's: that has another one in its name, or is marked as the
    object of the verb (X'i 7 milyar parametreyle geçiyor), or the verb of surpassing has already closed its clause.
    """
    own = name_size(rival.name)
    if own is not None and value is not None and max(own, value) > _SIZE_TOLERANCE * min(own, value):
        return True
    if reading.has_cue(rival.end, start, "cue.concession"):
        return True
    behind = reading.key[rival.end : rival.end + _MARK_REACH].lstrip("'’\"”»」』")
    if any(_marked(behind, mark) for mark in reading.object_marks):
        return True
    return bool(reading.object_marks) and any(
        not reading.key[cue.end : start].strip() and cue.end - cue.start > _SHORTEST_VERB
        for cue in reading.cues(rival.end, start, "cue.compare_after")
    )


def _marked(behind: str, mark: str) -> bool:
    """Whether what stands behind a name is a mark of the object as a word of its own."""
    return behind.startswith(mark) and not _LETTER.match(behind, len(mark))
