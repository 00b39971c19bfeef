"""Days as lists of news write them, in 16 languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.relative_dates import relative_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "written",
    ["3 days ago", "3天前", "3 日前", "3일 전", "3 дня назад", "vor 3 Tagen", "hace 3 días", "il y a 3 jours",
     "há 3 dias", "3 gün önce", "قبل 3 أيام", "۳ روز پیش", "3 دن پہلے", "3 दिन पहले", "৩ দিন আগে", "לפני 3 ימים",
     "About 3 days ago.", "11月19日", "11月19日 08:20"],
)  # fmt: skip
def test_three_days_ago(written: str) -> None:
    assert relative_day(written, TODAY) == "2026-11-19"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2 hours ago", "2026-11-22"), ("5小时前", "2026-11-22"), ("2 часа назад", "2026-11-22"), ("刚刚", "2026-11-22"),
     ("yesterday", "2026-11-21"), ("昨天18:30", "2026-11-21"), ("вчера", "2026-11-21"), ("前天", "2026-11-20"),
     ("1 week ago", "2026-11-15"), ("2주 전", "2026-11-08"), ("vor 1 Woche", "2026-11-15"),
     ("2 सप्ताह पहले", "2026-11-08"),
     ("1 か月前", "2026-10-23"), ("1 ay önce", "2026-10-23"), ("1 year ago", "2025-11-22"), ("12月30日", "2025-12-30")],
)  # fmt: skip
def test_other_spans(written: str, day: str) -> None:
    assert relative_day(written, TODAY) == day


@pytest.mark.parametrize("written", ["", "soon", "Nov 3, 2026", "2026-11-03", "3 GPU days", "3", "13月40日", "x" * 100])
def test_what_is_no_such_date(written: str) -> None:
    assert relative_day(written, TODAY) is None


@given(st.text(max_size=50))
def test_any_text_gives_a_day_up_to_today_or_none(written: str) -> None:
    found = relative_day(written, TODAY)
    assert found is None or date.fromisoformat(found) <= TODAY
