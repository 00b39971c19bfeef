"""Which sources are due, from the runs that were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Settings
from crawler.schedule.due import due_visits
from crawler.schedule.pauses import LONGEST_PAUSE, retry_pause
from crawler.store.database import Store
from spiders.registry import Cadence
from tests.schedule.records import engine, searched, source, visited

SOURCES = [source(cadence.value, cadence) for cadence in Cadence]
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def due(store: Store, settings: Settings, at: datetime) -> set[str]:
    return {visit.source.name for visit in due_visits(store.connection, SOURCES, settings, at).visits}


def test_what_was_never_visited_is_due(store: Store, settings: Settings) -> None:
    assert due(store, settings, NOW) == {"daily", "weekly", "monthly", "once"}


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(hours=1), set()),
        (timedelta(hours=21), set()),
        (timedelta(hours=23), {"daily"}),
        (timedelta(days=7), {"daily", "weekly"}),
        (timedelta(days=28), {"daily", "weekly", "monthly"}),
        (timedelta(days=400), {"daily", "weekly", "monthly"}),
    ],
)
def test_each_cadence_comes_round_and_once_never_does(
    store: Store, settings: Settings, later: timedelta, expected: set[str]
) -> None:
    for entry in SOURCES:
        visited(store, entry, NOW)
    assert due(store, settings, NOW + later) == expected


@pytest.mark.parametrize("state", ["failed", "partly-failed"])
def test_a_visit_that_failed_is_repeated_after_a_pause(store: Store, settings: Settings, state: str) -> None:
    visited(store, SOURCES[1], NOW, state)
    assert "weekly" not in due(store, settings, NOW + timedelta(hours=3))
    assert "weekly" in due(store, settings, NOW + timedelta(hours=5))


def test_the_pause_grows_with_each_failure_and_ends_with_a_good_visit(store: Store, settings: Settings) -> None:
    for hours in (0, 6, 18):
        visited(store, SOURCES[1], NOW + timedelta(hours=hours), "failed")
    last = NOW + timedelta(hours=18)
    assert "weekly" not in due(store, settings, last + timedelta(hours=20))
    assert "weekly" in due(store, settings, last + timedelta(hours=23))
    visited(store, SOURCES[1], last + timedelta(hours=23))
    visited(store, SOURCES[1], last + timedelta(days=8), "failed")
    assert "weekly" in due(store, settings, last + timedelta(days=8, hours=5))


def test_a_few_lost_pages_leave_a_visit_complete(store: Store, settings: Settings) -> None:
    visited(store, SOURCES[0], NOW, "partly-failed", complete=True)
    assert "daily" not in due(store, settings, NOW + timedelta(hours=12))


def test_a_visit_in_the_future_was_a_wrong_clock(store: Store, settings: Settings) -> None:
    visited(store, SOURCES[0], NOW + timedelta(days=300))
    assert "daily" in due(store, settings, NOW)
    visited(store, SOURCES[0], NOW)
    assert "daily" not in due(store, settings, NOW + timedelta(hours=1))


def test_a_demonstration_is_no_visit(store: Store, settings: Settings) -> None:
    run_id = visited(store, SOURCES[0], NOW)
    store.connection.execute("UPDATE runs SET demo = 1 WHERE id = ?", (run_id,))
    assert "daily" in due(store, settings, NOW + timedelta(hours=1))


@given(st.integers(min_value=-3, max_value=10_000), st.timedeltas(timedelta(days=1), timedelta(days=28)))
def test_pauses_grow_and_stay_within_the_period(failed: int, period: timedelta) -> None:
    assert timedelta() < retry_pause(failed, period) < min(period, LONGEST_PAUSE)
    assert retry_pause(failed, period) <= retry_pause(failed + 1, period)


def test_a_source_whose_calls_are_spent_waits_until_the_month_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIM_KEY", "k")
    settings = Settings.model_validate(
        {"home": store.path.parent, "budget": {"sources": {"engine": {"calls_per_month": 5}}}}
    )
    keyed = engine(languages=["ko"], key="SIM_KEY")
    run_id = searched(store, keyed, "ko", datetime(2026, 9, 3, tzinfo=UTC))
    store.connection.execute(
        "INSERT INTO host_requests VALUES (?, 'engine', 'engine.example', '2026-12', 5, 5)", (run_id,)
    )
    december = due_visits(store.connection, [keyed], settings, datetime(2026, 12, 10, tzinfo=UTC))
    assert december.visits == ()
    assert "until 2027-01-01" in december.postponed[0].why
    assert [
        v.languages for v in due_visits(store.connection, [keyed], settings, datetime(2027, 1, 2, tzinfo=UTC)).visits
    ] == [("ko",)]
