"""How everything stands: runs, sources, coverage, models and the queue."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.config import Settings
from crawler.fetching.actions import ACTIONS
from crawler.records import Failure
from crawler.runs.closing import health_of
from crawler.schedule.budget import MonthlyCalls, calls_of_month
from crawler.schedule.coverage import Coverage, coverage_of
from crawler.schedule.due import DuePlan, due_visits
from crawler.schedule.health import Health, State
from crawler.schedule.months import month_of, next_month
from crawler.schedule.rotation import group_of
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.models import status_counts
from crawler.store.outbox import delivery_problems, queue_age
from crawler.store.queue import queue_length
from crawler.store.rereading import read_otherwise
from crawler.store.signals import signal_counts
from pipelines.extraction import EXTRACTOR_VERSION
from spiders.registry import Source

RUNS_SHOWN = 5
SOURCES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The state of one data folder."""

    documents: int
    claims: int
    sightings: int
    repositories: dict[str, int]
    models: dict[str, int]
    queue: int
    queue_since: str | None
    references: int
    runs: tuple[dict[str, object], ...]
    due: DuePlan
    groups: dict[str, tuple[str, ...]]
    group: str | None
    next_group: str | None
    coverage: Coverage
    languages: dict[str, int]
    health: dict[str, Health]
    sources: dict[str, Source]
    calls: tuple[MonthlyCalls, ...]
    undelivered: tuple[tuple[str, str, int], ...]
    signals: dict[str, int]
    read_otherwise: int
    """Documents that were read last by another extractor than today's."""

    def as_json(self) -> dict[str, object]:
        """The report for ``--json``."""
        return {
            "documents": self.documents,
            "claims": self.claims,
            "sightings": self.sightings,
            "repositories": self.repositories,
            "models": self.models,
            "queue": self.queue,
            "reference_models": self.references,
            "runs": list(self.runs),
            "queue_since": self.queue_since,
            "due": [visit.source.name for visit in self.due.visits],
            "postponed": {entry.source: entry.why for entry in self.due.postponed},
            "rotation": {
                "groups": {name: list(group) for name, group in self.groups.items()},
                "this_month": self.group,
                "next": self.next_group,
            },
            "coverage": {"documents_by_language": self.languages, **self.coverage.as_json()},
            "sources": [
                {
                    "name": name,
                    "kind": self.sources[name].kind.value,
                    "languages": list(self.sources[name].languages),
                    "health": health.state.value,
                    "since": health.since,
                    "reasons": list(health.reasons),
                    "action": health.action,
                }
                for name, health in self.health.items()
            ],
            "keyed_calls": [entry.as_json() for entry in self.calls],
            "undelivered_alerts": [
                {"channel": channel, "problem": problem, "alerts": number}
                for channel, problem, number in self.undelivered
            ],
            "read_by_an_earlier_extractor": self.read_otherwise,
            "signals": self.signals,
        }

    def lines(self) -> list[str]:
        """The report for a person."""
        models = ", ".join(f"{number} {status}" for status, number in self.models.items())
        lines = [
            f"{self.documents} documents, {self.sightings} catalogue rows, {self.claims} claims, "
            f"{self.references} reference models",
            f"models: {models}",
            f"queue: {self.queue} wait for review"
            + (f", the oldest since {(self.queue_since or '')[:10]}; `flopscout queue list`" if self.queue else ""),
        ]
        if self.repositories:
            by_status = ", ".join(f"{number} {name}" for name, number in sorted(self.repositories.items()))
            lines.append(f"Hub repositories: {sum(self.repositories.values())} ({by_status})")
        if self.languages:
            lines.append("documents by language: " + ", ".join(f"{k} {v}" for k, v in self.languages.items()))
        if self.read_otherwise:
            lines.append(
                f"{self.read_otherwise} documents were read by an earlier extractor; `flopscout reprocess` shows what "
                "today's would change"
            )
        if self.signals:
            lines.append("unknown things met: " + ", ".join(f"{n} {k}" for k, n in sorted(self.signals.items())))
        lines.append("")
        lines.append("latest runs:" if self.runs else "no run yet: `flopscout crawl` starts one")
        for run in self.runs:
            lines.append(_run_line(run))
            failures = run["failures"]
            assert isinstance(failures, list)
            lines.extend(
                f"    {f['source']}: {f['failure']} at {f['url']}. {f['action']}" for f in failures[:FAILURES_SHOWN]
            )
            if len(failures) > FAILURES_SHOWN:
                lines.append(f"    and {len(failures) - FAILURES_SHOWN} more")
        lines += self._due_lines()
        lines += self._coverage_lines()
        lines += self._health_lines()
        for entry in self.calls:
            most = f" of {entry.limit}" if entry.limit is not None else ""
            cost = f", cost {entry.cost:.2f}" if entry.cost else ""
            lines.append(f"calls with a key this month: {entry.source} {entry.calls}{most}{cost}")
        for channel, problem, number in self.undelivered:
            lines.append(f"{number} alerts have not reached {channel}: {problem}; the next run tries again")
        return lines

    def _due_lines(self) -> list[str]:
        names = [
            visit.source.name + (f" ({', '.join(visit.languages)})" if visit.languages else "")
            for visit in self.due.visits
        ]
        lines = []
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            lines.append(f"due now: {', '.join(names[:8])}{more}; `flopscout crawl --due` visits them")
        lines += [f"waits: {entry.source}: {entry.why}" for entry in self.due.postponed]
        return lines

    def _coverage_lines(self) -> list[str]:
        matrix = self.coverage.lines()
        if not matrix:
            return []
        own = f" (group {self.group} this month, {self.next_group} in the next)" if self.group else ""
        lines = ["", matrix[0].removesuffix(":") + own + ":", *matrix[1:]]
        gaps = [f"{cell.language} {cell.month}" for cell in self.coverage.gaps]
        if gaps:
            lines.append(f"  gaps, which the next run fills first: {', '.join(gaps)}")
        return lines

    def _health_lines(self) -> list[str]:
        counts = {state: sum(health.state is state for health in self.health.values()) for state in State}
        lines = ["", "sources: " + ", ".join(f"{number} {state.value}" for state, number in counts.items() if number)]
        troubled = [(name, health) for name, health in self.health.items() if health.in_trouble]
        for name, health in troubled[:SOURCES_SHOWN]:
            why = "; ".join(health.reasons)
            lines.append(f"  {name}: {health.state.value} since {(health.since or '')[:10]}: {why}. {health.action}")
        if len(troubled) > SOURCES_SHOWN:
            lines.append(f"  and {len(troubled) - SOURCES_SHOWN} more; `flopscout status --json` lists them all")
        return lines


