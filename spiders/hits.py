"""A page of hits as search interfaces answer it, read by the record of the interface."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from spiders.cells import plain
from spiders.converters import day, is_blank, unix_day
from spiders.parsed import Problem
from spiders.paths import find, top_of
from spiders.relative_dates import relative_day
from spiders.search_api import SearchApi
from spiders.syndication import FeedItem
from spiders.urls import canonical_url

HIGHLIGHT = re.compile(r"</?(?:b|em|strong|mark|hlword|font|span)\b[^<>]*>", re.IGNORECASE)
"""Marks that engines set round the words they found, also inside compounds: nothing may take their place."""

OVER_LIMIT = re.compile(
    r"rate.?limit|too many|quota|limit (?:requests|exceeded|reached)|exceed|throttl|one every|slow down|"
    r"频率|超限|配额|额度|次数|한도|초과|превышен|лимит",
    re.IGNORECASE,
)
"""How interfaces say that they were asked too often."""

MESSAGE_CHARACTERS = 400
"""A body without any structure and no longer than this is a sentence to people."""

EXACT_DAYS = 6
"""``3 days ago`` names a day, ``2 weeks ago`` only finds it."""


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits. ``rows`` counts all of them, also those without a usable address."""

    items: tuple[FeedItem, ...] = ()
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None
    cursor: str = ""
    """What the next page is asked with, for interfaces that page by it."""


def parse_hits(body: bytes, api: SearchApi, *, source: str, today: date | None = None, content_type: str = "") -> Hits:
    """Read a page of hits in JSON. ``today`` is what ``3 days ago`` counts from; without it such dates stay unread."""
    value, problem = _json(body, content_type)
    if problem is not None:
        return Hits(problem=problem)
    if api.error and (message := find(value, api.error)) not in (None, "", 0):
        return Hits(problem=refusal(message if isinstance(message, str) else json.dumps(value, ensure_ascii=False)))
    listed = find(value, api.rows)
    if listed is None and isinstance(value, Mapping):
        # Interfaces leave the list out where nothing was found; what else they say is then no list under a new name.
        renamed = next((name for name, entry in value.items() if _holds_rows(entry)), None)
        if renamed is not None:
            return Hits(problem=Problem(Failure.CHANGED, f"no list of hits at {api.rows!r}, but one at {renamed!r}"))
        return Hits(signals=_degraded(value, api, source))
    if not isinstance(listed, list):
        return Hits(problem=Problem(Failure.CHANGED, f"no list of hits at {api.rows or 'the top'}"))
    counted = [row for row in listed if _counts(row, api)]
    items: dict[str, FeedItem] = {}
    odd = 0
    for row in counted:
        item = _item(row, api, today)
        if item is None:
            odd += 1
        else:
            items.setdefault(item.url, item)
    if counted and not items:
        return Hits(problem=Problem(Failure.CHANGED, f"none of {len(counted)} hits has an address at {api.link!r}"))
    if items and not any(item.title for item in items.values()):
        return Hits(problem=Problem(Failure.CHANGED, f"none of {len(items)} hits has a title at {api.title!r}"))
    signals = (Signal("row", f"{source}: hits without an address", f"{odd} on one page"),) if odd else ()
    cursor = find(value, api.next) if api.next else None
    return Hits(
        tuple(items.values()), len(listed), (*signals, *_unknown(counted, api, source), *_degraded(value, api, source)),
        cursor="" if cursor is None else str(cursor),
    )  # fmt: skip


def refusal(message: str) -> Problem:
    """What an interface says in place of hits, by name: too often, or not for us."""
    shown = " ".join(message.split())[:200]
    failure = Failure.RATE_LIMITED if OVER_LIMIT.search(message) else Failure.BLOCKED
    return Problem(failure, f"the interface says: {shown}")


def published_day(value: Any) -> str | None:
    """A hit's date: ISO, seconds since 1970, RFC 2822 (``Tue, 03 Nov 2026 09:00:00 +0900``), ``20261103T031500``."""
    if is_blank(value) or isinstance(value, bool):
        return None
    written = str(value).strip()
    compact = written[:8] if len(written) in (15, 16) and written[8:9] == "T" else written
    rfc = " ".join(written.split()[1:4]) if "," in written[:5] else ""
    return day(compact) or day(rfc) or (unix_day(value) if isinstance(value, int | float) else None)


