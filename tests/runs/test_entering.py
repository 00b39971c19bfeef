"""How runs begin: one at a time, with what is due, or where one stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.config import Settings
from crawler.runs.entering import Entered, RunError, RunPlan, enter
from crawler.runs.liveness import Heart, RunLock
from crawler.store import runs, searches
from crawler.store.database import Store
from crawler.store.keys import iso
from spiders.registry import Source
from tests.schedule.records import engine, source, visited

FEEDS = [source("feeds/a"), source("feeds/b")]


@pytest.fixture
def lock(settings: Settings) -> Iterator[RunLock]:
    held = RunLock(settings.home)
    yield held
    held.release()


def entered(store: Store, settings: Settings, plan: RunPlan) -> Entered | None:
    """Begin, and let go of the lock as a process does that is killed."""
    lock = RunLock(settings.home)
    found = enter(store, settings, plan, lock)
    lock.release()
    return found


def due(sources: list[Source] = FEEDS) -> RunPlan:
    return RunPlan(sources, only_due=True, options={"due": True})


def state(store: Store, run_id: str) -> str:
    found = runs.find_run(store.connection, run_id)
    assert found is not None
    return found.state


def names(begun: Entered | None) -> list[str]:
    assert begun is not None
    return [visit.source.name for visit in begun.visits]


def test_what_is_due_is_begun_once(store: Store, settings: Settings, lock: RunLock) -> None:
    begun = enter(store, settings, due(), lock)
    assert names(begun) == ["feeds/a", "feeds/b"]
    with pytest.raises(RunError, match=r"run \S+ is at work \(process \d+ on \S+, since 2"):
        enter(store, settings, due(), RunLock(settings.home))


def test_nothing_due_leaves_no_run_and_no_lock(store: Store, settings: Settings) -> None:
    for entry in FEEDS:
        visited(store, entry, datetime.now(UTC))
    count = len(runs.recent_runs(store.connection))
    assert entered(store, settings, due()) is None
    assert len(runs.recent_runs(store.connection)) == count
    assert RunLock(settings.home).acquire()


def test_a_run_on_another_machine_is_told_by_its_heartbeat(store: Store, settings: Settings) -> None:
    begun = entered(store, settings, due())
    assert begun is not None
    store.connection.execute("UPDATE runs SET host = 'elsewhere'")
    with pytest.raises(RunError, match="on elsewhere"):
        entered(store, settings, due())
    store.connection.execute("UPDATE runs SET heartbeat_at = ?", (iso(datetime.now(UTC) - timedelta(minutes=20)),))
    again = entered(store, settings, due())
    assert again is not None
    assert again.closed == (begun.run_id,)
    assert again.resumed


def test_a_process_id_that_was_given_out_again_is_not_taken_for_the_run(store: Store, settings: Settings) -> None:
    begun = entered(store, settings, due())
    assert begun is not None
    store.connection.execute("UPDATE runs SET process = ?, host = ?", (os.getppid(), socket.gethostname()))
    again = entered(store, settings, due())
    assert again is not None
    assert (again.run_id, again.resumed) == (begun.run_id, True)


def test_a_crashed_run_is_gone_on_with_and_given_what_is_due_besides(store: Store, settings: Settings) -> None:
    begun = entered(store, settings, due(FEEDS[:1]))
    assert begun is not None
    again = entered(store, settings, due())
    assert again is not None
    assert (again.run_id, names(again)) == (begun.run_id, ["feeds/a", "feeds/b"])
    assert state(store, begun.run_id) == "running"


def test_a_crash_after_the_last_source_leaves_only_the_end_to_do(store: Store, settings: Settings) -> None:
    begun = entered(store, settings, due())
    assert begun is not None
    for entry in FEEDS:
        runs.source_state(store.connection, begun.run_id, entry.name, "running")
        runs.source_state(store.connection, begun.run_id, entry.name, "finished")
    again = entered(store, settings, due())
    assert again is not None
    assert (again.run_id, again.visits) == (begun.run_id, ())


def test_a_run_that_stopped_long_ago_is_left_and_a_new_one_begins(store: Store, settings: Settings) -> None:
    begun = entered(store, settings, due())
    assert begun is not None
    store.connection.execute("UPDATE runs SET heartbeat_at = ?", (iso(datetime.now(UTC) - timedelta(days=3)),))
    again = entered(store, settings, due())
    assert again is not None
    assert again.run_id != begun.run_id
    assert state(store, begun.run_id) == "interrupted"


@pytest.mark.parametrize("options", [{"since": "2026-01-01"}, {"languages": "ko"}])
def test_a_run_with_restrictions_is_resumed_by_name_only_and_keeps_them(
    store: Store, settings: Settings, options: dict[str, object]
) -> None:
    begun = entered(store, settings, RunPlan(FEEDS[:1], options=options))
    assert begun is not None
    new = entered(store, settings, due())
    assert new is not None
    assert new.run_id != begun.run_id
    runs.finish_run(store.connection, new.run_id, "finished")
    again = entered(store, settings, RunPlan(FEEDS, resume=begun.run_id))
    assert again is not None
    assert names(again) == ["feeds/a"]
    assert (again.since is not None, again.languages is not None) == ("since" in options, "languages" in options)


def test_the_languages_of_a_search_go_on_where_they_stopped(store: Store, settings: Settings) -> None:
    plan = due([engine()])
    begun = entered(store, settings, plan)
    assert begun is not None
    (visit,) = begun.visits
    first, second, *rest = visit.languages
    for language, complete in ((first, True), (second, False)):
        searches.unit_state(store.connection, begun.run_id, "engine", language, "running")
        state_ = "finished" if complete else "failed"
        searches.unit_state(store.connection, begun.run_id, "engine", language, state_, complete=complete)
    searches.unit_state(store.connection, begun.run_id, "engine", rest[0], "running")
    again = entered(store, settings, plan)
    assert again is not None
    assert again.visits[0].languages == (second, *rest)


def test_a_source_whose_languages_were_all_searched_is_closed(store: Store, settings: Settings) -> None:
    plan = due([engine(languages=["en"])])
    begun = entered(store, settings, plan)
    assert begun is not None
    searches.unit_state(store.connection, begun.run_id, "engine", "en", "running")
    searches.unit_state(store.connection, begun.run_id, "engine", "en", "finished", complete=True)
    again = entered(store, settings, plan)
    assert again is not None
    assert again.visits == ()
    (progress,) = runs.progress_of(store.connection, begun.run_id)
    assert progress.state == "finished"


def test_a_complete_run_is_not_resumed(store: Store, settings: Settings) -> None:
    run_id = visited(store, FEEDS[0], datetime.now(UTC))
    with pytest.raises(RunError, match="is complete"):
        entered(store, settings, RunPlan(FEEDS, resume=run_id))
    with pytest.raises(RunError, match="no run"):
        entered(store, settings, RunPlan(FEEDS, resume="2020-01-01-9"))


def hold(home: Path, ready: Any) -> None:
    lock = RunLock(home)
    assert lock.acquire()
    ready.set()
    signal.pause()


def test_the_lock_goes_with_its_process_however_that_ends(settings: Settings) -> None:
    settings.home.mkdir()
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=hold, args=(settings.home, ready))
    holder.start()
    assert ready.wait(60)
    assert not RunLock(settings.home).acquire()
    holder.kill()
    holder.join()
    lock = RunLock(settings.home)
    assert lock.acquire()
    lock.release()
    lock.release()


def test_the_heart_beats_while_the_run_computes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = runs.start_run(store.connection, ["s"], {}, demo=False)
    store.connection.execute("UPDATE runs SET heartbeat_at = 'long ago'")
    monkeypatch.setattr("crawler.runs.liveness.BEAT_SECONDS", 0.01)
    with Heart(store.path, run_id) as heart:
        while _beat(store) == "long ago":
            assert heart._thread.is_alive()
    assert not heart._thread.is_alive()


def _beat(store: Store) -> str:
    return str(store.connection.execute("SELECT heartbeat_at FROM runs").fetchone()[0])
