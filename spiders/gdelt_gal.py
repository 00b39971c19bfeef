"""GDELT's Article List: titles and descriptions of the world's news, in files of about a minute's articles.

Format: https://blog.gdeltproject.org/announcing-the-gdelt-article-list-rss-feed. The file
``<urls[0]>/YYYYMMDDHHMMSS.gal.json.gz`` holds one JSON object a line (date, url, domain, outletName, title, desc,
author, lang, image). Nothing lists the files: about two come in the first eight minutes of each quarter hour, so all of
these minutes are asked for, and 404 or 403 (which the store says of what is not there) means that there is none.

A visit reads the days that are over since the last one, in all languages at once, and then a piece of the past, until
the first year that candidates are sought from is reached. ``[source.search]`` says how long that piece is
(``window_days``), and how far back the first visit begins (``first_window_days``); ``max_items`` counts articles of one
day's list.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from scrapy.http import Request, Response

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from keywords import LANGUAGES
from keywords.folding import fold
from spiders.base import Output, now
from spiders.following import FollowingSpider, Window
from spiders.inspection import Inspection
from spiders.parsed import Problem
from spiders.relevance import names_a_model
from spiders.search_api import SearchApi
from spiders.syndication import FeedItem, parse_feed
from spiders.unpacking import GZIP_MAGIC, gunzip
from spiders.urls import canonical_url
from spiders.visits import GoodVisit, judge_rows

ABSENT = (403, 404)
MINUTES = tuple(quarter + minute for quarter in (0, 15, 30, 45) for minute in range(8))
"""Minutes of an hour at which a file may have been made."""

FEED = "feed.rss"
"""The last quarter of an hour as a feed, which shows whether the list is still made."""

MAX_UNPACKED_BYTES = 400 * 2**20
MOST_BAD_LINES = 0.2
MOST_COPIES = 2
"""Articles with one title that are fetched in a visit; the others are copies of one agency's story."""

PATIENCE = timedelta(days=7)
"""How long a day's files are waited for."""

COLUMNS = frozenset({"date", "url", "domain", "outletName", "title", "image", "desc", "author", "lang"})
ALIASES = {"iw": "he"}
"""Codes of CLD2, which GDELT tells languages with, where they are not ours; regions and scripts are cut off."""

FORWARD, BACKWARD = "day", "first day"
"""Units: up to which day, and back to which, the lists were read without a gap."""


@dataclass(frozen=True, slots=True)
class Articles:
    """One file: the articles that name a model, by language; ``rows`` counts all articles."""

    items: Mapping[str, tuple[FeedItem, ...]] = field(default_factory=dict)
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None


@dataclass
class _Day(Window):
    """How far the reading of one day is."""

    day: date = field(kw_only=True)
    waiting: int = 0
    hour: int = 0
    files: int = 0
    rows: int = 0
    taken: int = 0
    left: int = 0


def parse_articles(body: bytes, languages: frozenset[str]) -> Articles:
    """Read one file."""
    if not body.strip():
        return Articles(problem=Problem(Failure.EMPTY, "empty body"))
    if body.startswith(GZIP_MAGIC):
        try:
            body = gunzip(body, MAX_UNPACKED_BYTES)
        except ValueError as error:
            return Articles(problem=Problem(Failure.BROKEN, f"not gzip: {error}"))
    if looks_like_html(body):
        return Articles(problem=Problem(Failure.CHANGED, "a web page instead of a list"))
    found: dict[str, dict[str, FeedItem]] = {}
    columns: set[str] = set()
    rows = bad = 0
    for line in body.split(b"\n"):
        if not line.strip():
            continue
        rows += 1
        record = _record(line)
        if record is None:
            bad += 1
            continue
        columns |= record.keys()
        language = str(record.get("lang", "")).lower().partition("-")[0]
        language = ALIASES.get(language, language)
        item = _item(record) if language in languages else None
        if item is not None and names_a_model(f"{item.title or ''}\n{item.summary}", language):
            found.setdefault(language, {}).setdefault(item.url, item)
    if bad > MOST_BAD_LINES * rows:
        return Articles(problem=Problem(Failure.BROKEN, f"{bad} of {rows} lines are no JSON"))
    if rows and not {"url", "title", "lang"} <= columns:
        missing = ", ".join(sorted({"url", "title", "lang"} - columns))
        return Articles(problem=Problem(Failure.CHANGED, f"no article has {missing}"))
    signals = [Signal("row", "gdelt_gal: lines that are no JSON", f"{bad} in one file")] if bad else []
    signals += [Signal("column", f"gdelt_gal: {name[:60]}") for name in sorted(columns - COLUMNS)[:20]]
    return Articles({language: tuple(items.values()) for language, items in found.items()}, rows, tuple(signals))


