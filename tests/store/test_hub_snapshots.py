"""The Hub's months and what its visits hand on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.store import hub_visits
from crawler.store.database import open_store
from crawler.store.hub_snapshots import (
    Basis,
    FamilyCount,
    HubSnapshot,
    family_counts,
    save_family_counts,
    save_snapshot,
    snapshots,
)
from crawler.store.hub_visits import Counted, Watched


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_store(tmp_path / "flopscout.db") as store, store.write() as writing:
        yield writing


def test_months_come_back_in_order_and_are_replaced(connection: sqlite3.Connection) -> None:
    later = HubSnapshot(
        "2026-10", "2026-11-03T04:17:00+00:00", models=3_200_000, downloads=10**12, never_downloaded_share=0.6,
        largest_fitting="lab/Model", sampled_models=40_000, basis={"models": Basis.EXACT, "downloads": Basis.SAMPLED},
    )  # fmt: skip
    earlier = HubSnapshot("2026-09", "2026-10-02T04:17:00+00:00")
    for snapshot in (later, earlier, later):
        save_snapshot(connection, snapshot)
    assert snapshots(connection) == [earlier, later]


def test_families_of_a_month_are_replaced_together(connection: sqlite3.Connection) -> None:
    old = [FamilyCount("2026-09", "llama", "finetune", 5, 1.0)]
    new = [FamilyCount("2026-10", "qwen", "finetune", 3, 0.75), FamilyCount("2026-10", "llama", "finetune", 1, 0.25)]
    save_family_counts(connection, "2026-09", old)
    save_family_counts(connection, "2026-10", [*old, FamilyCount("2026-10", "gemma", "merge", 9, 1.0)])
    save_family_counts(connection, "2026-10", new)
    assert family_counts(connection) == [*old, new[1], new[0]]


def test_the_watch_list(connection: sqlite3.Connection) -> None:
    hub_visits.watch(
        connection, [Watched("a/Small", "2026-11-01", 2e9, 5), Watched("a/Large", "2026-10-01", 9e9, None)]
    )
    hub_visits.watch(connection, [Watched("a/Small", "2026-11-01", 2e9, 50)])
    assert [(entry.repository, entry.downloads) for entry in hub_visits.watched(connection)] == [
        ("a/Large", None), ("a/Small", 50),
    ]  # fmt: skip
    assert len(hub_visits.watched(connection, limit=1)) == 1
    assert hub_visits.watched(connection, not_since="2000-01-01") == []
    assert hub_visits.forget_old(connection, "2026-10-15") == 1
    hub_visits.unwatch(connection, ["a/Small", "a/Unknown"])
    assert hub_visits.watched(connection) == []


def test_a_repository_counts_once_with_what_was_learnt_last(connection: sqlite3.Connection) -> None:
    hub_visits.count(
        connection, [Counted("a/B", "2026-10-02", 500, 900, 7e9, classified='["original", [], null, null]')]
    )
    hub_visits.count(connection, [Counted("a/B", None, 400, None), Counted("c/D", "2026-09-30", 50, 60, 8e9)])
    assert hub_visits.head(connection, 100) == hub_visits.Head(1, 400, 900)
    assert hub_visits.head(connection, 10) == hub_visits.Head(2, 450, 960)
    assert hub_visits.created_in(connection, "2026-10") == 1
    assert hub_visits.top_downloads(connection, 1) == 400
    assert [entry[0] for entry in hub_visits.classified(connection)] == ["a/B"]
    popular = {"min_parameters": 1e9, "min_downloads": 10, "max_parameters": 7.5e9}
    assert hub_visits.popular(connection, **popular) == (2, 1, ("a/B", 7e9))  # type: ignore[arg-type]
    hub_visits.count(connection, [Counted("a/B", None, None, None, is_excluded=True)])
    hub_visits.count(connection, [Counted("a/B", None, 400, None)])
    assert hub_visits.popular(connection, **popular) == (2, 1, None)  # type: ignore[arg-type]
    hub_visits.forget_counts(connection)
    assert hub_visits.head(connection, 0) == hub_visits.Head(0, 0, 0)


def test_marks(connection: sqlite3.Connection) -> None:
    assert hub_visits.mark(connection, "newest") is None
    hub_visits.set_mark(connection, "newest", "2026-10-01")
    hub_visits.set_mark(connection, "newest", "2026-10-02")
    assert hub_visits.mark(connection, "newest") == "2026-10-02"
    hub_visits.set_mark(connection, "newest", None)
    assert hub_visits.mark(connection, "newest") is None


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-10"),
        (datetime(2026, 1, 31, tzinfo=UTC), "2025-12"),
        # Still October in UTC.
        (datetime(2026, 11, 1, 1, tzinfo=timezone(timedelta(hours=2))), "2026-09"),
    ],
)
def test_the_last_month_that_is_over(moment: datetime, month: str) -> None:
    assert hub_visits.last_month(moment) == month
