"""Dates as sixteen languages write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keywords
from keywords import load
from keywords.folding import fold
from pipelines.extraction.dates import DateGrammar, jalali_to_gregorian


def dates(text: str, code: str) -> list[str]:
    return [d.iso for d in DateGrammar(load(code)).read(fold(text).key) if not d.window]


@pytest.mark.parametrize(
    ("code", "text", "iso"),
    [
        ("en", "on March 17, 2024", "2024-03-17"),
        ("en", "on 2 September 2025", "2025-09-02"),
        ("en", "in May 2022", "2022-05"),
        ("en", "in spring 2026", "2026"),
        ("fr", "le 2 décembre 2025", "2025-12-02"),
        ("es", "el 24 de febrero de 2023", "2023-02-24"),
        ("pt", "em 2 de dezembro de 2025", "2025-12-02"),
        ("de", "am 26. November 2024", "2024-11-26"),
        ("ru", "17 марта 2024 года", "2024-03-17"),
        ("tr", "17 Mart 2024'te", "2024-03-17"),
        ("zh", "2024年12月26日", "2024-12-26"),
        ("ja", "2024年5月10日", "2024-05-10"),
        ("ja", "令和6年5月10日", "2024-05-10"),
        ("ko", "2021년 5월 25일", "2021-05-25"),
        ("hi", "7 सितंबर 2023", "2023-09-07"),
        ("bn", "২০২৫ সালের ১ সেপ্টেম্বর", "2025-09-01"),
        ("ur", "۲۴ فروری ۲۰۲۳", "2023-02-24"),
        ("ar", "نيسان/أبريل 2022", "2022-04"),
        ("fa", "۵ اسفند ۱۴۰۱", "2023-02-24"),
        ("he", "ב-17 במרץ 2024", "2024-03-17"),
    ],
)
def test_dates_of_the_press(code: str, text: str, iso: str) -> None:
    assert dates(text, code) == [iso]


def test_both_ends_of_a_period_date_nothing() -> None:
    assert dates("for 117 days (March 11 - July 6, 2022)", "en") == []


def test_a_count_of_chips_is_no_year() -> None:
    assert dates("2048 GPUs", "en") == []


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [((1400, 1, 1), date(2021, 3, 21)), ((1399, 12, 30), date(2021, 3, 20)), ((1402, 12, 27), date(2024, 3, 17))],
)
def test_jalali_dates(jalali: tuple[int, int, int], gregorian: date) -> None:
    assert jalali_to_gregorian(*jalali) == gregorian


@pytest.mark.parametrize("wrong", [(1400, 13, 1), (1400, 0, 1), (1400, 7, 31), (1400, 1, 0)])
def test_jalali_days_that_do_not_exist(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such Jalali date"):
        jalali_to_gregorian(*wrong)


@given(st.integers(1380, 1430), st.integers(1, 12), st.integers(1, 29))
def test_jalali_days_follow_each_other(year: int, month: int, day: int) -> None:
    assert (jalali_to_gregorian(year, month, day + (day < 29)) - jalali_to_gregorian(year, month, day)).days == (
        day < 29
    )


@pytest.mark.parametrize("code", keywords.LANGUAGES)
@given(text=st.text(max_size=120))
def test_no_text_breaks_the_date_grammar(code: str, text: str) -> None:
    for found in DateGrammar(load(code)).read(fold(text).key):
        assert found.start < found.end
