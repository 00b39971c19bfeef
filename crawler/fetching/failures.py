"""Names for what went wrong with a fetch; what to do about each is in ``ACTIONS``."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

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
from crawler.records import Failure

__all__ = ["ACTIONS", "is_challenge", "judge_response", "looks_like_html", "name_failure"]

_CHALLENGE_ADDRESS = re.compile(
    r"//(?:consent|captcha|geo\.captcha-delivery|wappass)\."
    r"|/(?:showcaptcha|sorry/index|captcha|recaptcha|cdn-cgi/challenge-platform)(?=/|$)",
    re.IGNORECASE,
)
_CHALLENGE_PAGE = re.compile(
    r"<title[^<>]*>\s*(?:just a moment|attention required|access (?:to this page has been )?denied|"
    r"are you (?:a )?(?:human|robot)|robot check|pardon our interruption|security (?:check|verification)|"
    r"verify(?:ing)? you are human|before you continue|百度安全验证|安全验证|访问验证|人机验证|"
    r"ой!|вы не робот|доступ ограничен|アクセスが拒否)"
    r"|_cf_chl_opt|cf-chl-|_Incapsula_Resource|px-captcha|geo\.captcha-delivery\.com",
    re.IGNORECASE,
)
_CAPTCHA_WIDGET = re.compile(r"smartcaptcha|aws-waf-token|g-recaptcha|h-captcha|cf-turnstile", re.IGNORECASE)
_TAG = re.compile(r"(<[^<>]*>)")
_HIDDEN_START = re.compile(r"<(?:script|style|noscript)\b", re.IGNORECASE)
_HIDDEN_END = re.compile(r"</(?:script|style|noscript)\b", re.IGNORECASE)
_CHALLENGE_TEXT_CHARACTERS = 1_500
"""A page with more visible text than this is no challenge, whatever scripts it carries."""
_WIDGET_TEXT_CHARACTERS = 300
"""The same where all we see is a captcha widget, which ordinary pages have beside their comment form."""

_BY_STATUS = {
    401: Failure.BLOCKED,
    402: Failure.BLOCKED,
    403: Failure.BLOCKED,
    404: Failure.GONE,
    407: Failure.BLOCKED,
    408: Failure.TIMEOUT,
    410: Failure.GONE,
    429: Failure.RATE_LIMITED,
    451: Failure.BLOCKED,
    504: Failure.TIMEOUT,
    524: Failure.TIMEOUT,  # Cloudflare: the origin took too long
}

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


def judge_response(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    url: str = "",
    expect_json: bool = False,
) -> Failure | None:
    """What is wrong with an answer, or ``None`` if it can be read.

    A captcha, consent or block page is ``blocked`` whatever its status; a web page where JSON is expected is
    ``changed``; a status of 4xx without a name of its own means that our request no longer fits.
    """
    if is_challenge(body, url):
        return Failure.BLOCKED
    if not 200 <= status < 300:
        return _by_status(status, headers)
    if not body.strip():
        return Failure.EMPTY
    if expect_json and looks_like_html(body):
        return Failure.CHANGED
    return None


def is_challenge(body: bytes, url: str = "") -> bool:
    """Whether a page is a captcha, a consent wall or a bot check instead of what was asked for."""
    parts = urlsplit(url)
    if _CHALLENGE_ADDRESS.search(f"//{parts.netloc}{parts.path}"):
        return True
    if not looks_like_html(body):
        return False
    page = body[: 256 * 1024].decode("utf-8", errors="replace")
    if _CHALLENGE_PAGE.search(page):
        return _visible_characters(page) < _CHALLENGE_TEXT_CHARACTERS
    return bool(_CAPTCHA_WIDGET.search(page)) and _visible_characters(page) < _WIDGET_TEXT_CHARACTERS


def _visible_characters(page: str) -> int:
    """Characters of text outside tags and scripts; one pass, because the page is a stranger's."""
    visible, hidden = 0, False
    for piece in _TAG.split(page):
        if _HIDDEN_START.match(piece):
            hidden = True
        elif _HIDDEN_END.match(piece):
            hidden = False
        elif not hidden and not piece.startswith("<"):
            visible += len(" ".join(piece.split()))
    return visible


def looks_like_html(body: bytes) -> bool:
    """Whether a body starts like a web page."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--", b"<title", b"<body"))


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


def _by_status(status: int, headers: Mapping[str, str]) -> Failure:
    named = _BY_STATUS.get(status)
    if named is not None:
        return named
    if status >= 500:
        waits = any(name.lower() == "retry-after" for name in headers)
        return Failure.RATE_LIMITED if status == 503 and waits else Failure.SERVER_ERROR
    return Failure.CHANGED


def _causes(error: object) -> Iterator[BaseException]:
    """An exception and what it stems from, nearest first; cycles end."""
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
