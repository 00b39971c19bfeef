"""Well-known models that a word of descent makes the base of an unknown one (checkpoint, roots), or its teacher."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.contrasts import family
from pipelines.extraction.names import KNOWN
from pipelines.extraction.reading import CLAUSE_MARKS, Reading
from pipelines.extraction.roles import BASE, COMPARED, SUBJECT, Occurrence

_REACH = 60
"""Characters from the first or last of two names to the word of descent outside them."""
_TOKENS_REACH = 32
"""Characters between "another" and the word tokens, the number between them."""
_DENIAL_REACH = 20
"""Characters from a negation to the word of descent behind it."""

_PARTS = ";；؛"
"""What parts a sentence into statements of their own."""
_WORDS, _VERB_WORDS, _OPENING_WORDS = 4, 6, 8
"""Words between a word of descent and the elder at most; where it stands behind; where it opens the sentence."""
_OF_NO_WEIGHTS = (
    "cue.not_base", "cue.component", "cue.compare", "cue.compare_after", "cue.scratch", "cue.data",
)  # fmt: skip
"""Words that speak of a likeness, a part or the data rather than of weights."""


def rebase_by_lineage(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Make the one well-known model beside an unknown one in a sentence with a word of descent its base.

    Such words are too common to say by themselves which of two models is made of which; that one of them is well
    known says it. Where the word is one of teaching, the well-known model only lent its answers.
    """
    by_sentence: dict[int, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_sentence.setdefault(occurrence.sentence, []).append(occurrence)
    for here in by_sentence.values():
        known = {o.mention.key: o for o in here if o.mention.strength >= KNOWN}
        others = {o.mention.key: o for o in here if o.mention.strength < KNOWN}
        if len(known) != 1 or len(others) != 1:
            continue
        elder, younger = next(iter(known.values())), next(iter(others.values()))
        if family(elder.mention) == family(younger.mention) or elder.role not in (SUBJECT, COMPARED):
            continue
        low = min(elder.mention.start, younger.mention.start)
        high = max(elder.mention.end, younger.mention.end)
        sentence = reading.sentences[elder.sentence]
        low, high = max(sentence.start, low - _REACH), min(sentence.end, high + _REACH)
        if reading.has_cue(low, high, "cue.teacher"):
            if younger.role != BASE:
                elder.role, younger.role = COMPARED, SUBJECT
        elif elder.role == SUBJECT and _descends(reading, low, high, elder, younger):
            elder.role = BASE
            if younger.role == BASE:  # the weights of X were initialised with those of Y
                younger.role = SUBJECT


def _descends(reading: Reading, low: int, high: int, elder: Occurrence, younger: Occurrence) -> bool:
    """Whether a word of descent stands in the elder's part of the sentence, not denied and not of the design alone."""
    start, end = elder.mention.start, elder.mention.end
    if reading.has_cue(low, high, *_OF_NO_WEIGHTS) or reading.has_cue(low, start, "cue.share"):
        return False
    for cue in reading.cues(low, high, "cue.lineage", "cue.addition"):
        if not cue.has("cue.lineage") and not _adds_tokens(reading, low, cue.start, cue.end, high):
            continue
        denied = reading.has_cue(max(low, cue.start - _DENIAL_REACH), cue.start, "cue.negation")
        opens = cue.start == reading.sentences[elder.sentence].start
        if not denied and _joined(reading, min(cue.end, end), max(cue.start, start), elder, younger, opens=opens):
            return True
    return False


def _adds_tokens(reading: Reading, low: int, start: int, end: int, high: int) -> bool:
    """Whether a word of addition counts tokens: another 50 billion tokens, 50 billion tokens extra."""
    for unit in reading.cues(max(low, start - _TOKENS_REACH), min(high, end + _TOKENS_REACH), "unit.tokens"):
        gap = reading.key[end : unit.start] if unit.start >= end else reading.key[unit.end : start]
        counted = unit.start >= end and any(c.isdigit() for c in gap) and not reading.parted(end, unit.start)
        if counted or not gap.strip():
            return True
    return False


def _joined(reading: Reading, start: int, end: int, elder: Occurrence, younger: Occurrence, *, opens: bool) -> bool:
    """Whether what stands between a word of descent and the elder, the younger's name aside, holds them together.

    A word that opens the sentence may stand farther away, behind a comma (Instead of starting from scratch, ...).
    """
    mention = younger.mention
    gap = reading.key[start:end]
    if start <= mention.start < end:
        gap = reading.key[start : mention.start] + " " + reading.key[mention.end : end]
    words = gap.split()
    limit = _OPENING_WORDS if opens else _VERB_WORDS if start >= elder.mention.end else _WORDS
    if len(words) > limit or reading.parted(start, end, _PARTS if opens else CLAUSE_MARKS):
        return False
    return opens or not (set(words) & reading.conjunctions or reading.has_cue(start, end, "cue.contrast", "cue.clause"))
