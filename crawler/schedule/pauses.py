"""How long a source rests after a visit that failed."""

from __future__ import annotations

from datetime import timedelta

GRACE = timedelta(hours=2)
"""A daily job that starts a little earlier than yesterday's must still find its sources due."""

FIRST_PAUSE = timedelta(hours=6)
LONGEST_PAUSE = timedelta(days=7)
"""A source that keeps failing is tried every week, however rarely it is visited otherwise."""


def retry_pause(failed: int, period: timedelta) -> timedelta:
    """Time between the start of the last of ``failed`` visits in a row and the next try; at most the usual period."""
    doubled = FIRST_PAUSE * (1 << min(max(failed, 1) - 1, 10))
    return min(doubled, LONGEST_PAUSE, period) - GRACE
