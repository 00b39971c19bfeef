"""New evidence brings decided models back before a person, and the decision stays in the log."""

from __future__ import annotations

import pytest

from crawler.config import Settings
from crawler.store.database import Store
from crawler.store.finding import Refused
from crawler.store.queue import queue_entries, queue_length
from tests.store.world import Said, World, row

SMALL = row("Tempestia 30B", "Zephyr Labs", parameters=30e9, tokens=1e11)
LARGE = row("Tempestia 30B", "Zephyr Labs", parameters=30e9, tokens=20e12)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    """A database of its own."""
    return World(store, settings)


def queued(world: World) -> list[str]:
    return [entry.name for entry in queue_entries(world.store.connection)]


def changes(world: World) -> str:
    return str(world.model("Tempestia 30B")["reopened"])


def test_an_estimate_that_crosses_a_threshold_reopens_what_was_decided(world: World) -> None:
    world.take(SMALL)
    world.ana.below("Tempestia 30B")
    assert queued(world) == []
    world.take(LARGE)
    assert queued(world) == ["Tempestia 30B"]
    assert queue_length(world.store.connection) == 1
    assert world.model("Tempestia 30B")["status"] == "below"  # the decision is not overruled
    assert "past 1e23" in changes(world)
    assert "below by ana" in changes(world)
    assert len(world.store.connection.execute("SELECT * FROM decisions").fetchall()) == 1


def test_deciding_again_closes_it_and_the_same_evidence_does_not_come_back(world: World) -> None:
    world.take(SMALL)
    world.ana.below("Tempestia 30B")
    world.take(LARGE)
    world.ana.accept("Tempestia 30B")
    assert queued(world) == []
    world.take(LARGE)
    assert queued(world) == []
    assert world.model("Tempestia 30B")["status"] == "confirmed"


def test_undoing_the_second_decision_reopens_the_first(world: World) -> None:
    world.take(SMALL)
    world.ana.below("Tempestia 30B")
    world.take(LARGE)
    world.ana.accept("Tempestia 30B")
    world.ana.undo()
    assert queued(world) == ["Tempestia 30B"]
    assert world.model("Tempestia 30B")["status"] == "below"


def test_another_source_that_contradicts_reopens(world: World) -> None:
    world.take(LARGE)
    world.ana.accept("Tempestia 30B")
    world.take(row("Tempestia 30B", "Zephyr Labs", source="wikidata", parameters=34e9))
    assert queued(world) == ["Tempestia 30B"]
    assert "Another parameters is stated beside 30e9: 34e9." in changes(world)


def test_another_source_that_agrees_does_not(world: World) -> None:
    world.take(LARGE)
    world.ana.accept("Tempestia 30B")
    world.take(row("Tempestia 30B", "Zephyr Labs", source="wikidata", parameters=30e9))
    world.take(Said("Tempestia 30B", "Zephyr Labs", 30.1e9))
    assert queued(world) == []


def test_what_a_person_puts_in_does_not_reopen_their_decision(world: World) -> None:
    world.take(LARGE)
    world.ana.accept("Tempestia 30B")
    world.ana.edit("Tempestia 30B", "tokens", "1e10")
    assert queued(world) == []


def test_a_reopened_model_can_be_snoozed_and_comes_back_with_more(world: World) -> None:
    world.take(SMALL)
    world.ana.below("Tempestia 30B")
    with pytest.raises(Refused, match="does not wait in the queue"):
        world.ana.snooze("Tempestia 30B", "evidence")
    world.take(LARGE)
    world.ana.snooze("Tempestia 30B", "evidence")
    assert queued(world) == []
    world.take(row("Tempestia 30B", "Zephyr Labs", source="wikidata", parameters=34e9))
    assert queued(world) == ["Tempestia 30B"]


def test_models_that_nobody_decided_about_are_never_reopened(world: World) -> None:
    world.take(SMALL)
    world.take(LARGE)
    assert world.model("Tempestia 30B")["reopened"] is None


def test_a_kept_model_comes_back_as_unconfirmed(world: World) -> None:
    world.take(row("Tempestia 30B", "Zephyr Labs", parameters=30e9))
    world.ana.keep("Tempestia 30B")
    assert queued(world) == []
    world.take(row("Tempestia 30B", "Zephyr Labs", source="wikidata", parameters=34e9))
    assert queued(world) == ["Tempestia 30B"]
    assert world.model("Tempestia 30B")["reopened"] is None
