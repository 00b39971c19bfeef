"""What visits of the Hub hand on to the next: the watch list, marks, and what the visit under way has counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.store.evidence import document_id
from crawler.store.keys import utc_now


@dataclass(frozen=True, slots=True)
class Watched:
    """A repository that is large enough and not downloaded enough yet. ``created`` is an ISO time or date."""

    repository: str
    created: str
    parameters: float | None
    downloads: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One repository as the statistics take it; ``classified`` is what is known of its origin, as JSON."""

    repository: str
    created: str | None
    downloads: int | None
    downloads_all_time: int | None
    parameters: float | None = None
    is_excluded: bool = False
    classified: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The repositories with more downloads than a limit: how many, and their downloads."""

    models: int
    downloads: int
    downloads_all_time: int


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What a stored card said of its model when it was read."""

    exclusion: str | None
    exclusion_detail: str | None
    owner_key: str | None


def watch(connection: sqlite3.Connection, entries: Iterable[Watched]) -> None:
    """Put repositories on the watch list, or note what they have come to since."""
    # To the microsecond: what a visit has looked at is told by comparing with its beginning.
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    connection.executemany(
        "INSERT INTO hub_watched (repository, created, parameters, since, looked_at, downloads) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (repository) DO UPDATE SET "
        "parameters = excluded.parameters, looked_at = excluded.looked_at, downloads = excluded.downloads",
        [(entry.repository, entry.created, entry.parameters, now, now, entry.downloads) for entry in entries],
    )


def unwatch(connection: sqlite3.Connection, repositories: Iterable[str]) -> None:
    """Take repositories off the watch list."""
    connection.executemany("DELETE FROM hub_watched WHERE repository = ?", [(name,) for name in repositories])


def forget_old(connection: sqlite3.Connection, before: str) -> int:
    """Take off the watch list what was created before a day (ISO); returns how many that were."""
    return connection.execute("DELETE FROM hub_watched WHERE created < ?", (before,)).rowcount


def watched(connection: sqlite3.Connection, *, not_since: str | None = None, limit: int = -1) -> list[Watched]:
    """The watch list, the largest first; ``not_since`` leaves out what was looked at from that time (ISO) on."""
    return [
        Watched(*row)
        for row in connection.execute(
            "SELECT repository, created, parameters, downloads FROM hub_watched WHERE ?1 IS NULL OR looked_at < ?1 "
            "ORDER BY parameters DESC, repository LIMIT ?2",
            (not_since, limit),
        )
    ]


def mark(connection: sqlite3.Connection, name: str) -> str | None:
    """A mark's value, ``None`` where there is none."""
    row = connection.execute("SELECT value FROM hub_marks WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_mark(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    """Set a mark; ``None`` removes it."""
    if value is None:
        connection.execute("DELETE FROM hub_marks WHERE name = ?", (name,))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO hub_marks (name, value, at) VALUES (?, ?, ?)", (name, value, utc_now())
        )


def count(connection: sqlite3.Connection, entries: Iterable[Counted]) -> None:
    """Count repositories; one that is met again is counted once, with what was learnt of it last."""
    connection.executemany(
        "INSERT INTO hub_census (repository, created, downloads, downloads_all_time, parameters, excluded, classified) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (repository) DO UPDATE SET "
        "created = COALESCE(excluded.created, created), downloads = COALESCE(excluded.downloads, downloads), "
        "downloads_all_time = COALESCE(excluded.downloads_all_time, downloads_all_time), "
        "parameters = COALESCE(excluded.parameters, parameters), "
        "excluded = max(hub_census.excluded, excluded.excluded), "
        "classified = COALESCE(excluded.classified, classified)",
        [
            (
                entry.repository, entry.created, entry.downloads, entry.downloads_all_time, entry.parameters,
                int(entry.is_excluded), entry.classified,
            )
            for entry in entries
        ],
    )  # fmt: skip


def forget_counts(connection: sqlite3.Connection) -> None:
    """Begin to count anew."""
    connection.execute("DELETE FROM hub_census")


def head(connection: sqlite3.Connection, min_downloads: int) -> Head:
    """What was counted with more than ``min_downloads`` downloads."""
    row = connection.execute(
        "SELECT count(*), total(downloads), total(downloads_all_time) FROM hub_census WHERE downloads > ?",
        (min_downloads,),
    ).fetchone()
    return Head(int(row[0]), int(row[1]), int(row[2]))


def top_downloads(connection: sqlite3.Connection, number: int) -> int:
    """The downloads of the most downloaded repositories that were counted."""
    row = connection.execute(
        "SELECT total(downloads) FROM (SELECT downloads FROM hub_census WHERE downloads IS NOT NULL "
        "ORDER BY downloads DESC LIMIT ?)",
        (number,),
    ).fetchone()
    return int(row[0])


def popular(
    connection: sqlite3.Connection, *, min_parameters: float, min_downloads: int, max_parameters: float
) -> tuple[int, int, tuple[str, float] | None]:
    """Popular repositories, those of at most ``max_parameters``, and the largest of these that is no derivative."""
    condition = "FROM hub_census WHERE downloads > ? AND parameters >= ?"
    limits = (min_downloads, min_parameters)
    number = connection.execute(f"SELECT count(*) {condition}", limits).fetchone()[0]
    fitting = connection.execute(f"SELECT count(*) {condition} AND parameters <= ?", (*limits, max_parameters))
    largest = connection.execute(
        f"SELECT repository, parameters {condition} AND parameters <= ? AND NOT excluded "
        "ORDER BY parameters DESC, downloads DESC, repository LIMIT 1",
        (*limits, max_parameters),
    ).fetchone()
    return int(number), int(fitting.fetchone()[0]), None if largest is None else (str(largest[0]), float(largest[1]))


def created_in(connection: sqlite3.Connection, month: str) -> int:
    """How many of the counted repositories were created in a month (``2026-10``)."""
    row = connection.execute("SELECT count(*) FROM hub_census WHERE substr(created, 1, 7) = ?", (month,)).fetchone()
    return int(row[0])


def classified(connection: sqlite3.Connection) -> list[tuple[str, str | None, Mapping[str, Any]]]:
    """The counted repositories whose origin was looked at: id, creation time, what is known of the origin."""
    return [
        (row[0], row[1], json.loads(row[2]))
        for row in connection.execute(
            "SELECT repository, created, classified FROM hub_census WHERE classified IS NOT NULL ORDER BY repository"
        )
    ]


def card_verdict(connection: sqlite3.Connection, url: str) -> CardVerdict | None:
    """What the stored card at an address said of its model; ``None`` where there is none."""
    row = connection.execute("SELECT given FROM documents WHERE id = ?", (document_id(url),)).fetchone()
    if row is None:
        return None
    given = json.loads(row[0])
    return CardVerdict(given.get("exclusion"), given.get("exclusion_detail"), given.get("owner_key"))


def last_month(moment: datetime) -> str:
    """The last calendar month (UTC) that is over: ``2026-10`` throughout November 2026."""
    day = moment.astimezone(UTC)
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return f"{year:04}-{month:02}"