class GdeltGalSpider(FollowingSpider):
    """Reads day by day: first what is new, oldest first, then the past, newest first."""

    name = "gdelt_gal"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._days: deque[_Day] = deque()
        self._copies: Counter[str] = Counter()
        self._rows_of_day = 0
        self._has_files = False
        self._yesterday = now().date() - timedelta(days=1)

    @property
    def api(self) -> SearchApi:
        """Its reach, from the record."""
        assert self.source.search is not None
        return self.source.search

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        self.job.expect(None)
        self.take_up()
        self._days.extend(self._planned())
        for day in self._days:
            self.enter(day)
        yield from self._ask_day()
        yield from self.ask_postponed()

    def look_requests(self) -> Iterable[Request]:
        yield self.request(f"{self.source.urls[0]}/{FEED}", self.read_file, keyed=True)

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        feed = parse_feed(body, content_type, url)
        if feed.problem is not None:
            return Inspection(failure=feed.problem.failure, detail=feed.problem.detail)
        newest = max((item.published for item in feed.items if item.published), default=None)
        return Inspection(feed.rows, newest, is_whole=False)

    def read_file(self, response: Response, day: _Day) -> Output:
        """One minute's articles."""
        if response.status not in ABSENT:
            languages = frozenset(LANGUAGES if self.job.languages is None else self.job.languages)
            page = parse_articles(response.body, languages)
            for signal in page.signals:
                self.job.signal(signal)
            if page.problem is not None:
                self._day_lacks(day, page.problem, response.url)
            day.files += 1
            self._has_files = True
            day.rows += page.rows
            for language, items in page.items.items():
                yield from self.follow(self.ask_for(self._chosen(items, day), language), day)
        day.waiting -= 1
        yield from self._go_on(day)

    def summed(self, last: GoodVisit) -> GoodVisit:
        return replace(last, rows=self._rows_of_day or last.rows)

    def moved(self, window: Window) -> None:
        super().moved(window)
        if BACKWARD not in self.known_marks():
            self.marks[BACKWARD] = window.mark  # the first day that was ever read is where the past begins

    def one_done(self, window: Window) -> Output:
        # Where only some languages were read, the others of these days are still to be read.
        if self.job.languages is None:
            yield from super().one_done(window)

    def _is_recent(self, item: FeedItem) -> bool:
        # The list says what is new; publishers' own dates may be older.
        del item
        return True

    # Which days.

    def _planned(self) -> list[_Day]:
        """The days of this visit, each with the mark that it moves."""
        yesterday = self._yesterday
        marks = self.known_marks()
        first = date(self.job.settings.triage.earliest_year, 1, 1)
        newest, oldest = _day_of(marks.get(FORWARD)), _day_of(marks.get(BACKWARD))
        begin = yesterday - timedelta(days=self.api.first_window_days - 1)
        if newest is not None:
            begin = newest + timedelta(days=1)
        elif self.job.since is not None:
            begin = self.job.since
        planned = [_Day(FORWARD, day.isoformat(), day=day) for day in _days(begin, yesterday)]
        if oldest is not None and BACKWARD not in self.finished:
            end = oldest - timedelta(days=1)
            past = _days(max(first, oldest - timedelta(days=self.api.window_days)), end)
            planned += [_Day(BACKWARD, day.isoformat(), day=day) for day in reversed(past)]
        return planned

    # How a day is read.

    def _ask_day(self) -> Iterable[Request]:
        if self._days:
            yield from self._ask_hour(self._days[0])

    def _ask_hour(self, day: _Day) -> Iterable[Request]:
        day.waiting += len(MINUTES)
        for minute in MINUTES:
            moment = datetime.combine(day.day, time(day.hour, minute))
            yield self.request(
                f"{self.source.urls[0]}/{moment:%Y%m%d%H%M%S}.gal.json.gz",
                self.read_file,
                statuses=ABSENT,
                keyed=True,
                kept=False,
                on_failure=lambda failure, url, detail: self._file_failed(failure, url, detail, day),
                day=day,
            )

    def _go_on(self, day: _Day) -> Output:
        """After an hour the next one, after a day the next day; a visit that fails ends with the hour."""
        if day.waiting:
            return
        if not day.has_failed and day.hour < 23:
            day.hour += 1
            yield from self._ask_hour(day)
            return
        self._judge_day(day)
        if day.left:
            detail = f"{day.day}: {day.left} of {day.left + day.taken} were left"
            self.job.signal(Signal("source", f"{self.source.name}: more articles than max_items", detail))
        self._days.popleft()
        if day.has_failed:
            self._days.clear()
        yield from self.one_done(day)
        yield from self._ask_day()

    def _judge_day(self, day: _Day) -> None:
        if day.has_failed:
            return
        url = f"{self.source.urls[0]}/{day.day:%Y%m%d}*"
        if not day.files:
            detail = f"no file of {day.day} at {24 * len(MINUTES)} addresses"
            self._day_lacks(day, Problem(Failure.GONE, detail), url)
            return
        last = self.last_good if self.last_good is not None and self.last_good.rows else None
        problem = judge_rows(day.rows, self.source.expect, last, memory=str(self.memory.path))
        if problem is not None:
            self._day_lacks(day, Problem(problem.failure, f"{day.day}: {problem.detail}"), url)
            return
        if day.unit == FORWARD:
            self._rows_of_day = day.rows

    def _file_failed(self, failure: Failure, url: str, detail: str, day: _Day) -> Output:
        day.waiting -= 1
        self._day_failed(day, failure, url, detail)
        yield from self._go_on(day)

    def _day_lacks(self, day: _Day, problem: Problem, url: str) -> None:
        """What is not there after a week will not come: GDELT has gaps of days, which must not hold up the rest.

        Where no list was ever read, it is the address that is wrong.
        """
        is_gap = self._yesterday - day.day >= PATIENCE and (self.last_good is not None or self._has_files)
        if not is_gap:
            self._day_failed(day, problem.failure, url, problem.detail)
            return
        subject = f"{self.source.name}: {problem.failure.value} on {day.day}"
        self.job.signal(Signal("source", subject, problem.detail))

    def _day_failed(self, day: _Day, failure: Failure, url: str, detail: str) -> None:
        """Record the first failure of a day: where the host is down, each of hundreds of addresses fails."""
        if not day.has_failed:
            self.fail(failure, url, f"{detail}; {len(self._days) - 1} further days wait" if self._days else detail)
        day.has_failed = True

    def _chosen(self, items: Iterable[FeedItem], day: _Day) -> list[FeedItem]:
        chosen = []
        for item in items:
            title = fold(item.title or item.url).key
            if item.url in self.asked or self._copies[title] >= MOST_COPIES:
                continue
            if day.taken >= self.source.max_items:
                day.left += 1
                continue
            self.asked.add(item.url)
            self._copies[title] += 1
            day.taken += 1
            chosen.append(item)
        return chosen


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _item(record: Mapping[str, Any]) -> FeedItem | None:
    link = canonical_url(str(record.get("url") or ""))
    title = " ".join(str(record.get("title") or "").split())
    if link is None or not title:
        return None
    summary = " ".join(str(record.get("desc") or "").split())
    # The list's date is the publisher's for a third of the articles, else when they were seen: it dates nothing.
    seen = str(record.get("date") or "")[:10] or None
    return FeedItem(link, title, summary, seen, version=link, is_dated=False)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day_of(mark: str | None) -> date | None:
    try:
        return date.fromisoformat(mark or "")
    except ValueError:
        return None
