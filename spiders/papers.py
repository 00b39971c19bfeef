"""Papers: an interface's title and abstract are the text, so no page is fetched for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from scrapy.http import Response

from crawler.records import Document, DocumentKind, Signal
from spiders.articles import ArticleSpider, newest_first
from spiders.base import Output, archive_id, now
from spiders.source_record import Source
from spiders.syndication import FeedItem

ARXIV_PAGE = "https://arxiv.org/abs/"
ARXIV_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?")
"""Identifiers of arXiv, new and old (``2505.09388v2``, ``cs/0112017``)."""

NAMED = re.compile(r"(?P<name>[^\s:][^:]{1,60}?)(?:\s+Technical Report\b|:\s)")
MOST_WORDS = 4


def arxiv_address(written: str) -> tuple[str, str] | None:
    """A paper's page and its version (empty where none is named) from an id or an address that ends with one."""
    tail = re.search(rf"(?:^|/abs/|/pdf/|[:/])({ARXIV_ID.pattern})(?:\.pdf)?/?$", written.strip())
    return None if tail is None else (ARXIV_PAGE + tail["id"], tail["version"] or "")


def named_in(title: str) -> str | None:
    """The name that a paper's title puts first (``Name: What it is``, ``Name Technical Report``)."""
    found = NAMED.match(title)
    name = found["name"].strip() if found else ""
    return name if name and len(name.split()) <= MOST_WORDS else None


class PaperSpider(ArticleSpider):
    """Gives abstracts in place of requests; the items' summaries are the abstracts."""

    def ask_for(self, items: Iterable[FeedItem], language: str | None) -> Output:
        """Abstracts that are new enough, may be about a model, and are not stored yet, newest first."""
        wanted = [item for item in items if item.summary and self._is_wanted(item, language)]
        chosen = newest_first(wanted)[: self.source.max_items]
        if len(chosen) < len(wanted):
            detail = f"{len(wanted) - len(chosen)} of {len(wanted)} were left for later visits"
            self.job.signal(Signal("source", f"{self.source.name}: more papers than max_items", detail))
        moment = now()
        for item in chosen:
            yield abstract_of(item, self.source, language=language, seen_at=moment)


def abstract_of(item: FeedItem, source: Source, *, language: str | None, seen_at: datetime) -> Document:
    """A paper as a document: its title above its abstract, under the address of its page."""
    return Document(
        source=source.name,
        kind=DocumentKind.ARTICLE,
        rank=source.rank,
        url=item.url,
        body=f"{item.title or ''}\n\n{item.summary}".strip().encode(),
        content_type="text/plain; charset=utf-8",
        fetched_at=seen_at,
        title=item.title,
        language=language,
        published=item.published,
        version=item.version,
    )


def from_page(output: Output, response: Response) -> Output:
    """What a callback gives, with the archived page that its documents were read from."""
    for item in output:
        yield replace(item, archive_id=archive_id(response)) if isinstance(item, Document) else item
