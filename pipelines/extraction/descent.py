"""Known models that another one descends from, by words that are too common to prove it for any name (the Korean
edition of X, was born of X, fed X texts of law)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from pipelines.extraction.names import KNOWN
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import BASE, COMPARED, SUBJECT, Occurrence
from pipelines.extraction.spans import starting

_BEFORE_REACH, _AFTER_REACH = 40, 48
"""Characters from such a word to the name behind it, and from a name to the end of such a word."""
_DESIGN_REACH, _LENT_REACH = 16, 8
"""Characters between a name and a word for its design, and for other things that it lent."""
_DENIAL_REACH = 12
"""Characters round such a word, and before a name, in which descent is denied."""
_RIVAL_REACH = 48
"""Characters round a name in which a comparison says that it is a rival."""


def rebase_by_descent(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Make a known model a base beside words of descent, where the text has another model that may descend from it.

    One that only lent its tokenizer, its design or texts that it wrote is compared with.
    """
    everywhere = Counter(o.mention.key for o in occurrences if o.role == SUBJECT)
    in_sentence: dict[int, Counter[str]] = {}
    for occurrence in occurrences:
        if occurrence.role == SUBJECT:
            in_sentence.setdefault(occurrence.sentence, Counter())[occurrence.mention.key] += 1
    before: dict[int, set[str]] = {}
    for i, this in enumerate(occurrences):
        if this.role != SUBJECT:
            continue
        key, earlier = this.mention.key, before.setdefault(this.sentence, set())
        if this.mention.strength >= KNOWN and _holds_another(everywhere, key):
            sentence = reading.sentences[this.sentence]
            low = max(sentence.start, occurrences[i - 1].mention.end if i else 0)
            high = min(sentence.end, occurrences[i + 1].mention.start if i + 1 < len(occurrences) else sentence.end)
            if _lends(reading, this, low, high):
                if _holds_another(earlier, key):
                    this.role = COMPARED
            elif _descended_from(reading, this, low, high, alone=not _holds_another(in_sentence[this.sentence], key)):
                this.role, this.rebased = BASE, True
        if this.role == SUBJECT:
            earlier.add(key)
            continue
        for counted in (everywhere, in_sentence[this.sentence]):
            counted[key] -= 1
            if not counted[key]:
                del counted[key]


def _holds_another(keys: Collection[str], key: str) -> bool:
    """Whether there is a name beside this one."""
    return len(keys) > (key in keys)


def _lends(reading: Reading, this: Occurrence, low: int, high: int) -> bool:
    """Whether a word for the design, the tokenizer or texts that a model wrote stands beside its name."""
    start, end = this.mention.start, this.mention.end
    for kind, reach in (("cue.not_base", _DESIGN_REACH), ("cue.lends", _LENT_REACH)):
        before = [x for x in reading.cues(max(low, start - 2 * reach), start, kind) if start - x.end <= reach]
        after = [x for x in reading.cues(end, min(high, end + 2 * reach), kind) if x.start - end <= reach]
        gaps = [*((x.end, start) for x in before), *((end, x.start) for x in after)]
        if any(not reading.parted(*gap) for gap in gaps):
            return True
    return False


def _descended_from(reading: Reading, this: Occurrence, low: int, high: int, *, alone: bool) -> bool:
    """Whether a word of descent leads to a name, or follows it, in its clause.

    A sentence with no other model must be a line of a fact sheet, or point back to a model.
    """
    start, end = this.mention.start, this.mention.end
    sentence = reading.sentences[this.sentence]
    near = max(sentence.start, start - _RIVAL_REACH), min(sentence.end, end + _RIVAL_REACH)
    if reading.has_cue(*near, "cue.compare", "cue.compare_after", "cue.compare_verb"):
        return False
    denials = () if reading.object_marks else reading.cues(start - _DENIAL_REACH, start, "cue.negation")
    if any(not reading.parted(x.end, start) for x in denials):  # where verbs come last, so does their denial
        return False
    pointed = not alone or reading.has_cue(sentence.start, start, "cue.anaphor")
    for cue in reading.cues(max(low, start - _BEFORE_REACH), start, "cue.descent"):
        labelled = reading.key[cue.end - 1] in ":："
        denied = _denied(reading, cue.start - _DENIAL_REACH, cue.end)
        if (labelled or pointed) and not denied and not reading.parted(cue.end, start):
            return True
    return pointed and any(
        not reading.parted(end, cue.start)
        and not _denied(reading, end, cue.end)
        and not starting(reading.chips, end, cue.start)
        for cue in reading.cues(end, min(high, end + _AFTER_REACH), "cue.descent_after")
    )


def _denied(reading: Reading, start: int, end: int) -> bool:
    """Whether a negation stands in a stretch or right behind it."""
    return reading.has_cue(start, end + _DENIAL_REACH, "cue.negation")
