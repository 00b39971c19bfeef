"""News of the Saudi Data and AI Authority, whose list a page of its own fills from a data source, one year at a time.

The answer is a list of ``<site ID="1234" Title="..." NewsDate="7/20/2026" Category="..." LinkPage="..."/>`` without a
common root, dates as month/day/year; an article's page is ``NewsDetails.aspx?NewsID=<ID>`` (as seen in use on
2026-08-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import html
from scrapy.http import Request, Response

from crawler.records import Failure, Signal
from spiders.articles import ArticleSpider
from spiders.base import Output, now
from spiders.inspection import Inspection
from spiders.syndication import FeedItem

ARTICLE = "https://sdaia.gov.sa/en/MediaCenter/News/Pages/NewsDetails.aspx?NewsID={}"

LATE_NEWS = 31
"""Days into a year in which the last one's list is read as well."""


class SdaiaSpider(ArticleSpider):
    """Reads the lists of this year and, in January, of the last, and the articles that may be about a model."""

    name = "sdaia"

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        today = now().date()
        years = [today.year, today.year - 1] if today.timetuple().tm_yday <= LATE_NEWS else [today.year]
        since = self.job.since
        if since is not None and since.year < years[-1]:
            years += range(years[-1] - 1, since.year - 1, -1)
        for year in years:
            url = f"{self.source.address}?Year={year}"
            yield self.request(url, self.read_list, keyed=True, listed=url, latest=year == today.year)

    def read_list(self, response: Response, listed: str, latest: bool) -> Output:
        """Ask for the articles of one year."""
        items, signals = entries(response.body)
        for signal in signals:
            self.job.signal(signal)
        if not items and b"<site" not in response.body:
            self.fail(Failure.CHANGED if response.body.strip() else Failure.EMPTY, listed, "no entry of the list")
            return
        # A year that has just begun may have no news yet.
        if latest:
            self.remember_page(response, listed, rows=len(items))
        yield from self.ask_for(items, "en")

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del url, content_type
        items, _ = entries(body)
        if not items:
            return Inspection(0, failure=Failure.CHANGED, detail="no entry of the list")
        return Inspection(len(items), max((item.published for item in items if item.published), default=None))


def entries(body: bytes) -> tuple[list[FeedItem], list[Signal]]:
    """The list's entries, and a signal for each that cannot be used."""
    items: list[FeedItem] = []
    signals: list[Signal] = []
    if b"<site" not in body:
        return items, signals
    for element in html.fromstring(b"<div>" + body + b"</div>").iter("site"):
        ident, title = element.get("id", ""), element.get("title", "").strip()
        day = _day(element.get("newsdate", ""))
        if not ident.isdigit() or not title or day is None:
            signals.append(Signal("row", f"labs/sdaia: {ident or title}"[:200], str(dict(element.attrib))[:300]))
            continue
        items.append(FeedItem(ARTICLE.format(ident), title, "", f"{day}T00:00:00Z", version=ident))
    return items, signals


def _day(text: str) -> str | None:
    try:
        return datetime.strptime(text.strip().partition(" ")[0], "%m/%d/%Y").date().isoformat()  # noqa: DTZ007  (a day)
    except ValueError:
        return None
