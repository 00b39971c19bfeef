"""One action on many models: looked at before, one batch in the log, one undo."""

from __future__ import annotations

import pytest

from crawler.config import Settings
from crawler.store.database import Store
from crawler.store.finding import Refused
from crawler.store.queue import queue_entries
from crawler.store.reviewing import Review
from tests.store.world import World, row

NAMES = ("Tempestia 30B", "Orion 40B", "Lyra 50B")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    """Three models that wait."""
    made = World(store, settings)
    return made.take(*(row(name, "Zephyr Labs", parameters=float(name[-3:-1]) * 1e9) for name in NAMES))


def queued(world: World) -> set[str]:
    return {entry.name for entry in queue_entries(world.store.connection)}


def state(world: World) -> list[tuple[object, ...]]:
    rows = world.store.connection.execute(
        "SELECT id, status, reason, explanation, priority, asleep_until, reopened, stale FROM models ORDER BY id"
    )
    return [tuple(entry) for entry in rows]


def test_a_preview_changes_nothing_and_says_what_would_happen(world: World) -> None:
    ids = [world.id(name) for name in NAMES]
    world.ana.merge("Lyra 50B", "Orion 40B")
    before = state(world)
    found = world.ana.bulk("exclude", [*ids, "nobody/nothing"], reason="not_a_model")
    assert found.batch is None
    assert found.done == tuple(ids[:2])
    assert found.count == 2
    assert dict(found.skipped) == {
        ids[2]: f"it is merged into {ids[1]}",
        "nobody/nothing": "there is no such model any more",
    }
    assert found.sample == ((ids[0], "Tempestia 30B"), (ids[1], "Orion 40B"))
    assert state(world) == before


@pytest.mark.parametrize("action", ["accept", "keep", "below", "exclude", "snooze", "comment"])
def test_many_at_once_do_what_one_at_a_time_does_and_one_undo_takes_it_back(world: World, action: str) -> None:
    before = state(world)
    ids = [world.id(name) for name in NAMES]
    until = "2999-01-01" if action == "snooze" else None
    found = world.ana.bulk(action, ids, reason="seen together", until=until, preview=False)
    assert found.batch is not None
    assert set(found.done) == set(ids)
    at_once = [entry[1:3] + entry[5:] for entry in state(world)]
    assert queued(world) == (set(NAMES) if action == "comment" else set())
    outcome = world.ana.undo()
    assert outcome.notes == ("3 decisions of one bulk action were undone",)
    assert state(world) == before
    for ident in ids:
        if action == "snooze":
            world.ana.snooze(ident, "2999-01-01")
        elif action == "comment":
            world.ana.comment(ident, "seen together")
        else:
            getattr(world.ana, action)(ident, reason="seen together")
    assert [entry[1:3] + entry[5:] for entry in state(world)] == at_once


def test_undoing_the_undo_of_a_batch_restores_it(world: World) -> None:
    ids = [world.id(name) for name in NAMES]
    world.ana.bulk("below", ids, reason="too small", preview=False)
    undone = world.ana.undo()
    connection = world.store.connection
    batch = connection.execute(
        "SELECT batch FROM decision_batches WHERE decision_id = ?", (undone.decision.id,)
    ).fetchone()[0]
    world.ana.undo_batch(batch)
    assert {world.model(name)["status"] for name in NAMES} == {"below"}


def test_one_of_a_batch_can_be_undone_by_itself_and_the_rest_afterwards(world: World) -> None:
    ids = [world.id(name) for name in NAMES]
    found = world.ana.bulk("below", ids, reason="too small", preview=False)
    assert found.batch is not None
    number = world.store.connection.execute("SELECT min(decision_id) FROM decision_batches").fetchone()[0]
    world.ana.undo(number)
    assert len(queued(world)) == 1
    assert world.ana.undo_batch(found.batch).notes == ("2 decisions of one bulk action were undone",)
    assert queued(world) == set(NAMES)
    with pytest.raises(Refused, match="nothing of this bulk action stands"):
        world.ana.undo_batch(found.batch)


def test_what_somebody_has_decided_since_is_skipped(world: World) -> None:
    ids = [world.id(name) for name in NAMES]
    Review(world.store, world.assessor, "bo").accept(ids[0])
    found = world.ana.bulk("below", ids, reason="too small", seen=dict.fromkeys(ids, 0), preview=False)
    assert dict(found.skipped) == {ids[0]: "somebody decided about it since you looked"}
    assert world.model("Tempestia 30B")["status"] == "confirmed"


@pytest.mark.parametrize(
    ("action", "reason", "until", "message"),
    [
        ("exclude", " ", None, "needs a reason"),
        ("merge", "same", None, "cannot be done to many"),
        ("snooze", "later", None, "say until which day"),
        ("snooze", "later", "2001-01-01", "is over"),
        ("snooze", "later", "soon", "neither a day"),
    ],
)
def test_what_cannot_be_done_is_refused(
    world: World, action: str, reason: str, until: str | None, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        world.ana.bulk(action, [world.id("Orion 40B")], reason=reason, until=until, preview=False)


def test_too_many_are_refused(world: World) -> None:
    with pytest.raises(Refused, match="narrow the filter"):
        world.ana.bulk("below", [f"m/{number}" for number in range(5001)], reason="too small")


def test_an_unknown_batch_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="no bulk action"):
        world.ana.undo_batch("nothing")
