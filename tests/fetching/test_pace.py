"""What hosts say about their pace is understood, and slots follow robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.pace import (
    HostPauses,
    RateLimit,
    backoff,
    exhausted_for,
    raise_slot_delay,
    rate_limit,
    retry_after,
    wait_after,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({"RateLimit": '"api";r=494;t=104', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, (494, 104)),
        ({"ratelimit": '"api"; r=0; t=55'}, (0, 55)),
        ({"RateLimit": '"a";r=3;t=9, "b";r=0;t=5, "c";r=0;t=7'}, (0, 7)),
        ({"RateLimit": "limit=100, remaining=7, reset=50"}, (7, 50)),
        ({"RateLimit-Remaining": "2", "RateLimit-Reset": "30"}, (2, 30)),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 40)}, (0, 40)),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) - 40)}, (0, 0)),
        ({"X-RateLimit-Remaining": "0"}, None),
        ({"RateLimit": "nonsense"}, None),
        ({}, None),
    ],
)
def test_rate_limit(headers: dict[str, str], limit: tuple[int, float] | None) -> None:
    assert rate_limit(headers, now=NOW) == (None if limit is None else RateLimit(*limit))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 2 ", 2.0),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 12:00:10 -0000", 10.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, now=NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "attempt", "wait"),
    [
        (200, {"Retry-After": "5"}, 0, None),
        (500, {"Retry-After": "5"}, 0, None),
        (429, {"Retry-After": "5"}, 0, 5.0),
        (429, {"RateLimit": '"api";r=0;t=55', "Retry-After": "5"}, 0, 56.0),
        (429, {"RateLimit": '"api";r=4;t=55'}, 0, 10.0),
        (429, {}, 2, 40.0),
        (503, {"Retry-After": "7"}, 0, 7.0),
        (503, {}, 0, None),
    ],
)
def test_wait_after(status: int, headers: dict[str, str], attempt: int, wait: float | None) -> None:
    assert wait_after(status, headers, attempt=attempt, now=NOW) == wait


def test_an_exhausted_quota_pauses_before_the_refusal() -> None:
    assert exhausted_for({"RateLimit": '"api";r=0;t=55'}, now=NOW) == 56.0
    assert exhausted_for({"RateLimit": '"api";r=1;t=55'}, now=NOW) == 0.0
    assert exhausted_for({}, now=NOW) == 0.0


def test_backoff_doubles() -> None:
    assert [backoff(attempt) for attempt in range(3)] == [1.0, 2.0, 4.0]


@given(st.dictionaries(st.sampled_from(["RateLimit", "Retry-After", "X-RateLimit-Reset"]), st.text(max_size=40)))
def test_odd_headers_never_raise(headers: dict[str, str]) -> None:
    wait = wait_after(429, headers, attempt=0, now=NOW)
    assert wait is not None
    assert wait >= 0


def test_crawl_delay_is_kept_on_live_and_future_slots() -> None:
    slot = SimpleNamespace(delay=2.0, jitter=0.25)
    downloader = SimpleNamespace(per_slot_settings={"a.example": {"concurrency": 2}}, slots={"a.example": slot})
    raise_slot_delay(downloader, "a.example", 10.0)
    raise_slot_delay(downloader, "b.example", 3.0)
    raise_slot_delay(downloader, "a.example", 1.0)
    assert (slot.delay, slot.jitter) == (10.0, 0.0)
    assert downloader.per_slot_settings == {
        "a.example": {"concurrency": 2, "delay": 10.0, "jitter": 0.0},
        "b.example": {"delay": 3.0, "jitter": 0.0},
    }


def test_pauses_are_lengthened_and_end() -> None:
    now = [100.0]
    pauses = HostPauses(lambda: now[0])
    pauses.pause("a.example", 10.0)
    pauses.pause("a.example", 5.0)
    assert pauses.remaining("a.example") == 10.0
    assert pauses.remaining("b.example") == 0.0
    now[0] = 107.0
    assert pauses.remaining("a.example") == 3.0
    now[0] = 111.0
    assert pauses.remaining("a.example") == 0.0
