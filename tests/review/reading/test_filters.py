"""Filters to and from the query string of an address."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.review.reading.filters import ANY, STATUSES, QueueFilter, day_number, parse_filter

words = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text and text
)
dates = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(["2025", "2025-06"])
filters = st.builds(
    QueueFilter,
    status=st.sampled_from([*STATUSES, ANY]),
    text=st.just("") | words,
    source=st.none() | words,
    language=st.none() | words,
    country=st.none() | words,
    developer=st.none() | words,
    published_from=st.none() | dates,
    probability_from=st.none() | st.floats(0, 1).map(lambda value: round(value, 3)),
    has_conflict=st.none() | st.booleans(),
    older_than_days=st.none() | st.integers(0, 9999),
    reason=st.none() | words,
    claimed_by=st.none() | words,
    group=st.none() | words,
)


@given(filters)
def test_a_filter_survives_its_address(wanted: QueueFilter) -> None:
    parsed = parse_filter(parse_qsl(wanted.query(), keep_blank_values=True))
    assert parsed.errors == {}
    assert parsed.filter == wanted


@given(st.dictionaries(st.sampled_from([*QueueFilter().__dataclass_fields__, "other"]), st.text(max_size=30)))
def test_nothing_in_an_address_raises_and_what_is_wrong_is_named(values: dict[str, str]) -> None:
    parsed = parse_filter(values)
    assert set(parsed.errors) <= set(values)
    for name in parsed.errors:
        assert getattr(parsed.filter, name) == getattr(QueueFilter(), name)
    assert parse_filter(parsed.filter.pairs()).filter == parsed.filter


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("status", "open", "is none of waiting"),
        ("published_from", "June 2025", "is no date"),
        ("published_to", "2025-02-30", "is no date"),
        ("published_to", "٢٠٢٥", "is no date"),
        ("probability_from", "1.5", "from 0 to 1"),
        ("probability_to", "nan", "from 0 to 1"),
        ("has_conflict", "maybe", "neither yes nor no"),
        ("older_than_days", "-1", "no number of days"),
        ("text", "x" * 201, "longer than 200"),
        ("source", "a\0b", "no name has"),
    ],
)
def test_a_value_that_cannot_be_is_told(name: str, value: str, message: str) -> None:
    parsed = parse_filter({name: value})
    assert message in parsed.errors[name]
    assert parsed.filter.is_default


def test_bounds_that_leave_nothing_are_told() -> None:
    parsed = parse_filter({"published_from": "2025-06", "published_to": "2025-05"})
    assert parsed.errors == {"published_to": "2025-05 is before 2025-06"}
    parsed = parse_filter({"probability_from": "0.5", "probability_to": "0.25"})
    assert parsed.errors == {"probability_to": "0.25 is less than 0.5"}
    assert parse_filter({"published_from": "2025-06-30", "published_to": "2025-06"}).errors == {}


def test_empty_values_say_nothing() -> None:
    assert parse_filter({"status": "", "country": " ", "page": "3"}).filter.is_default


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2025", 20250101, 20251231), ("2025-06", 20250601, 20250631), ("2025-06-15", 20250615, 20250615)],
)
def test_a_date_means_every_day_that_it_may(text: str, first: int, last: int) -> None:
    assert (day_number(text, last=False), day_number(text, last=True)) == (first, last)
