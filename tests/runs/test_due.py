"""Which sources are due, from the runs that were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.records import SourceRank
from crawler.runs.due import due_sources
from crawler.store import runs
from crawler.store.database import Store
from spiders.registry import Cadence, Source, SourceKind


def source(name: str, cadence: Cadence) -> Source:
    return Source(
        name=name, kind=SourceKind.FEED, spider="feeds", urls=("https://example.org/feed",), cadence=cadence,
        rank=SourceRank.NEWS, licence="x",
    )  # fmt: skip


SOURCES = [source(cadence.value, cadence) for cadence in Cadence]


def visit(store: Store, state: str) -> datetime:
    with store.write() as connection:
        run_id = runs.start_run(connection, [s.name for s in SOURCES], {}, demo=False)
        for entry in SOURCES:
            runs.source_state(connection, run_id, entry.name, "running")
            runs.source_state(connection, run_id, entry.name, state)
        runs.finish_run(connection, run_id, "finished")
    return datetime.now(UTC)


def due(store: Store, at: datetime | None = None) -> set[str]:
    return {entry.name for entry in due_sources(store.connection, SOURCES, at)}


def test_what_was_never_visited_is_due(store: Store) -> None:
    assert due(store) == {"daily", "weekly", "monthly", "once"}


def test_what_was_just_visited_is_not(store: Store) -> None:
    visit(store, "finished")
    assert due(store) == set()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, {"daily"}),
        (7, {"daily", "weekly"}),
        (28, {"daily", "weekly", "monthly"}),
        (400, {"daily", "weekly", "monthly"}),
    ],
)
def test_each_cadence_comes_round_and_once_never_does(store: Store, days: int, expected: set[str]) -> None:
    visited = visit(store, "finished")
    assert due(store, visited + timedelta(days=days)) == expected


@pytest.mark.parametrize("state", ["failed", "partly-failed"])
def test_a_visit_that_failed_does_not_count(store: Store, state: str) -> None:
    visit(store, state)
    assert due(store) == {"daily", "weekly", "monthly", "once"}
