"""Obeys hosts that ask for a slower pace, and repeats requests after passing faults; replaces Scrapy's retries.

A wait is a pause of the whole host: the request goes back to the scheduler at once and the download handler holds the
host's slot until the pause ends. Nothing sleeps here, and other hosts go on.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.errors import RateLimited
from crawler.fetching.job import job_of, pauses_of
from crawler.fetching.judging import is_challenge
from crawler.fetching.pace import MAX_WAIT_SECONDS, MAX_WAITS, backoff, exhausted_for, wait_after
from crawler.fetching.robots_middleware import ROBOTS_REQUEST

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

MOST_WAITS = "flopscout_max_waits"
"""Key in a request's ``meta``: how often it may be sent again after waits, in place of ``MAX_WAITS``."""

_WAITS = "flopscout_waits"
_PASSING_FAULTS = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_PASSING_ERRORS = (
    scrapy_errors.CannotResolveHostError,
    scrapy_errors.DownloadConnectionRefusedError,
    scrapy_errors.DownloadFailedError,
    scrapy_errors.DownloadTimeoutError,
    scrapy_errors.ResponseDataLossError,
)


class PaceMiddleware:
    """Waits where a host says so, at most ``MAX_WAITS`` times for one request, then ``RateLimited``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pauses = pauses_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PaceMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give the request to its own host's slot, and count it."""
        # A redirect inherits the slot of the host it came from, and would be paced by the wrong one.
        request.meta.pop("download_slot", None)
        host = _host(request)
        if self._pauses.remaining(host) > MAX_WAIT_SECONDS:
            raise RateLimited(f"{host} asks for a wait of {self._pauses.remaining(host):.0f} s")
        job = job_of(self._crawler)
        if job is not None:
            job.count_request(host)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Turn requests to slow down and passing faults into a later repetition.

        Raises:
            RateLimited: the host asks for more, or longer, waits than we grant.
        """
        host = _host(request)
        headers = _text_headers(response)
        now = datetime.now(UTC)
        waits = int(request.meta.get(_WAITS, 0))
        self._pauses.pause(host, exhausted_for(headers, now=now))
        if is_challenge(response.body, response.url):
            return response
        wait = wait_after(response.status, headers, attempt=waits, now=now)
        if wait is not None:
            # A robots.txt that may not be asked for now is an answer by itself: it denies.
            return response if request.meta.get(ROBOTS_REQUEST) else self._later(request, host, wait, waits)
        if response.status in _PASSING_FAULTS:
            return self._again(request, f"status {response.status}") or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Repeat a request whose connection failed; a refused certificate will not change by asking again."""
        if not isinstance(exception, _PASSING_ERRORS) or _is_certificate_error(exception):
            return None
        return self._again(request, type(exception).__name__)

    def _later(self, request: Request, host: str, wait: float, waits: int) -> Request:
        self._pauses.pause(host, wait)
        if waits >= request.meta.get(MOST_WAITS, MAX_WAITS):
            raise RateLimited(f"{host} asks to wait after {waits} waits: {request.url}")
        if wait > MAX_WAIT_SECONDS:
            raise RateLimited(f"{host} asks for a wait of {wait:.0f} s: {request.url}")
        repeated = request.copy()
        repeated.meta[_WAITS] = waits + 1
        repeated.dont_filter = True
        return repeated

    def _again(self, request: Request, reason: str) -> Request | None:
        repeated = get_retry_request(
            request,
            spider=cast("Spider", self._crawler.spider),
            reason=reason,
            give_up_log_level=logging.DEBUG,
        )
        if repeated is not None:
            self._pauses.pause(_host(request), backoff(request.meta.get("retry_times", 0)))
        return repeated


def _host(request: Request) -> str:
    return urlparse_cached(request).hostname or ""


def _text_headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}


def _is_certificate_error(error: Exception) -> bool:
    reasons = getattr(error.__cause__, "reasons", None) or []
    return any(isinstance(getattr(reason, "value", reason), SSL.Error) for reason in reasons)
