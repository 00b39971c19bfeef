"""Dates as day numbers.

A year has 365 days and a month 365/12 everywhere in this package, as in the published analysis.
"""

from __future__ import annotations

import re
from datetime import date

DAYS_PER_YEAR = 365.0
MONTHS_PER_YEAR = 12.0
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR

MID_MONTH = 15
"""Day assumed where only the month is known: wrong by at most half a month."""

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ].*)?)?")


def read_day(text: str) -> int | None:
    """The day number (``date.toordinal``) of an ISO date or month, ``None`` for anything else.

    A date known only to the year is refused: half a year of error would drown a lag of months.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        return date(int(year), int(month), int(day) if day else MID_MONTH).toordinal()
    except ValueError:
        return None


def read_year(text: str) -> int | None:
    """The year of an ISO date at whatever precision, ``None`` for anything else."""
    match = re.match(r"(\d{4})(?:-\d{2}|$)", text.strip())
    return int(match[1]) if match else None


def months_between(first: float, second: float) -> float:
    """Months from one day number to another, negative where the second is earlier."""
    return (second - first) / DAYS_PER_MONTH


def iso(day: float) -> str:
    """A day number as an ISO date."""
    return date.fromordinal(round(day)).isoformat()
