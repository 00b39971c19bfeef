"""Baidu's news search as a web page, newest first.

The classes of its elements change; what has stayed is a heading whose class begins with ``news-title`` around the link,
and labels for readers without sight: ``标题：`` before the title, ``发布于：`` before the day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure
from spiders.hits import Hits, item_of
from spiders.parsed import Problem
from spiders.search import SearchSpider
from spiders.search_api import SearchApi
from spiders.syndication import FeedItem

NOTHING_FOUND = ("抱歉没有找到", "抱歉，没有找到", "没有找到与", "未找到相关结果")
DAY_LABEL = "发布于："
TITLE_LABEL = "标题："


class BaiduHtmlSpider(SearchSpider):
    """Asks page by page as its record says."""

    name = "baidu_html"

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        return parse_answer(body, self.api, today=self._today, content_type=content_type)


def parse_answer(body: bytes, api: SearchApi, *, today: date, content_type: str = "") -> Hits:
    """Read one page of hits."""
    from lxml import etree, html  # noqa: PLC0415  (slow to load, and needed by few sources)

    if not body.strip():
        return Hits(problem=Problem(Failure.EMPTY, "empty body"))
    if not looks_like_html(body):
        return Hits(problem=Problem(Failure.CHANGED, "no web page"))
    try:
        text = body.decode("gb18030" if "gb" in content_type.lower() else "utf-8")
    except UnicodeDecodeError as error:
        return Hits(problem=Problem(Failure.BROKEN, f"not the stated character set: {error.reason}"))
    try:
        root = html.document_fromstring(text.replace("\0", ""))
    except (etree.LxmlError, ValueError) as error:
        return Hits(problem=Problem(Failure.BROKEN, f"no readable page: {error}"))
    headings = root.xpath("//h3[starts-with(@class, 'news-title')]")
    if not headings:
        if any(words in text for words in NOTHING_FOUND):
            return Hits()
        return Hits(problem=Problem(Failure.CHANGED, "a page without hits that does not say that nothing was found"))
    if "</html>" not in text[-2000:].lower():
        return Hits(problem=Problem(Failure.BROKEN, "the page is cut off"))
    items: dict[str, FeedItem] = {}
    for heading in headings:
        item = _item(heading, api, today)
        if item is not None:
            items.setdefault(item.url, item)
    if not items:
        return Hits(problem=Problem(Failure.CHANGED, f"none of {len(headings)} hits has an address"))
    return Hits(tuple(items.values()), len(headings))


def _item(heading: Any, api: SearchApi, today: date) -> FeedItem | None:
    links = heading.xpath(".//a[@href]")
    if not links:
        return None
    link = links[0]
    title = str(link.get("aria-label") or "").removeprefix(TITLE_LABEL) or " ".join(link.text_content().split())
    box = _box(heading)
    labels = [str(label) for label in box.xpath(".//*/@aria-label")]
    day = next((label.removeprefix(DAY_LABEL) for label in labels if label.startswith(DAY_LABEL)), "")
    summary = " ".join(" ".join(box.text_content().split()).replace(title, "", 1).split())
    return item_of(str(link.get("href")), title, summary, day, api=api, today=today)


def _box(heading: Any) -> Any:
    """The largest element round a heading that holds no other one: the whole hit."""
    box = heading
    while (around := box.getparent()) is not None and len(around.xpath(".//h3[starts-with(@class,'news-title')]")) == 1:
        box = around
    return heading.getparent() if box.tag in {"html", "body"} else box
