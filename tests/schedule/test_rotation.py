"""Languages take turns, and every gap is filled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.config import Rotation, Settings
from crawler.schedule.coverage import coverage_of
from crawler.schedule.due import all_visits, due_visits
from crawler.schedule.months import month_numbered, month_of, next_month, number_of
from crawler.schedule.rotation import due_turns, group_of, languages_of_month, last_turn, rotates
from crawler.store.database import Store
from crawler.store.searches import UnitVisit
from keywords import LANGUAGES
from spiders.registry import Cadence, SourceKind
from tests.schedule.records import engine, searched, source

ROTATION = Rotation()
ENGINE = engine()


def visit(language: str, at: datetime, *, complete: bool = True) -> UnitVisit:
    return UnitVisit("r", "engine", language, "finished" if complete else "failed", complete, at.isoformat(), 0)


def languages(visits: list[UnitVisit], first: str | None, at: datetime) -> list[str]:
    return [turn.language for turn in due_turns(ENGINE, ROTATION, visits, first, at)]


@given(st.integers(min_value=2000 * 12, max_value=2100 * 12))
def test_three_months_in_a_row_cover_every_language(number: int) -> None:
    turns = [set(languages_of_month(month_numbered(number + n), ROTATION)) for n in range(3)]
    assert set.union(*turns) == set(LANGUAGES)
    assert set.intersection(*turns) == {"en"}
    assert all(len(turn) == 6 for turn in turns)


@given(st.integers(min_value=2000 * 12, max_value=2100 * 12))
def test_months_are_counted_and_written(number: int) -> None:
    month = month_numbered(number)
    assert number_of(month) == number
    assert next_month(month) > month


def test_months_are_those_of_utc() -> None:
    assert month_of(datetime.fromisoformat("2026-12-01T00:30:00+01:00")) == "2026-11"


def test_a_new_installation_begins_with_the_groups_own_month() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    own = ROTATION.groups[group_of("2026-11", ROTATION) or ""]
    assert set(languages([], None, at)) == {"en", *own}


def test_what_was_searched_this_month_is_not_due() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    done = [visit(language, at - timedelta(days=3)) for language in languages([], None, at)]
    assert languages(done, done[0].started_at, at) == []


def test_a_missed_month_is_caught_up_first() -> None:
    august = datetime(2026, 8, 2, tzinfo=UTC)
    done = [visit(language, august) for language in LANGUAGES]
    at = datetime(2026, 11, 20, tzinfo=UTC)
    turns = due_turns(ENGINE, ROTATION, done, august.isoformat(), at)
    assert {turn.language for turn in turns} == set(LANGUAGES)
    assert [turn.month for turn in turns] == sorted(turn.month for turn in turns)
    assert {turn.language for turn in turns if not turn.is_gap} == set(languages_of_month("2026-11", ROTATION))


def test_a_failed_language_is_tried_again_and_stays_a_gap_in_the_next_month() -> None:
    november = datetime(2026, 11, 20, 4, tzinfo=UTC)
    due = languages([], None, november)
    failed = due[-1]
    done = [visit(language, november, complete=language != failed) for language in due]
    first = done[0].started_at
    assert languages(done, first, november + timedelta(hours=1)) == []
    assert languages(done, first, november + timedelta(hours=5)) == [failed]
    december = languages(done, first, datetime(2026, 12, 2, tzinfo=UTC))
    assert december[0] == failed
    assert len(december) == 7


@given(
    st.lists(st.tuples(st.sampled_from(LANGUAGES), st.integers(0, 700), st.booleans()), max_size=40),
    st.integers(0, 700),
)
def test_a_language_is_due_unless_it_was_searched_since_its_turn(
    history: list[tuple[str, int, bool]], day: int
) -> None:
    begin = datetime(2026, 1, 5, tzinfo=UTC)
    at = begin + timedelta(days=day)
    visits = sorted(
        (visit(language, begin + timedelta(days=n), complete=good) for language, n, good in history),
        key=lambda entry: entry.started_at or "",
    )
    first = min((entry.started_at or "" for entry in visits), default=None)
    for turn in due_turns(ENGINE, ROTATION, visits, first, at):
        since = [
            v for v in visits if v.language == turn.language and v.complete and (v.started_at or "") <= at.isoformat()
        ]
        assert all(month_of(v.started_at or "") < turn.month for v in since)
        assert turn.month == last_turn(turn.language, month_of(at), ROTATION)


def test_an_engine_of_one_language_has_its_turn_only() -> None:
    korean = engine(languages=["ko"])
    months = [f"2026-{n:02d}" for n in range(1, 13)]
    due = [m for m in months if due_turns(korean, ROTATION, [], None, datetime.fromisoformat(f"{m}-05T00:00:00+00:00"))]
    assert len(due) == 4


@pytest.mark.parametrize(
    ("entry", "takes_part"),
    [
        (engine(), True),
        (engine("gdelt_gal"), False),
        (source("bulk", Cadence.WEEKLY, SourceKind.SEARCH), False),
        (source("feeds/x", Cadence.MONTHLY), False),
    ],
)
def test_only_monthly_search_back_ends_rotate(entry: object, takes_part: bool) -> None:
    assert rotates(entry, ROTATION) is takes_part  # type: ignore[arg-type]


def test_a_language_of_no_group_is_searched_every_month() -> None:
    one = Rotation(groups={"A": ("zh",)}, every_month=())
    assert languages_of_month("2026-11", one) == LANGUAGES


@pytest.mark.parametrize("groups", [{"A": ["zh"], "B": ["zh"]}, {"A": ["en"]}, {"A": []}])
def test_odd_groups_are_refused(groups: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        Rotation.model_validate({"groups": groups})


def test_asking_for_everything_takes_the_months_languages_or_those_that_are_named(settings: Settings) -> None:
    (plain,) = all_visits([ENGINE], settings)
    assert set(plain.languages) == set(languages_of_month(month_of(datetime.now(UTC)), settings.rotation))
    (named,) = all_visits([ENGINE], settings, frozenset({"he", "zh"}))
    assert named.languages == ("he", "zh")
    assert all_visits([engine(languages=["ko"])], settings, frozenset({"zh"})) == []


def test_the_matrix_shows_what_was_done_and_what_is_missing(store: Store, settings: Settings) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    group_before = languages_of_month("2026-10", settings.rotation)
    lost = next(language for language in group_before if language != "en")
    for language in group_before:
        run_id = searched(store, ENGINE, language, datetime(2026, 10, 3, tzinfo=UTC), complete=language != lost)
        if language != lost:
            store.connection.execute(
                "INSERT INTO keyword_searches VALUES (?, 'engine', ?, 'k', '2026-10-03T00:00:00Z', 1, 40, 2)",
                (run_id, language),
            )
            store.connection.execute("UPDATE run_units SET candidates = 2 WHERE run_id = ?", (run_id,))
    report = coverage_of(store.connection, [ENGINE], settings, at=at)
    assert [(cell.language, cell.month) for cell in report.gaps] == [(lost, "2026-10")]
    cell = next(c for c in report.cells if c.language == "en" and c.month == "2026-10")
    assert (cell.keywords, cell.results, cell.candidates, cell.searched) == (1, 40, 2, 1)
    lines = "\n".join(report.lines())
    assert "1/40/2" in lines
    assert "gap" in lines
    assert "due" in lines
    first = due_visits(store.connection, [ENGINE], settings, at).visits[0]
    assert first.languages[0] == lost
    searched(store, ENGINE, lost, at)
    assert coverage_of(store.connection, [ENGINE], settings, at=at).gaps == ()
