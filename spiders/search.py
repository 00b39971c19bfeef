"""Search back ends: every keyword of every language, page by page, since the last search.

A question is one keyword in one language in a window of days. Questions are asked one after the other, so that an
interface that turns us away is left alone for the rest of the visit. A keyword's watermark moves to the end of a window
when all of its pages were read and every article that they led to was dealt with; a search that failed or was
interrupted is caught up from there. Articles that could not be fetched for the moment wait for the next visits.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Document, DocumentKind, Failure
from keywords import LANGUAGES
from spiders.base import Output, archive_id, header, now, original_url
from spiders.following import FollowingSpider, Window
from spiders.hits import Hits, is_headline_only, parse_hits
from spiders.inspection import Inspection
from spiders.search_api import Question, SearchApi, address, body_of, places_of, split_window
from spiders.syndication import FeedItem
from spiders.visits import GoodVisit

OVERLAP = timedelta(days=3)
"""Days before the watermark that are searched again: engines index late, and repeated hits cost nothing."""

TURNED_AWAY = frozenset({Failure.BLOCKED, Failure.ROBOTS_DENIED, Failure.OVER_BUDGET, Failure.REFUSED_ADDRESS})
"""Failures after which an interface is not asked again in a visit."""

MOST_FAILURES = 3
"""Failures in a row after which it is not either; of requests to slow down, one fewer."""

KNOWN_HITS = 10
"""Hits of a language at the last good visit, from which on none at all is no answer but a fault."""

LONG_WINDOW = 28
"""Days in which a language that had hits has some again."""


@dataclass
class Asking(Window):
    """How far one question is."""

    question: Question = field(kw_only=True)
    seen: set[str] = field(default_factory=set)
    taken: int = 0


class SearchSpider(FollowingSpider):
    """Asks one search interface as its record says.

    A back end that does not answer in JSON has a module of its own with a subclass, and overrides ``parse_page``.
    """

    name = "search"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._today = now().date()
        self._waiting: deque[Asking] = deque()
        self._silent: list[Asking] = []
        self._hits: Counter[str] = Counter()
        self._failures_in_row = 0

    @property
    def api(self) -> SearchApi:
        """The interface, from the record."""
        assert self.source.search is not None
        return self.source.search

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        self.job.expect(None)
        self.take_up()
        for question in self.questions():
            asking = Asking(question.unit, question.until.isoformat(), question=question)
            self.enter(asking)
            self._waiting.append(asking)
        yield from self._ask_next()
        yield from self.ask_postponed()

    def questions(self) -> list[Question]:
        """What this visit asks: the languages of the run that the interface has, each with its keywords."""
        languages = self.source.languages or tuple(self.api.languages) or LANGUAGES
        if self.job.languages is not None:
            languages = tuple(language for language in languages if language in self.job.languages)
        return [
            Question(language, keyword, since, until, is_latest=until == self._today)
            for language in languages
            if not self.api.languages or language in self.api.languages
            for keyword in self.job.search_keywords(self.api.keywords or language)
            if f"{language}|{keyword}" not in self.finished
            for since, until in self._split(language, keyword)
        ]

    def page_request(self, asking: Asking, page: int, cursor: str = "") -> Request:
        """The request of one page of hits."""
        places = places_of(self.api, asking.question, page, cursor=cursor, today=self._today)
        return self.request(
            address(self.api, self.source.urls[0], places),
            self.read_hits,
            body=body_of(self.api, places),
            keyed=True,
            on_failure=lambda failure, url, detail: self._question_failed(failure, url, detail, asking),
            asking=asking,
            page=page,
        )

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        """What one page of hits says."""
        return parse_hits(body, self.api, source=self.source.name, today=self._today, content_type=content_type)

    def read_hits(self, response: Response, asking: Asking, page: int) -> Output:
        """Ask for the articles of one page of hits, then for the next page or the next question."""
        hits = self.parse_page(response.body, content_type=header(response, "Content-Type") or "")
        for signal in hits.signals:
            self.job.signal(signal)
        if hits.problem is not None:
            problem = hits.problem
            yield from self._question_failed(problem.failure, original_url(response), problem.detail, asking)
            return
        question = asking.question
        self._failures_in_row = 0
        self._hits[question.language] += hits.rows
        self.job.found(question.language, question.keyword, [item.url for item in hits.items], results=hits.rows)
        new = [item for item in hits.items if item.url not in asking.seen]
        asking.seen |= {item.url for item in new}
        fresh = [item for item in new if _is_in(item, question)][: self.api.max_results - asking.taken]
        asking.taken += len(fresh)
        yield from self._take(fresh, asking, archive_id(response))
        # A page that shows nothing new repeats an earlier one, or is the last.
        goes_on = bool(hits.cursor) if self.api.next else hits.rows >= (self.api.full_page or self.api.size)
        is_too_old = self.api.newest_first and not fresh
        has_room = asking.taken < self.api.max_results and page + 1 < self.api.max_pages
        if goes_on and new and has_room and not is_too_old:
            yield self.page_request(asking, page + 1, hits.cursor)
            return
        yield from self._pages_read(asking)

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del url
        hits = self.parse_page(body, content_type=content_type)
        if hits.problem is not None:
            return Inspection(failure=hits.problem.failure, detail=hits.problem.detail)
        newest = max((item.published for item in hits.items if item.published), default=None)
        return Inspection(hits.rows, newest, is_whole=False)

    def summed(self, last: GoodVisit) -> GoodVisit:
        counts = {**last.counts, **{language: number for language, number in self._hits.items() if number}}
        return replace(last, rows=sum(self._hits.values()), counts=counts)

    def _is_recent(self, item: FeedItem) -> bool:
        # Windows decide: a keyword that is new has hits from before its language's last search.
        del item
        return True

    # What is asked.

    def _split(self, language: str, keyword: str) -> list[tuple[date, date]]:
        unit = f"{language}|{keyword}"
        days = self.api.window_days
        if days and self._mark_of(unit) is None:
            days = max(days, self.api.first_window_days)
        return split_window(self._since(unit, self._today), self._today, days)

    def _since(self, unit: str, today: date) -> date:
        """The first day that a keyword is to be searched from.

        A first search goes back to the first year that candidates are sought from, or to where the run was told to
        begin, as far as the interface reaches.
        """
        reach = today - timedelta(days=self.api.max_days)
        earliest = max(reach, date(self.job.settings.triage.earliest_year, 1, 1))
        mark = self._mark_of(unit)
        if mark is not None:
            return max(earliest, min(mark - OVERLAP, today))
        language = unit.partition("|")[0]
        is_first = not any(known.startswith(f"{language}|") for known in (self.last_good or GoodVisit()).watermarks)
        if is_first and self.job.since is not None:
            earliest = max(earliest, self.job.since)
        return min(earliest, today)

    def _mark_of(self, unit: str) -> date | None:
        try:
            return date.fromisoformat(self.known_marks()[unit])
        except (KeyError, ValueError):
            return None

    def _ask_next(self) -> Iterable[Request]:
        if self._waiting:
            yield self.page_request(self._waiting.popleft(), 0)

    # What was answered.

    def _take(self, items: list[FeedItem], asking: Asking, archived: str | None) -> Output:
        """Requests for the articles, and as they are the headlines of those whose pages are not fetched."""
        unasked = [item for item in items if item.url not in self.asked]
        self.asked |= {item.url for item in unasked}
        language = asking.question.language
        headlines = [item for item in unasked if is_headline_only(item, self.api)]
        for item in headlines:
            if self._is_wanted(item, language):
                yield self._headline(item, language, archived)
        rest = [item for item in unasked if item not in headlines]
        yield from self.follow(self.ask_for(rest, language), asking)

    def _headline(self, item: FeedItem, language: str, archived: str | None) -> Document:
        return Document(
            source=self.source.name,
            kind=DocumentKind.ARTICLE,
            rank=self.source.rank,
            url=item.url,
            body=f"{item.title or ''}\n\n{item.summary}".strip().encode(),
            content_type="text/plain; charset=utf-8",
            fetched_at=now(),
            title=item.title,
            language=language,
            published=item.published if item.is_dated else None,
            archive_id=archived,
            version=item.version,
        )

    def _pages_read(self, asking: Asking) -> Output:
        """All pages of a question were read."""
        question = asking.question
        following = self._waiting[0].question if self._waiting else None
        if following is None or following.unit != question.unit:
            self.job.searched(question.language, question.keyword)
        self._silent.append(asking)
        if self._hits[question.language]:
            yield from self._release()
        if following is None or following.language != question.language:
            yield from self._judge_language(question.language)
        yield from self._ask_next()

    def _judge_language(self, language: str) -> Output:
        """A language that had hits and has none any more, for any keyword, was not searched."""
        known = self.last_good.counts.get(language, 0) if self.last_good else 0
        longest = max((asking.question.days for asking in self._silent), default=0)
        if known >= KNOWN_HITS and not self._hits[language] and longest >= LONG_WINDOW:
            detail = f"{language}: no hits for any keyword in {longest} days, {known} at the last good search"
            self.fail(Failure.EMPTY, self.source.urls[0], detail)
            for asking in self._silent:
                asking.has_failed = True
        yield from self._release()

    def _release(self) -> Output:
        released, self._silent = self._silent, []
        for asking in released:
            yield from self.one_done(asking)

    # What failed.

    def _question_failed(self, failure: Failure, url: str, detail: str, asking: Asking) -> Output:
        """Record why a question has no answer; its later windows wait too, or the watermark would pass over it."""
        asking.has_failed = True
        self._waiting = deque(other for other in self._waiting if other.unit != asking.unit)
        self._failures_in_row += 1
        most = MOST_FAILURES - (failure is Failure.RATE_LIMITED)
        more = ""
        if self._waiting and (failure in TURNED_AWAY or self._failures_in_row >= most):
            more = f"; {len(self._waiting)} further questions were not asked"
            self._waiting.clear()
        self.fail(failure, url, f"{asking.question.language}, {asking.question.keyword!r}: {detail}{more}")
        yield from self._ask_next()


def _is_in(item: FeedItem, question: Question) -> bool:
    """Whether a hit belongs to a question's window; a day more at its end, because of time zones."""
    if item.published is None:
        return True
    published = item.published[:10]
    latest = (question.until + timedelta(days=1)).isoformat()
    return published >= question.since.isoformat() and (question.is_latest or published <= latest)
