"""What passes between the demo's listener and its sites: one request, one reply, and the interface of a site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qsl

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a site sees it: ``path`` is the path on that site, still percent-decoded once.

    ``base`` is the address under which the client reached the site (scheme, authority and path prefix), so that a
    site can build absolute links that lead back to the same place.
    """

    method: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    base: str

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query's parameters in order, decoded."""
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def target(self) -> str:
        """Path and query, as in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``compressible`` bodies go out as gzip where the client accepts it."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    compressible: bool = False

    def with_headers(self, **headers: str) -> Reply:
        """A copy with more headers; underscores in names become hyphens."""
        return replace(self, headers={**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}})


class Site(Protocol):
    """One host of the little web."""

    def answer(self, request: Request) -> Reply:
        """Answer one request; never raises on odd paths or parameters."""
        ...


def etag_of(body: bytes) -> str:
    """A strong validator of a body, quoted as in the ``ETag`` header."""
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'


def http_date(day: date | datetime) -> str:
    """A day or moment (UTC) in the form of ``Last-Modified`` (RFC 9110, section 5.6.7)."""
    moment = day if isinstance(day, datetime) else datetime.combine(day, time(6, 0), UTC)
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def conditional(request: Request, reply: Reply) -> Reply:
    """Turn an answer into 304 where the request's validators still hold (RFC 9110, section 13.2.2)."""
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        fresh = "*" in tags or reply.headers.get("ETag", "") in tags
    else:
        since = request.headers.get("if-modified-since")
        fresh = since is not None and since == reply.headers.get("Last-Modified")
    return replace(reply, status=304, body=b"") if fresh and reply.status == 200 else reply


def ranged(request: Request, reply: Reply) -> Reply:
    """Cut an answer to the one byte range that was asked for (RFC 9110, section 14); 416 where it lies outside.

    Several ranges, other units and malformed headers are ignored, as the standard allows.
    """
    match = _RANGE.match(request.headers.get("range", "").strip())
    if match is None or reply.status != 200 or not any(match.groups()):
        return reply
    size = len(reply.body)
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        return replace(reply, status=416, body=b"", headers={**reply.headers, "Content-Range": f"bytes */{size}"})
    return replace(
        reply,
        status=206,
        body=reply.body[start : end + 1],
        headers={**reply.headers, "Content-Range": f"bytes {start}-{end}/{size}"},
    )
