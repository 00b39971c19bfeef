"""Folding keeps what tells names apart and forgets how they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.folding import fold, fold_name, fold_with_origins


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DeepSeek", "DEEPSEEK"),
        ("Boğaziçi Üniversitesi", "Bogazici Universitesi"),
        ("Sabiá", "Sabia"),
        ("دیپ‌سیک", "ديپسيك"),
        ("علّام", "علام"),
        ("ज़िपू", "जिपू"),
        ("ｑｗｅｎ", "qwen"),
        ("وو دائو ۲٫۰", "وو دائو 2.0"),
        ("GPT‑4", "GPT-4"),
        ("İnovasyon", "inovasyon"),
    ],
)
def test_spellings_fold_together(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(("first", "second"), [("गूगल", "गगल"), ("かな", "がな"), ("가나", "거나"), ("GLM-4", "GLM-5")])
def test_letters_that_tell_words_apart_stay(first: str, second: str) -> None:
    assert fold(first) != fold(second)


def test_names_fold_to_words() -> None:
    assert fold_name("  Z.ai (Zhipu-AI) ") == "z ai zhipu ai"


@given(st.text(max_size=60))
@settings(deadline=None)
def test_origins_point_into_the_text(text: str) -> None:
    folded = fold_with_origins(text)
    assert len(folded.text) == len(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert folded.text == fold(text)
