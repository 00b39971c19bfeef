"""Runs: one execution of one or more sources, with its progress, failures, and where each source was."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.records import Failure
from crawler.store.keys import canonical_json, utc_now

STALE_AFTER = timedelta(minutes=5)
"""A running run whose heart has not beaten for this long is dead; the heart beats every few seconds."""

COUNTERS = ("requests", "items", "documents", "sightings", "claims", "failures")
"""``items`` are all documents and rows that were brought, ``documents`` and ``sightings`` the new ones among them."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it stands in the table."""

    id: str
    state: str
    started_at: str
    finished_at: str | None
    heartbeat_at: str
    process: int
    host: str
    options: dict[str, Any]
    demo: bool

    @property
    def is_alive(self) -> bool:
        """Whether the run's heart still beats; on its own machine a process that is gone shows at once."""
        if self.state != "running" or not self.has_pulse:
            return False
        return self.host != socket.gethostname() or process_exists(self.process)

    @property
    def has_pulse(self) -> bool:
        """Whether the last heartbeat is recent."""
        return datetime.fromisoformat(self.heartbeat_at) > datetime.now(UTC) - STALE_AFTER

    @property
    def identity(self) -> str:
        """Who and where the run is, as one who is refused because of it needs to know."""
        return f"run {self.id} is at work (process {self.process} on {self.host}, since {self.started_at})"


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """One source's part of a run."""

    source: str
    state: str
    counts: dict[str, int]
    expected: int | None
    cursor: str | None
    started_at: str | None = None


def start_run(
    connection: sqlite3.Connection, sources: Sequence[str], options: Mapping[str, object], *, demo: bool
) -> str:
    """Enter a new run; returns its id, made of the date and a running letter-free number."""
    now = utc_now()
    day = now[:10]
    count = connection.execute("SELECT count(*) FROM runs WHERE id LIKE ?", (f"{day}-%",)).fetchone()[0]
    run_id = f"{day}-{count + 1}"
    connection.execute(
        "INSERT INTO runs (id, started_at, heartbeat_at, state, process, host, options, demo) "
        "VALUES (?, ?, ?, 'running', ?, ?, ?, ?)",
        (run_id, now, now, os.getpid(), socket.gethostname(), canonical_json(dict(options)), int(demo)),
    )
    connection.executemany(
        "INSERT INTO run_sources (run_id, source, state) VALUES (?, ?, 'waiting')",
        [(run_id, source) for source in sources],
    )
    return run_id


def resume_run(connection: sqlite3.Connection, run_id: str) -> None:
    """Take an interrupted run over: sources that had not finished wait again, at their saved cursors."""
    connection.execute(
        "UPDATE runs SET state = 'running', finished_at = NULL, heartbeat_at = ?, process = ?, host = ? WHERE id = ?",
        (utc_now(), os.getpid(), socket.gethostname(), run_id),
    )
    connection.execute(
        "UPDATE run_sources SET state = 'waiting', failures = 0, items = 0 WHERE run_id = ? AND state <> 'finished'",
        (run_id,),
    )
    connection.execute("UPDATE run_units SET state = 'waiting' WHERE run_id = ? AND complete = 0", (run_id,))
    connection.execute(
        "DELETE FROM run_failures WHERE run_id = ? AND source IN "
        "(SELECT source FROM run_sources WHERE run_id = ? AND state = 'waiting')",
        (run_id, run_id),
    )


def add_sources(connection: sqlite3.Connection, run_id: str, sources: Iterable[str]) -> None:
    """Give a run further sources; those that it has already stay as they are."""
    connection.executemany(
        "INSERT INTO run_sources (run_id, source, state) VALUES (?, ?, 'waiting') ON CONFLICT DO NOTHING",
        [(run_id, source) for source in sources],
    )


def close_dead_runs(connection: sqlite3.Connection, host: str) -> list[str]:
    """Mark runs whose process is gone as interrupted; returns their ids, oldest first.

    The caller holds the data folder's lock, so that no run of this machine can be alive; those of other machines are
    judged by their heartbeat.
    """
    rows = connection.execute("SELECT * FROM runs WHERE state = 'running' ORDER BY started_at, rowid").fetchall()
    dead = [run.id for run in map(_record, rows) if run.host == host or not run.has_pulse]
    connection.executemany("UPDATE runs SET state = 'interrupted' WHERE id = ?", [(run_id,) for run_id in dead])
    return dead


def heartbeat(connection: sqlite3.Connection, run_id: str) -> None:
    """Say that the run is alive."""
    connection.execute("UPDATE runs SET heartbeat_at = ? WHERE id = ?", (utc_now(), run_id))


def finish_run(connection: sqlite3.Connection, run_id: str, state: str) -> None:
    """Close a run as finished, partly-failed or interrupted."""
    now = utc_now()
    connection.execute(
        "UPDATE runs SET state = ?, finished_at = ?, heartbeat_at = ? WHERE id = ?", (state, now, now, run_id)
    )


def source_state(
    connection: sqlite3.Connection, run_id: str, source: str, state: str, *, complete: bool | None = None
) -> None:
    """Set how far a source is; ``complete`` says whether all that it lists was read (by default: if it finished)."""
    column = "started_at" if state == "running" else "finished_at"
    whole = state == "finished" if complete is None else complete
    connection.execute(
        f"UPDATE run_sources SET state = ?, complete = ?, {column} = ? WHERE run_id = ? AND source = ?",
        (state, int(whole), utc_now(), run_id, source),
    )


