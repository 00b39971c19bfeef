"""Web pages without a feed: lists of links to articles, or single pages that are read again and again."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import Request, Response

from crawler.records import Failure
from spiders.articles import ArticleSpider
from spiders.base import Output
from spiders.inspection import Inspection
from spiders.listing import NOT_MODIFIED
from spiders.locating import find_addresses
from spiders.syndication import FeedItem
from spiders.urls import canonical_url


class PageSpider(ArticleSpider):
    """With ``locate``, ``urls`` are lists of links to articles; without, they are the articles themselves."""

    name = "pages"

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        for url in self.source.urls:
            if self.source.locate is not None:
                yield self.request(url, self.read_index, keyed=True, index=url)
                continue
            item = FeedItem(url, None, "", None, version="")
            yield self.request(
                url, self.read_page, statuses=[NOT_MODIFIED], headers=self.conditions(url), keyed=True, item=item
            )

    def read_index(self, response: Response, index: str) -> Output:
        """Ask for the articles that a list leads to."""
        items = self._listed(response.body, index)
        if not items:
            self.fail(Failure.CHANGED, index, "no address of an article on the page")
        elif self.judge_count(len(items), index):
            yield from self.ask_for(items, self._language())

    def read_page(self, response: Response, item: FeedItem) -> Output:
        """A page that is an article itself."""
        if response.status == NOT_MODIFIED:
            self.remember_unchanged()
            return
        self.remember_page(response, item.url)
        yield from self.read_article(response, item, self._language())

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del content_type
        if self.source.locate is None:
            return Inspection(None if body.strip() else 0)
        found = len(self._listed(body, url))
        return Inspection(found) if found else Inspection(0, failure=Failure.CHANGED, detail="no address of an article")

    def _listed(self, body: bytes, index: str) -> list[FeedItem]:
        assert self.source.locate is not None
        found = dict.fromkeys(map(canonical_url, find_addresses(body, index, self.source.locate)))
        # The page does not say when an article changed: it is fetched once, under its own address as version.
        return [FeedItem(url, None, "", None, version=url) for url in found if url is not None]

    def _language(self) -> str | None:
        return self.source.languages[0] if len(self.source.languages) == 1 else None
