"""What a language's press writes is read back: the value, and exactly the characters that state it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
from keywords.folding import fold
from pipelines.extraction.lexicon import lexicon
from pipelines.extraction.numbers import NumberGrammar
from tests.extraction.number_habits import HABITS
from tests.extraction.number_writers import FORMS, used

READERS = {code: NumberGrammar(keywords.load(code)) for code in keywords.LANGUAGES}
WAYS = [(code, form) for code, habits in HABITS.items() for form in FORMS if used(form, habits)]
EXACT = 1e-9


def test_every_language_has_a_writer() -> None:
    assert tuple(sorted(HABITS)) == keywords.LANGUAGES


@pytest.mark.parametrize(("code", "form"), WAYS, ids=[f"{code}-{form.replace(' ', '-')}" for code, form in WAYS])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read_back(code: str, form: str, data: st.DataObject) -> None:
    habits = HABITS[code]
    written = data.draw(FORMS[form](habits))
    carrier = data.draw(st.sampled_from(habits.carriers))
    before, _, after = carrier.partition("{}")
    text = f"{before}{written.text}{after}"
    folded = fold(text)
    found = READERS[code].read(folded.key, folded.text, lexicon(code).lex(folded.key), [])
    assert [number.value for number in found] == pytest.approx([value for _, value in written.parts], rel=EXACT), text
    assert [folded.span(number.start, number.end) for number in found] == written.spans(len(before)), text
