"""Hugging Face's daily papers: the papers that people chose, one list a day, with votes.

``GET /api/daily_papers?date=YYYY-MM-DD&limit=100`` answers a list of ``{"paper": {"id", "title", "summary", "upvotes",
"publishedAt", ...}}``; weekends are often empty. A day is asked for once it is over. The last week is asked for again
by every visit, because votes come later and lists are corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Failure, Sighting, Signal
from spiders.base import Output, archive_id, now
from spiders.inspection import Inspection
from spiders.papers import PaperSpider, arxiv_address, from_page, named_in
from spiders.parsed import Problem, read_json
from spiders.source_record import Source
from spiders.syndication import FeedItem
from spiders.visits import GoodVisit

LANGUAGE = "en"
REPEATED = timedelta(days=7)
FIRST_REACH = timedelta(days=92)
"""Days that a first visit goes back, as far as the rotation of languages does."""

PAGE_SIZE = 100
DAY = "day"
"""Key of the watermark: the last day that was read."""


@dataclass(frozen=True, slots=True)
class Papers:
    """One day's list. ``votes`` are by the paper's address; ``rows`` counts all entries, also unusable ones."""

    items: tuple[FeedItem, ...] = ()
    votes: Mapping[str, float] | None = None
    rows: int = 0
    signals: tuple[Signal, ...] = ()
    problem: Problem | None = None


def parse_papers(body: bytes) -> Papers:
    """Read one day's list."""
    value, problem = read_json(body)
    if problem is not None:
        return Papers(problem=problem)
    if not isinstance(value, list):
        return Papers(problem=Problem(Failure.CHANGED, "no list of papers"))
    items: dict[str, FeedItem] = {}
    votes: dict[str, float] = {}
    odd = 0
    for entry in value:
        paper = entry.get("paper") if isinstance(entry, Mapping) else None
        item = _item(paper) if isinstance(paper, Mapping) else None
        if item is None or not isinstance(paper, Mapping):
            odd += 1
            continue
        items.setdefault(item.url, item)
        upvotes = paper.get("upvotes")
        if isinstance(upvotes, int | float) and not isinstance(upvotes, bool):
            votes[item.url] = float(upvotes)
    if value and not items:
        return Papers(problem=Problem(Failure.CHANGED, "no entry has paper.id, paper.title and paper.summary"))
    signals = (Signal("row", "hf_daily_papers: entries without a paper", f"{odd} on one page"),) if odd else ()
    return Papers(tuple(items.values()), votes, len(value), signals)


class HfDailyPapersSpider(PaperSpider):
    """Reads every day since the last good visit."""

    name = "hf_daily_papers"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rows = 0
        self._waiting = 0
        self._archived: list[str | None] = []

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        last = now().date() - timedelta(days=1)
        days = days_to_read(last, self.last_good, self.job.since)
        self._waiting = len(days)
        self.job.expect(None)
        for day in days:
            url = f"{self.source.urls[0]}?date={day.isoformat()}&limit={PAGE_SIZE}"
            yield self.request(url, self.read_day, on_failure=self._day_failed, keyed=True, address=url, last=last)

    def read_day(self, response: Response, address: str, last: date) -> Output:
        """One day's list: abstracts to read, and the votes of what the titles name."""
        page = parse_papers(response.body)
        for signal in page.signals:
            self.job.signal(signal)
        self._archived.append(archive_id(response))
        self._rows += page.rows
        if page.problem is not None:
            self.alert(page.problem, address)
        else:
            yield from from_page(self.ask_for(page.items, LANGUAGE), response)
            yield from votes_of(page, self.source, seen_at=now(), archived=archive_id(response))
        self._one_read(address, last)

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        del url, content_type
        page = parse_papers(body)
        if page.problem is not None:
            return Inspection(failure=page.problem.failure, detail=page.problem.detail)
        newest = max((item.published for item in page.items if item.published), default=None)
        return Inspection(page.rows, newest, is_whole=False)

    def _day_failed(self, failure: Failure, url: str, detail: str) -> Output:
        self.fail(failure, url, detail)
        self._waiting -= 1
        return iter(())

    def _one_read(self, address: str, last: date) -> None:
        self._waiting -= 1
        if self._waiting == 0 and not self._has_failed and self.judge_count(self._rows, address):
            moment = now().isoformat()
            pages = tuple(filter(None, self._archived))
            marks = {DAY: last.isoformat()}
            self.remember_visit(GoodVisit(self._rows, at=moment, full_at=moment, archived=pages, watermarks=marks))


def days_to_read(last: date, good: GoodVisit | None, since: date | None) -> list[date]:
    """The days up to ``last`` that a visit asks for: from a week before the last good visit, or from ``since`` on."""
    try:
        begin = date.fromisoformat(good.watermarks[DAY]) - REPEATED if good else last - FIRST_REACH
    except (KeyError, ValueError):
        begin = last - FIRST_REACH
    begin = min(begin, last - REPEATED, since or last)
    return [begin + timedelta(days=number) for number in range((last - begin).days + 1)]


def votes_of(page: Papers, source: Source, *, seen_at: datetime, archived: str | None) -> Iterable[Sighting]:
    """A row for each paper whose title begins with a name, with its votes. A title opens no candidate."""
    for item in page.items:
        name = named_in(item.title or "")
        if name is None:
            continue
        identifier = item.url.rpartition("/abs/")[2]
        yield Sighting(
            source=source.name,
            source_key=identifier,
            url=f"https://huggingface.co/papers/{identifier}",
            raw_name=name,
            rank=source.rank,
            seen_at=seen_at,
            fields={"name": name},
            pointers={"name": f"$[?paper.id={identifier!r}].paper.title"},
            row={"id": identifier, "title": item.title or ""},
            metrics={"upvotes": page.votes[item.url]} if page.votes and item.url in page.votes else {},
            archive_id=archived,
            discovers=False,
        )


def _item(paper: Mapping[str, Any]) -> FeedItem | None:
    address = arxiv_address(str(paper.get("id") or ""))
    title = " ".join(str(paper.get("title") or "").split())
    summary = " ".join(str(paper.get("summary") or "").split())
    if address is None or not title or not summary:
        return None
    published = paper.get("publishedAt")
    return FeedItem(address[0], title, summary, published if isinstance(published, str) else None, version="listed")
