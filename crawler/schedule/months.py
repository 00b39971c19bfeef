"""Calendar months in UTC, written ``2026-11`` and counted from year 0 where they are compared."""

from __future__ import annotations

from datetime import UTC, datetime


def month_of(moment: datetime | str) -> str:
    """The month of a moment, or of a moment written in ISO and UTC."""
    return moment[:7] if isinstance(moment, str) else moment.astimezone(UTC).strftime("%Y-%m")


def number_of(month: str) -> int:
    """Months since January of the year 0."""
    year, _, part = month.partition("-")
    return int(year) * 12 + int(part) - 1


def month_numbered(number: int) -> str:
    """The month with a number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def next_month(month: str) -> str:
    """The month after."""
    return month_numbered(number_of(month) + 1)
