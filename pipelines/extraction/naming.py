"""Words that introduce a name: "called X", "Meet X", "was turned into X"."""

from __future__ import annotations

import re

from pipelines.extraction.names import NUMBERED, Mention
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import first_starting

_REACH = 36
"""Characters before a name in which the words that introduce it begin."""
_FEWEST_WORDS = 2
"""Words that are worth an abbreviation."""
_SHORT = re.compile(r"(?: [A-Z][a-z]+)? ?\(([A-Z][\w.-]{1,14})(?: [\w.-]{1,6})?\)")
"""A short form in the bracket behind a name, with the version or size that it may have."""
_GAP = re.compile(r"[\s'\"“«„‘「『*_:：]*")


def called_so(reading: Reading, mention: Mention) -> bool:
    """Whether "called", "dubbed" or the like stands right before a name."""
    return _right_before(reading, mention, "cue.called")


def presented(reading: Reading, mention: Mention) -> bool:
    """Whether a word that announces stands right before a name: Meet X, we present X."""
    return _right_before(reading, mention, "cue.release")


def made_of(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of what another model was turned into."""
    return _right_before(reading, mention, "cue.base_after") or _turned_into(reading, mention)


def reworked_into(reading: Reading, mention: Mention) -> bool:
    """Whether a verb such as "fine-tuned" stands right before a name."""
    return _right_before(reading, mention, "cue.base_object")


def _turned_into(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of what the model named before it was turned into: they turned X into Y."""
    links = reading.terms("into")
    low = max(0, mention.start - _REACH)
    before = first_starting(reading.mentions, low, mention.start) if links else None
    if before is None or before.strength < NUMBERED or before.end >= mention.start:
        return False
    gap = reading.key[before.end : mention.start].strip(" '\"«“„-")
    return gap in links and _right_before(reading, before, "cue.base_object")


def version_of(reading: Reading, before: Mention, this: Mention) -> bool:
    """Whether a name is that of what was made of the model named before it: its pruned version, X."""
    low = max(before.end, this.start - _REACH)
    for cue in reading.cues(low, this.start, "cue.derived"):
        near = [*reading.cues(low, cue.start, "cue.model"), *reading.cues(cue.end, this.start, "cue.model")]
        opened = max(cue.end, *(x.end for x in near)) if near else 0
        owned = any(x.start < cue.start for x in reading.cues(low, this.start, "cue.anaphor"))
        if near and owned and not reading.key[opened : this.start].strip(" ,:'\"«“„"):
            return True
    return False


def spelt_out(reading: Reading, mention: Mention) -> bool:
    """Whether a name only spells out the short one in the bracket behind it: Direct Foo Tuning (DFT)."""
    words = [word for word in re.split(r"[\s-]+", mention.name) if word]
    if mention.strength >= NUMBERED or mention.quoted or len(words) < _FEWEST_WORDS:
        return False
    short = _SHORT.match(reading.folded.text, mention.end)
    if short is None:
        return False
    letters = iter(short[1].casefold())
    initials = [word[0].casefold() for word in words if word[0].isupper()]
    return all(initial in letters for initial in initials)


def _right_before(reading: Reading, mention: Mention, kind: str) -> bool:
    return any(
        cue.end < mention.start and _GAP.fullmatch(reading.key, cue.end, mention.start)
        for cue in reading.cues(max(0, mention.start - _REACH), mention.start, kind)
    )
