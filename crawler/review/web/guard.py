"""What every request has to pass before a page sees it, and what every answer carries.

Checked here: the Host header (a name that an attacker points to this machine must not be answered), where a write comes
from (Origin and Sec-Fetch-Site, as the Fetch Metadata recommendation of the W3C has it), and how much a body holds.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes of a form or of JSON; the largest, a bulk selection of a page of ids, has about 20,000."""

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # With "no-referrer" browsers send "Origin: null" with our own forms, which cannot be told from another site's.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """The outermost layer of the application.

    Args:
        app: what is guarded.
        hosts: names under which the application may be addressed, besides ``localhost`` and plain IP addresses, which
            no foreign domain can stand for.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset({"localhost", *(host.lower().rstrip(".") for host in hosts)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request at once; hand any other on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    answer.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        if scope["method"] in _READS:
            await self.app(scope, receive, send_guarded)
            return
        body = await _read(receive)
        if body is None:
            await _too_large()(scope, receive, send_guarded)
            return
        await self.app(scope, _replay(body, receive), send_guarded)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if not self._is_ours(headers.get("host", "")):
            return PlainTextResponse(
                "This address is not known here. If it is yours, add its name to [review] hosts.\n", 421
            )
        if method in _READS:
            return None
        if not came_from_here(headers):
            return PlainTextResponse("This request came from another site and was refused.\n", 403)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
            return _too_large()
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name.rstrip(".") in self.hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def came_from_here(headers: Headers) -> bool:
    """Whether a write comes from our own pages, or from a program that shows its own token instead of a cookie."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return origin.lower().partition("://")[2] == headers.get("host", "").lower()
    # Every browser of the last years sends one of the two with a write.
    return site is not None or headers.get("authorization", "").lower().startswith("bearer ")


def _too_large() -> PlainTextResponse:
    return PlainTextResponse(f"More than {MAX_BODY // 1024} KiB are not taken at once.\n", 413)


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or ``None`` where it is longer than it may be, whatever its header said."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
