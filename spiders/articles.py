"""Pages with articles, wherever their addresses come from: feeds, sitemaps, lists of links, searches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from scrapy.http import Response

from crawler.records import Document, DocumentKind, Failure, Signal
from spiders.base import Output, SourceSpider, archive_id, header, now
from spiders.relevance import is_relevant
from spiders.syndication import FeedItem

READABLE = ("text/", "application/xhtml", "application/xml")
"""Beginnings of the content types that an article may have; an empty one is given the benefit of the doubt."""


class ArticleSpider(SourceSpider):
    """Fetches articles that may be about a model, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._expected = 0

    def ask_for(self, items: Iterable[FeedItem], language: str | None) -> Output:
        """Requests for the articles that are new enough, may be about a model, and are not stored yet.

        At most ``max_items`` of them, newest first; those without a date come last.
        """
        wanted = [item for item in items if self._is_wanted(item, language)]
        chosen = newest_first(wanted)[: self.source.max_items]
        if len(chosen) < len(wanted):
            detail = f"{len(wanted) - len(chosen)} of {len(wanted)} were left for later visits"
            self.job.signal(Signal("source", f"{self.source.name}: more articles than max_items", detail))
        self._expected += len(chosen)
        self.job.expect(self._expected)
        for item in chosen:
            yield self.request(item.url, self.read_article, item=item, language=language)

    def read_article(self, response: Response, item: FeedItem, language: str | None) -> Output:
        """An article's page; its text is read later."""
        kind = header(response, "Content-Type") or ""
        if not response.body.strip():
            self.fail(Failure.EMPTY, item.url, "empty body")
        elif kind and not kind.lower().startswith(READABLE):
            self.job.signal(Signal("content-type", f"{self.source.name}: {kind.partition(';')[0]}", item.url))
        else:
            yield Document(
                source=self.source.name,
                kind=DocumentKind.ARTICLE,
                rank=self.source.rank,
                url=item.url,
                body=response.body,
                content_type=kind,
                fetched_at=now(),
                title=item.title,
                language=language,
                published=item.published if item.is_dated else None,
                archive_id=archive_id(response),
                version=item.version,
            )

    def _is_recent(self, item: FeedItem) -> bool:
        """Whether an entry is from the time that the visit is about; what has no date is."""
        since = self.job.since
        return since is None or item.published is None or item.published[:10] >= since.isoformat()

    def _is_wanted(self, item: FeedItem, language: str | None) -> bool:
        if not self._is_recent(item):
            return False
        if self.source.include and not re.search(self.source.include, item.url):
            return False
        # What comes without a headline can only be judged by its page.
        headline = f"{item.title or ''}\n{item.summary}".strip()
        if self.source.keyword_filter and headline and not is_relevant(headline, language):
            return False
        return not self.job.done(item.url) and not self.job.unchanged(item.url, item.version)


def newest_first(items: Sequence[FeedItem]) -> list[FeedItem]:
    """Items by date, newest first; those of one date in their order, undated ones last."""
    return sorted(items, key=lambda item: item.published or "", reverse=True)
