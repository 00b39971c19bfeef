"""The Hub's host: listing, details, files, rate limits and error answers as huggingface.co gives them."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from crawler.demo.exchange import Reply, Request, conditional, etag_of, ranged
from crawler.demo.hub import HubState
from crawler.demo.hub_query import DETAIL_EXPANDS, BadQueryError, parse_expand, parse_list_query

HOST = "huggingface.co"
WINDOW_SECONDS = 300
"""Length of a rate limit's fixed window (https://huggingface.co/docs/hub/rate-limits)."""
QUOTAS = {"api": 10_000, "resolvers": 100_000, "pages": 1_000}
"""Requests per window and bucket: the published tier that a demo on one machine does not exhaust."""

_DETAIL = re.compile(r"/api/models/([^/]+/[^/]+|[^/]+?)(?:/revision/([^/]+))?/?$")
_FILE = re.compile(r"/([^/]+/[^/]+)/(?:resolve|raw)/([^/]+)/(.+)$")
_JSON = "application/json; charset=utf-8"
_TYPES = {".json": "application/json", ".md": "text/plain; charset=utf-8", ".txt": "text/plain; charset=utf-8"}
_ROBOTS = b"User-agent: *\nAllow: /\n\nSitemap: https://huggingface.co/sitemap.xml\n"


class RateLimits:
    """Counters of a fixed window per bucket. ``clock`` gives seconds; ``quotas`` requests per window."""

    def __init__(self, quotas: Mapping[str, int] = QUOTAS, clock: Callable[[], float] = time.monotonic) -> None:
        self._quotas = dict(quotas)
        self._clock = clock
        self._started = clock()
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, bucket: str) -> tuple[bool, dict[str, str]]:
        """Count one request; whether it may pass, and the headers of every answer (in the IETF draft's form)."""
        with self._lock:
            elapsed = self._clock() - self._started
            if elapsed >= WINDOW_SECONDS:
                self._started, self._used, elapsed = self._clock(), {}, 0.0
            self._used[bucket] = self._used.get(bucket, 0) + 1
            left = self._quotas[bucket] - self._used[bucket]
        return left >= 0, {
            "RateLimit": f'"{bucket}";r={max(0, left)};t={max(1, round(WINDOW_SECONDS - elapsed))}',
            "RateLimit-Policy": f'"fixed window";"{bucket}";q={self._quotas[bucket]};w={WINDOW_SECONDS}',
        }


class HubSite:
    """Answers for ``huggingface.co`` from a state; the same object serves any number of connections."""

    def __init__(self, state: HubState, limits: RateLimits | None = None) -> None:
        self.state = state
        self._limits = limits or RateLimits()

    def answer(self, request: Request) -> Reply:
        """Answer one request; unknown addresses are 404, never an exception."""
        bucket = "api" if request.path.startswith("/api/") else "resolvers" if "/resolve/" in request.path else "pages"
        allowed, headers = self._limits.take(bucket)
        reply = self._route(request) if allowed else _error(429, "We had to rate limit your IP")
        return Reply(reply.status, reply.body, {**headers, **reply.headers}, reply.compressible)

    def _route(self, request: Request) -> Reply:
        path = request.path
        if path == "/robots.txt":
            return Reply(200, _ROBOTS, {"Content-Type": "text/plain; charset=utf-8"})
        if path.rstrip("/") == "/api/models":
            return self._list(request)
        if match := _DETAIL.match(path):
            return self._detail(request, match[1])
        if match := _FILE.match(path):
            return self._file(request, match[1], match[3])
        repository = path.strip("/")
        if repository in self.state:
            return Reply(200, _landing(repository), {"Content-Type": "text/html; charset=utf-8"}, compressible=True)
        return _error(404, "Sorry, we can't find the page you are looking for.")

    def _list(self, request: Request) -> Reply:
        try:
            query = parse_list_query(request.parameters)
        except BadQueryError as error:
            return _error(400, str(error))
        page = self.state.page(query)
        reply = Reply(200, page.body, {"Content-Type": _JSON})
        if page.cursor is None:
            return reply
        kept = [(key, value) for key, value in request.parameters if key != "cursor"]
        address = f"{request.base}/api/models?{urlencode([*kept, ('cursor', page.cursor)])}"
        return reply.with_headers(Link=f'<{address}>; rel="next"')

    def _detail(self, request: Request, repository: str) -> Reply:
        try:
            expand = parse_expand(request.parameters, DETAIL_EXPANDS)
        except BadQueryError as error:
            return _error(400, str(error))
        blobs = ("blobs", "true") in request.parameters
        body = self.state.detail(repository, expand, blobs=blobs)
        if body is None:
            return _error(404, "Repository not found", "RepoNotFound")
        return Reply(200, body, {"Content-Type": _JSON})

    def _file(self, request: Request, repository: str, name: str) -> Reply:
        if repository not in self.state:
            return _error(404, "Repository not found", "RepoNotFound")
        commit = {"X-Repo-Commit": self.state.commit(repository)}
        if self.state.is_gated(repository):
            message = f"Access to model {repository} is restricted. You must be authenticated to access it."
            has_token = any(name.lower() == "authorization" for name in request.headers)
            # A token shows who asks, and that access was not granted.
            return _error(403 if has_token else 401, message, "GatedRepo").with_headers(**commit)
        body = self.state.file(repository, name)
        if body is None:
            return _error(404, "Entry not found", "EntryNotFound").with_headers(**commit)
        kind = next((kind for ending, kind in _TYPES.items() if name.endswith(ending)), "application/octet-stream")
        headers = {
            "Content-Type": kind,
            "ETag": etag_of(body),
            "Accept-Ranges": "bytes",
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(name.rsplit('/', 1)[-1])}",
            **commit,
        }
        return ranged(request, conditional(request, Reply(200, body, headers)))


def _error(status: int, message: str, code: str | None = None) -> Reply:
    plain = " ".join(message.encode("ascii", "ignore").decode().split())
    headers = {"Content-Type": _JSON, "X-Error-Message": plain}
    if code is not None:
        headers["X-Error-Code"] = code
    return Reply(status, json.dumps({"error": message}, ensure_ascii=False).encode(), headers)


def _landing(repository: str) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><title>{repository} · Hugging Face</title></head>"
        f"<body><h1>{repository}</h1><p>Demo page. The files are under /{repository}/resolve/main/.</p></body></html>"
    ).encode()
