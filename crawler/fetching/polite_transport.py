"""Robots rules and requested waits for httpx: the manners that the Scrapy middlewares have, around a transport."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import anyio
import httpx

from crawler.fetching.errors import RateLimited
from crawler.fetching.pace import MAX_WAIT_SECONDS, MAX_WAITS, HostPauses, exhausted_for, wait_after
from crawler.fetching.robots import Answer, BlockingRobotsPolicy, RobotsPolicy

_REPEATABLE = frozenset({"GET", "HEAD"})


class PoliteTransport(httpx.BaseTransport):
    """Asks robots.txt first, keeps Crawl-delay, and waits and repeats where a host says so.

    Args:
        inner: what sends the requests.
        robots: gets a robots.txt, redirects followed.
        sleep: how to wait; it is called with seconds.

    Raises, besides what ``inner`` raises: ``RobotsDenied``, ``RobotsUnreachable``, ``RateLimited``.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport,
        robots: Callable[[str], Answer],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._inner = inner
        self._policy = BlockingRobotsPolicy(robots)
        self._pauses = HostPauses(time.monotonic)
        self._sleep = sleep

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request when its host allows it."""
        host = request.url.host
        crawl_delay = self._policy.check(str(request.url)).crawl_delay
        for waits in range(MAX_WAITS + 1):
            self._sleep(_granted(self._pauses.remaining(host), host))
            self._pauses.pause(host, crawl_delay)
            response = self._inner.handle_request(request)
            wait = _wait(self._pauses, request, response, waits)
            if wait is None:
                return response
            response.close()
            self._pauses.pause(host, wait)
        raise RateLimited(f"{host} asks to wait after {MAX_WAITS} waits: {request.url}")

    def close(self) -> None:
        """Close the transport behind."""
        self._inner.close()


class AsyncPoliteTransport(httpx.AsyncBaseTransport):
    """``PoliteTransport`` for asynchronous code."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        robots: Callable[[str], Awaitable[Answer]],
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._inner = inner
        self._policy = RobotsPolicy(robots)
        self._pauses = HostPauses(time.monotonic)
        self._sleep = sleep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request when its host allows it."""
        host = request.url.host
        crawl_delay = (await self._policy.check(str(request.url))).crawl_delay
        for waits in range(MAX_WAITS + 1):
            await self._sleep(_granted(self._pauses.remaining(host), host))
            self._pauses.pause(host, crawl_delay)
            response = await self._inner.handle_async_request(request)
            wait = _wait(self._pauses, request, response, waits)
            if wait is None:
                return response
            await response.aclose()
            self._pauses.pause(host, wait)
        raise RateLimited(f"{host} asks to wait after {MAX_WAITS} waits: {request.url}")

    async def aclose(self) -> None:
        """Close the transport behind."""
        await self._inner.aclose()


def _granted(seconds: float, host: str) -> float:
    if seconds > MAX_WAIT_SECONDS:
        raise RateLimited(f"{host} asks for a wait of {seconds:.0f} s")
    return seconds


def _wait(pauses: HostPauses, request: httpx.Request, response: httpx.Response, waits: int) -> float | None:
    """Seconds to wait before sending a request again, or ``None`` where its answer stands."""
    now = datetime.now(UTC)
    pauses.pause(request.url.host, exhausted_for(response.headers, now=now))
    if request.method not in _REPEATABLE:
        return None
    return wait_after(response.status_code, response.headers, attempt=waits, now=now)