def measure_source(
    connection: sqlite3.Connection, run_id: str, source: str, *, rows: int | None, answer_seconds: float | None
) -> None:
    """Keep what the health of a source is judged by: entries listed, and median seconds until an answer."""
    connection.execute(
        "UPDATE run_sources SET rows = ?, answer_seconds = COALESCE(?, answer_seconds) WHERE run_id = ? AND source = ?",
        (rows, answer_seconds, run_id, source),
    )


def last_complete_visit(connection: sqlite3.Connection, source: str, *, before: str) -> str | None:
    """When the last complete visit of a source began, ISO in UTC; the run ``before`` does not count."""
    row = connection.execute(
        "SELECT max(started_at) FROM run_sources WHERE source = ? AND complete = 1 AND run_id <> ?", (source, before)
    ).fetchone()
    return None if row[0] is None else str(row[0])


def count(connection: sqlite3.Connection, run_id: str, source: str, **counts: int) -> None:
    """Add to a source's counters."""
    used = {name: number for name, number in counts.items() if number}
    if not used:
        return
    changes = ", ".join(f"{name} = {name} + :{name}" for name in used if name in COUNTERS)
    connection.execute(
        f"UPDATE run_sources SET {changes} WHERE run_id = :run_id AND source = :source",
        {**used, "run_id": run_id, "source": source},
    )


def set_expected(connection: sqlite3.Connection, run_id: str, source: str, expected: int | None) -> None:
    """Set how many items a source is going to bring."""
    connection.execute(
        "UPDATE run_sources SET expected = ? WHERE run_id = ? AND source = ?", (expected, run_id, source)
    )


def save_cursor(connection: sqlite3.Connection, run_id: str, source: str, cursor: str | None) -> None:
    """Remember where a resumed run goes on."""
    connection.execute("UPDATE run_sources SET cursor = ? WHERE run_id = ? AND source = ?", (cursor, run_id, source))


def record_failure(
    connection: sqlite3.Connection, run_id: str, source: str, failure: Failure, url: str, detail: str
) -> None:
    """Keep a named failure; the same one at the same address is kept once."""
    added = connection.execute(
        "INSERT INTO run_failures (run_id, source, failure, url, detail, at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (run_id, source, failure.value, url, detail[:500], utc_now()),
    ).rowcount
    count(connection, run_id, source, failures=added)


def mark_fetched(connection: sqlite3.Connection, run_id: str, url: str) -> None:
    """Remember that what lies at the address is stored, so that a resumed run does not fetch it again."""
    connection.execute("INSERT INTO fetches (run_id, url) VALUES (?, ?) ON CONFLICT DO NOTHING", (run_id, url))


def fetched_urls(connection: sqlite3.Connection, run_id: str) -> set[str]:
    """Addresses whose documents this run has stored."""
    return {row[0] for row in connection.execute("SELECT url FROM fetches WHERE run_id = ?", (run_id,))}


def save_validators(
    connection: sqlite3.Connection, url: str, *, etag: str | None, last_modified: str | None, version: str | None
) -> None:
    """Remember what tells whether a page has changed since."""
    connection.execute(
        "INSERT INTO validators (url, etag, last_modified, version) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE "
        "SET etag = excluded.etag, last_modified = excluded.last_modified, "
        "version = COALESCE(excluded.version, version)",
        (url, etag, last_modified, version),
    )


def validators_of(connection: sqlite3.Connection, url: str) -> sqlite3.Row | None:
    """What is remembered about a page's last version."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT etag, last_modified, version FROM validators WHERE url = ?", (url,)
    ).fetchone()
    return row


def find_run(connection: sqlite3.Connection, run_id: str) -> RunRecord | None:
    """A run by its id."""
    row = connection.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    return _record(row) if row else None


def recent_runs(connection: sqlite3.Connection, limit: int = 10) -> list[RunRecord]:
    """The latest runs, newest first."""
    rows: Iterable[sqlite3.Row] = connection.execute(
        "SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?", (limit,)
    )
    return [_record(row) for row in rows]


def running_run(connection: sqlite3.Connection) -> RunRecord | None:
    """The run that is at work now, if one is."""
    rows = connection.execute("SELECT * FROM runs WHERE state = 'running' ORDER BY started_at DESC").fetchall()
    return next((run for run in map(_record, rows) if run.is_alive), None)


def progress_of(connection: sqlite3.Connection, run_id: str) -> list[SourceProgress]:
    """All sources of a run, by name."""
    return [
        SourceProgress(
            source=row["source"],
            state=row["state"],
            counts={name: row[name] for name in COUNTERS},
            expected=row["expected"],
            cursor=row["cursor"],
            started_at=row["started_at"],
        )
        for row in connection.execute("SELECT * FROM run_sources WHERE run_id = ? ORDER BY source", (run_id,))
    ]


def failures_of(connection: sqlite3.Connection, run_id: str) -> list[sqlite3.Row]:
    """All failures of a run, by source."""
    return connection.execute(
        "SELECT source, failure, url, detail, at FROM run_failures WHERE run_id = ? ORDER BY source, failure, url",
        (run_id,),
    ).fetchall()


def _record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(
        id=row["id"], state=row["state"], started_at=row["started_at"], finished_at=row["finished_at"],
        heartbeat_at=row["heartbeat_at"], process=row["process"], host=row["host"],
        options=json.loads(row["options"]), demo=bool(row["demo"]),
    )  # fmt: skip


def process_exists(process: int) -> bool:
    """Whether a process of this machine is alive, whoever's it is."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
