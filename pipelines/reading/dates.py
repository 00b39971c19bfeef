"""When a page was published: feed, then metadata, then its address, then what can be seen; never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

EARLIEST_YEAR = 2017
"""Older dates are mistakes of a page's template; no model that matters here was announced before."""

LEAD = timedelta(days=2)
"""How far a publisher's clock and time zone may run ahead of ours."""

ISO = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?![\d-])")
IN_ADDRESS = re.compile(r"(?<!\d)(20[12]\d)([/_-]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?(?!\d)")


def normal_date(value: str | None, now: datetime) -> str | None:
    """An ISO date at its own precision (``2026``, ``2026-11``, ``2026-11-03``) from ISO or RFC 822 text.

    ``None`` for anything else and for dates before 2017 or more than two days ahead.
    """
    text = (value or "").strip()
    if not text:
        return None
    found = ISO.match(text)
    if found:
        parts = [part for part in found.groups() if part]
        return _plausible("-".join(parts), now)
    try:
        return _plausible(parsedate_to_datetime(text).astimezone(UTC).date().isoformat(), now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def date_in_address(url: str, now: datetime) -> str | None:
    """The date that a page's address contains (``/2026/11/03/``, ``20261103``), at its own precision."""
    for found in IN_ADDRESS.finditer(urlsplit(url).path):
        year, separator, month, day = found.groups()
        if day is None and not separator:
            continue  # six digits are rather an article's number than a month
        known = _plausible("-".join(filter(None, (year, month, day))), now)
        if known:
            return known
    return None


def visible_date(html: str, now: datetime) -> str | None:
    """The date that a page shows, by htmldate; the first of January counts as the year alone.

    Without its extensive search, which takes 40 times as long and makes a first of January of every lone year.
    """
    from htmldate import find_date  # noqa: PLC0415  (half a second to load)

    try:
        found = find_date(
            html,
            extensive_search=False,
            original_date=True,
            min_date=f"{EARLIEST_YEAR}-01-01",
            max_date=(now + LEAD).date().isoformat(),
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    known = _plausible(found, now) if found else None
    return known[:4] if known and known.endswith("-01-01") else known


def precision(published: str | None) -> str | None:
    """``year``, ``month`` or ``day``."""
    return {4: "year", 7: "month", 10: "day"}.get(len(published or ""))


def _plausible(text: str, now: datetime) -> str | None:
    padded = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    try:
        day = date.fromisoformat(padded)
    except ValueError:
        return None
    latest = (now.astimezone(UTC) + LEAD).date()
    return text if day.year >= EARLIEST_YEAR and day <= latest else None
