"""Pages that people name: fetched like any other, and read whatever they are about."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import Request, Response

from crawler.records import Failure
from spiders.articles import READABLE, ArticleSpider
from spiders.base import Output, header
from spiders.syndication import FeedItem


class SuggestionSpider(ArticleSpider):
    """Asks for every page that waits, each once a run."""

    name = "suggestions"

    def first_requests(self) -> Iterable[Request]:
        pages = [url for url in self.job.suggested() if not self.job.done(url)]
        self.job.expect(len(pages))
        for url in pages:
            yield self.request(url, self.read_page, item=FeedItem(url, None, "", None, version=""))

    def read_page(self, response: Response, item: FeedItem) -> Output:
        """The page as an article; what is no text is a named failure, since somebody waits for an answer."""
        kind = (header(response, "Content-Type") or "").partition(";")[0].strip()
        if kind and not kind.lower().startswith(READABLE):
            self.fail(Failure.EMPTY, item.url, f"{kind} holds no text that can be read")
        else:
            yield from self.read_article(response, item, None)
