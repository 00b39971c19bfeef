"""How sources are judged by their own history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from crawler.schedule.health import ENOUGH, HISTORY, State, band_of, judge
from crawler.store.database import Store
from crawler.store.visits import PastVisit, histories
from tests.schedule.records import source, visited

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)


def day(number: float) -> str:
    return (BEGIN + timedelta(days=number)).isoformat()


def good(number: float, rows: int | None = 20, new: int = 2, seconds: float = 0.3) -> PastVisit:
    return PastVisit(day(number), "finished", True, rows, new, new, 10, seconds)


def bad(number: float, failure: Failure, *, own: bool = True, state: str = "failed") -> PastVisit:
    return PastVisit(
        day(number), state, False, failures={failure.value: 1}, own_failure=failure.value if own else None, requests=2
    )


STEADY = [good(n, rows=20 + n % 3, seconds=0.3 + n % 3 / 50) for n in range(12)]


def test_nothing_is_known_of_a_new_source() -> None:
    assert judge([]).state is State.NEW


def test_a_steady_source_is_healthy_since_its_first_visit() -> None:
    assert judge(STEADY).state is State.HEALTHY
    assert judge(STEADY).since == day(0)


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (Failure.BLOCKED, State.BLOCKED),
        (Failure.ROBOTS_DENIED, State.BLOCKED),
        (Failure.CHANGED, State.CHANGED),
        (Failure.BROKEN, State.CHANGED),
        (Failure.GONE, State.DEAD),
        (Failure.TIMEOUT, State.DEGRADED),
        (Failure.RATE_LIMITED, State.DEGRADED),
    ],
)
def test_a_failure_of_the_source_itself_names_its_state_and_action(failure: Failure, state: State) -> None:
    health = judge([*STEADY, bad(12, failure), bad(13, failure)])
    assert (health.state, health.since) == (state, day(12))
    assert health.action
    assert failure.value in health.reasons[0]


def test_every_failure_has_a_state_and_an_action() -> None:
    for failure in Failure:
        health = judge([*STEADY, bad(12, failure)])
        assert health.in_trouble
        assert health.action


def test_a_source_that_cannot_be_reached_three_times_in_a_row_is_dead() -> None:
    history = [*STEADY, bad(12, Failure.TIMEOUT), bad(13, Failure.UNREACHABLE)]
    assert judge(history).state is State.DEGRADED
    dead = judge([*history, bad(14, Failure.SERVER_ERROR)])
    assert (dead.state, dead.since) == (State.DEAD, day(14))
    assert judge([*history, bad(14, Failure.SERVER_ERROR), good(15)]).state is State.HEALTHY


def test_a_page_that_fails_does_not_make_the_source_fail() -> None:
    page = PastVisit(day(12), "partly-failed", True, 20, 2, 2, 30, 0.3, {"gone": 1}, None)
    assert judge([*STEADY, page]).state is State.HEALTHY
    many = PastVisit(day(12), "partly-failed", False, 20, 2, 2, 30, 0.3, {"timeout": 20}, None)
    assert judge([*STEADY, many]).state is State.DEGRADED


@pytest.mark.parametrize(
    ("last", "word"),
    [
        (good(12, rows=2), "entries listed"),
        (good(12, rows=0), "entries listed"),
        (good(12, rows=90), "entries listed"),
        (good(12, seconds=9.0), "answers take"),
    ],
)
def test_drops_floods_and_slow_answers_are_warned_of(last: PastVisit, word: str) -> None:
    health = judge([*STEADY, last])
    assert (health.state, health.since) == (State.DEGRADED, day(12))
    assert word in health.reasons[0]
    assert health.action


def test_one_odd_visit_does_not_become_usual() -> None:
    history = [*STEADY, good(12, rows=500)]
    assert judge([*history, good(13, rows=500)]).state is State.DEGRADED
    assert judge([*history, good(13)]).state is State.HEALTHY


def test_a_flood_is_seen_where_nothing_is_listed() -> None:
    history = [good(n, rows=None, new=3) for n in range(10)]
    assert judge([*history, good(10, rows=None, new=300)]).state is State.DEGRADED


def test_silence_is_longer_than_usual() -> None:
    weekly = [good(n, new=int(n % 3 == 0)) for n in range(25)]
    assert judge(weekly).state is State.HEALTHY
    quiet = [*weekly, *(good(n, new=0) for n in range(25, 33))]
    assert judge(quiet).state is State.HEALTHY
    silent = [*weekly, *(good(n, new=0) for n in range(25, 60))]
    health = judge(silent)
    assert health.state is State.DEGRADED
    assert "nothing new for" in health.reasons[0]


def test_a_source_that_never_brings_anything_new_is_not_silent() -> None:
    assert judge([good(n, new=0) for n in range(30)]).state is State.HEALTHY


numbers = st.lists(st.floats(0, 1e6), min_size=ENOUGH, max_size=40)


@given(numbers)
def test_a_band_holds_its_median(values: list[float]) -> None:
    band = band_of(values)
    assert band is not None
    assert band.low <= band.median <= band.high


@given(st.floats(1, 1000), st.floats(0, 1e9))
def test_one_outlier_does_not_move_the_band_far(usual: float, odd: float) -> None:
    calm = [usual * (1 + n % 3 / 100) for n in range(9)]
    band, moved = band_of(calm), band_of([*calm, odd])
    assert band is not None
    assert moved is not None
    assert abs(moved.median - band.median) <= 0.02 * usual


outcomes = st.builds(
    PastVisit,
    at=st.integers(0, 500).map(day),
    state=st.sampled_from(["finished", "partly-failed", "failed"]),
    complete=st.booleans(),
    rows=st.none() | st.integers(0, 10**6),
    items=st.integers(0, 10**6),
    new=st.integers(0, 10**6),
    requests=st.integers(0, 10**4),
    answer_seconds=st.none() | st.floats(0, 600),
    failures=st.dictionaries(st.sampled_from([failure.value for failure in Failure]), st.integers(1, 9), max_size=3),
)


@given(st.lists(outcomes, max_size=HISTORY))
def test_any_history_is_judged(history: list[PastVisit]) -> None:
    health = judge(sorted(history, key=lambda entry: entry.at))
    assert health.in_trouble == bool(health.action)
    assert (health.since is None) == (not history)


def test_histories_reach_back_to_what_was_new(store: Store) -> None:
    entry = source("feeds/quiet")
    for number in range(HISTORY + 8):
        run_id = visited(store, entry, BEGIN + timedelta(days=number))
        if number < 6:
            store.connection.execute("UPDATE run_sources SET documents = 1 WHERE run_id = ?", (run_id,))
    store.connection.execute(
        "INSERT INTO run_failures VALUES (?, 'feeds/quiet', 'gone', 'https://quiet.example/feed?x', '', 'now')",
        (run_id,),
    )
    store.connection.execute("UPDATE run_sources SET failures = 1 WHERE run_id = ?", (run_id,))
    (history,) = histories(store.connection, {"feeds/quiet": entry.urls}, latest=HISTORY).values()
    assert len(history) == HISTORY + 6
    assert [visit.new for visit in history[:7]] == [1] * 6 + [0]
    assert history[-1].own_failure == "gone"
    assert judge(history).state is State.DEAD
