"""Which sources are due, computed from the runs that were: calling it at any time, any number of times, is safe."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from spiders.registry import Cadence, Source

PERIODS = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(days=7), Cadence.MONTHLY: timedelta(days=28)}
"""Time after which a source is due again; ``once`` is never due again after a complete visit."""

GRACE = timedelta(hours=2)
"""A daily job that starts a little earlier than yesterday's must still find its sources due."""


def due_sources(connection: sqlite3.Connection, sources: Iterable[Source], at: datetime | None = None) -> list[Source]:
    """The sources whose last complete visit is longer ago than their cadence, or which never had one."""
    moment = at or datetime.now(UTC)
    visits = {
        row["source"]: datetime.fromisoformat(row["at"])
        for row in connection.execute(
            "SELECT source, max(started_at) AS at FROM run_sources WHERE state = 'finished' GROUP BY source"
        )
    }
    return [source for source in sources if _is_due(source, visits.get(source.name), moment)]


def _is_due(source: Source, last: datetime | None, moment: datetime) -> bool:
    if last is None:
        return True
    period = PERIODS.get(source.cadence)
    return period is not None and moment - last >= period - GRACE
