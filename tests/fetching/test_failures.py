"""Every way a fetch can end has a name, and every name an action."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import exceptions as scrapy_errors
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as twisted_errors
from twisted.python.failure import Failure as TwistedFailure

from crawler.fetching.errors import (
    RateLimited,
    RefusedAddress,
    RobotsDenied,
    RobotsUnreachable,
    TooLarge,
    TooManyRedirects,
    UnreadableEncoding,
)
from crawler.fetching.failures import ACTIONS, is_challenge, judge_response, name_failure
from crawler.fetching.judging import looks_like_html
from crawler.records import Failure

ARTICLE = b"<!doctype html><html><head><title>A model</title></head><body>%s</body></html>" % (b"<p>words</p>" * 400)


def test_every_failure_has_an_action_of_one_sentence() -> None:
    assert set(ACTIONS) == set(Failure)
    assert all(action.endswith(".") and "\n" not in action and ". " not in action for action in ACTIONS.values())


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (RobotsDenied("x"), Failure.ROBOTS_DENIED),
        (RobotsUnreachable("x", Failure.SERVER_ERROR), Failure.SERVER_ERROR),
        (RefusedAddress("x"), Failure.REFUSED_ADDRESS),
        (TooLarge("x"), Failure.TOO_LARGE),
        (TooManyRedirects("x"), Failure.CHANGED),
        (RateLimited("x"), Failure.RATE_LIMITED),
        (UnreadableEncoding("x"), Failure.BROKEN),
        (scrapy_errors.DownloadTimeoutError(), Failure.TIMEOUT),
        (scrapy_errors.DownloadConnectionRefusedError(), Failure.UNREACHABLE),
        (scrapy_errors.DownloadFailedError(), Failure.UNREACHABLE),
        (scrapy_errors.CannotResolveHostError(), Failure.UNREACHABLE),
        (scrapy_errors.DownloadCancelledError(), Failure.TOO_LARGE),
        (scrapy_errors.ResponseDataLossError(), Failure.BROKEN),
        (scrapy_errors.NotSupported("scheme"), Failure.REFUSED_ADDRESS),
        (twisted_errors.TCPTimedOutError(), Failure.TIMEOUT),  # type: ignore[no-untyped-call]
        (twisted_errors.ConnectionRefusedError(), Failure.UNREACHABLE),  # type: ignore[no-untyped-call]
        (httpx.ConnectTimeout("x"), Failure.TIMEOUT),
        (httpx.ReadTimeout("x"), Failure.TIMEOUT),
        (httpx.ConnectError("x"), Failure.UNREACHABLE),
        (httpx.RemoteProtocolError("x"), Failure.UNREACHABLE),
        (httpx.UnsupportedProtocol("x"), Failure.REFUSED_ADDRESS),
        (httpx.TooManyRedirects("x"), Failure.CHANGED),
        (httpx.DecodingError("x"), Failure.BROKEN),
        (TimeoutError(), Failure.TIMEOUT),
        (socket.gaierror(), Failure.UNREACHABLE),
        (ssl.SSLCertVerificationError(), Failure.UNREACHABLE),
        (ValueError("a parser failed"), Failure.BROKEN),
        (None, Failure.BROKEN),
    ],
)
def test_errors_have_names(error: object, failure: Failure) -> None:
    assert name_failure(error) is failure
    if isinstance(error, Exception):
        assert name_failure(TwistedFailure(error)) is failure  # type: ignore[no-untyped-call]


def test_an_error_is_named_by_what_caused_it() -> None:
    wrapper = RuntimeError("wrapper")
    wrapper.__cause__ = TooLarge("cause")
    assert name_failure(wrapper) is Failure.TOO_LARGE


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, Failure.CHANGED),
        (400, Failure.CHANGED),
        (401, Failure.BLOCKED),
        (403, Failure.BLOCKED),
        (404, Failure.GONE),
        (408, Failure.TIMEOUT),
        (410, Failure.GONE),
        (422, Failure.CHANGED),
        (429, Failure.RATE_LIMITED),
        (451, Failure.BLOCKED),
        (500, Failure.SERVER_ERROR),
        (503, Failure.SERVER_ERROR),
        (504, Failure.TIMEOUT),
    ],
)
def test_statuses_have_names(status: int, failure: Failure) -> None:
    assert judge_response(status, {}, b"text") is failure
    response = Response("https://example.org/", status=status, body=b"text")
    assert name_failure(response) is failure
    assert name_failure(HttpError(response)) is failure
    request = httpx.Request("GET", "https://example.org/")
    answer = httpx.Response(status, content=b"text", request=request)
    assert name_failure(httpx.HTTPStatusError("x", request=request, response=answer)) is failure


def test_a_503_that_says_when_to_come_back_is_a_rate_limit() -> None:
    assert judge_response(503, {"retry-after": "5"}, b"") is Failure.RATE_LIMITED


def test_good_answers_have_no_failure() -> None:
    assert judge_response(200, {}, ARTICLE, url="https://example.org/a") is None
    assert judge_response(200, {}, b'{"a": 1}', expect_json=True) is None
    assert judge_response(206, {}, b"part") is None


def test_empty_and_wrong_bodies() -> None:
    assert judge_response(200, {}, b" \r\n") is Failure.EMPTY
    assert judge_response(204, {}, b"") is Failure.EMPTY
    assert judge_response(200, {}, b"\xef\xbb\xbf <!DOCTYPE html><p>hello", expect_json=True) is Failure.CHANGED


def test_a_response_whose_body_was_not_read_has_a_name() -> None:
    unread = httpx.Response(403, stream=httpx.ByteStream(b"no"), request=httpx.Request("GET", "https://example.org/"))
    assert name_failure(unread) is Failure.BLOCKED


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Just a moment...</title></head><body></body></html>",
        "<!DOCTYPE html><html><head><title>Attention Required! | Shop</title></head><body>Blocked</body></html>",
        "<html><head><title>百度安全验证</title></head><body>请完成下方验证</body></html>",
        "<html><title>Ой!</title><body>Подтвердите, что запросы отправляли вы</body></html>",
        "<html><body><script>window._cf_chl_opt={}</script>Checking your browser</body></html>",
        "<html><body><div class='g-recaptcha'></div>Please prove it</body></html>",
    ],
)
def test_bot_checks_are_blocked_whatever_their_status(page: str) -> None:
    body = page.encode()
    assert is_challenge(body)
    assert judge_response(200, {}, body) is Failure.BLOCKED
    assert judge_response(503, {}, body) is Failure.BLOCKED
    assert name_failure(HtmlResponse("https://example.org/", body=body, encoding="utf-8")) is Failure.BLOCKED


@pytest.mark.parametrize(
    "url",
    [
        "https://consent.example.com/m?continue=x",
        "https://www.example.com/sorry/index?continue=x",
        "https://example.ru/showcaptcha?x=1",
    ],
)
def test_addresses_of_bot_checks_are_blocked(url: str) -> None:
    assert judge_response(200, {}, ARTICLE, url=url) is Failure.BLOCKED


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (ARTICLE.replace(b"</body>", b"<div class='g-recaptcha'></div></body>"), "https://example.org/"),
        (ARTICLE.replace(b"A model", b"Just a moment: how a model won"), "https://example.org/"),
        (ARTICLE, "https://example.org/captcha-solved-by-a-model"),
        (b'{"title": "Just a moment"}', "https://example.org/"),
    ],
)
def test_pages_about_bot_checks_are_read(body: bytes, url: str) -> None:
    assert judge_response(200, {}, body, url=url) is None


@pytest.mark.parametrize(
    ("piece", "verdict"), [(b"<title", False), (b"<script", False), (b"<", False), (b"<script>", True)]
)
def test_pages_made_to_be_slow_are_judged(piece: bytes, verdict: bool) -> None:
    assert is_challenge(b"<html>_cf_chl_opt" + piece * 40_000) is verdict


@given(body=st.binary(max_size=300), status=st.integers(100, 599), url=st.text(max_size=30))
def test_any_answer_can_be_judged(body: bytes, status: int, url: str) -> None:
    verdict = judge_response(status, {}, body, url=f"https://example.org/{url}", expect_json=True)
    assert verdict is None or verdict in Failure
    assert isinstance(looks_like_html(body), bool)
