"""RSS and Atom feeds, read from their bytes; malformed ones as far as they go."""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from spiders.parsed import Problem
from spiders.urls import canonical_url

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry. ``published`` is ISO in UTC, to the second; ``version`` changes when the feed says the page did."""

    url: str
    title: str | None
    summary: str
    published: str | None
    version: str
    is_dated: bool = True
    """Whether ``published`` is the day of publication; a sitemap may only say when a page was last changed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its order, each address once. ``rows`` counts all entries, also unusable ones."""

    items: tuple[FeedItem, ...] = ()
    language: str | None = None
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None


def parse_feed(body: bytes, content_type: str | None, url: str) -> Feed:
    """Read a feed. ``url`` is its address, which relative links are resolved against."""
    import feedparser  # noqa: PLC0415  (a third of a second to load)

    if not body.strip():
        return Feed(problem=Problem(Failure.EMPTY, "empty body"))
    if looks_like_html(body) and b"<rss" not in body[:4096] and b"<feed" not in body[:4096]:
        return Feed(problem=Problem(Failure.CHANGED, "a web page instead of a feed"))
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        return Feed(problem=Problem(Failure.BROKEN, f"unreadable feed: {type(error).__name__}: {error}"))
    entries = list(parsed.entries)
    fault = " ".join(str(parsed.get("bozo_exception", "")).split())[:200] if parsed.get("bozo") else ""
    if not entries and not parsed.get("version"):
        return Feed(problem=Problem(Failure.BROKEN, f"no feed: {fault}" if fault else "no feed"))
    signals = [Signal("feed", f"malformed: {url}", fault)] if fault else []
    items: dict[str, FeedItem] = {}
    for entry in entries:
        item = _item(entry)
        if item is None:
            signals.append(Signal("feed", f"entries without a usable link: {url}", str(entry.get("title", ""))[:100]))
        else:
            items.setdefault(item.url, item)
    return Feed(tuple(items.values()), _text(parsed.feed.get("language")), len(entries), tuple(signals))


def _item(entry: Any) -> FeedItem | None:
    link = canonical_url(str(entry.get("feedburner_origlink") or entry.get("link") or ""))
    if link is None:
        return None
    published = _moment(entry, "published_parsed") or _moment(entry, "updated_parsed")
    updated = _moment(entry, "updated_parsed") or published
    title = _text(entry.get("title"))
    return FeedItem(
        url=link,
        title=title,
        summary=_text(entry.get("summary")) or "",
        published=published,
        version=updated or title or link,
    )


def _moment(entry: Any, key: str) -> str | None:
    try:
        # As a plain dictionary: feedparser's own answers "updated" with "published", and warns that it does.
        return datetime.fromtimestamp(timegm(dict.__getitem__(entry, key)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(unescape(TAG.sub(" ", value)).split()) or None
