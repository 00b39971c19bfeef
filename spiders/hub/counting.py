"""The census as a chain of requests: how long the list is, then what its tail holds; or all of the tail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy.http import Request, Response

from crawler.config import HuggingFace
from crawler.records import Failure, Signal
from spiders.base import Checkpoint, Output, header, now
from spiders.hub.census import Tail, TotalSearch, ranks_to_read
from spiders.hub.listing import (
    Cursor,
    Page,
    Sweep,
    downloads_of,
    is_past,
    next_page,
    parse_page,
    place_in_list,
    rest_of_list,
)
from spiders.hub.memory import HubMemory

REFUSED = frozenset({Failure.CHANGED, Failure.GONE, Failure.SERVER_ERROR, Failure.TIMEOUT})
"""Answers that mean that the Hub does not serve ranks (any more), or not so deep; others may pass."""

Ask = Callable[..., Request]
"""Builds a request: its address, its callback, and what the callback is given."""


@dataclass
class Census:
    """Closes the visit's month. What fails is told to ``fail`` and leaves the month open for a resumed visit."""

    memory: HubMemory
    settings: HuggingFace
    endpoint: str
    ask: Ask
    fail: Callable[[Failure, str, str], None]
    signal: Callable[[Signal], None]

    def begin(self) -> Output:
        """The first request; none where the head was all there is."""
        tail, head = self.memory.tail, self.memory.head(self.settings.min_downloads)
        if not tail.following:
            self._close(head + tail.models, tail)
        elif self.settings.census == "full":
            url = rest_of_list(tail.following, page_size=self.settings.page_size)
            yield self.ask(url, self.read_rest, at=Cursor(Sweep.CENSUS, url))
        else:
            yield from self._probe(TotalSearch(at_least=head), head)

    def read_rest(self, response: Response, at: Cursor) -> Output:
        """One page of the tail, where all of it is read."""
        page = self._page(response, at.url)
        following, problem = next_page(header(response, "Link"), at.url)
        if problem is not None:
            self.fail(problem.failure, at.url, problem.detail)
        if page is None or problem is not None:
            return
        tail = self.memory.tail
        tail.add(page.rows, self.settings.min_downloads)
        tail.following = following or ""
        self.memory.keep_tail(tail)
        if not tail.following:
            self._close(self.memory.head(self.settings.min_downloads) + tail.models, tail)
            return
        yield Checkpoint(str(Cursor(Sweep.CENSUS)))
        yield self.ask(tail.following, self.read_rest, at=Cursor(Sweep.CENSUS, tail.following))

    def read_probe(self, response: Response, search: TotalSearch, head: int, rank: int) -> Output:
        """Whether there is a repository at a rank."""
        page = self._page(response, response.url)
        if page is None:
            return
        search.learn(rank, is_empty=not page.rows)
        # Twice as far down as the head reaches, nobody is as much downloaded as in it.
        is_head = bool(page.rows) and (downloads_of(page.rows[0]) or 0) > self.settings.min_downloads
        if search.is_endless or (is_head and head and rank >= 2 * head):
            self._give_up("ranks are ignored")
        elif search.total is None:
            yield from self._probe(search, head)
        else:
            ranks = ranks_to_read(
                head, search.total, pages=self.settings.census_pages, page_size=self.settings.page_size
            )
            yield from self._sample(ranks, search.total, Tail())

    def read_sample(self, response: Response, ranks: list[int], total: int, tail: Tail) -> Output:
        """One of the pages that stand for the tail."""
        page = self._page(response, response.url)
        if page is None:
            return
        tail.add(page.rows, self.settings.min_downloads)
        yield from self._sample(ranks, total, tail)

    def _probe(self, search: TotalSearch, head: int) -> Output:
        rank = search.next_rank()
        url = place_in_list(self.endpoint, skip=rank, limit=1)
        yield self.ask(url, self.read_probe, on_failure=self._refused_probe, search=search, head=head, rank=rank)

    def _sample(self, ranks: list[int], total: int, tail: Tail) -> Output:
        if not ranks:
            self._close(total, tail)
            return
        url = place_in_list(self.endpoint, skip=ranks[0], limit=self.settings.page_size)
        left: dict[str, Any] = {"ranks": ranks[1:], "total": total, "tail": tail}
        yield self.ask(url, self.read_sample, on_failure=partial(self._refused_sample, **left), **left)

    def _refused_probe(self, failure: Failure, url: str, detail: str) -> Output:
        if failure in REFUSED:
            self._give_up(f"{failure.value}: {detail}")
        else:
            self.fail(failure, url, detail)
        return iter(())

    def _refused_sample(
        self, failure: Failure, url: str, detail: str, *, ranks: list[int], total: int, tail: Tail
    ) -> Output:
        """A page that cannot be had leaves the others to stand for the tail."""
        if failure in REFUSED:
            yield from self._sample(ranks, total, tail)
        else:
            self.fail(failure, url, detail)

    def _give_up(self, why: str) -> None:
        """Close the month without totals."""
        advice = 'no totals this month; [huggingface] census = "full" counts all, with a request for each thousand'
        self.signal(Signal("census", "huggingface: the list cannot be entered at a rank", f"{why}; {advice}"))
        self._close(None, None)

    def _page(self, response: Response, url: str) -> Page | None:
        page = parse_page(response.body)
        if page.problem is None:
            return page
        self.fail(page.problem.failure, url, page.problem.detail)
        return None

    def _close(self, total: int | None, tail: Tail | None) -> None:
        self.memory.close_month(
            total=total, tail=tail, min_parameters=self.settings.min_parameters,
            min_downloads=self.settings.min_downloads, moment=now(),
        )  # fmt: skip


def head_ends(page: Page, min_downloads: int, following: str | None) -> Tail:
    """The tail as the last page of the head shows it: the rows that are beyond it, and where the list goes on."""
    tail = Tail(following=following or "")
    if is_past(page.rows, min_downloads) or not following:
        tail.add(page.rows, min_downloads)
    return tail
