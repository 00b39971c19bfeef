"""Names in a native script that stand without quotation marks right behind a word for a model.

Only for languages whose adjectives precede the noun, so that nothing but a name stands between "model" and a verb of
release, a mark of the subject or object, or a number; and only where a text has no other name for its facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pipelines.extraction.names import SHAPED, Mention
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_WORD = re.compile(r" ([^\s,،;؛।۔.!?()\"'‘’“”:]+)")
_MOST_WORDS = 3


def unquoted(reading: Reading, stated: Collection[int]) -> list[Mention]:
    """The first such name in a sentence with a training fact, if any; ``stated`` are those sentences."""
    if not stated or not reading.terms("behind_name"):
        return []
    for cue in reading.all_cues("cue.model"):
        if reading.sentence_at(cue.start) in stated:
            name = _behind(reading, cue.end)
            if name is not None:
                return [name]
    return []


def _behind(reading: Reading, start: int) -> Mention | None:
    """The words behind a place up to one that ends a name; none where another word with a meaning comes first."""
    ends = reading.terms("behind_name")
    place = start
    for _ in range(_MOST_WORDS + 1):
        word = _WORD.match(reading.key, place)
        if word is None:
            return None
        said = starting(reading.lexemes, word.start(1), word.start(1) + 1)
        if word[1] in ends or word[1][0].isdigit() or any(x.has("cue.release") for x in said):
            if place == start:
                return None
            return Mention(reading.folded.text[start + 1 : place], start + 1, place, SHAPED)
        if said or word[1] in reading.not_names or word[1] in reading.conjunctions or word[1] in reading.institutions:
            return None
        place = word.end()
    return None
