"""Sitemaps (sitemaps.org protocol 0.9, Google's news extension) and the articles that they list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scrapy.http import Request, Response

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from spiders.articles import ArticleSpider
from spiders.base import Output
from spiders.converters import day
from spiders.inspection import Inspection
from spiders.parsed import Problem
from spiders.syndication import FeedItem
from spiders.unpacking import GZIP_MAGIC, gunzip
from spiders.urls import canonical_url

MAX_UNPACKED_BYTES = 60 * 2**20
"""The protocol allows 50 MB; more is no sitemap."""

MAX_FILES = 50
"""Files of one index that a visit reads, newest first."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Articles and further sitemaps of one file; ``children`` are (address, date of change or ``None``)."""

    items: tuple[FeedItem, ...] = ()
    children: tuple[tuple[str, str | None], ...] = ()
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap, an index of sitemaps, or either compressed with gzip; malformed ones as far as they go."""
    from lxml import etree  # noqa: PLC0415  (slow to load, and needed by few sources)

    if body.startswith(GZIP_MAGIC):
        try:
            body = gunzip(body, MAX_UNPACKED_BYTES)
        except ValueError as error:
            return Sitemap(problem=Problem(Failure.BROKEN, f"not gzip: {error}"))
    if not body.strip():
        return Sitemap(problem=Problem(Failure.EMPTY, "empty body"))
    if looks_like_html(body) and b"<urlset" not in body[:4096] and b"<sitemapindex" not in body[:4096]:
        return Sitemap(problem=Problem(Failure.CHANGED, "a web page instead of a sitemap"))
    # Entities and external files stay unread: the file is a stranger's.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        return Sitemap(problem=Problem(Failure.BROKEN, f"not XML: {error}"))
    if root is None or _local(root) not in {"urlset", "sitemapindex"}:
        return Sitemap(problem=Problem(Failure.BROKEN, "neither a sitemap nor an index of sitemaps"))
    fault = str(parser.error_log[0].message)[:200] if len(parser.error_log) else ""
    signals = (Signal("sitemap", f"malformed: {url}", fault),) if fault else ()
    entries = [entry for entry in root if _local(entry) in {"url", "sitemap"}]
    if _local(root) == "sitemapindex":
        children = {
            link: day(_child(entry, "lastmod"))
            for entry in entries
            if (link := canonical_url(_child(entry, "loc"))) is not None
        }
        return Sitemap(children=tuple(children.items()), rows=len(entries), signals=signals)
    items = {item.url: item for entry in entries if (item := _item(entry)) is not None}
    return Sitemap(tuple(items.values()), rows=len(entries), signals=signals)


class SitemapSpider(ArticleSpider):
    """Walks sitemaps down to the articles that changed since the last visit."""

    name = "sitemaps"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._seen: set[str] = set()
        self._waiting = 0
        self._has_index = False
        self._items: dict[str, FeedItem] = {}

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        for url in self.source.urls:
            yield from self._ask_sitemap(url)

    def read_sitemap(self, response: Response, sitemap: str) -> Output:
        """Follow an index to its newer files; once all are read, ask for the articles."""
        page = parse_sitemap(response.body, sitemap)
        for signal in page.signals:
            self.job.signal(signal)
        if page.problem is not None:
            self.fail(page.problem.failure, sitemap, page.problem.detail)
        elif sitemap in self.source.urls:
            self.judge_count(page.rows, sitemap)
        self._has_index = self._has_index or bool(page.children)
        for child, _ in self._newer(page.children):
            yield from self._ask_sitemap(child)
        self._items |= {item.url: item for item in page.items}
        yield from self._one_read()

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del content_type
        page = parse_sitemap(body, url)
        if page.problem is not None:
            return Inspection(failure=page.problem.failure, detail=page.problem.detail)
        dates = [item.published for item in page.items if item.published]
        return Inspection(page.rows, max([*dates, *(changed for _, changed in page.children if changed)], default=None))

    def _newer(self, children: Iterable[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        since = self.job.since.isoformat() if self.job.since is not None else ""
        fresh = [(url, changed) for url, changed in children if changed is None or changed[:10] >= since]
        fresh.sort(key=lambda child: child[1] or "9999", reverse=True)
        return fresh[:MAX_FILES]

    def _ask_sitemap(self, url: str) -> Iterable[Request]:
        # An index may list itself, or a file twice.
        if url in self._seen or len(self._seen) >= MAX_FILES + len(self.source.urls):
            return
        self._seen.add(url)
        self._waiting += 1
        yield self.request(url, self.read_sitemap, on_failure=self._sitemap_failed, sitemap=url)

    def _sitemap_failed(self, failure: Failure, url: str, detail: str) -> Output:
        self.fail(failure, url, detail)
        yield from self._one_read()

    def _one_read(self) -> Output:
        self._waiting -= 1
        if self._waiting == 0:
            self._judge_addresses()
            language = self.source.languages[0] if len(self.source.languages) == 1 else None
            yield from self.ask_for(self._items.values(), language)

    def _judge_addresses(self) -> None:
        """A site that moved its articles still has a sitemap; of an index only some files were read."""
        pattern = self.source.include
        if pattern and self._items and not self._has_index and not any(re.search(pattern, url) for url in self._items):
            detail = f"none of {len(self._items)} addresses fits {pattern}"
            self.alert(Problem(Failure.CHANGED, detail[:400]), self.source.urls[0])


def _item(entry: Any) -> FeedItem | None:
    link = canonical_url(_child(entry, "loc"))
    if link is None:
        return None
    changed = _child(entry, "lastmod")
    stated = day(_child(entry, "publication_date"))
    published = stated or day(changed)
    title = " ".join(_child(entry, "title").split()) or None
    keywords = _child(entry, "keywords")
    version = changed or published or link
    # A redesign changes every page of a site: the day of a change orders articles, and dates none.
    return FeedItem(link, title, keywords if title else "", published, version, is_dated=stated is not None)


def _child(entry: Any, name: str) -> str:
    """Text of the first element of this name below an entry, whatever its namespace."""
    found = next((element for element in entry.iter() if _local(element) == name), None)
    return (found.text or "").strip() if found is not None else ""


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
