"""Names that only set off the model that a text is about: "while X ...", "before X", "two years after X"."""

from __future__ import annotations

import re

from pipelines.extraction.names import Mention
from pipelines.extraction.reading import Reading

_ERA_REACH = 22
_TIMES = ("unit.years", "unit.months", "unit.weeks", "unit.days")


def family(mention: Mention) -> str:
    """The first letters of a name, which siblings share."""
    return re.split(r"[\W\d_]+", mention.name.casefold())[0]


def opens_contrast(reading: Reading, opening: int, this: Mention, after: Mention) -> bool:
    """Whether a sentence opens by setting a model of another family against its subject (While X ..., Y ...)."""
    opened = any(
        not reading.key[opening : cue.start].strip(" '\"«“„»") and len(reading.key[cue.end : this.start].split()) <= 1
        for cue in reading.cues(opening, this.start, "cue.contrast")
    )
    return opened and family(this) != family(after) and reading.parted(this.end, after.start, ",，،、")


def marks_time(reading: Reading, low: int, start: int, opening: int) -> bool:
    """Whether a name only says when something was: "before X" at the start of a sentence, "two years after X"."""
    for cue in reading.cues(max(low, start - _ERA_REACH), start, "cue.era"):
        if len(reading.key[cue.end : start].split()) > 1 or reading.parted(cue.end, start):
            continue
        if not reading.key[opening : cue.start].strip(" '\"«“„"):
            return True
        if any(0 <= cue.start - x.end <= 1 for x in reading.cues(max(low, cue.start - 16), cue.start, *_TIMES)):
            return True
    return False
