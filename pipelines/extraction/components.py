"""Whether a size is that of a part of a model (a vision encoder, a tokenizer) rather than of the model."""

from __future__ import annotations

import re

from pipelines.extraction.reading import Reading

_EXPERTS = re.compile(r"(?<![\d.])\d{1,3} ?[x×] ?$")
_REACH = 44
"""Characters between a size and the noun that it belongs to."""
_WORDS = 3
"""Words between them at most."""
_COPULA_REACH = 24
"""Characters between "is a" and the size, where the model itself is an encoder."""


def of_component(reading: Reading, start: int, end: int, low: int, high: int) -> bool:
    """Whether a size from ``start`` to ``end`` is a component's; ``low`` and ``high`` bound its sentence.

    What is called an encoder itself ("X is a 300M encoder") or a model ("a 20B encoder model") has the size.
    """
    key = reading.key
    if reading.has_cue(max(low, start - _COPULA_REACH), start, "cue.copula"):
        return False
    for cue in reading.cues(end, min(high, end + _REACH), "cue.component"):
        gap = key[end : cue.start]
        if len(gap.split()) > _WORDS or reading.parted(end, cue.start):
            break
        if any(x.start - cue.end <= 1 for x in reading.cues(cue.end, cue.end + 16, "cue.model")):
            break
        return key[cue.end : cue.end + 1] != "-" and not reading.has_cue(end, cue.start, "cue.model")
    for cue in reversed(list(reading.cues(max(low, start - _REACH), start, "cue.component"))):
        gap = key[cue.end : start]
        linked = len(gap.split()) <= _WORDS and key[cue.end : cue.end + 1] != "-" and not reading.parted(cue.end, start)
        another = reading.has_cue(cue.end, start, "cue.model") or any(  # an encoder with a 72B language model
            not reading.parted(end, x.start) for x in reading.cues(end, min(high, end + _WORDS * 8), "cue.model")
        )
        return linked and not another
    return False


def of_experts(reading: Reading, start: int) -> bool:
    """Whether a number of experts stands before the size of one (16 x 3.8B)."""
    return _EXPERTS.search(reading.key[max(0, start - 8) : start]) is not None
