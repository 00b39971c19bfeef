"""Telling how a run goes: a live table on a terminal, JSON lines for logs, plain lines for the demonstration."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from crawler.fetching.actions import ACTIONS
from crawler.runs.entering import Entered
from crawler.runs.job import Job
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.keys import utc_now

SHOWN_SOURCES = 14


class JsonReporter:
    """One JSON object a line on standard error: ``at``, ``event``, and what belongs to the event."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def run_started(self, entered: Entered) -> None:
        """A run has begun or was taken up again."""
        self._say(
            "run-resumed" if entered.resumed else "run-started",
            run=entered.run_id,
            sources=len(entered.visits),
            postponed={entry.source: entry.why for entry in entered.postponed},
            interrupted_runs=list(entered.closed),
        )

    def source_started(self, source: str) -> None:
        """A source is being visited."""
        self._say("source-started", source=source)

    def progress(self, run_id: str) -> None:
        """Nothing between the events: a log has no use for a moving count."""

    def source_finished(self, source: str, state: str, job: Job) -> None:
        """A source is done, with what it brought and what failed."""
        self._say(
            "source-finished",
            source=source,
            state=state,
            **_counts(self.store, job.run_id, source),
            failed={failure.value: number for failure, number in sorted(job.failures.items())},
            actions=[ACTIONS[failure] for failure in sorted(job.failures)],
        )

    def settling(self, done: int) -> None:
        """Models are being assessed once more."""
        self._say("estimates", done=done)

    def note(self, text: str) -> None:
        """Something that the operator should read."""
        self._say("note", text=text)

    def summary(self, content: dict[str, object]) -> None:
        """The run's outcome."""
        self._say("run-ended", **content)

    def _say(self, event: str, **content: object) -> None:
        line = json.dumps({"at": utc_now(), "event": event, **content}, ensure_ascii=False)
        print(line, file=sys.stderr, flush=True)  # noqa: T201


class LineReporter:
    """One line per event on standard error, for a person who reads along without a terminal."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def run_started(self, entered: Entered) -> None:
        """The sources' own lines follow."""

    def source_started(self, source: str) -> None:
        """A source is being visited."""
        self._say(f"{source}: started")

    def progress(self, run_id: str) -> None:
        """Nothing between the events."""

    def source_finished(self, source: str, state: str, job: Job) -> None:
        """A source is done, with what it brought and what failed."""
        counts = _counts(self.store, job.run_id, source)
        line = (
            f"{source}: {state}, {counts['requests']} requests, {counts['documents']} new documents, "
            f"{counts['sightings']} new rows, {counts['claims']} new claims"
        )
        self._say(line)
        for failure, number in sorted(job.failures.items()):
            self._say(f"{source}: {failure.value} x {number}. {ACTIONS[failure]}")

    def settling(self, done: int) -> None:
        """Models are being assessed once more."""
        self._say(f"estimates brought up to date: {done}")

    def note(self, text: str) -> None:
        """Something that the operator should read."""
        self._say(text)

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201


class LiveReporter:
    """A bar and a table that move, for a person at a terminal.

    Drawn only when the run calls: a thread of its own could not read the run's database connection.
    """

    def __init__(self, store: Store, console: Console) -> None:
        self.store = store
        self.finished = 0
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("sources"),
            TimeElapsedColumn(), console=console, auto_refresh=False,
        )  # fmt: skip
        self._task = self._bar.add_task("visiting", total=None)
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> LiveReporter:
        self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._live.stop()

    def run_started(self, entered: Entered) -> None:
        """Say what is being gone on with, and what has to wait."""
        self._bar.update(self._task, total=len(entered.visits))
        if entered.resumed:
            self.note(f"going on with run {entered.run_id}, which was interrupted")
        for waiting in entered.postponed:
            self.note(f"{waiting.source} waits: {waiting.why}")

    def source_started(self, source: str) -> None:
        """The table shows it when it is drawn next."""

    def progress(self, run_id: str) -> None:
        """Draw how far everything is."""
        self._live.update(Group(self._bar, self._table(run_id)), refresh=True)

    def source_finished(self, source: str, state: str, job: Job) -> None:
        """Keep failures in sight above the table."""
        self.finished += 1
        self._bar.update(self._task, completed=self.finished)
        for failure, number in sorted(job.failures.items()):
            self.note(f"{source} {state}: {failure.value} x {number}. {ACTIONS[failure]}")
        self.progress(job.run_id)

    def settling(self, done: int) -> None:
        """Estimates are being brought up to date."""
        self._bar.update(self._task, description=f"bringing estimates up to date ({done})")
        self._live.update(self._bar, refresh=True)

    def note(self, text: str) -> None:
        """Something that the operator should read."""
        self._live.console.print(text, style="yellow", markup=False)

    def _table(self, run_id: str) -> Table:
        table = Table(box=None, pad_edge=False)
        for heading in ("source", "state", "requests", "items", "new", "errors", "per minute", "remaining"):
            table.add_column(heading, justify="left" if heading in {"source", "state"} else "right")
        entries = [p for p in runs.progress_of(self.store.connection, run_id) if p.state != "waiting"]
        for entry in sorted(entries, key=lambda p: (p.state != "running", p.source))[:SHOWN_SOURCES]:
            counts = entry.counts
            table.add_row(
                entry.source, entry.state, str(counts["requests"]), str(counts["items"]),
                str(counts["documents"] + counts["sightings"]), str(counts["failures"]), _rate(entry),
                _remaining(entry),
            )  # fmt: skip
        hidden = len(entries) - SHOWN_SOURCES
        if hidden > 0:
            table.add_row(f"and {hidden} more", "")
        return table


def _rate(entry: runs.SourceProgress) -> str:
    """Requests a minute since the source began, while it is at work."""
    if entry.state != "running" or entry.started_at is None:
        return ""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(entry.started_at)).total_seconds()
    return f"{60 * entry.counts['requests'] / max(seconds, 1):.0f}"


def _remaining(entry: runs.SourceProgress) -> str:
    """Items still to come, where the source said how many there are."""
    if entry.state != "running" or entry.expected is None:
        return ""
    return str(max(entry.expected - entry.counts["items"], 0))


def _counts(store: Store, run_id: str, source: str) -> dict[str, int]:
    return next(p.counts for p in runs.progress_of(store.connection, run_id) if p.source == source)
