"""What is due, computed from the runs that were: asking at any time, any number of times, is safe."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.config import Settings
from crawler.schedule.budget import spent_calls
from crawler.schedule.months import month_numbered, month_of, number_of
from crawler.schedule.pauses import GRACE, retry_pause
from crawler.schedule.rotation import due_turns, languages_of, languages_of_month, rotates
from crawler.store.keys import iso
from crawler.store.searches import UnitVisit, first_searches, unit_visits
from crawler.store.suggested_pages import waiting_pages
from spiders.registry import Cadence, Source, SourceKind

PERIODS = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(days=7), Cadence.MONTHLY: timedelta(days=28)}
"""Time after which a source is due again; ``once`` is never due again after a complete visit."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A source that is to be visited; with ``languages``, once in each of them, in this order."""

    source: Source
    why: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Postponed:
    """A source that would be due, and why it has to wait."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class DuePlan:
    """What to visit now, and what waits."""

    visits: tuple[Visit, ...] = ()
    postponed: tuple[Postponed, ...] = field(default=())


def due_visits(
    connection: sqlite3.Connection, sources: Iterable[Source], settings: Settings, at: datetime | None = None
) -> DuePlan:
    """What is due of some sources.

    A source is due where its last complete visit is longer ago than its cadence, or where it never had one. A visit
    that failed is repeated after a pause that doubles each time. Search back ends that rotate are due in the languages
    whose turn has not been taken. Suggestions are due while pages wait. Nothing is due whose calls of the month are
    spent.
    """
    moment = at or datetime.now(UTC)
    searched = _Searches(connection, settings, moment)
    spent = spent_calls(connection, settings, month_of(moment))
    visits: list[Visit] = []
    postponed: list[Postponed] = []
    for source in sources:
        if rotates(source, settings.rotation):
            visit = searched.due(source)
        else:
            why = _why_due(connection, source, moment)
            visit = Visit(source, why) if why else None
        if source.kind is SourceKind.SUGGESTION:
            waiting = len(waiting_pages(connection))
            visit = Visit(source, f"{waiting} suggested pages wait") if waiting else None
        if visit is None:
            continue
        if source.keys and source.name in spent:
            postponed.append(Postponed(source.name, spent[source.name]))
        else:
            visits.append(visit)
    return DuePlan(tuple(visits), tuple(postponed))


def all_visits(sources: Iterable[Source], settings: Settings, languages: frozenset[str] | None = None) -> list[Visit]:
    """Every source, due or not; search back ends that rotate in the month's languages, or in those that are named."""
    month = month_of(datetime.now(UTC))
    visits = []
    for source in sources:
        if not rotates(source, settings.rotation):
            visits.append(Visit(source, "asked for"))
            continue
        known = languages_of(source)
        wanted = (
            languages_of_month(month, settings.rotation, known)
            if languages is None
            else tuple(language for language in known if language in languages)
        )
        if wanted:
            visits.append(Visit(source, "asked for", wanted))
    return visits


class _Searches:
    """The searches of the last rotation, read once for all sources."""

    def __init__(self, connection: sqlite3.Connection, settings: Settings, moment: datetime) -> None:
        self._rotation = settings.rotation
        self._moment = moment
        turns = max(len(settings.rotation.groups), 1)
        self._since = month_numbered(number_of(month_of(moment)) - turns)
        self._connection = connection
        self._first: dict[str, str] | None = None
        self._visits: dict[str, list[UnitVisit]] = {}

    def due(self, source: Source) -> Visit | None:
        if self._first is None:
            self._first = first_searches(self._connection)
            for visit in unit_visits(self._connection, self._since):
                self._visits.setdefault(visit.source, []).append(visit)
        turns = due_turns(
            source, self._rotation, self._visits.get(source.name, []), self._first.get(source.name), self._moment
        )
        if not turns:
            return None
        gaps = [f"{turn.language} since {turn.month}" for turn in turns if turn.is_gap]
        why = f"gaps: {', '.join(gaps)}" if gaps else f"languages of {month_of(self._moment)}"
        return Visit(source, why, tuple(turn.language for turn in turns))


def _why_due(connection: sqlite3.Connection, source: Source, moment: datetime) -> str | None:
    """Why a source is due, ``None`` where it is not. Visits that a wrong clock put into the future do not count."""
    rows: Sequence[sqlite3.Row] = connection.execute(
        "SELECT run_sources.started_at, complete, run_sources.state FROM run_sources JOIN runs ON runs.id = run_id "
        "WHERE demo = 0 AND source = ? AND run_sources.started_at <= ? ORDER BY run_sources.started_at DESC LIMIT 20",
        (source.name, iso(moment)),
    ).fetchall()
    failed = 0
    last: datetime | None = None
    for row in rows:
        if row["complete"]:
            last = datetime.fromisoformat(row["started_at"])
            break
        failed += row["state"] in {"failed", "partly-failed"}
    period = PERIODS.get(source.cadence)
    if last is not None and (period is None or moment - last < period - GRACE):
        return None
    tried = next(
        (r["started_at"] for r in rows if not r["complete"] and r["state"] in {"failed", "partly-failed"}), None
    )
    if failed and tried is not None:
        pause = retry_pause(failed, period or timedelta(days=28))
        if moment - datetime.fromisoformat(tried) < pause:
            return None
        return f"failed {failed} times, last on {tried[:10]}"
    return f"{source.cadence.value}, last on {last.date().isoformat()}" if last is not None else "never visited"
