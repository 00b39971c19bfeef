"""A loopback web server with the habits of real ones: pages, slow-downs, redirects, compression, damage."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request: path without the query, its parameters, headers in lower case, and the body."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    count: int = 1
    """How often the path was asked for, this time included."""


@dataclass(frozen=True)
class Reply:
    """One answer; ``missing_bytes`` are promised by Content-Length and never sent."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    missing_bytes: int = 0


Page = Reply | Callable[[Asked], Reply]


def text(body: str, content_type: str = "text/html; charset=utf-8", encoding: str = "utf-8") -> Reply:
    """A page in an encoding, which need not be the one that it claims."""
    return Reply(body.encode(encoding), headers={"Content-Type": content_type})


def as_json(value: Any) -> Reply:
    """A JSON value."""
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def gzipped(reply: Reply) -> Reply:
    """The same answer, compressed on its way."""
    return Reply(gzip.compress(reply.body), reply.status, {**reply.headers, "Content-Encoding": "gzip"})


def truncated(reply: Reply) -> Reply:
    """The first half of an answer, whose connection then ends."""
    half = len(reply.body) // 2
    return Reply(reply.body[:half], reply.status, reply.headers, missing_bytes=len(reply.body) - half)


def redirect(to: str) -> Reply:
    """The page is elsewhere."""
    return Reply(status=302, headers={"Location": to})


def slow_down_once(then: Reply, *, seconds: int = 0) -> Page:
    """Too many requests at first, with the time to wait; then the answer."""
    wait = Reply(status=429, headers={"Retry-After": str(seconds)})
    return lambda asked: wait if asked.count == 1 else then


def fails_once(then: Reply) -> Page:
    """A fault that passes."""
    return lambda asked: Reply(b"oops", 500) if asked.count == 1 else then


def when_keyed(header: str, value: str, then: Reply) -> Page:
    """The answer for who has the key, 401 for the others."""
    return lambda asked: then if asked.headers.get(header.lower()) == value else Reply(b"no", 401)


def paged(rows: Sequence[Any], *, size: int, parameter: str = "offset", path: str = "rows") -> Page:
    """A list in pages by offset: ``{"rows": [...], "total": n}``."""

    def page(asked: Asked) -> Reply:
        start = int(asked.query.get(parameter, "0"))
        return as_json({path: list(rows[start : start + size]), "total": len(rows)})

    return page


class Site(ThreadingHTTPServer):
    """Serves pages by host and path (``news.example/feed``); everything else is 404, robots.txt too."""

    daemon_threads = True

    def __init__(self, pages: Mapping[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[Asked] = []

    @property
    def hosts(self) -> dict[str, str]:
        """The host table that sends every host here."""
        return {"*": f"http://127.0.0.1:{self.server_address[1]}/_"}

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up early are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/_/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        count = sum(asked.path == path for asked in self.server.asked) + 1
        asked = Asked(path, query, {name.lower(): value for name, value in self.headers.items()}, body, count)
        self.server.asked.append(asked)
        page = self.server.pages.get(path, Reply(b"not here", 404))
        reply = page if isinstance(page, Reply) else page(asked)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) + reply.missing_bytes))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = self.close_connection or reply.missing_bytes > 0

    do_POST = do_GET  # noqa: N815  (the library's name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""


@contextmanager
def serving(pages: Mapping[str, Page]) -> Iterator[Site]:
    """A running site."""
    site = Site(pages)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()
