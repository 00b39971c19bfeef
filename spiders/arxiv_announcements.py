"""arXiv's daily announcements: feeds of categories with the abstracts of the day's new papers.

An item's text begins with ``arXiv:2511.01234v1 Announce Type: new Abstract: ``; replacements of older papers are left
out. The feeds hold one day and are empty at weekends (format: https://info.arxiv.org/help/rss.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scrapy.http import Response

from spiders.base import Output
from spiders.feeds import FeedSpider
from spiders.papers import ARXIV_ID, PaperSpider, arxiv_address, from_page
from spiders.syndication import FeedItem

SCALE = re.compile(
    r"\b(?:billion|trillion|technical report|FLOPs?|foundation model)s?\b|\b\d+(?:\.\d+)?[BT]\b|\bfrom scratch\b",
    re.IGNORECASE,
)
"""What abstracts of large models speak of. Nearly every paper of these categories is about language models."""

OPENING = re.compile(rf"arXiv:{ARXIV_ID.pattern}\s+Announce Type:\s*(?P<kind>[\w-]+)\s+Abstract:\s*")


class ArxivAnnouncementsSpider(PaperSpider, FeedSpider):
    """Reads the categories' feeds."""

    name = "arxiv_announcements"

    def ask_for(self, items: Iterable[FeedItem], language: str | None) -> Output:
        papers = (paper for item in items if (paper := announced(item)) is not None)
        return super().ask_for(papers, language)

    def read_feed(self, response: Response, feed: str) -> Output:
        yield from from_page(super().read_feed(response, feed), response)


def announced(item: FeedItem) -> FeedItem | None:
    """An announcement as a paper; ``None`` for older papers, and for those that speak of nothing large."""
    opening = OPENING.match(item.summary)
    address = arxiv_address(item.url)
    if opening is None or address is None or opening["kind"] not in {"new", "cross"}:
        return None
    summary = item.summary[opening.end() :]
    if not SCALE.search(f"{item.title or ''} {summary}"):
        return None
    return replace(item, url=address[0], summary=summary, version=opening["version"] or item.version)
