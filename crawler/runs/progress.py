"""Telling how a run goes: a live table on a terminal, one line per stage otherwise."""

from __future__ import annotations

import sys

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from crawler.fetching.actions import ACTIONS
from crawler.runs.job import Job
from crawler.store import runs
from crawler.store.database import Store

SHOWN_SOURCES = 14


class LineReporter:
    """One line per event on standard error, for logs and pipes."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def source_started(self, source: str) -> None:
        """A source is being visited."""
        self._say(f"{source}: started")

    def progress(self, run_id: str) -> None:
        """Nothing between the events: a log has no use for a moving count."""

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

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201


class LiveReporter:
    """A bar and a table that move, for a person at a terminal.

    Drawn only when the run calls: a thread of its own could not read the run's database connection.
    """

    def __init__(self, store: Store, console: Console, total: int) -> None:
        self.store = store
        self.finished = 0
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("sources"),
            TimeElapsedColumn(), console=console, auto_refresh=False,
        )  # fmt: skip
        self._task = self._bar.add_task("visiting", total=total)
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> LiveReporter:
        self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._live.stop()

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
            line = f"{source} {state}: {failure.value} x {number}. {ACTIONS[failure]}"
            self._live.console.print(line, style="yellow")
        self.progress(job.run_id)

    def settling(self, done: int) -> None:
        """Estimates are being brought up to date."""
        self._bar.update(self._task, description=f"bringing estimates up to date ({done})")

    def _table(self, run_id: str) -> Table:
        table = Table(box=None, pad_edge=False)
        for heading in ("source", "state", "requests", "documents", "rows", "claims", "failures", "expected"):
            table.add_column(heading, justify="left" if heading in {"source", "state"} else "right")
        entries = [p for p in runs.progress_of(self.store.connection, run_id) if p.state != "waiting"]
        for entry in sorted(entries, key=lambda p: (p.state != "running", p.source))[:SHOWN_SOURCES]:
            numbers = [str(entry.counts[n]) for n in ("requests", "documents", "sightings", "claims", "failures")]
            table.add_row(entry.source, entry.state, *numbers, str(entry.expected) if entry.expected else "")
        hidden = len(entries) - SHOWN_SOURCES
        if hidden > 0:
            table.add_row(f"and {hidden} more", "")
        return table


def _counts(store: Store, run_id: str, source: str) -> dict[str, int]:
    return next(p.counts for p in runs.progress_of(store.connection, run_id) if p.source == source)
