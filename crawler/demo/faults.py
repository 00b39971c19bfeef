"""Ways in which the demo's web can misbehave on purpose, for tests of what the crawler makes of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from crawler.demo.exchange import Reply, Request


class FaultMode(StrEnum):
    """What goes wrong."""

    SERVER_ERROR = "server-error"
    """500 with a short HTML page."""
    UNAVAILABLE = "unavailable"
    """503 with a short HTML page."""
    RATE_LIMITED = "rate-limited"
    """429; the wait stands in the ``RateLimit`` header where the host sends one, else in ``Retry-After``."""
    FORBIDDEN = "forbidden"
    """403 with a captcha page."""
    NOT_FOUND = "not-found"
    HANG = "hang"
    """The request is read and never answered."""
    DROP = "drop"
    """The connection closes in the middle of the body."""
    BROKEN_JSON = "broken-json"
    """The true answer, cut in half, with the right length."""
    HTML = "html"
    """200 with an HTML page, whatever was asked for."""
    EMPTY = "empty"
    """200 without a body."""
    EMPTY_LIST = "empty-list"
    """200 with an empty JSON list."""
    WRONG_CHARSET = "wrong-charset"
    """The true bytes under the name of another encoding."""
    RELATIVE_LINK = "relative-link"
    """The true answer whose ``Link`` header holds a relative address."""


_PAGES = {
    FaultMode.SERVER_ERROR: (500, "Internal Server Error"),
    FaultMode.UNAVAILABLE: (503, "Service Temporarily Unavailable"),
    FaultMode.FORBIDDEN: (403, "Please complete the captcha to continue"),
    FaultMode.NOT_FOUND: (404, "Not Found"),
    FaultMode.HTML: (200, "Sign in to continue"),
}
"""Faults that answer with a short HTML page: status and headline."""


class FaultError(ValueError):
    """A fault's description cannot be used; the message names the key."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: which requests go wrong, how, and how often.

    ``host``, ``path`` and ``query`` are shell patterns; ``query`` matches the raw query. The first ``after`` matching
    requests pass, the next ``times`` fail (0: all of them). ``seconds`` is the wait that a 429 announces.
    """

    mode: FaultMode
    host: str = "*"
    path: str = "*"
    query: str = "*"
    after: int = 0
    times: int = 0
    seconds: int = 1

    @classmethod
    def parse(cls, description: Mapping[str, Any]) -> Fault:
        """Read a rule from decoded JSON.

        Raises:
            FaultError: an unknown key or mode, or a value of the wrong type.
        """
        unknown = set(description) - set(cls.__slots__)
        if unknown:
            raise FaultError(f"unknown key in a fault: {sorted(unknown)[0]}")
        try:
            mode = FaultMode(description["mode"])
        except KeyError as error:
            raise FaultError("a fault needs a mode") from error
        except ValueError as error:
            raise FaultError(f"unknown mode of a fault: {description['mode']!r}") from error
        values = {key: value for key, value in description.items() if key != "mode"}
        for key, value in values.items():
            wanted = int if key in {"after", "times", "seconds"} else str
            if not isinstance(value, wanted):
                raise FaultError(f"{key} of a fault must be {'a number' if wanted is int else 'a text'}: {value!r}")
        return cls(mode=mode, **values)

    def matches(self, request: Request) -> bool:
        """Whether the rule is about this request."""
        return (
            fnmatchcase(request.host, self.host)
            and fnmatchcase(request.path, self.path)
            and fnmatchcase(request.query, self.query)
        )

    def spoil(self, reply: Reply) -> Reply:
        """What the client gets instead of the true answer. Hanging and dropping are the listener's part."""
        if self.mode in _PAGES:
            status, message = _PAGES[self.mode]
            wait = {"Retry-After": str(self.seconds)} if status == 503 else {}
            return _page(status, message, wait)
        return self._altered(reply)

    def _altered(self, reply: Reply) -> Reply:
        match self.mode:
            case FaultMode.RATE_LIMITED:
                altered = self._rate_limited(reply)
            case FaultMode.BROKEN_JSON:
                altered = replace(reply, body=reply.body[: len(reply.body) // 2])
            case FaultMode.EMPTY:
                altered = replace(reply, status=200, body=b"")
            case FaultMode.EMPTY_LIST:
                altered = Reply(200, b"[]", {"Content-Type": "application/json; charset=utf-8"})
            case FaultMode.WRONG_CHARSET:
                kind = reply.headers.get("Content-Type", "text/html").split(";")[0]
                altered = reply.with_headers(Content_Type=f"{kind}; charset=iso-8859-7")
            case FaultMode.RELATIVE_LINK if "?" in reply.headers.get("Link", ""):
                altered = reply.with_headers(Link=f"<?{reply.headers['Link'].split('?', 1)[1]}")
            case _:
                altered = reply
        return altered

    def _rate_limited(self, reply: Reply) -> Reply:
        limit = reply.headers.get("RateLimit", "")
        if limit:
            wait = {"RateLimit": f"{limit.split(';')[0]};r=0;t={self.seconds}"}
            wait["RateLimit-Policy"] = reply.headers["RateLimit-Policy"]
        else:
            wait = {"Retry-After": str(self.seconds)}
        body = b'{"error":"We had to rate limit your IP"}'
        return Reply(429, body, {"Content-Type": "application/json; charset=utf-8", **wait})


def parse_faults(text: str) -> list[Fault]:
    """Read a JSON list of rules.

    Raises:
        FaultError: no JSON, no list of objects, or a rule that cannot be used.
    """
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        raise FaultError(f"the faults are not valid JSON: {error}") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FaultError("the faults must be a JSON list of objects")
    return [Fault.parse(item) for item in items]


class FaultPlan:
    """The rules in force and how often each has met its requests; safe to use from several threads."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._rules = tuple(faults)
        self._met = [0] * len(self._rules)
        self._lock = threading.Lock()

    def due(self, request: Request) -> Fault | None:
        """The first rule that strikes this request, counting the request for every rule that is about it."""
        struck: Fault | None = None
        with self._lock:
            for index, fault in enumerate(self._rules):
                if not fault.matches(request):
                    continue
                self._met[index] += 1
                turn = self._met[index] - fault.after
                if struck is None and turn > 0 and (fault.times == 0 or turn <= fault.times):
                    struck = fault
        return struck


def _page(status: int, message: str, headers: Mapping[str, str]) -> Reply:
    body = f"<!doctype html><html><head><title>{message}</title></head><body><h1>{message}</h1></body></html>"
    return Reply(status, body.encode(), {"Content-Type": "text/html; charset=utf-8", **headers})
