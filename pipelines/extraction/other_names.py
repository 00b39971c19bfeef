"""Names that are those of other things than models: computers, data sets, tests, chips, companies and events."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keywords.folding import fold_term
from pipelines.extraction.names import KNOWN, NUMBERED, Mention, has_latin
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.spans import starting

_OPENED = " '\"«“„‘「『《"
_CLOSED = " '\"»”’」』》"
_LINE_REACH = 40
_APPOSED_WORDS = 3
"""Words from "company" to its quoted name at most, its adjectives between them."""
_OWNED_WORDS = 3
"""Words from who has a computer to the word for it (Acme's new cluster)."""
_APPOSED_CHIPS = 40
"""Characters from a computer's name to its chips, where the text says what it is."""
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def has_genitive(reading: Reading, mention: Mention) -> bool:
    return bool(re.match(r"['’](?:s |n?[iıuü]n )", reading.key[mention.end : mention.end + 5]))


def what_else(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> Reason | None:
    """What a name is that of, where the words beside it say that it is no model's; ``None`` where they do not."""
    if is_machine(reading, mention):
        return Reason.MACHINE
    if is_source(reading, mention, quantities):
        return Reason.DATA_SOURCE
    if is_service(reading, mention):
        return Reason.PRODUCT
    return Reason.COMPANY if mention.strength < NUMBERED and called_company(reading, mention) else None


def is_machine(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of a computer or a data set: the word stands right beside it."""
    if mention.strength >= KNOWN:
        return False
    if reading.has_cue(mention.start, mention.end, "cue.cluster") or _owns_machine(reading, mention):
        return True
    if mention.strength < NUMBERED and (_called_chip(reading, mention) or _named_test(reading, mention)):
        return True
    before = reading.has_cue(mention.start - 24, mention.start, "cue.cluster", "cue.dataset")
    after = reading.has_cue(mention.end, mention.end + 16, "cue.cluster", "cue.dataset")
    gap_before = reading.key[max(0, mention.start - 2) : mention.start]
    return (
        before and "," not in gap_before and "(" not in gap_before and _adjacent(reading, mention, before=True)
    ) or (after and _adjacent(reading, mention, before=False))


def _owns_machine(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of who has a computer (X's new cluster), or of a computer (X, a machine of 16 chips)."""
    if mention.strength >= NUMBERED:
        return False
    key = reading.key
    if has_genitive(reading, mention) and any(
        len(key[mention.end : x.start].split()) <= _OWNED_WORDS and not reading.parted(mention.end, x.start)
        for x in reading.cues(mention.end, mention.end + 40, "cue.cluster")
    ):
        return True
    if not key.startswith(", ", mention.end):
        return False
    chip = next(iter(starting(reading.chips, mention.end, mention.end + _APPOSED_CHIPS)), None)
    return (
        chip is not None
        and any(c.isdigit() for c in key[mention.end + 2 : chip.start])
        and not key[mention.end + 2].isdigit()
        and not reading.parted(mention.end + 1, chip.start)
        and not reading.has_cue(mention.end, chip.start, "cue.train", "unit.parameters", "unit.tokens", "cue.model")
    )


def _labelled_maker(reading: Reading, mention: Mention) -> bool:
    """Whether the line of a fact sheet that the name stands in says who made the model."""
    return any(
        "\n" not in reading.key[x.end : mention.start]
        for x in reading.cues(mention.start - _LINE_REACH, mention.start, "cue.maker")
    )


def _called_chip(reading: Reading, mention: Mention) -> bool:
    """Whether a word for a chip stands right before a name (the chip X)."""
    words = starting(reading.lexemes, mention.start - 24, mention.start)
    return any(x.has("unit.chips") and not reading.key[x.end : mention.start].strip(_OPENED) for x in words)


def _named_test(reading: Reading, mention: Mention) -> bool:
    """Whether a word for a test or a table of results stands right beside the name (the benchmark X)."""
    before = reading.cues(mention.start - 24, mention.start, "cue.benchmark")
    after = reading.cues(mention.end, mention.end + 16, "cue.benchmark")
    return any(not reading.key[x.end : mention.start].strip(_OPENED) for x in before) or any(
        not reading.key[mention.end : x.start].strip(_CLOSED) for x in after
    )


def called_company(reading: Reading, mention: Mention) -> bool:
    """Whether the word right before the name, or right behind it, calls it a company, a team, an event or the like."""
    if _labelled_maker(reading, mention):
        return True
    before = reading.key[max(0, mention.start - 24) : mention.start].rstrip("'\"«“„‘「『《")
    after = reading.key[mention.end : mention.end + 24].lstrip("'\"»”’」』》")
    if mention.quoted and not has_latin(mention.name):  # the young company "X"
        words = re.split(r"[,،;:]", before)[-1].split()[-_APPOSED_WORDS:]
        adjectives_follow = bool(reading.terms("genitive"))
        if (
            adjectives_follow
            and any(w in reading.institutions for w in words)
            and not reading.has_cue(mention.start - 24, mention.start, "cue.model")
        ):
            return True
    if _HAN.match(before[-1:]) and before.endswith(reading.institution_words):
        return True
    if _HAN.match(after[:1]):
        return after.startswith(reading.institution_words)
    follows = after.startswith(" ") and after.split()[:1] != [] and after.split()[0] in reading.institutions
    return (before.endswith(" ") and before.split()[-1:] != [] and before.split()[-1] in reading.institutions) or (
        follows and not has_latin(after)
    )


def is_service(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of a service that people use, unless a word for a model stands right beside it."""
    if fold_term(mention.name) not in reading.terms("services"):
        return False
    before = reading.cues(mention.start - 24, mention.start, "cue.model")
    after = reading.cues(mention.end, mention.end + 16, "cue.model")
    return not any(not reading.key[x.end : mention.start].strip(_OPENED) for x in before) and not any(
        not reading.key[mention.end : x.start].strip(_CLOSED) for x in after
    )


def is_person(reading: Reading, mention: Mention) -> bool:
    """Whether a name of two words stands behind a noun that says who it is (der Erfinder Max Muster), where nouns have
    capitals: such a noun that is no word for a model names no model."""
    words = mention.name.split(" ")
    titled = all(word.istitle() and word.isalpha() for word in words)
    if len(words) < 2 or not titled or mention.quoted or not reading.terms("determiner"):
        return False
    low = reading.sentences[reading.sentence_at(mention.start)].start
    before = reading.folded.text[low : mention.start]
    if len(words) > 2:  # des Erfinders Max Muster
        return any(x.end == mention.start - 1 for x in reading.cues(low, mention.start, "cue.determiner"))
    noun = before.split()[-1:]
    last = noun[0].rpartition("-")[2] if noun else ""
    if not last.istitle() or not last.isalpha() or len(before.split()) == 1:
        return False
    return not reading.has_cue(mention.start - len(noun[0]) - 2, mention.start, "cue.model")


def is_home(reading: Reading, mention: Mention) -> bool:
    """Whether a word is where a company sits: a word for one and "from" stand before it (the startup from X)."""
    for cue in reading.cues(mention.start - 24, mention.start, "cue.origin"):
        if reading.key[cue.end : mention.start].strip(" '"):
            continue
        before = reading.key[max(0, cue.start - 32) : cue.start].split()[-2:]
        return any(word in reading.institutions or word in reading.companies for word in before)
    return False


def is_source(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> bool:
    """Whether counted things come from what is named: 70,000 conversations from X."""
    if mention.strength >= KNOWN:
        return False
    if any(x.end == mention.start - 1 for x in reading.cues(mention.start - 24, mention.start, "cue.data")):
        return True
    if any(c.isdigit() for c in mention.name):
        return False
    linking = (*reading.terms("part_of"), *reading.terms("place"))
    return any(
        q.kind in ("things", "words", "bytes") and reading.key[q.end : mention.start].strip() in linking
        for q in starting(quantities, mention.start - 60, mention.start)
        if q.end < mention.start
    )


def _adjacent(reading: Reading, mention: Mention, *, before: bool) -> bool:
    if before:
        cues = list(reading.cues(mention.start - 24, mention.start, "cue.cluster", "cue.dataset"))
        named = [x for x in cues if not x.has("cue.release")]  # "delivers X" is no word for a machine
        before_name = [reading.key[x.end : mention.start].strip(" '\"«“「") for x in named]
        return any(not gap or (len(gap.split()) <= mention.quoted and not _HAN.search(gap)) for gap in before_name)
    cues = list(reading.cues(mention.end, mention.end + 16, "cue.cluster", "cue.dataset"))
    gaps = [reading.key[mention.end : x.start] for x in cues if not x.has("cue.release")]
    return any(not gap.strip(" '\"»”」") or re.fullmatch(r"['\"»”]?, \S{1,4} ", gap) for gap in gaps)
