"""Requests by host, and calls that need a key: what a run has asked of the world, and a month of its providers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HostRequests:
    """Requests of one run and source to one host."""

    source: str
    host: str
    requests: int
    keyed: int


def add_requests(
    connection: sqlite3.Connection, run_id: str, source: str, month: str, counts: Mapping[str, tuple[int, int]]
) -> None:
    """Add requests and keyed calls by host, in a calendar month (``2026-11``)."""
    connection.executemany(
        "INSERT INTO host_requests (run_id, source, host, month, requests, keyed) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (run_id, source, host, month) DO UPDATE SET "
        "requests = requests + excluded.requests, keyed = keyed + excluded.keyed",
        [(run_id, source, host, month, requests, keyed) for host, (requests, keyed) in counts.items()],
    )


def requests_of_run(connection: sqlite3.Connection, run_id: str) -> list[HostRequests]:
    """What a run has asked so far, by source and host."""
    return [
        HostRequests(row["source"], row["host"], row["requests"], row["keyed"])
        for row in connection.execute(
            "SELECT source, host, sum(requests) AS requests, sum(keyed) AS keyed FROM host_requests "
            "WHERE run_id = ? GROUP BY source, host ORDER BY source, host",
            (run_id,),
        )
    ]


def keyed_calls(connection: sqlite3.Connection, month: str) -> dict[str, int]:
    """Calls with a key in a calendar month, by source."""
    return {
        row["source"]: row["calls"]
        for row in connection.execute(
            "SELECT source, sum(keyed) AS calls FROM host_requests WHERE month = ? AND keyed > 0 GROUP BY source",
            (month,),
        )
    }
