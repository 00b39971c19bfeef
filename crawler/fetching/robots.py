"""What robots.txt allows, for every HTTP library alike.

Stricter than RFC 9309 where a host says no: a robots.txt that answers 401, 403 or 429, fails (5xx) or cannot be
fetched denies everything; only other 4xx answers mean that there are no rules. A denial for want of an answer is
forgotten after a minute, so that a passing fault does not close a host for the rest of a run.

Scrapy's own middleware lets requests pass that wait while another one loads the same robots.txt, and takes 5xx for a
permission; here all who wait for a host share one loader.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from protego import Protego

from crawler.config import USER_AGENT_TOKEN
from crawler.fetching.errors import RefusedAddress, RobotsDenied, RobotsUnreachable
from crawler.fetching.failures import is_challenge, judge_response, name_failure
from crawler.records import Failure

MAX_ROBOTS_BYTES = 512 * 1024
"""Rules beyond this many bytes are ignored (RFC 9309, section 2.5, asks for at least 500 KiB)."""

RELOAD_SECONDS = 60.0
"""How long a robots.txt that could not be read is taken as a denial before it is asked for again."""

MAX_CRAWL_DELAY_SECONDS = 120.0
"""A host that asks for a longer pause between two requests is left alone, as a run would not end."""

Answer: TypeAlias = tuple[int, bytes]
"""Status and decompressed body of a robots.txt, redirects followed."""


class Rules(Protocol):
    """What one host allows."""

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the host asks for; 0 where it asks for nothing."""

    def check(self, url: str) -> None:
        """Raise ``RobotsDenied``, ``RobotsUnreachable`` or ``RefusedAddress`` unless the address may be fetched."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The rules of a robots.txt that could be read."""

    parser: Protego

    @property
    def crawl_delay(self) -> float:
        return float(self.parser.crawl_delay(USER_AGENT_TOKEN) or 0.0)

    def check(self, url: str) -> None:
        if not self.parser.can_fetch(url, USER_AGENT_TOKEN):
            raise RobotsDenied(f"robots.txt forbids {url}")
        if self.crawl_delay > MAX_CRAWL_DELAY_SECONDS:
            raise RobotsDenied(f"robots.txt asks for {self.crawl_delay:.0f} s between requests, too long for {url}")


@dataclass(frozen=True, slots=True)
class _Refused:
    """The host shows its robots.txt to nobody like us."""

    status: int
    crawl_delay: float = 0.0

    def check(self, url: str) -> None:
        raise RobotsDenied(f"robots.txt of {origin_of(url)} answers {self.status}")


@dataclass(frozen=True, slots=True)
class _Unknown:
    """Nobody knows the rules until ``until``, in seconds of the policy's clock."""

    failure: Failure
    detail: str
    until: float
    crawl_delay: float = 0.0

    def check(self, url: str) -> None:
        if self.failure is Failure.REFUSED_ADDRESS:
            raise RefusedAddress(self.detail)
        raise RobotsUnreachable(f"robots.txt of {origin_of(url)} cannot be read: {self.detail}", self.failure)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: the part that one robots.txt speaks for. Empty for an odd address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.netloc else ""


def robots_url(origin: str) -> str:
    """The address of an origin's robots.txt."""
    return f"{origin}/robots.txt"


def parse_robots(status: int, body: bytes, *, now: float) -> Rules:
    """The rules that an answer for robots.txt stands for; ``now`` is the clock's time in seconds."""
    if is_challenge(body):
        return _Unknown(Failure.BLOCKED, "a bot check in its place", now + RELOAD_SECONDS)
    if 200 <= status < 300:
        return _Parsed(Protego.parse(body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", errors="replace")))
    if status in (401, 403):
        return _Refused(status)
    if 400 <= status < 500 and status != 429:
        return _Parsed(Protego.parse(""))
    failure = judge_response(status, {}, b"") or Failure.BROKEN
    return _Unknown(failure, f"status {status}", now + RELOAD_SECONDS)


def unreadable_robots(error: Exception, *, now: float) -> Rules:
    """The rules while robots.txt cannot be fetched: nothing is allowed for a while."""
    return _Unknown(name_failure(error), str(error) or type(error).__name__, now + RELOAD_SECONDS)


def _is_current(rules: Rules, now: float) -> bool:
    return not isinstance(rules, _Unknown) or now < rules.until


class RobotsPolicy:
    """Robots rules for asynchronous code: one loader per origin, shared by all who wait for it.

    Args:
        fetch: gets the address of a robots.txt and returns its status and body, redirects followed; it may raise.
        clock: monotonic seconds.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[Answer]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._loaders: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules of the host of an address."""
        origin = origin_of(url)
        loader = self._loaders.get(origin)
        if loader is None or (
            loader.done() and (loader.cancelled() or not _is_current(loader.result(), self._clock()))
        ):
            loader = self._loaders[origin] = asyncio.ensure_future(self._load(origin))
        # The shield keeps one waiter's cancellation from ending the load for all others.
        return await asyncio.shield(loader)

    async def check(self, url: str) -> Rules:
        """Let an address pass and return its host's rules.

        Raises:
            RobotsDenied: the host forbids it.
            RobotsUnreachable: the host's robots.txt could not be read.
        RefusedAddress: the host's robots.txt, and so the host, may not be asked.
        """
        rules = await self.rules(url)
        rules.check(url)
        return rules

    async def _load(self, origin: str) -> Rules:
        try:
            status, body = await self._fetch(robots_url(origin))
        except Exception as error:  # any failure to read the rules is a denial
            return unreadable_robots(error, now=self._clock())
        return parse_robots(status, body, now=self._clock())


class BlockingRobotsPolicy:
    """The same for threads: the first to ask for a host loads its rules while the others wait."""

    def __init__(self, fetch: Callable[[str], Answer], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._origins: dict[str, threading.Lock] = {}
        self._rules: dict[str, Rules] = {}

    def check(self, url: str) -> Rules:
        """Let an address pass and return its host's rules.

        Raises:
            RobotsDenied: the host forbids it.
            RobotsUnreachable: the host's robots.txt could not be read.
        RefusedAddress: the host's robots.txt, and so the host, may not be asked.
        """
        origin = origin_of(url)
        with self._lock:
            lock = self._origins.setdefault(origin, threading.Lock())
        with lock:
            rules = self._rules.get(origin)
            if rules is None or not _is_current(rules, self._clock()):
                rules = self._rules[origin] = self._load(origin)
        rules.check(url)
        return rules

    def _load(self, origin: str) -> Rules:
        try:
            status, body = self._fetch(robots_url(origin))
        except Exception as error:  # any failure to read the rules is a denial
            return unreadable_robots(error, now=self._clock())
        return parse_robots(status, body, now=self._clock())
