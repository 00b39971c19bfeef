"""Whether anything at all beside a capitalised word suggests that it is a model's name.

Where nouns have capitals, most capitalised words are names of nothing. Every rule that accepts one asks for one of the
words below near it, or for a fact in its sentence; a word without any is passed over before those rules are asked one
by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from pipelines.extraction.names import NUMBERED, PLAIN, SHORT, Mention
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import first_starting, starting

_BEFORE = 40
"""Characters before a name in which the words begin that introduce it."""
_BEHIND = 50
"""Characters behind a name in which the words stand that call it a model."""
_BRACKETED = 4
"""Characters from a name to the number in the bracket behind it."""


_SIGNS = ("cue.base", "cue.base_after", "cue.base_verb", "cue.called", "cue.model")
"""Kinds of words that speak for a name near them."""


class Signs:
    """What speaks for names in the sentences of one text; ``stated`` are the sentences with facts about a model."""

    def __init__(self, reading: Reading, quantities: Sequence[Quantity], stated: Collection[int]) -> None:
        self._reading = reading
        self._quantities = quantities
        self._stated = {*stated, *(index - 1 for index in stated)}
        self._announcing: dict[int, bool] = {}
        named = (m.start for m in reading.mentions if m.strength >= NUMBERED)
        said = (x.start for x in reading.all_cues(*_SIGNS))
        self._places = sorted([*named, *said])
        """Where the names and words begin that may speak for a name near them."""

    def any_beside(self, mention: Mention) -> bool:
        """Whether a name may be a model's: its shape shows more than a capital, or something beside it says so."""
        reading = self._reading
        if mention.strength > PLAIN or mention.quoted or mention.name.casefold() in reading.lone_tiers:
            return True
        index = reading.sentence_at(mention.start)
        start, end = mention.start, mention.end
        if index in self._stated or SHORT.match(mention.name) is not None:
            return True
        if first_starting(self._quantities, end, end + _BRACKETED) is not None:
            return True
        place = bisect_left(self._places, start - _BEFORE)
        if place == len(self._places) or self._places[place] >= end + _BEHIND:
            return False
        return (
            reading.has_cue(start - _BEFORE, start, "cue.base", "cue.base_after", "cue.called")
            or self._turned_into(start)
            or reading.has_cue(end, end + _BEFORE, "cue.base", "cue.base_verb")
            or (self._announces(index) and reading.has_cue(start - _BEFORE, end + _BEHIND, "cue.model"))
        )

    def _turned_into(self, start: int) -> bool:
        """Whether a name of sure shape stands so near before it that it may have been made into this one."""
        return any(m.strength >= NUMBERED for m in starting(self._reading.mentions, start - _BEFORE, start))

    def _announces(self, index: int) -> bool:
        announces = self._announcing.get(index)
        if announces is None:
            sentence = self._reading.sentences[index]
            announces = self._announcing[index] = self._reading.has_cue(sentence.start, sentence.end, "cue.release")
        return announces