FAILURES_SHOWN = 5


def _run_line(run: Mapping[str, object]) -> str:
    label = " (demo data)" if run["demo"] else ""
    resume = f"; `flopscout crawl --resume {run['id']}` goes on" if run["state"] == "interrupted" else ""
    return (
        f"  {run['id']}{label}: {run['state']}, {run['sources']} sources, {run['requests']} requests, "
        f"{run['documents']} new documents, {run['sightings']} new rows{resume}"
    )


def status_of(
    store: Store, sources: Mapping[str, Source], settings: Settings, *, at: datetime | None = None
) -> StatusReport:
    """Read the report from the database, as of now or of another moment."""
    connection = store.connection
    moment = at or datetime.now(UTC)
    month = month_of(moment)
    enabled = {name: source for name, source in sources.items() if source.enabled}
    return StatusReport(
        documents=_count(connection, "documents"),
        claims=_count(connection, "claims"),
        sightings=_count(connection, "sightings"),
        repositories={
            row[0]: row[1]
            for row in connection.execute(
                "SELECT models.status, count(*) FROM sightings JOIN mentions ON sighting_id = sightings.id "
                "JOIN models ON models.id = model_id WHERE source = 'huggingface' GROUP BY models.status"
            )
        },
        models=status_counts(connection),
        queue=queue_length(connection),
        queue_since=queue_age(connection),
        references=_count(connection, "reference_models"),
        runs=tuple(_run(connection, record) for record in runs.recent_runs(connection, RUNS_SHOWN)),
        due=due_visits(connection, enabled.values(), settings, moment),
        groups=dict(settings.rotation.groups),
        group=group_of(month, settings.rotation),
        next_group=group_of(next_month(month), settings.rotation),
        coverage=coverage_of(connection, enabled.values(), settings, at=moment),
        languages={
            row[0]: row[1]
            for row in connection.execute(
                "SELECT COALESCE(language, 'unknown'), count(*) AS n FROM documents WHERE kind = 'article' "
                "GROUP BY 1 ORDER BY n DESC, 1"
            )
        },
        health=health_of(connection, enabled),
        sources=enabled,
        calls=tuple(calls_of_month(connection, settings, month)),
        undelivered=tuple(delivery_problems(connection)),
        signals=signal_counts(connection),
        read_otherwise=read_otherwise(connection, EXTRACTOR_VERSION),
    )


def _run(connection: sqlite3.Connection, record: runs.RunRecord) -> dict[str, object]:
    progress = runs.progress_of(connection, record.id)
    state = "interrupted" if record.state == "running" and not record.is_alive else record.state
    return {
        "id": record.id,
        "state": state,
        "demo": record.demo,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
        "sources": len(progress),
        **{name: sum(p.counts[name] for p in progress) for name in ("requests", "documents", "sightings", "claims")},
        "by_source": {p.source: {"state": p.state, **p.counts} for p in progress},
        "failures": [
            {
                "source": row["source"],
                "failure": row["failure"],
                "url": row["url"],
                "detail": row["detail"],
                "action": ACTIONS[Failure(row["failure"])],
            }
            for row in runs.failures_of(connection, record.id)
        ],
    }


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
