"""Folding unites writings and never loses the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.folding import fold, fold_term


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("１７２０億", "1720亿"),
        ("٥٤٠ مليار مُعامل", "540 مليار معامل"),
        ("۱۴٫۸ تریلیون", "14٫8 تريليون"),
        ("বিলিয়ন ৩২", "বিলিযন 32"),
        ("Paramètres Été", "parametres ete"),
        ("İstanbul IŞIK", "istanbul isik"),
        ("10²⁵", "10^25"),
        ("بـ70", "ب70"),
        ("\u200eLlama\u200f 3", "llama 3"),
        ("15\u202f000\u00a0milliards", "15 000 milliards"),
    ],
)
def test_writings_are_united(written: str, key: str) -> None:
    assert fold(written).key == key


def test_a_full_width_comma_stays_apart_from_a_grouping_comma() -> None:
    assert fold("V2，236B").key == "v2，236b"


def test_indic_vowels_stay() -> None:
    assert fold_term("हिन्दी") != fold_term("हनद")


def test_a_quote_takes_the_dropped_marks_with_it() -> None:
    folded = fold("دُرِّبَ على")
    assert folded.quote(0, 3) == "دُرِّبَ"


def test_locate_is_the_way_into_the_folded_text() -> None:
    source = "\u200f«بَلوم»"
    folded = fold(source)
    start, end = folded.locate(source.index("ب"), source.index("»"))
    assert folded.key[start:end] == "بلوم"


@given(st.text(max_size=200))
def test_offsets_always_lead_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.key) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(st.text(max_size=60) | st.text("aÆæßΣσİıÉé ñأئيىЁё萬億", max_size=12))
def test_replacing_letters_one_by_one_folds_as_the_table_does(text: str) -> None:
    letters = "".join(fold(c).key if len(fold(c).key) == 1 else " " for c in text)
    assert fold(letters).key == "".join(fold(c).key for c in letters)
