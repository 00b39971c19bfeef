"""Nothing raises on odd text, and evidence always quotes the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
from crawler.records import NUMBER_FIELDS
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


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel-7B was trained on 0 tokens on 0 H100 GPUs for 0 GPU hours; it has 0B parameters, 0 active.",
        "Kestrel-0B was announced. hours0B was trained on 512 H100 GPUs.",
        f"Kestrel-{'9' * 400}B has {'9' * 400} parameters and {'9' * 400} tokens were used in training.",
        f"Kestrel-7B was trained on 9{' trillion' * 40} tokens with {'9' * 400} x 10^25 FLOP on {'9' * 90} GPUs.",
    ],
)
def test_figures_of_nothing_and_without_end_are_none(text: str) -> None:
    for model in extract(text, language="en").models:
        assert all(0 < value < 1e40 for name in NUMBER_FIELDS if (value := getattr(model, name)) is not None)
        if not model.name.endswith("7B"):
            assert model.parameters is None


def test_a_bare_number_beside_a_count_of_nothing_is_read_without_harm() -> None:
    """Found by fuzzing: a count of zero has no ratio to its neighbour."""
    assert extract("Kestrel-7B. 0 H100 GPUs, 512.", language="en").models[0].hardware_quantity is None


def test_sizes_in_a_headline_of_capitals_lean_on_each_other_without_end() -> None:
    headline = (
        "ACME LIBERÓ KESTREL-5, UN MODELO DE 744 MILLONES DE PARÁMETROS (40 MILLONES ACTIVOS) "
        "ALIMENTADO CON 28,5 BILLONES DE TOKENS."
    )
    found = [m for m in extract(headline, language="es").models if m.parameters is not None]
    assert [(m.parameters, m.active_parameters) for m in found] == [(744e6, 40e6)]
