"""Search engines that answer with a feed (RSS), and the links in it that lead through the engine."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from crawler.records import Failure
from spiders.hits import Hits, item_of
from spiders.parsed import Problem
from spiders.search import SearchSpider
from spiders.search_api import SearchApi
from spiders.syndication import FeedItem, parse_feed

CLICKED = ("/news/apiclick.aspx", "/ck/a")
"""Paths of links that carry the page's own address in their query."""


class SearchFeedSpider(SearchSpider):
    """Asks an engine as its record says, and reads its feed."""

    name = "search_feed"

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        return parse_answer(body, self.api, url=self.source.urls[0], content_type=content_type)


def parse_answer(body: bytes, api: SearchApi, *, url: str, content_type: str = "") -> Hits:
    """Read one page of hits. A feed that is damaged somewhere is no answer, or the hits behind would be lost."""
    feed = parse_feed(body, content_type, url)
    if feed.problem is not None:
        return Hits(problem=feed.problem)
    if any(signal.subject.startswith("malformed") for signal in feed.signals) and b"</rss>" not in body[-1000:]:
        return Hits(problem=Problem(Failure.BROKEN, "the answer is cut off"))
    items: dict[str, FeedItem] = {}
    for entry in feed.items:
        item = item_of(unwrapped(entry.url), entry.title or "", entry.summary, entry.published, api=api, today=None)
        if item is not None:
            # The feed's own moment is more exact than the day that was read from it.
            items.setdefault(item.url, replace(item, published=entry.published))
    if feed.rows and not items:
        return Hits(problem=Problem(Failure.CHANGED, f"none of {feed.rows} entries has an address"))
    return Hits(tuple(items.values()), feed.rows, feed.signals)


def unwrapped(url: str) -> str:
    """The page's own address in a link through Bing (``apiclick.aspx?...&url=<address>``); any other link as it is."""
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith("bing.com") or parts.path.lower() not in CLICKED:
        return url
    inner = parse_qs(parts.query).get("url", [""])[0]
    return inner if inner.startswith(("http://", "https://")) else url
