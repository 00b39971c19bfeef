"""The history of each source: how its visits ended, what they showed and how quickly it answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit that came to its end. Times are ISO in UTC.

    ``rows`` are the entries that the source listed, where it lists any; ``items`` the documents and rows that it
    brought, known ones too; ``new`` those that nobody had brought before. ``answer_seconds`` is the median time until
    an answer. ``failures`` counts the named failures; ``own_failure`` is one at the source's own address.
    """

    at: str
    state: str
    complete: bool
    rows: int | None = None
    items: int = 0
    new: int = 0
    requests: int = 0
    answer_seconds: float | None = None
    failures: Mapping[str, int] = field(default_factory=dict)
    own_failure: str | None = None


def histories(
    connection: sqlite3.Connection, addresses: Mapping[str, Iterable[str]], *, latest: int
) -> dict[str, list[PastVisit]]:
    """The latest visits of sources, oldest first, and as many of those that brought something new, which may be older.

    Demonstrations and visits under way are left out. ``addresses`` are the sources by name with their own addresses, by
    which a failure of the source itself is told from that of a page it led to.
    """
    return {name: _history(connection, name, tuple(urls), latest) for name, urls in addresses.items()}


def _history(connection: sqlite3.Connection, source: str, own: tuple[str, ...], latest: int) -> list[PastVisit]:
    ended = (
        "SELECT run_sources.* FROM run_sources JOIN runs ON runs.id = run_id WHERE demo = 0 AND source = ?1 "
        "AND run_sources.state IN ('finished', 'partly-failed', 'failed') AND run_sources.started_at IS NOT NULL"
    )
    newest = "ORDER BY run_sources.started_at DESC LIMIT ?2"
    rows = connection.execute(
        f"SELECT * FROM ({ended} {newest}) UNION SELECT * FROM ({ended} AND documents + sightings > 0 {newest}) "
        "ORDER BY started_at DESC",
        (source, latest),
    ).fetchall()
    return [_past_visit(connection, row, own) for row in reversed(rows)]


def _past_visit(connection: sqlite3.Connection, row: sqlite3.Row, own: tuple[str, ...]) -> PastVisit:
    failures: dict[str, int] = {}
    own_failure: str | None = None
    if row["failures"]:
        for failure in connection.execute(
            "SELECT failure, url FROM run_failures WHERE run_id = ? AND source = ? ORDER BY at, url",
            (row["run_id"], row["source"]),
        ):
            failures[failure["failure"]] = failures.get(failure["failure"], 0) + 1
            if own_failure is None and failure["url"].startswith(own):
                own_failure = failure["failure"]
    return PastVisit(
        at=row["started_at"], state=row["state"], complete=bool(row["complete"]), rows=row["rows"],
        items=row["items"], new=row["documents"] + row["sightings"], requests=row["requests"],
        answer_seconds=row["answer_seconds"], failures=failures, own_failure=own_failure,
    )  # fmt: skip
