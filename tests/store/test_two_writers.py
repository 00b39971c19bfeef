"""Two reviewers and a crawl at once: nobody is told that the database is locked, and nothing is lost or doubled."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.store.assessing import Assessor
from crawler.store.claims_on_items import take
from crawler.store.database import Store, open_store
from crawler.store.finding import Refused
from crawler.store.reviewing import Conflict, Review
from tests.store.world import World, row

MODELS = 24


def _review(home: Path, who: str) -> tuple[list[str], list[str]]:
    """Decide about every model that nobody else was quicker with; returns what was decided and what was refused."""
    settings = Settings(home=home)
    decided, refused = [], []
    with open_store(settings.database) as store:
        review = Review(store, Assessor(store, settings), who)
        for number in range(MODELS):
            ident = f"zephyr-labs/tempestia-{number}-30b"
            take(store, ident, who)
            try:
                review.below(ident, seen=0)
                decided.append(ident)
            except Conflict as conflict:
                refused += [ident for decision in conflict.changes.decisions[:1] if decision.who != who]
    return decided, refused


def _crawl(home: Path, who: str) -> tuple[list[str], list[str]]:
    settings = Settings(home=home)
    with open_store(settings.database) as store:
        World(store, settings).take(
            *(row(f"Orion{number} 40B", "Storm House", source=who, parameters=40e9) for number in range(MODELS))
        )
    return [], []


def _open(home: Path, who: str) -> tuple[list[str], list[str]]:
    with open_store(Settings(home=home).database) as store, store.write() as connection:
        connection.execute(
            "INSERT INTO signals VALUES (?, 'kind', 'subject', '', '', '2026-01-01', '2026-01-01')", (who,)
        )
    return [], []


def at_once(
    *jobs: tuple[Callable[[Path, str], tuple[list[str], list[str]]], Path, str],
) -> list[tuple[list[str], list[str]]]:
    """Run the jobs in processes of their own; whatever one raises is raised here."""
    with multiprocessing.get_context("spawn").Pool(len(jobs)) as pool:
        waiting = [pool.apply_async(job, (home, who)) for job, home, who in jobs]
        return [result.get(timeout=180) for result in waiting]


def test_two_reviewers_and_a_crawl_lose_nothing(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        *(row(f"Tempestia{number} 30B", "Zephyr Labs", parameters=30e9) for number in range(MODELS))
    )
    found = at_once((_review, settings.home, "ana"), (_review, settings.home, "bo"), (_crawl, settings.home, "helm"))
    decided = found[0][0] + found[1][0]
    assert sorted(decided) == sorted(f"zephyr-labs/tempestia-{number}-30b" for number in range(MODELS))
    assert len(found[0][1]) + len(found[1][1]) == MODELS
    log = store.connection.execute("SELECT model_id, who FROM decisions").fetchall()
    assert len(log) == MODELS
    assert {entry["model_id"] for entry in log if entry["who"] == "ana"} == set(found[0][0])
    statuses = store.connection.execute("SELECT status, count(*) FROM models GROUP BY status ORDER BY 1").fetchall()
    assert [tuple(entry) for entry in statuses] == [("below", MODELS), ("unconfirmed", MODELS)]


def test_a_new_database_may_be_opened_by_several_at_once(settings: Settings) -> None:
    at_once(*((_open, settings.home, f"process {number}") for number in range(4)))
    with open_store(settings.database) as opened:
        assert opened.connection.execute("SELECT count(*) FROM signals").fetchone()[0] == 4


def test_a_conflict_says_what_is_new(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(row("Tempestia 30B", "Zephyr Labs", parameters=30e9))
    bo = Review(store, world.assessor, "bo")
    bo.edit("Tempestia 30B", "parameters", "34B")
    found = row("Tempestia 30B", "Zephyr Labs", source="wikidata", parameters=30e9, tokens=15e12)
    world.take(replace(found, seen_at=datetime.now(UTC) + timedelta(minutes=1)))
    with pytest.raises(Conflict, match="decided since you looked") as caught:
        world.ana.accept("Tempestia 30B", seen=0)
    assert isinstance(caught.value, Refused)
    changes = caught.value.changes
    assert [decision.who for decision in changes.decisions] == ["bo"]
    told = {change.field: (change.before, change.after) for change in changes.values}
    assert told["parameters"] == (30e9, 34e9)
    assert told["tokens"] == (None, 15e12)
    assert {claim.field for claim in changes.claims} >= {"tokens"}
