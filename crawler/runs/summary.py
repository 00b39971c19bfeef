"""What a run did and what to do next, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.fetching.actions import ACTIONS
from crawler.records import Failure
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.models import status_counts
from crawler.store.searches import unit_visits
from crawler.store.signals import signal_counts
from crawler.store.suggestions import SuggestionCounts, suggestion_counts


@dataclass(frozen=True, slots=True)
class FailureLine:
    """One failure as the operator reads it."""

    source: str
    failure: str
    url: str
    detail: str
    action: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A run's outcome."""

    run_id: str
    state: str
    documents: int
    rows: int
    claims: int
    requests: int
    models: dict[str, int]
    sources: dict[str, int]
    """How many sources ended in which state."""
    units: tuple[tuple[str, str, str, int], ...]
    """Searches: source, language, state, and new candidates."""
    failures: tuple[FailureLine, ...]
    signals: dict[str, int]
    suggestions: SuggestionCounts

    def as_json(self) -> dict[str, object]:
        """The summary for ``--json``."""
        return {
            "run": self.run_id,
            "state": self.state,
            "requests": self.requests,
            "new_documents": self.documents,
            "new_rows": self.rows,
            "new_claims": self.claims,
            "models": self.models,
            "sources": self.sources,
            "searches": [
                {"source": source, "language": language, "state": state, "new_candidates": candidates}
                for source, language, state, candidates in self.units
            ],
            "failures": [
                {"source": f.source, "failure": f.failure, "url": f.url, "detail": f.detail, "action": f.action}
                for f in self.failures
            ],
            "signals": self.signals,
            "suggestions": {
                "texts": self.suggestions.texts,
                "claims": self.suggestions.accepted,
                "refused": self.suggestions.refused,
                "troubles": list(self.suggestions.troubles),
            },
        }


def summarise(store: Store, run_id: str) -> Summary:
    """Read a run's outcome from the database."""
    progress = runs.progress_of(store.connection, run_id)
    record = runs.find_run(store.connection, run_id)
    return Summary(
        run_id=run_id,
        state=record.state if record else "unknown",
        documents=sum(p.counts["documents"] for p in progress),
        rows=sum(p.counts["sightings"] for p in progress),
        claims=sum(p.counts["claims"] for p in progress),
        requests=sum(p.counts["requests"] for p in progress),
        models=status_counts(store.connection),
        sources=dict(sorted(Counter(p.state for p in progress).items())),
        units=tuple(
            (visit.source, visit.language, visit.state, visit.candidates)
            for visit in unit_visits(store.connection, run_id=run_id)
        ),
        failures=tuple(
            FailureLine(row["source"], row["failure"], row["url"], row["detail"], ACTIONS[Failure(row["failure"])])
            for row in runs.failures_of(store.connection, run_id)
        ),
        signals=signal_counts(store.connection),
        suggestions=suggestion_counts(store.connection, run_id),
    )


def summary_lines(summary: Summary) -> list[str]:
    """The summary for a person, ending with what to do next."""
    models = ", ".join(f"{number} {status}" for status, number in summary.models.items())
    lines = [
        f"run {summary.run_id} {summary.state}: {summary.requests} requests, {summary.documents} new documents, "
        f"{summary.rows} new catalogue rows, {summary.claims} new claims",
        f"models: {models}",
    ]
    if summary.units:
        done = ", ".join(
            f"{source} {language}" + ("" if state == "finished" else f" ({state})")
            for source, language, state, _ in summary.units[:MAX_FAILURES_SHOWN]
        )
        more = f" and {len(summary.units) - MAX_FAILURES_SHOWN} more" if len(summary.units) > MAX_FAILURES_SHOWN else ""
        lines.append(f"searched: {done}{more}")
    if summary.suggestions.texts:
        asked = summary.suggestions
        reasons = ", ".join(f"{number} {reason}" for reason, number in asked.refused.items()) or "none"
        lines.append(f"suggester: {asked.texts} texts, {asked.accepted} claims suggested; refused: {reasons}")
    lines += [f"suggester: {trouble}" for trouble in summary.suggestions.troubles]
    if summary.signals:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(summary.signals.items()))
        lines.append(f"unknown things met: {kinds}")
    lines.extend(
        f"{f.source}: {f.failure} at {f.url} ({f.detail.splitlines()[0][:120] if f.detail else 'no detail'})"
        for f in summary.failures[:MAX_FAILURES_SHOWN]
    )
    hidden = len(summary.failures) - MAX_FAILURES_SHOWN
    if hidden > 0:
        lines.append(f"and {hidden} more failures: `flopscout status --json` lists them all")
    if summary.state == "interrupted":
        lines.append(f"next: `flopscout crawl --resume {summary.run_id}` goes on where it stopped")
    elif summary.models["unconfirmed"]:
        lines.append(f"next: `flopscout queue list` shows {summary.models['unconfirmed']} models that wait for review")
    else:
        lines.append("next: the queue is empty; `flopscout export --new -o new.csv` writes the new entries")
    return lines


MAX_FAILURES_SHOWN = 12
