"""Lists of models: everything that one visit shows is read, judged as a whole, and only then passed on.

The rules of every list, in one place:

- Rows wait until the last page is read. Too few of them, many fewer than at the last good visit, or a column that is
  gone is a named failure and an alert, and then nothing of the visit is passed on.
- A page that cannot be fetched costs its own rows; the others are passed on, and the visit counts as incomplete: it
  is not compared, and not remembered as good.
- A column that nobody knows is a named failure too, but the known ones still say what they said: rows are passed on.
- Only a visit without any failure is remembered: its count, its columns, and the validators of its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Document, Failure, Sighting, Signal
from crawler.store.keys import payload_digest
from spiders.base import Output, SourceSpider, archive_id, header, now, original_url
from spiders.inspection import Inspection
from spiders.locating import find_addresses
from spiders.paging import Call, PageSeen, first_call, next_call
from spiders.parsed import Parsed, Problem
from spiders.source_record import SourceKind
from spiders.visits import GoodVisit

NOT_MODIFIED = 304
SIGNALLED_COLUMNS = 20
MANY_EVALUATIONS = 100
"""A benchmark with more evaluated models than this is worth a reader's attention, as Epoch AI counts them."""


@dataclass
class _Visit:
    """What the visit has shown so far."""

    waiting: int = 0
    rows: int = 0
    columns: dict[str, None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """Rows by the address of the list that they belong to."""
    items: list[Sighting | Document] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    archived: list[str | None] = field(default_factory=list)
    is_complete: bool = True
    is_known_form: bool = True
    is_unchanged: bool = False
    page: tuple[Response, str] | None = None
    """The page that is everything, and its address; where there are several pages, none is."""


class ListingSpider(SourceSpider):
    """Visits a list of models. Subclasses say in ``parse_page`` what a page holds; everything else is here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._visit = _Visit()

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        """What one page says; a plain function of its arguments and the source's record."""
        raise NotImplementedError

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        self.job.expect(None)
        self._visit.waiting = len(self.source.urls)
        for url in self.source.urls:
            if self.source.locate is not None:
                body = self.source.post
                yield self.request(url, self.read_index, body=body, keyed=True, on_failure=self._page_failed)
            else:
                yield self._ask(first_call(self.source.paging, url, self.source.post), 0, url)

    def read_index(self, response: Response) -> Output:
        """A page that only says where the lists are."""
        url = original_url(response)
        assert self.source.locate is not None
        addresses = find_addresses(response.body, url, self.source.locate)
        if not addresses:
            self.alert(Problem(Failure.CHANGED, f"no address that fits {self.source.locate.pattern}"), url)
            self._visit.is_known_form = False
        self._visit.waiting += len(addresses)
        for address in addresses:
            # A file whose name changes with every release is still the same list.
            part = url if self.source.locate.take == "newest" else address
            yield self._ask(first_call(self.source.paging, address), 0, part)
        yield from self._one_read(url)

    def read_list(self, response: Response, call: Call, number: int, part: str) -> Output:
        """One page of a list, ``part`` being the list's address; the rows wait, and the next page is asked for."""
        visit = self._visit
        if response.status == NOT_MODIFIED:
            visit.is_unchanged = True
            yield from self._one_read(call.url)
            return
        kind = header(response, "Content-Type") or ""
        parsed = self.parse_page(response.body, url=call.url, seen_at=now(), content_type=kind)
        visit.items += [
            item
            for item in self.report(parsed, call.url, archive_id(response))
            if isinstance(item, Sighting | Document)
        ]
        visit.archived.append(archive_id(response))
        visit.rows += parsed.rows
        visit.counts[part] = visit.counts.get(part, 0) + parsed.rows
        visit.columns |= dict.fromkeys(parsed.columns)
        if parsed.problem is not None:
            visit.is_complete = False
            visit.is_known_form = visit.is_known_form and parsed.problem.failure != Failure.CHANGED
        elif parsed.rows == 0 and number == 0 and self.source.expect.items_min > 0 and len(self.source.urls) > 1:
            self.fail(Failure.EMPTY, call.url, "no rows at all")
            visit.is_complete = False
        else:
            page = PageSeen(number, parsed.shown, parsed.value, header(response, "Link"))
            yield from self._go_on(call, page, payload_digest(response.body), part)
            if self._may_be_conditional():
                visit.page = (response, call.url)
        yield from self._one_read(call.url)

    def _go_on(self, call: Call, page: PageSeen, digest: str, part: str) -> Output:
        paging = self.source.paging
        if paging is None:
            return
        if digest in self._visit.pages:
            self._cut_off(call.url, "the list shows a page that was already read")
            return
        self._visit.pages.add(digest)
        following = next_call(paging, call, page)
        if following is None:
            return
        if page.number + 1 >= paging.max_pages:
            self._cut_off(call.url, f"more than {paging.max_pages} pages")
            return
        self._visit.waiting += 1
        yield self._ask(following, page.number + 1, part)

    def _cut_off(self, url: str, detail: str) -> None:
        self._visit.is_complete = False
        self.fail(Failure.CHANGED, url, detail)

    def _ask(self, call: Call, number: int, part: str) -> Request:
        conditional = self._may_be_conditional()
        return self.request(
            call.url,
            self.read_list,
            body=call.body,
            keyed=call.url.split("/")[2:3] == self.source.urls[0].split("/")[2:3],
            statuses=[NOT_MODIFIED] if conditional else [],
            headers=self.conditions(call.url) if conditional else {},
            on_failure=self._page_failed,
            call=call,
            number=number,
            part=part,
        )

    def _may_be_conditional(self) -> bool:
        """Only where one page is everything: an unchanged page among several would leave its rows uncounted."""
        source = self.source
        is_one = len(source.urls) == 1 and (source.locate is None or source.locate.take == "newest")
        return is_one and source.paging is None and source.post is None

    def _page_failed(self, failure: Failure, url: str, detail: str) -> Output:
        self._visit.is_complete = False
        self.fail(failure, url, detail)
        yield from self._one_read(url)

    def _one_read(self, url: str) -> Output:
        """Count a page as done; after the last one the visit is judged."""
        self._visit.waiting -= 1
        if self._visit.waiting == 0:
            yield from self._end(url)

    def _end(self, url: str) -> Output:
        visit, last = self._visit, self.last_good
        if visit.is_unchanged:
            self.remember_unchanged()
            return
        # Whether the count is right can only be told of a visit that saw everything.
        is_good = visit.is_known_form and (not visit.is_complete or self.judge_count(visit.rows, url, against=last))
        if not is_good:
            return
        self._note_lost_columns(last)
        self.job.expect(len(visit.items))
        if visit.is_complete:
            if visit.page is not None:
                self.remember_page(*visit.page, rows=visit.rows, columns=visit.columns, counts=visit.counts)
            else:
                self.remember_rows(visit.rows, visit.columns, visit.archived, visit.counts)
            self._note_growth(last)
        yield from visit.items

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        """What a first page shows."""
        parsed = self.parse_page(body, url=url, seen_at=now(), content_type=content_type)
        wrong = parsed.problem or next(iter(parsed.faults), None)
        is_whole = self.source.paging is None and len(self.source.urls) == 1
        return Inspection(
            parsed.rows,
            parsed.newest,
            failure=wrong.failure if wrong else None,
            detail=wrong.detail if wrong else "",
            is_whole=is_whole and (self.source.locate is None or self.source.locate.take == "newest"),
        )

    def _note_lost_columns(self, last: GoodVisit | None) -> None:
        """Columns that nobody reads may come and go; that they went is worth a look, once."""
        lost = set(last.columns) - set(self._visit.columns) if last is not None and self._visit.columns else set()
        for column in sorted(lost)[:SIGNALLED_COLUMNS]:
            self.job.signal(Signal("column", f"{self.source.name}: {column}", "no longer shown"))

    def _note_growth(self, last: GoodVisit | None) -> None:
        """Benchmarks that have passed a hundred evaluations since the last good visit."""
        if self.source.kind != SourceKind.LEADERBOARD:
            return
        before = last.counts if last is not None else {}
        for part, count in self._visit.counts.items():
            if count > MANY_EVALUATIONS >= before.get(part, 0):
                detail = f"{count} evaluations, {before.get(part, 0)} at the last good visit"
                self.job.signal(Signal("benchmark", f"{self.source.name}: {part}", detail))
