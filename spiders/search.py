"""Search back ends: every keyword of every language, page by page, since the last search.

A question is one keyword in one language. Its watermark moves only when all of its pages were read, so that a search
that failed is caught up by the next visit. Hits of an interface are sorted by the interface; the first ``max_results``
are taken, and of them those that the headline shows to be about a model are fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Failure, Signal
from keywords import LANGUAGES
from spiders.articles import ArticleSpider
from spiders.base import Output, now, original_url
from spiders.cells import plain
from spiders.converters import day, is_blank, unix_day
from spiders.inspection import Inspection
from spiders.parsed import Problem, read_json
from spiders.paths import find
from spiders.search_api import Question, SearchApi, address, body_of, places_of
from spiders.syndication import FeedItem
from spiders.urls import canonical_url
from spiders.visits import GoodVisit

OVERLAP = timedelta(days=3)
"""Days before the watermark that are searched again: engines index late, and repeated hits cost nothing."""


HIGHLIGHT = re.compile(r"</?(?:b|em|strong|mark|hlword|font|span)\b[^<>]*>", re.IGNORECASE)
"""Marks that engines set round the words they found, also inside compounds: nothing may take their place."""


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits. ``rows`` counts all of them, also those without a usable address."""

    items: tuple[FeedItem, ...] = ()
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None


def parse_hits(body: bytes, api: SearchApi, *, source: str) -> Hits:
    """Read a page of hits in JSON."""
    value, problem = read_json(body)
    if problem is not None:
        return Hits(problem=problem)
    if api.error and (message := find(value, api.error)) not in (None, "", 0):
        return Hits(problem=Problem(Failure.BLOCKED, f"the interface says: {str(message)[:200]}"))
    listed = find(value, api.rows)
    if listed is None and isinstance(value, Mapping):
        # Interfaces leave the list out where nothing was found.
        return Hits()
    if not isinstance(listed, list):
        return Hits(problem=Problem(Failure.CHANGED, f"no list of hits at {api.rows or 'the top'}"))
    items: dict[str, FeedItem] = {}
    odd = 0
    for row in listed:
        item = _item(row, api)
        if item is None:
            odd += 1
        else:
            items.setdefault(item.url, item)
    signals = (Signal("row", f"{source}: hits without an address", f"{odd} on one page"),) if odd else ()
    return Hits(tuple(items.values()), len(listed), signals)


class SearchSpider(ArticleSpider):
    """Asks one search interface as its record says.

    A back end that is no JSON over HTTP has a module of its own with a subclass, and overrides ``page_request`` and
    ``parse_page``.
    """

    name = "search"
    keeps_partial_visits = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked: set[str] = set()
        self._rows = 0

    @property
    def api(self) -> SearchApi:
        """The interface, from the record."""
        assert self.source.search is not None
        return self.source.search

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        self.job.expect(None)
        for question in self.questions():
            yield self.page_request(question, 0)

    def questions(self) -> list[Question]:
        """What this visit asks: the languages of the run that the interface has, each with its keywords."""
        languages = self.source.languages or tuple(self.api.languages) or LANGUAGES
        if self.job.languages is not None:
            languages = tuple(language for language in languages if language in self.job.languages)
        today = now().date()
        return [
            Question(language, keyword, since=self._since(f"{language}|{keyword}", today), until=today)
            for language in languages
            if not self.api.languages or language in self.api.languages
            for keyword in self.job.search_keywords(self.api.keywords or language)
        ]

    def page_request(self, question: Question, page: int) -> Request:
        """The request of one page of hits."""
        places = places_of(self.api, question, page)
        return self.request(
            address(self.api, self.source.urls[0], places),
            self.read_hits,
            body=body_of(self.api, places),
            keyed=True,
            on_failure=lambda failure, url, detail: self._question_failed(failure, url, detail, question),
            question=question,
            page=page,
        )

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        """What one page of hits says."""
        del content_type
        return parse_hits(body, self.api, source=self.source.name)

    def read_hits(self, response: Response, question: Question, page: int) -> Output:
        """Ask for the articles of one page of hits, and for the next page."""
        hits = self.parse_page(response.body, content_type=str(response.headers.get("Content-Type") or ""))
        for signal in hits.signals:
            self.job.signal(signal)
        if hits.problem is not None:
            yield from self._question_failed(
                hits.problem.failure, original_url(response), hits.problem.detail, question
            )
            return
        self._rows += hits.rows
        self.job.found(question.language, question.keyword, [item.url for item in hits.items], results=hits.rows)
        fresh = [item for item in hits.items if item.url not in self._asked and _is_since(item, question.since)]
        room = self.api.max_results - page * self.api.size
        fresh = fresh[: max(room, 0)]
        self._asked |= {item.url for item in fresh}
        yield from self.ask_for(fresh, question.language)
        # A page that shows nothing new repeats an earlier one, or is the last.
        if hits.rows >= self.api.size and fresh and (page + 1) * self.api.size < self.api.max_results:
            yield self.page_request(question, page + 1)
            return
        self._answered(question)

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del url
        hits = self.parse_page(body, content_type=content_type)
        if hits.problem is not None:
            return Inspection(failure=hits.problem.failure, detail=hits.problem.detail)
        newest = max((item.published for item in hits.items if item.published), default=None)
        return Inspection(hits.rows, newest, is_whole=False)

    def _since(self, unit: str, today: date) -> date:
        earliest = today - timedelta(days=self.api.max_days)
        mark = (self.last_good.watermarks if self.last_good else {}).get(unit)
        try:
            reached = date.fromisoformat(mark) - OVERLAP if mark else earliest
        except ValueError:
            reached = earliest
        return max(earliest, min(reached, today))

    def _question_failed(self, failure: Failure, url: str, detail: str, question: Question) -> Output:
        self.fail(failure, url, f"{question.language}, {question.keyword!r}: {detail}")
        return iter(())

    def _answered(self, question: Question) -> None:
        self.job.searched(question.language, question.keyword)
        good = self._good or self.last_good or GoodVisit()
        moment = now().isoformat()
        marks = {**good.watermarks, question.unit: question.until.isoformat()}
        self.remember_visit(replace(good, rows=self._rows, at=moment, full_at=moment, watermarks=marks))


def published_day(value: Any) -> str | None:
    """A hit's date: ISO, seconds since 1970, RFC 2822 (``Tue, 03 Nov 2026 09:00:00 +0900``), ``20261103T031500Z``."""
    if is_blank(value) or isinstance(value, bool):
        return None
    written = str(value).strip()
    compact = written[:8] if len(written) == 16 and written[8:9] == "T" else written
    rfc = " ".join(written.split()[1:4]) if "," in written[:5] else ""
    return day(compact) or day(rfc) or (unix_day(value) if isinstance(value, int | float) else None)


def _item(row: Any, api: SearchApi) -> FeedItem | None:
    link = canonical_url(str(find(row, api.link) or "")) if isinstance(row, Mapping) else None
    if link is None:
        return None
    title = _text(row, api.title) or None
    summary = _text(row, api.summary) if api.summary else ""
    published = published_day(find(row, api.published)) if api.published else None
    return FeedItem(link, title, summary, published, version=published or title or link)


def _text(row: Mapping[str, Any], path: str) -> str:
    return plain(HIGHLIGHT.sub("", unescape(str(find(row, path) or ""))))


def _is_since(item: FeedItem, since: date) -> bool:
    return item.published is None or item.published[:10] >= since.isoformat()
