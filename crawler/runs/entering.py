"""How a run begins: alone in its data folder, with what is due, or where an interrupted one stopped.

What is due is computed in the transaction that enters the run, under the folder's lock, so that of two starts at the
same moment one visits everything and the other nothing.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from crawler.config import Settings
from crawler.runs.liveness import RunLock
from crawler.schedule.due import Postponed, Visit, all_visits, due_visits
from crawler.store import runs, searches
from crawler.store.database import Store
from spiders.registry import Source


class RunError(Exception):
    """A run cannot begin or go on; the message is one line with the next step."""


@dataclass
class RunPlan:
    """What a run is to do.

    ``only_due`` takes of ``sources`` what is due, and first of all resumes a run that was interrupted not long ago.
    ``resume`` names a run to go on with; ``sources`` are then those that are known.
    """

    sources: Sequence[Source]
    since: date | None = None
    languages: frozenset[str] | None = None
    demo: bool = False
    resume: str | None = None
    options: dict[str, object] = field(default_factory=dict)
    only_due: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """A run that has begun. ``visits`` is empty where only its end is left to be done."""

    run_id: str
    visits: tuple[Visit, ...]
    since: date | None
    languages: frozenset[str] | None
    resumed: bool = False
    postponed: tuple[Postponed, ...] = ()
    closed: tuple[str, ...] = ()
    """Runs that were found dead, oldest first."""


def enter(store: Store, settings: Settings, plan: RunPlan, lock: RunLock) -> Entered | None:
    """Begin or resume a run; ``None`` where nothing is due. The lock is held afterwards, unless it is ``None``.

    Raises:
        RunError: another run is at work, or there is nothing to resume.
    """
    if not lock.acquire():
        raise RunError(at_work(store.connection))
    try:
        with store.write() as connection:
            closed = tuple(runs.close_dead_runs(connection, socket.gethostname()))
            elsewhere = runs.running_run(connection)
            if elsewhere is not None:
                raise RunError(f"{elsewhere.identity}; wait for it or stop it")
            entered = _entered(connection, settings, plan, closed)
    except BaseException:
        lock.release()
        raise
    if entered is None:
        lock.release()
    return entered


def _entered(
    connection: sqlite3.Connection, settings: Settings, plan: RunPlan, closed: tuple[str, ...]
) -> Entered | None:
    if plan.resume is not None:
        return _resumed(connection, plan, closed)
    if plan.only_due:
        return _due(connection, settings, plan, closed)
    visits = (
        [Visit(source, "asked for") for source in plan.sources]
        if plan.demo
        else all_visits(plan.sources, settings, plan.languages)
    )
    return _new(connection, plan, visits, closed)


def _new(
    connection: sqlite3.Connection,
    plan: RunPlan,
    visits: Sequence[Visit],
    closed: tuple[str, ...],
    postponed: tuple[Postponed, ...] = (),
) -> Entered:
    run_id = runs.start_run(connection, [visit.source.name for visit in visits], plan.options, demo=plan.demo)
    for visit in visits:
        searches.add_units(connection, run_id, visit.source.name, visit.languages)
    return Entered(run_id, tuple(visits), plan.since, plan.languages, postponed=postponed, closed=closed)


def _resumed(connection: sqlite3.Connection, plan: RunPlan, closed: tuple[str, ...]) -> Entered:
    assert plan.resume is not None
    record = runs.find_run(connection, plan.resume)
    if record is None:
        raise RunError(f"there is no run {plan.resume}; `flopscout status` lists the runs")
    left = _left(connection, record.id, {source.name: source for source in plan.sources})
    if not left and record.state != "interrupted":
        raise RunError(f"run {record.id} is complete; start a new one with `flopscout crawl`")
    runs.resume_run(connection, record.id)
    return Entered(record.id, left, *_restrictions(record), resumed=True, closed=closed)


def _due(connection: sqlite3.Connection, settings: Settings, plan: RunPlan, closed: tuple[str, ...]) -> Entered | None:
    known = {source.name: source for source in plan.sources}
    stopped = _resumable(connection, settings)
    due = due_visits(connection, plan.sources, settings)
    if stopped is None:
        return _new(connection, plan, due.visits, closed, due.postponed) if due.visits else None
    runs.resume_run(connection, stopped.id)
    has = {progress.source for progress in runs.progress_of(connection, stopped.id)}
    # What it has finished and is due again already waits for the next call; its place in this run is taken.
    added = [visit for visit in due.visits if visit.source.name not in has]
    runs.add_sources(connection, stopped.id, [visit.source.name for visit in added])
    for visit in added:
        searches.add_units(connection, stopped.id, visit.source.name, visit.languages)
    visits = _left(connection, stopped.id, known)
    return Entered(stopped.id, visits, None, None, resumed=True, postponed=due.postponed, closed=closed)


def _left(connection: sqlite3.Connection, run_id: str, known: dict[str, Source]) -> tuple[Visit, ...]:
    """What a run has not finished. A source that has searched all its languages is closed here, where a kill came
    between its last language and its own end."""
    units = searches.waiting_units(connection, run_id)
    visits = []
    for progress in runs.progress_of(connection, run_id):
        if progress.state == "finished" or progress.source not in known:
            continue
        if units.get(progress.source) == ():
            state, complete = searches.close_units(connection, run_id, progress.source)
            runs.source_state(connection, run_id, progress.source, state, complete=complete)
        else:
            visits.append(Visit(known[progress.source], "resumed", units.get(progress.source, ())))
    return tuple(visits)


def _resumable(connection: sqlite3.Connection, settings: Settings) -> runs.RunRecord | None:
    """The latest run, where it was interrupted lately and without restrictions of its own."""
    latest = next(iter(runs.recent_runs(connection, 1)), None)
    if latest is None or latest.state != "interrupted" or latest.demo or _restrictions(latest) != (None, None):
        return None
    age = datetime.now(UTC) - datetime.fromisoformat(latest.heartbeat_at)
    return latest if age <= timedelta(hours=settings.schedule.resume_hours) else None


def _restrictions(record: runs.RunRecord) -> tuple[date | None, frozenset[str] | None]:
    """The day and the languages that a run was started with."""
    since, languages = record.options.get("since"), record.options.get("languages")
    return (
        date.fromisoformat(str(since)) if since else None,
        frozenset(code.strip().lower() for code in str(languages).split(",") if code.strip()) if languages else None,
    )


def at_work(connection: sqlite3.Connection) -> str:
    """Who holds the lock. A run that has just begun may not have entered itself yet."""
    row = next(iter(runs.recent_runs(connection, 1)), None)
    if row is not None and row.state == "running":
        return f"{row.identity}; wait for it or stop it"
    return "another run has just begun in this data folder; wait for it or stop it"
