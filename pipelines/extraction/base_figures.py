"""Figures of a base rather than of the model made from it: "based on a model of 12 billion", "itself trained on"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_UNNAMED_REACH = 64
"""Characters between "based on a" and the size of what it is based on."""
_INDEFINITE_ENDS = (" un", " une", " d'un", " d'une", " um", " uma", " a", " an", " einem", " einer")


def speaks_of_base(reading: Reading, start: int, end: int, sentence: int, *, sized: bool, reused: bool) -> bool:
    """Whether a figure is the base's own: "based on a model of 12 billion", "which had seen 2 trillion before".

    ``reused`` says whether the text names a base at all.
    """
    span = reading.sentences[sentence]
    cues = list(reading.cues(max(span.start, start - _UNNAMED_REACH), start, "cue.base"))
    indefinite = reading.terms("indefinite")
    for cue in cues if sized else ():
        gap = reading.key[cue.end : start]
        words = re.split(r"[\s']+", gap.strip())
        opened = set(words[:2]) & set(indefinite) or reading.key[cue.start : cue.end].endswith(_INDEFINITE_ENDS)
        free = not starting(reading.mentions, cue.end, start) and not reading.parted(cue.end, start)
        if opened and free and not reading.has_cue(cue.end, start, "cue.not_base"):
            return True
    if not reused and not reading.has_cue(span.start, start, "cue.base"):
        return False
    return reading.has_cue(*reading.clause_round(start, end, span.start, span.end), "cue.earlier")


def already_sized(quantities: Sequence[Quantity], base: int, start: int) -> bool:
    """Whether a size stands between a base and a later size, so that the later one is not the base's."""
    return any(q.kind == "parameters" and q.end < start for q in starting(quantities, base, start))


def made_into(reading: Reading, base: int, start: int) -> bool:
    """Whether "based on" stands right behind a base and before a size, which is that of what was made then."""
    return any(
        not reading.key[base : cue.start].strip(" '\"’”»」』)）") for cue in reading.cues(base, start, "cue.base_after")
    )
