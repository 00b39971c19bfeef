"""Whether an answer can be read: challenges, statuses and pages where data were asked for, from the bytes alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.records import Failure

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


def _by_status(status: int, headers: Mapping[str, str]) -> Failure:
    named = _BY_STATUS.get(status)
    if named is not None:
        return named
    if status >= 500:
        waits = any(name.lower() == "retry-after" for name in headers)
        return Failure.RATE_LIMITED if status == 503 and waits else Failure.SERVER_ERROR
    return Failure.CHANGED
