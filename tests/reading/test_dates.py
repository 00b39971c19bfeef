"""When a page was published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.dates import date_in_address, normal_date, precision, visible_date

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2026-11-03", "2026-11-03"),
        ("2026-11-03T23:30:00+09:00", "2026-11-03"),
        ("20261103", "2026-11-03"),
        ("2026-11", "2026-11"),
        ("2026", "2026"),
        ("Tue, 03 Nov 2026 23:30:00 -0500", "2026-11-04"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-24", None),
        ("2016-12-31", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("1405/08/12", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_normal_date(written: str | None, known: str | None) -> None:
    assert normal_date(written, NOW) == known


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://a.example/2026/11/03/model", "2026-11-03"),
        ("https://a.example/2026/11/model", "2026-11"),
        ("https://a.example/news-20261103-1.html", "2026-11-03"),
        ("https://a.example/2026-11-03-model", "2026-11-03"),
        ("https://a.example/article/202611034711", None),
        ("https://a.example/article/202611", None),
        ("https://a.example/2031/01/01/x", None),
        ("https://a.example/?d=2026-11-03", None),
    ],
)
def test_date_in_address(url: str, known: str | None) -> None:
    assert date_in_address(url, NOW) == known


def test_a_first_of_january_that_is_only_seen_is_a_year() -> None:
    html = "<html><body><p>Published: January 1, 2026</p><p>A model.</p></body></html>"
    assert visible_date(html, NOW) in {None, "2026"}


def test_precision() -> None:
    assert [precision(date) for date in ("2026", "2026-11", "2026-11-03", None)] == ["year", "month", "day", None]


@given(st.text(max_size=40))
def test_nothing_raises(text: str) -> None:
    known = normal_date(text, NOW)
    assert known is None or normal_date(known, NOW) == known
