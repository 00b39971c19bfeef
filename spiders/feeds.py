"""Publishers' own feeds and the articles they lead to: one spider for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import Request, Response

from pipelines.reading import language_code
from spiders.articles import ArticleSpider
from spiders.base import Output, header
from spiders.inspection import Inspection
from spiders.syndication import parse_feed

NOT_MODIFIED = 304


class FeedSpider(ArticleSpider):
    """Fetches a feed if it has changed, and the new articles in it that may be about a model."""

    name = "feeds"

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        for url in self.source.urls:
            yield self.request(url, self.read_feed, statuses=[NOT_MODIFIED], headers=self.conditions(url), feed=url)

    def read_feed(self, response: Response, feed: str) -> Output:
        """Ask for the pages of the feed's entries that are new enough and relevant."""
        if response.status == NOT_MODIFIED:
            self.remember_unchanged()
            return
        page = parse_feed(response.body, header(response, "Content-Type"), feed)
        for signal in page.signals:
            self.job.signal(signal)
        if page.problem is not None:
            self.fail(page.problem.failure, feed, page.problem.detail)
            return
        if self.judge_count(page.rows, feed) and page.rows:
            self.remember_page(response, feed, rows=page.rows)
        language = self.source.languages[0] if len(self.source.languages) == 1 else language_code(page.language)
        yield from self.ask_for(page.items, language)

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        page = parse_feed(body, content_type, url)
        if page.problem is not None:
            return Inspection(failure=page.problem.failure, detail=page.problem.detail)
        return Inspection(page.rows, max((item.published for item in page.items if item.published), default=None))
