"""The other pages: how the queue does, the data set, runs, coverage, sources and signals."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from crawler.config import Settings
from crawler.fetching.actions import ACTIONS
from crawler.records import Failure
from crawler.review.reading.conditions import all_of, conditions_of
from crawler.review.reading.counting import counted
from crawler.review.reading.filters import STATUSES, QueueFilter
from crawler.review.reading.index import WAITING_PLACE, ItemIndex, item_index, one_moment, today_number
from crawler.review.reading.lines import chances, days_since
from crawler.review.reading.paging import BadCursor, page_of
from crawler.runs.closing import health_of
from crawler.schedule.coverage import Coverage, coverage_of
from crawler.schedule.health import Health
from crawler.store import runs
from crawler.store.suggested_pages import waiting_pages
from spiders.registry import Source

STEADY = 0.02
"""Share of the queue by which it may grow or shrink in a day and still be steady."""

FAILURES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DayOfQueue:
    """One day (ISO, UTC): items that came into the queue and left it, decisions, and items waiting at its end."""

    day: str
    entered: int
    left: int
    decided: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ReviewerCount:
    """How many decisions a person has taken in the period, and in all."""

    who: str
    decided: int
    in_all: int


@dataclass(frozen=True, slots=True)
class QueueStatistics:
    """How the queue does. ``per_day`` are averages over the days shown.

    ``trend`` is ``draining``, ``growing`` or ``steady``; ``net_per_day`` how many items it grows by each day (negative:
    it shrinks), ``days_left`` how long it would take to be empty at this pace, where it drains.
    """

    waiting: int
    resting: int
    reopened: int
    oldest_since: str | None
    oldest_id: str | None
    oldest_days: int
    decided_per_day: float
    entered_per_day: float
    net_per_day: float
    trend: str
    days_left: int | None
    days: tuple[DayOfQueue, ...]
    reviewers: tuple[ReviewerCount, ...]
    waiting_pages: int
    """Pages that people named and that are still to be read."""


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A line of the data set's table. Compute in FLOP, ``p_above`` by threshold in FLOP."""

    id: str
    name: str
    developer: str | None
    country: str | None
    published_on: str | None
    domain: str | None
    accessibility: str | None
    parameters: float | None
    tokens: float | None
    compute_flop: float | None
    compute_low: float | None
    compute_high: float | None
    p_above: dict[float, float]
    confidence: str | None
    method: str | None
    base: str | None
    status: str
    reason: str
    decided_by_person: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """Some rows; ``next`` and ``previous`` are given back as ``after`` and ``before``."""

    rows: tuple[DatasetRow, ...]
    next: str | None
    previous: str | None
    total: int
    first: int


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A failure of a run, and what is done about its kind."""

    source: str
    failure: str
    url: str
    detail: str
    action: str


@dataclass(frozen=True, slots=True)
class RunSource:
    """What one source did in a run."""

    source: str
    state: str
    requests: int
    documents: int
    sightings: int
    claims: int
    failures: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run with its counts; ``state`` is ``interrupted`` where its process has died."""

    id: str
    state: str
    demo: bool
    started_at: str
    finished_at: str | None
    sources: int
    requests: int
    documents: int
    sightings: int
    claims: int
    failures: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run with its sources and failures."""

    run: RunLine
    by_source: tuple[RunSource, ...]
    failures: tuple[FailureLine, ...]
    failures_left_out: int


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Runs, the latest first; ``next`` is given back as ``after``."""

    runs: tuple[RunLine, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with its state and what it has brought so far."""

    name: str
    kind: str
    languages: tuple[str, ...]
    cadence: str
    health: Health
    last_visit: str | None
    documents: int
    sightings: int
    candidates: int


@dataclass(frozen=True, slots=True)
class SignalLine:
    """Something that was met and is not known."""

    id: str
    kind: str
    subject: str
    detail: str
    source: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class SignalsPage:
    """Signals, the latest first, with the number of each kind."""

    signals: tuple[SignalLine, ...]
    kinds: tuple[tuple[str, int], ...]
    next: str | None
    total: int


def queue_statistics(connection: sqlite3.Connection, *, days: int = 30, at: datetime | None = None) -> QueueStatistics:
    """How the queue does, with its last days."""
    moment = at or datetime.now(UTC)
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        places = index.places(today_number())
        waiting = int(np.count_nonzero(places == WAITING_PLACE))
        shown = _days_of_queue(connection, days, moment, waiting)
        people = _people(connection, days, moment)
        wanted = len(waiting_pages(connection))
    oldest = _oldest(index, places == WAITING_PLACE)
    since = connection.execute(
        "SELECT waiting_since FROM review_items WHERE model_id = ?", (index.ids[oldest],)
    ).fetchone()[0] if oldest is not None else None  # fmt: skip
    # A queue that is new has no pace yet: days before anything came into it say nothing.
    lived = [day for day in shown if day.entered or day.left or day.decided]
    first = shown.index(lived[0]) if lived else len(shown)
    counted_days = max(1, len(shown) - first)
    entered = sum(day.entered for day in shown) / counted_days
    net = entered - sum(day.left for day in shown) / counted_days
    trend = "steady" if abs(net) <= STEADY * max(1, waiting) else "growing" if net > 0 else "draining"
    return QueueStatistics(
        waiting=waiting,
        resting=int(np.count_nonzero(places == STATUSES.index("resting"))),
        reopened=int(np.count_nonzero(index.columns["reopened"] & (places == WAITING_PLACE))),
        oldest_since=since,
        oldest_id=index.ids[oldest] if oldest is not None else None,
        oldest_days=days_since(since, moment),
        decided_per_day=round(sum(day.decided for day in shown) / counted_days, 2),
        entered_per_day=round(entered, 2),
        net_per_day=round(net, 2),
        trend=trend,
        days_left=int(-(waiting // net)) if trend == "draining" else None,
        days=shown,
        reviewers=people,
        waiting_pages=wanted,
    )


def _oldest(index: ItemIndex, waiting: np.typing.NDArray[np.bool_]) -> int | None:
    rows = np.flatnonzero(waiting & (index.columns["since"] > 0))
    return int(rows[np.argmin(index.columns["since"][rows])]) if len(rows) else None


def _days_of_queue(connection: sqlite3.Connection, days: int, moment: datetime, waiting: int) -> tuple[DayOfQueue, ...]:
    """The last days, the first one first; how many waited at the end of each is reckoned back from now."""
    wanted = [(moment - timedelta(days=back)).date().isoformat() for back in range(days)]
    flow = {row["day"]: row for row in connection.execute("SELECT * FROM queue_days WHERE day >= ?", (wanted[-1],))}
    decided = {
        row["day"]: row["number"]
        for row in connection.execute(
            "SELECT substr(at, 1, 10) AS day, count(*) AS number FROM decisions "
            "WHERE at >= ? AND action <> 'comment' GROUP BY day",
            (wanted[-1],),
        )
    }
    found = []
    for day in wanted:
        entered, left = (flow[day]["entered"], flow[day]["left_it"]) if day in flow else (0, 0)
        found.append(DayOfQueue(day, entered, left, decided.get(day, 0), max(0, waiting)))
        waiting += left - entered
    return tuple(reversed(found))


def _people(connection: sqlite3.Connection, days: int, moment: datetime) -> tuple[ReviewerCount, ...]:
    first = (moment - timedelta(days=days - 1)).date().isoformat()
    rows = connection.execute(
        "SELECT who, count(*) AS in_all, sum(at >= ?) AS lately FROM decisions WHERE action <> 'comment' "
        "GROUP BY who ORDER BY lately DESC, in_all DESC, who",
        (first,),
    )
    return tuple(ReviewerCount(row["who"], row["lately"], row["in_all"]) for row in rows)


_DATASET = """
    SELECT models.id, models.name, models.organization, models.country, models.published, models.domain,
           models.accessibility, models.parameters, models.tokens, models.compute_flop, models.compute_low,
           models.compute_high, models.p_above, models.confidence, models.method, models.base_name, models.status,
           models.reason, (SELECT demo FROM runs WHERE runs.id = models.first_run) AS demo
    FROM json_each(?) AS wanted
    JOIN review_items ON review_items.number = wanted.value
    JOIN models ON models.id = review_items.model_id
    ORDER BY wanted.key
"""


def dataset_page(
    connection: sqlite3.Connection,
    filter: QueueFilter,  # noqa: A002
    *,
    sort: str = "compute",
    descending: bool | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> DatasetPage:
    """Rows of the data set, by one of ``queue.SORTS``; give a filter with ``status="confirmed"`` or ``"any"``.

    Raises:
        BadCursor: ``after`` or ``before`` cannot be read.
    """
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        met = all_of(conditions_of(connection, index, filter))
        cut = page_of(index, met, sort=sort, descending=descending, after=after, before=before, limit=limit)
        numbers = [int(index.columns["number"][row]) for row in cut.rows]
        rows = connection.execute(_DATASET, (json.dumps(numbers),)).fetchall()
    return DatasetPage(tuple(map(_dataset_row, rows)), cut.next, cut.previous, cut.total, cut.first)


def _dataset_row(row: sqlite3.Row) -> DatasetRow:
    return DatasetRow(
        id=row["id"], name=row["name"], developer=row["organization"], country=row["country"],
        published_on=row["published"], domain=row["domain"], accessibility=row["accessibility"],
        parameters=row["parameters"], tokens=row["tokens"], compute_flop=row["compute_flop"],
        compute_low=row["compute_low"], compute_high=row["compute_high"], p_above=chances(row["p_above"]),
        confidence=row["confidence"], method=row["method"], base=row["base_name"], status=row["status"],
        reason=row["reason"], decided_by_person=row["reason"] == "decision", demo=bool(row["demo"]),
    )  # fmt: skip


def runs_page(connection: sqlite3.Connection, *, after: str | None = None, limit: int = 25) -> RunsPage:
    """The runs, the latest first; raises ``BadCursor`` where there is no run ``after``."""
    ordered = "started_at DESC, rowid DESC"
    place = (
        connection.execute("SELECT started_at, rowid FROM runs WHERE id = ?", (after,)).fetchone() if after else None
    )
    if after and place is None:
        raise BadCursor(f"there is no run {after!r}; begin with the first page")
    rows = connection.execute(
        f"SELECT id FROM runs WHERE (started_at, rowid) < (?, ?) ORDER BY {ordered} LIMIT ?"
        if place is not None
        else f"SELECT id FROM runs ORDER BY {ordered} LIMIT ?",
        (*place, limit + 1) if place is not None else (limit + 1,),
    ).fetchall()
    idents = [row["id"] for row in rows[:limit]]
    return RunsPage(
        runs=tuple(line for ident in idents if (line := _run_line(connection, ident)) is not None),
        next=idents[-1] if len(rows) > limit else None,
        total=int(connection.execute("SELECT count(*) FROM runs").fetchone()[0]),
    )


def _run_line(connection: sqlite3.Connection, run_id: str) -> RunLine | None:
    record = runs.find_run(connection, run_id)
    if record is None:
        return None
    counts = connection.execute(
        "SELECT count(*) AS sources, total(requests) AS requests, total(documents) AS documents, "
        "total(sightings) AS sightings, total(claims) AS claims, total(failures) AS failures "
        "FROM run_sources WHERE run_id = ?",
        (run_id,),
    ).fetchone()
    state = "interrupted" if record.state == "running" and not record.is_alive else record.state
    return RunLine(
        id=record.id, state=state, demo=record.demo, started_at=record.started_at, finished_at=record.finished_at,
        sources=int(counts["sources"]), requests=int(counts["requests"]), documents=int(counts["documents"]),
        sightings=int(counts["sightings"]), claims=int(counts["claims"]), failures=int(counts["failures"]),
    )  # fmt: skip


def run_report(connection: sqlite3.Connection, run_id: str) -> RunReport | None:
    """One run, or ``None`` where there is no such run."""
    line = _run_line(connection, run_id)
    if line is None:
        return None
    failures = runs.failures_of(connection, run_id)
    return RunReport(
        run=line,
        by_source=tuple(
            RunSource(
                progress.source, progress.state,
                *(progress.counts[name] for name in ("requests", "documents", "sightings", "claims", "failures")),
            )
            for progress in runs.progress_of(connection, run_id)
        ),
        failures=tuple(
            FailureLine(
                row["source"], row["failure"], row["url"], row["detail"], ACTIONS[Failure(row["failure"])]
            )
            for row in failures[:FAILURES_SHOWN]
        ),
        failures_left_out=max(0, len(failures) - FAILURES_SHOWN),
    )  # fmt: skip


def coverage_page(
    connection: sqlite3.Connection, sources: Mapping[str, Source], settings: Settings, *, at: datetime | None = None
) -> Coverage:
    """The matrix of languages by month."""
    enabled = [source for source in sources.values() if source.enabled]
    return coverage_of(connection, enabled, settings, at=at or datetime.now(UTC))


def sources_page(connection: sqlite3.Connection, sources: Mapping[str, Source]) -> tuple[SourceLine, ...]:
    """The enabled sources, those in trouble first."""
    enabled = {name: source for name, source in sources.items() if source.enabled}
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        waiting: Mapping[str, int] = counted(index, "source", index.places(today_number()) == WAITING_PLACE)
        documents = _by_source(connection, "documents")
        sightings = _by_source(connection, "sightings")
        visits = {
            row["source"]: row["last"]
            for row in connection.execute("SELECT source, max(started_at) AS last FROM run_sources GROUP BY source")
        }
        health = health_of(connection, enabled)
    lines = [
        SourceLine(
            name=name, kind=enabled[name].kind.value, languages=tuple(enabled[name].languages),
            cadence=enabled[name].cadence.value, health=found, last_visit=visits.get(name),
            documents=documents[name], sightings=sightings[name], candidates=waiting.get(name, 0),
        )
        for name, found in health.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (not line.health.in_trouble, line.name)))


def _by_source(connection: sqlite3.Connection, table: str) -> Counter[str]:
    rows = connection.execute(f"SELECT source, count(*) AS number FROM {table} GROUP BY source")
    return Counter({row["source"]: row["number"] for row in rows})


def signals_page(
    connection: sqlite3.Connection, *, kind: str | None = None, after: str | None = None, limit: int = 50
) -> SignalsPage:
    """What was met and is not known; raises ``BadCursor`` where ``after`` cannot be read."""
    kinds = connection.execute(
        "SELECT kind, count(*) AS number FROM signals GROUP BY kind ORDER BY number DESC, kind"
    ).fetchall()
    conditions, values = ["true"], []
    if kind:
        conditions.append("kind = ?")
        values.append(kind)
    if after:
        place = connection.execute("SELECT last_seen, id FROM signals WHERE id = ?", (after,)).fetchone()
        if place is None:
            raise BadCursor("this page's address cannot be read; begin with the first page")
        conditions.append("(last_seen, id) < (?, ?)")
        values += [*place]
    rows: Sequence[sqlite3.Row] = connection.execute(
        f"SELECT * FROM signals WHERE {' AND '.join(conditions)} ORDER BY last_seen DESC, id DESC LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    return SignalsPage(
        signals=tuple(
            SignalLine(
                row["id"],
                row["kind"],
                row["subject"],
                row["detail"],
                row["source"],
                row["first_seen"],
                row["last_seen"],
            )
            for row in rows[:limit]
        ),
        kinds=tuple((row["kind"], row["number"]) for row in kinds),
        next=rows[limit - 1]["id"] if len(rows) > limit else None,
        total=sum(row["number"] for row in kinds if kind in {None, "", row["kind"]}),
    )
