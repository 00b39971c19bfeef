"""What was met and is not known: kept under a stable id, so that the same thing met again is one row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.records import Signal
from crawler.store.keys import canonical_json, stable_id, utc_now


def record_signals(connection: sqlite3.Connection, source: str, signals: Iterable[Signal]) -> int:
    """Keep the signals; returns how many are new."""
    now = utc_now()
    new = 0
    for signal in signals:
        ident = stable_id("signal", source, signal.kind, signal.subject)
        cursor = connection.execute("UPDATE signals SET last_seen = ? WHERE id = ?", (now, ident))
        if cursor.rowcount == 0:
            new += 1
            connection.execute(
                "INSERT INTO signals (id, kind, subject, detail, source, first_seen, last_seen) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (ident, signal.kind, signal.subject[:300], signal.detail[:1000], source, now, now),
            )
    return new


def new_signals(connection: sqlite3.Connection, kinds: Iterable[str], run_id: str) -> list[Signal]:
    """Signals of these kinds that were met for the first time since a run began, oldest first."""
    rows = connection.execute(
        "SELECT kind, subject, detail FROM signals WHERE kind IN (SELECT value FROM json_each(?)) "
        "AND first_seen >= (SELECT started_at FROM runs WHERE id = ?) ORDER BY first_seen, kind, subject",
        (canonical_json(list(kinds)), run_id),
    )
    return [Signal(row["kind"], row["subject"], row["detail"]) for row in rows]


def signal_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many signals there are of each kind."""
    return {row[0]: row[1] for row in connection.execute("SELECT kind, count(*) FROM signals GROUP BY kind")}
