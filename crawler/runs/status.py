"""How everything stands: runs, sources, coverage, models and the queue."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.fetching.actions import ACTIONS
from crawler.records import Failure
from crawler.runs.due import due_sources
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.models import status_counts
from crawler.store.queue import queue_length
from crawler.store.signals import signal_counts
from spiders.registry import Source

ROTATION = {
    "A": ("zh", "es", "ar", "ur", "tr"),
    "B": ("ru", "hi", "ja", "fr", "fa"),
    "C": ("ko", "pt", "de", "bn", "he"),
}
"""Groups of languages that take turns month by month in the search back ends; English is searched every month."""

RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The state of one data folder."""

    documents: int
    claims: int
    sightings: int
    repositories: dict[str, int]
    models: dict[str, int]
    queue: int
    references: int
    runs: tuple[dict[str, object], ...]
    due: tuple[str, ...]
    languages: dict[str, int]
    signals: dict[str, int]

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
            "due": list(self.due),
            "rotation": {"groups": {name: list(group) for name, group in ROTATION.items()}},
            "coverage": {"documents_by_language": self.languages},
            "signals": self.signals,
        }

    def lines(self) -> list[str]:
        """The report for a person."""
        models = ", ".join(f"{number} {status}" for status, number in self.models.items())
        lines = [
            f"{self.documents} documents, {self.sightings} catalogue rows, {self.claims} claims, "
            f"{self.references} reference models",
            f"models: {models}",
            f"queue: {self.queue} wait for review" + ("; `flopscout queue list`" if self.queue else ""),
        ]
        if self.repositories:
            by_status = ", ".join(f"{number} {name}" for name, number in sorted(self.repositories.items()))
            lines.append(f"Hub repositories: {sum(self.repositories.values())} ({by_status})")
        if self.languages:
            lines.append("documents by language: " + ", ".join(f"{k} {v}" for k, v in self.languages.items()))
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
        if self.due:
            shown = ", ".join(self.due[:8])
            more = f" and {len(self.due) - 8} more" if len(self.due) > 8 else ""
            lines.append(f"due now: {shown}{more}; `flopscout crawl --due` visits them")
        return lines


FAILURES_SHOWN = 5


def _run_line(run: Mapping[str, object]) -> str:
    label = " (demo data)" if run["demo"] else ""
    resume = f"; `flopscout crawl --resume {run['id']}` goes on" if run["state"] == "interrupted" else ""
    return (
        f"  {run['id']}{label}: {run['state']}, {run['sources']} sources, {run['requests']} requests, "
        f"{run['documents']} new documents, {run['sightings']} new rows{resume}"
    )


def status_of(store: Store, sources: Mapping[str, Source]) -> StatusReport:
    """Read the report from the database."""
    connection = store.connection
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
        references=_count(connection, "reference_models"),
        runs=tuple(_run(connection, record) for record in runs.recent_runs(connection, RUNS_SHOWN)),
        due=tuple(source.name for source in due_sources(connection, [s for s in sources.values() if s.enabled])),
        languages={
            row[0]: row[1]
            for row in connection.execute(
                "SELECT COALESCE(language, 'unknown'), count(*) AS n FROM documents WHERE kind = 'article' "
                "GROUP BY 1 ORDER BY n DESC, 1"
            )
        },
        signals=signal_counts(connection),
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
