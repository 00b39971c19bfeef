"""Every word of every pack does in some plain sentence what its kind promises.

A word can stop working without anyone noticing: a longer phrase of the pack hides it, two of its kinds cancel each
other, folding changes it, or no rule ever reaches it. Each is put into sentences of its language (`carriers`) and must
show its effect (`working`); the same sentence with a word of no language must not show it.
"""

from __future__ import annotations

import pytest

import keywords
from tests.keywords.carriers import CARRIERS, EXCEPTIONS, carriers
from tests.keywords.working import EFFECTS, ROUNDING, counted, forms, nonsense, number_works, works

CASES = [(code, kind) for code in keywords.LANGUAGES for kind in EFFECTS if keywords.load(code).cues.get(kind)]


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_each_cue_has_its_effect(code: str, kind: str) -> None:
    sentences = carriers(code, kind)
    excused = EXCEPTIONS.get((code, kind), {})
    idle = [
        term
        for term in keywords.load(code).cues[kind]
        if term not in excused and not any(works(code, kind, sentence, forms(term)) for sentence in sentences)
    ]
    assert idle == []


@pytest.mark.parametrize(("code", "kind"), [case for case in CASES if case[1] not in ROUNDING])
def test_a_sentence_without_the_word_has_no_such_effect(code: str, kind: str) -> None:
    assert [s for s in carriers(code, kind) if works(code, kind, s, nonsense(code))] == []


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_each_unit_is_counted(code: str) -> None:
    idle = [
        (unit, term)
        for unit, terms in keywords.load(code).units.items()
        for term in terms
        if term not in EXCEPTIONS.get((code, unit), {}) and not counted(code, unit, term)
    ]
    assert idle == []


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_each_word_of_a_number_has_its_value(code: str) -> None:
    numbers = keywords.load(code).numbers
    tables = {"words": numbers.words, "scales": numbers.scales}
    idle = [
        (table, word)
        for table, values in tables.items()
        for word, value in values.items()
        if not number_works(code, table, word, value)
    ]
    assert idle == []


def test_every_language_has_sentences_for_every_kind_that_it_fills() -> None:
    assert [case for case in CASES if not carriers(*case)] == []
    assert set(CARRIERS) == set(keywords.LANGUAGES)


def test_exceptions_are_words_of_the_packs_that_still_need_one() -> None:
    for (code, kind), words in EXCEPTIONS.items():
        pack = keywords.load(code)
        for term in words:
            assert term in pack.cues.get(kind, ()) or term in pack.units.get(kind, ()), (code, kind, term)
            assert not any(works(code, kind, s, forms(term)) for s in carriers(code, kind)), (code, kind, term)
