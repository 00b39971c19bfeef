"""Publishers' own feeds and the articles they lead to: one spider for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import Request, Response

from crawler.records import Document, DocumentKind, Failure, Signal
from pipelines.reading import language_code
from spiders.base import Output, SourceSpider, archive_id, header, now
from spiders.relevance import is_relevant
from spiders.syndication import FeedItem, parse_feed

NOT_MODIFIED = 304

READABLE = ("text/", "application/xhtml", "application/xml")
"""Beginnings of the content types that an article may have; an empty one is given the benefit of the doubt."""


class FeedSpider(SourceSpider):
    """Fetches a feed if it has changed, and the new articles in it that may be about a model."""

    name = "feeds"

    def first_requests(self) -> Iterable[Request]:
        spoken = set(self.source.languages)
        if self.job.languages is not None and spoken and not spoken & self.job.languages:
            return
        for url in self.source.urls:
            yield self.request(url, self.read_feed, statuses=[NOT_MODIFIED], headers=self.job.validators(url), feed=url)

    def read_feed(self, response: Response, feed: str) -> Output:
        """Ask for the pages of the feed's entries that are new enough and relevant."""
        if response.status == NOT_MODIFIED:
            return
        page = parse_feed(response.body, header(response, "Content-Type"), feed)
        for signal in page.signals:
            self.job.signal(signal)
        if page.problem is not None:
            self.job.fail(page.problem.failure, feed, page.problem.detail)
            return
        self.judge_count(page.rows, feed)
        if page.rows:
            self.job.remember(feed, etag=header(response, "ETag"), last_modified=header(response, "Last-Modified"))
        language = self.source.languages[0] if len(self.source.languages) == 1 else language_code(page.language)
        wanted = [item for item in page.items if self._is_wanted(item, language)]
        self.job.expect(len(wanted))
        for item in wanted:
            yield self.request(item.url, self.read_article, item=item, language=language)

    def read_article(self, response: Response, item: FeedItem, language: str | None) -> Output:
        """An article's page; its text is read later."""
        kind = header(response, "Content-Type") or ""
        if not response.body.strip():
            self.job.fail(Failure.EMPTY, item.url, "empty body")
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
                published=item.published,
                archive_id=archive_id(response),
                version=item.version,
            )

    def _is_wanted(self, item: FeedItem, language: str | None) -> bool:
        since = self.job.since
        if since is not None and item.published is not None and item.published[:10] < since.isoformat():
            return False
        if self.source.keyword_filter and not is_relevant(f"{item.title or ''}\n{item.summary}", language):
            return False
        return not self.job.done(item.url) and not self.job.unchanged(item.url, item.version)
