"""What a text says to be not made from scratch is made of the other model it names (X was not built from scratch)."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.names import NUMBERED
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import BASE, SUBJECT, Occurrence

_DENIAL_REACH = 30
"""Characters between "not" and "from scratch", in either order."""


def rebase_not_from_scratch(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Make the second model named beside a denied "from scratch", or in the sentence after it, the base."""
    for cue in reading.cues(0, len(reading.key), "cue.scratch"):
        index = reading.sentence_at(cue.start)
        sentence = reading.sentences[index]
        low, high = max(sentence.start, cue.start - _DENIAL_REACH), min(sentence.end, cue.end + _DENIAL_REACH)
        if not reading.has_cue(low, high, "cue.negation"):
            continue
        here = [o for o in occurrences if index <= o.sentence <= index + 1]
        if any(o.role == BASE for o in here):
            continue
        subjects = [o for o in here if o.role == SUBJECT and o.mention.strength >= NUMBERED]
        first = next((o for o in occurrences if o.role == SUBJECT), None)
        other = next((o for o in subjects if first is not None and o.mention.key != first.mention.key), None)
        if other is not None and other.mention.start > cue.start:
            for occurrence in occurrences:
                if occurrence.mention.key == other.mention.key:
                    occurrence.role = BASE
