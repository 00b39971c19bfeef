"""Nothing raises on odd text, and evidence always quotes the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
from pipelines.extraction import extract
from pipelines.extraction.extractor import MAX_CHARACTERS

PIECES = [
    "Kestrel-30B",
    "30B",
    "GPT-4",
    "parameters",
    "5T tokens",
    "512 H100",
    "(",
    ")",
    "|",
    "\n",
    "based on",
    "than",
    "57 days",
    "$3 million",
    "10^25 FLOPs",
    "参数",
    "3万亿",
    "억",
    "۱۴/۸",
    "تريليون",
    "अरब",
    "‘",
    "’",
    "«",
    "»",
    "\u200f",
    "²⁵",
    "respectively",
    "and",
    ",",
    ";",
    "2025-03-01",
    "released",
]


def _check(text: str, code: str) -> None:
    found = extract(text, language=code)
    for model in found.models:
        assert len(model.aliases) <= 6
        assert all(alias in text for alias in model.aliases)
        for evidence in model.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote != ""


@pytest.mark.parametrize("code", keywords.LANGUAGES)
@settings(max_examples=12, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text(code: str, text: str) -> None:
    _check(text, code)


@pytest.mark.parametrize("code", keywords.LANGUAGES)
@settings(max_examples=12, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40), glue=st.sampled_from([" ", ""]))
def test_any_mixture_of_what_matters(code: str, pieces: list[str], glue: str) -> None:
    _check(glue.join(pieces), code)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\x00\x01\x02", "|||||", "((((((", "9" * 5000, "1,1,1,1" * 500, "\ufeff"]
)
def test_degenerate_texts_say_nothing(text: str) -> None:
    assert extract(text, language="en").models == ()


def test_a_huge_text_is_cut_and_says_so() -> None:
    text = "Kestrel-30B has 30 billion parameters. " + "word " * (MAX_CHARACTERS // 4)
    found = extract(text, language="en")
    assert [signal.kind for signal in found.signals] == ["text_cut"]
    assert found.models[0].parameters == 30e9


def test_no_signal_without_reason() -> None:
    assert extract("Kestrel-30B has 30 billion parameters.", language="en").signals == ()


def test_an_unknown_unit_is_a_signal() -> None:
    found = extract("Kestrel-7B was trained on 3.2 billion gizmos.", language="en")
    assert [(signal.kind, signal.subject) for signal in found.signals] == [("unknown_unit", "gizmos")]
    assert found.models[0].tokens is None