def item_of(
    url: str, title: str, summary: str, published: Any, *, api: SearchApi, today: date | None
) -> FeedItem | None:
    """A hit as an entry; ``None`` where its address is none."""
    link = canonical_url(url)
    if link is None:
        return None
    heading = _clean(title)
    if api.outlet_in_title and heading.count(" - "):
        heading, _, outlet = heading.rpartition(" - ")
        summary = f"{summary}\n{outlet}"
    stated = published_day(published)
    relative = relative_day(str(published), today) if stated is None and today and not is_blank(published) else None
    exact = (stated is not None and not api.seen_dates) or (
        relative is not None and today is not None and today - date.fromisoformat(relative) <= timedelta(EXACT_DAYS)
    )
    when = stated or relative
    return FeedItem(link, heading or None, _clean(summary), when, version=stated or heading or link, is_dated=exact)


def is_headline_only(item: FeedItem, api: SearchApi) -> bool:
    """Whether the page of a hit must not be fetched, or leads nowhere without a browser."""
    host = urlsplit(item.url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in api.headlines_of)


def _json(body: bytes, content_type: str) -> tuple[Any, Problem | None]:
    """The JSON value of an answer; control characters inside texts, which GDELT sends, are taken as they are."""
    if not body.strip():
        return None, Problem(Failure.EMPTY, "empty body")
    if looks_like_html(body):
        return None, Problem(Failure.CHANGED, "a web page instead of JSON")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        stated = re.search(r"charset=[\"']?([\w.-]+)", content_type)
        try:
            text = body.decode(stated[1]) if stated and stated[1].lower() not in {"utf-8", "utf8"} else ""
        except (LookupError, UnicodeDecodeError):
            text = ""
        if not text:
            return None, Problem(Failure.BROKEN, f"not the stated character set: {error.reason}")
    try:
        return json.loads(text, strict=False), None
    except (ValueError, RecursionError) as error:
        if len(text) <= MESSAGE_CHARACTERS and text.lstrip()[:1] not in ("{", "["):
            spoken = refusal(text)
            limited = spoken.failure is Failure.RATE_LIMITED
            return None, spoken if limited else Problem(Failure.CHANGED, spoken.detail)
        return None, Problem(Failure.BROKEN, f"not JSON: {error}")


def _item(row: Any, api: SearchApi, today: date | None) -> FeedItem | None:
    if not isinstance(row, Mapping):
        return None
    links = (api.link,) if isinstance(api.link, str) else api.link
    url = next((str(found) for path in links if (found := find(row, path)) not in (None, "")), "")
    summary = str(find(row, api.summary) or "") if api.summary else ""
    published = find(row, api.published) if api.published else None
    return item_of(url, str(find(row, api.title) or ""), summary, published, api=api, today=today)


def _counts(row: Any, api: SearchApi) -> bool:
    return all(find(row, path) in (None, value) for path, value in api.only.items())


def _holds_rows(entry: Any) -> bool:
    return isinstance(entry, list) and bool(entry) and all(isinstance(row, Mapping) for row in entry)


def _unknown(rows: list[Any], api: SearchApi, source: str) -> tuple[Signal, ...]:
    """Columns that nobody knows, where the record says which ones are known."""
    if not api.columns:
        return ()
    links = (api.link,) if isinstance(api.link, str) else api.link
    read = [path for path in (*links, api.title, api.summary, api.published, *api.only) if path]
    met: dict[str, None] = {}
    for row in rows:
        if isinstance(row, Mapping):
            known = {top_of(path, row) for path in read}
            met |= {str(column): None for column in row if str(column) not in known}
    names = [name for name in met if not any(fnmatchcase(name, pattern) for pattern in api.columns)]
    return tuple(Signal("column", f"{source}: {name[:60]}") for name in sorted(names)[:20])


def _degraded(value: Any, api: SearchApi, source: str) -> tuple[Signal, ...]:
    silent = find(value, api.degraded) if api.degraded else None
    if not isinstance(silent, list) or not silent:
        return ()
    return (Signal("source", f"{source}: could not ask everything", json.dumps(silent, ensure_ascii=False)[:300]),)


def _clean(text: str) -> str:
    return plain(HIGHLIGHT.sub("", unescape(text)))
