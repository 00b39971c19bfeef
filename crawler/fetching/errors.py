# ruff: noqa: N818  (the names say what happened, as Scrapy's own IgnoreRequest and CloseSpider do)
"""What can end a fetch besides the network itself; every class has a name in ``crawler.fetching.failures``.

All derive from Scrapy's ``IgnoreRequest``, so that the engine hands them to the request's error handler without a
traceback in the log; outside Scrapy they are ordinary exceptions with a one-line message.
"""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from crawler.records import Failure


class FetchError(IgnoreRequest):
    """A fetch that our own rules ended."""


class RefusedAddress(FetchError):
    """The address is none that may be fetched: wrong scheme, credentials in it, or a private network behind it."""


class TooLarge(FetchError):
    """The body passes the limit in bytes, as sent or after decompression."""


class UnreadableEncoding(FetchError):
    """The body is compressed in a way that was not asked for, or its compression is damaged."""


class TooManyRedirects(FetchError):
    """The address leads in circles, or through more redirects than we follow."""


class RateLimited(FetchError):
    """The host still asks us to wait after the last attempt, or for longer than a run waits."""


class OverBudget(FetchError):
    """The operator's budget of requests or keyed calls is spent."""


class RobotsDenied(FetchError):
    """The host's robots.txt forbids the address, or the host refuses to show robots.txt (401, 403)."""


class RobotsUnreachable(FetchError):
    """Nobody knows what robots.txt says, so nothing is fetched; ``failure`` names why it could not be read."""

    def __init__(self, message: str, failure: Failure) -> None:
        super().__init__(message)
        self.failure = failure
