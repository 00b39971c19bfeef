"""Names that stand in a comparison by what is before them: "than X", "like Acme's X", "the 175 billion of X"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_KNOWN_SIZE_REACH = 48
"""Characters from a size to whose it is."""
_DEGREE_REACH, _DEGREE_WORDS = 60, 4
"""Characters and words between "more" and a name, with what is compared between them."""
_POSSESSIVES = ("s ", "'s ", "' ", " ")
_APPOSED = re.compile(r"([^,;:]{1,60}), (?:[^,;:\s]+ )?")


def has_known_size(reading: Reading, low: int, start: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a size with the definite article before it is that of the name behind it (more than the 175 billion
    parameters of X), which a text says of a model that its readers know."""
    for quantity in starting(quantities, max(low, start - _KNOWN_SIZE_REACH), start):
        gap = reading.key[quantity.end : start].split()
        before = reading.key[low : quantity.start].split()[-1:]
        sized = quantity.kind in ("parameters", "") and quantity.number.scale > 1
        if sized and len(gap) == 1 and gap[0] in reading.terms("genitive"):
            return bool(before) and before[0] in reading.terms("definite")
    return False


def contrasted(reading: Reading, low: int, start: int) -> bool:
    """Whether "while" or the like stands right before a name."""
    near = reading.cues(max(low, start - 18), start, "cue.contrast")
    return any(not reading.key[cue.end : start].strip(" '\"«“") for cue in near)


def follows_comparison(reading: Reading, low: int, start: int) -> bool:
    """Whether "than", "beats" and the like stand before a name in its clause; "more than 3 ..." is none."""
    for cue in reading.cues(max(low, start - 20), start, "cue.like", "cue.approximate"):
        marks = " '\"«“„" if cue.has("cue.approximate") else " '\"«“„.,:"
        if cue.has("cue.approximate") and " " not in reading.key[cue.start : cue.end].strip():
            continue  # little is known about X
        if not reading.key[cue.end : start].strip(marks):
            return True  # what is "more than X" or "like X" is measured by X
        owner = next(iter(starting(reading.organizations, cue.end, start)), None)
        behind = owner is not None and cue.has("cue.like") and owner.start - cue.end <= 1
        if behind and owner is not None and reading.key[owner.end : start] in _POSSESSIVES:
            return True  # like Acme's X
    if _exceeded(reading, low, start):
        return True
    reach = 30 if _HAN.search(reading.key[max(0, start - 4) : start]) else 60
    for cue in reading.cues(max(low, start - reach), start, "cue.compare"):
        gap = reading.key[cue.end : start]
        counted = any(c.isdigit() for c in gap) and not gap.endswith(reading.links)
        if cue.has("cue.approximate") and counted:
            continue
        apposed = _APPOSED.fullmatch(gap)  # the best models, X
        noun = apposed and any(
            x.end == cue.end + len(apposed[1]) for x in reading.cues(cue.end, start, "cue.model", "cue.subset")
        )
        if noun or (not any(c in ";:；。、，،" for c in gap) and ", " not in gap and len(gap.split()) <= 9):
            return True
    return False


def _exceeded(reading: Reading, low: int, start: int) -> bool:
    """Whether "than" stands before a name and "more" or the like before that (plus rapide que X, más ágil que el X)."""
    than, degrees = reading.terms("than"), reading.terms("degree")
    if not than:
        return False
    words = reading.key[max(low, start - _DEGREE_REACH) : start].replace("'", " ").split()
    place = next((k for k in range(len(words) - 1, max(len(words) - 3, -1), -1) if words[k] in than), -1)
    before = words[max(0, place - _DEGREE_WORDS) : place] if place > 0 else []
    return any(word in degrees for word in before) and not any(word[-1] in ",;:()" for word in before)
