"""How fast a host may be asked, by what it says in robots.txt and in the headers of its answers.

A source's own pace is part of its crawl's settings (``crawler.settings.scrapy_settings``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

MAX_WAIT_SECONDS = 600.0
"""A host that asks for a longer wait is not asked again in this run."""

MAX_WAITS = 5
"""How often one request is sent again after waits that the host asked for."""

UNSTATED_WAIT_SECONDS = 10.0
"""First wait after a 429 that does not say how long; it doubles each time."""

BACKOFF_SECONDS = 1.0
"""First pause of a host after a fault (5xx, time-out, broken connection); it doubles each time."""

_RESET_MARGIN_SECONDS = 1.0
"""Added to the seconds until a window resets, which hosts round down."""

_EPOCH_FLOOR = 1e9
"""``X-RateLimit-Reset`` is seconds to wait or a Unix time; no wait is this long and no Unix time so small."""

_RATE_LIMIT_ITEM = re.compile(r"\br\s*=\s*(?P<remaining>\d+)\s*;\s*t\s*=\s*(?P<reset>\d+)")
_OLD_RATE_LIMIT = re.compile(r"remaining\s*=\s*(?P<remaining>\d+).*?reset\s*=\s*(?P<reset>\d+)")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is left of a host's quota: requests, and seconds until it is full again."""

    remaining: int
    reset_seconds: float


def raise_slot_delay(downloader: Any, host: str, seconds: float) -> None:
    """Make Scrapy's downloader wait at least this long between two requests to a host, for the rest of the crawl.

    Set on the live slot and on the settings of future ones, because Scrapy forgets slots that are idle for a minute.
    """
    settings = downloader.per_slot_settings.setdefault(host, {})
    settings["delay"] = max(seconds, settings.get("delay", 0.0))
    # Crawl-delay is a minimum: the random variation may only lengthen it, which Scrapy cannot express.
    settings["jitter"] = 0.0
    slot = downloader.slots.get(host)
    if slot is not None:
        slot.delay = max(slot.delay, seconds)
        slot.jitter = 0.0


def rate_limit(headers: Mapping[str, str], *, now: datetime) -> RateLimit | None:
    """The quota that the headers of an answer state; of several, the one that binds.

    Understands ``RateLimit: "api";r=0;t=55`` (draft-ietf-httpapi-ratelimit-headers-08 and later, as the Hugging Face
    Hub sends it), the one-line form of earlier drafts, and the pairs ``RateLimit-Remaining``/``-Reset`` and
    ``X-RateLimit-Remaining``/``-Reset``.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    stated = lower.get("ratelimit", "")
    items = [*_RATE_LIMIT_ITEM.finditer(stated)] or [*_OLD_RATE_LIMIT.finditer(stated)]
    limits = [RateLimit(int(item["remaining"]), float(item["reset"])) for item in items]
    for prefix in ("ratelimit", "x-ratelimit"):
        remaining, reset = _number(lower.get(f"{prefix}-remaining")), _number(lower.get(f"{prefix}-reset"))
        if remaining is not None and reset is not None:
            seconds = reset - now.timestamp() if reset > _EPOCH_FLOOR else reset
            limits.append(RateLimit(int(remaining), max(0.0, seconds)))
    return min(limits, key=lambda limit: (limit.remaining, -limit.reset_seconds), default=None)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds to wait by the Retry-After header, given as seconds or as a date (RFC 9110, section 10.2.3)."""
    value = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def wait_after(status: int, headers: Mapping[str, str], *, attempt: int, now: datetime) -> float | None:
    """Seconds to wait before asking again, where an answer is a request to slow down; ``None`` where it is none.

    ``attempt`` counts the waits of this request so far. A 503 is a request to slow down only if it says for how long.
    """
    if status not in (429, 503):
        return None
    limit = rate_limit(headers, now=now)
    if limit is not None and limit.remaining == 0:
        return limit.reset_seconds + _RESET_MARGIN_SECONDS
    stated = retry_after(headers, now=now)
    if stated is not None:
        return stated
    return UNSTATED_WAIT_SECONDS * 2.0**attempt if status == 429 else None


def exhausted_for(headers: Mapping[str, str], *, now: datetime) -> float:
    """Seconds for which a host need not be asked, because an answer says that the quota is used up; else 0."""
    limit = rate_limit(headers, now=now)
    return limit.reset_seconds + _RESET_MARGIN_SECONDS if limit is not None and limit.remaining == 0 else 0.0


def backoff(attempt: int) -> float:
    """Seconds to leave a host alone after a fault; ``attempt`` counts from 0."""
    return BACKOFF_SECONDS * 2.0**attempt


class HostPauses:
    """Until when each host is left alone, in seconds of a monotonic clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for some seconds from now; a longer pause is not shortened."""
        self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)

    def remaining(self, host: str) -> float:
        """Seconds that a host is still to be left alone; 0 where it may be asked."""
        return max(0.0, self._until.get(host, 0.0) - self._clock())


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\d{1,12}(?:\.\d+)?", text.strip()):
        return None
    return float(text)
