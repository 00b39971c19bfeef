"""arXiv's interface: papers on language and other models by the words of their abstracts, since the last visit.

Format: https://info.arxiv.org/help/api/user-manual.html. Errors come as a feed with one entry named ``Error``. A page
may come without entries although more are announced; that is a failure, or the papers behind it were lost.
"""

from __future__ import annotations

import io
from typing import Any

from scrapy.http import Response

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from spiders.base import Output, now
from spiders.hits import Hits
from spiders.papers import PaperSpider, arxiv_address, from_page
from spiders.parsed import Problem
from spiders.search import Asking, SearchSpider
from spiders.search_api import Question
from spiders.syndication import FeedItem

LANGUAGE = "en"
"""Of the abstracts, whatever the languages of a run are."""


class ArxivSpider(PaperSpider, SearchSpider):
    """Asks the record's own phrases."""

    name = "arxiv"

    def questions(self) -> list[Question]:
        today = now().date()
        return [
            Question(LANGUAGE, phrase, since=self._since(f"{LANGUAGE}|{phrase}", today), until=today)
            for phrase in self.api.phrases
            if f"{LANGUAGE}|{phrase}" not in self.finished
        ]

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        return parse_answer(body, content_type)

    def read_hits(self, response: Response, asking: Asking, page: int) -> Output:
        yield from from_page(super().read_hits(response, asking, page), response)


def parse_answer(body: bytes, content_type: str = "") -> Hits:
    """Read one page of the interface's Atom feed."""
    import feedparser  # noqa: PLC0415  (a third of a second to load)

    if not body.strip():
        return Hits(problem=Problem(Failure.EMPTY, "empty body"))
    if body.strip().lower().startswith(b"rate exceeded"):
        return Hits(problem=Problem(Failure.RATE_LIMITED, "the interface says: Rate exceeded"))
    if looks_like_html(body) and b"<feed" not in body[:4096]:
        return Hits(problem=Problem(Failure.CHANGED, "a web page instead of a feed"))
    headers = {"content-type": content_type or "application/atom+xml"}
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    total = _number(parsed.feed.get("opensearch_totalresults"))
    if not parsed.get("version") or total is None:
        return Hits(problem=Problem(Failure.BROKEN, "no answer of the interface: it counts no results"))
    if b"</feed>" not in body[-1000:]:
        return Hits(problem=Problem(Failure.BROKEN, "the answer is cut off"))
    entries = list(parsed.entries)
    error = next((entry for entry in entries if "/api/errors" in str(entry.get("id", ""))), None)
    if error is not None:
        return Hits(problem=Problem(Failure.BROKEN, f"the interface says: {str(error.get('summary', ''))[:200]}"))
    begun = _number(parsed.feed.get("opensearch_startindex")) or 0
    if not entries and total > begun:
        return Hits(problem=Problem(Failure.EMPTY, f"no entries from {begun} on, although there are {total}"))
    items: dict[str, FeedItem] = {}
    odd = 0
    for entry in entries:
        item = _item(entry)
        if item is None:
            odd += 1
        else:
            items.setdefault(item.url, item)
    signals = (Signal("row", "arxiv: entries without an identifier or a title", f"{odd} on one page"),) if odd else ()
    return Hits(tuple(items.values()), len(entries), signals)


def _item(entry: Any) -> FeedItem | None:
    address = arxiv_address(str(entry.get("id") or ""))
    title = " ".join(str(entry.get("title") or "").split())
    if address is None or not title:
        return None
    parts = (entry.get("summary"), entry.get("arxiv_comment"))
    prose = "\n\n".join(text for part in parts if (text := " ".join(str(part or "").split())))
    published = str(entry.get("published") or "") or None
    return FeedItem(address[0], title, prose, published, version=address[1] or title)


def _number(value: object) -> int | None:
    written = str(value or "").strip()
    return int(written) if written.isascii() and written.isdigit() else None
