"""Names for what went wrong with a fetch; what to do about each is in ``ACTIONS``."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx
from scrapy import exceptions as scrapy_errors
from scrapy.http import Response as ScrapyResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as twisted_errors
from twisted.python.failure import Failure as TwistedFailure

from crawler.fetching.actions import ACTIONS
from crawler.fetching.errors import (
    OverBudget,
    RateLimited,
    RefusedAddress,
    RobotsDenied,
    RobotsUnreachable,
    TooLarge,
    TooManyRedirects,
    UnreadableEncoding,
)
from crawler.fetching.judging import is_challenge, judge_response
from crawler.records import Failure

__all__ = ["ACTIONS", "is_challenge", "judge_response", "name_failure"]

_BY_TYPE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Failure], ...] = (
    (RobotsDenied, Failure.ROBOTS_DENIED),
    (RefusedAddress, Failure.REFUSED_ADDRESS),
    (TooLarge, Failure.TOO_LARGE),
    (RateLimited, Failure.RATE_LIMITED),
    (OverBudget, Failure.OVER_BUDGET),
    (UnreadableEncoding, Failure.BROKEN),
    ((scrapy_errors.UnsupportedURLSchemeError, scrapy_errors.NotSupported), Failure.REFUSED_ADDRESS),
    ((httpx.UnsupportedProtocol, httpx.InvalidURL), Failure.REFUSED_ADDRESS),
    (
        (
            scrapy_errors.DownloadTimeoutError,
            twisted_errors.TimeoutError,
            twisted_errors.TCPTimedOutError,
            httpx.TimeoutException,
            TimeoutError,
        ),
        Failure.TIMEOUT,
    ),
    (scrapy_errors.DownloadCancelledError, Failure.TOO_LARGE),
    ((scrapy_errors.ResponseDataLossError, httpx.DecodingError), Failure.BROKEN),
    ((TooManyRedirects, httpx.TooManyRedirects), Failure.CHANGED),
    (
        (
            scrapy_errors.CannotResolveHostError,
            scrapy_errors.DownloadConnectionRefusedError,
            scrapy_errors.DownloadFailedError,
            twisted_errors.ConnectError,
            twisted_errors.ConnectionClosed,
            httpx.TransportError,
            ssl.SSLError,
            socket.gaierror,
            ConnectionError,
        ),
        Failure.UNREACHABLE,
    ),
)


def name_failure(what: object) -> Failure:
    """The name of a failure: of an exception, of Twisted's wrapper around one, or of an unusable response.

    Anything unknown is ``broken``: it deserves a look.
    """
    if isinstance(what, TwistedFailure):
        what = what.value
    if isinstance(what, (HttpError, httpx.HTTPStatusError)):
        what = what.response
    if isinstance(what, (ScrapyResponse, httpx.Response)):
        return _name_response(what)
    if isinstance(what, RobotsUnreachable):
        return what.failure
    for error in _causes(what):
        for types, failure in _BY_TYPE:
            if isinstance(error, types):
                return failure
    return Failure.BROKEN


def _name_response(response: ScrapyResponse | httpx.Response) -> Failure:
    if isinstance(response, ScrapyResponse):
        headers = {
            name.decode("latin-1"): b",".join(values).decode("latin-1") for name, values in response.headers.items()
        }
        return judge_response(response.status, headers, response.body, url=response.url) or Failure.BROKEN
    try:
        body = response.content
    except httpx.ResponseNotRead:
        body = b""
    return judge_response(response.status_code, response.headers, body, url=str(response.url)) or Failure.BROKEN


def _causes(error: object) -> Iterator[BaseException]:
    """An exception and what it stems from, nearest first; cycles end."""
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
