"""Following what a list leads to: articles on their way, marks that move when all of them are dealt with, later tries.

A visit is made of windows, each a piece of its list, in the order in which their marks follow one another. A window is
done when nothing of it is on its way; the mark of its unit moves over the windows that are done, and never past one
that failed. Every move is a checkpoint, so that an interrupted run goes on with the windows that are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.fetching.failures import name_failure
from crawler.records import Failure
from spiders.articles import ArticleSpider
from spiders.base import Checkpoint, Output, now
from spiders.syndication import FeedItem
from spiders.visits import GoodVisit

POSTPONED = frozenset(
    {Failure.TIMEOUT, Failure.SERVER_ERROR, Failure.UNREACHABLE, Failure.RATE_LIMITED, Failure.OVER_BUDGET}
)
"""Failures of an article that a later visit may not meet."""

MOST_TRIES = 3
MOST_POSTPONED = 500


@dataclass
class Window:
    """A piece of a list. ``mark`` is what its unit's watermark becomes once this and all before it is done."""

    unit: str
    mark: str
    open: int = 1
    """What is on its way: its articles, and its own pages as one."""
    has_failed: bool = False


class FollowingSpider(ArticleSpider):
    """Subclasses enter their windows with ``enter``, pass articles' requests through ``follow`` and call ``one_done``
    when a window's own pages are read."""

    keeps_partial_visits = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked: set[str] = set()
        self.marks: dict[str, str] = {}
        """Marks that moved in this run."""
        self.finished: set[str] = set()
        """Units of which this run has done all windows."""
        self._windows: dict[str, list[Window]] = {}
        self._postponed: dict[str, dict[str, Any]] = {}

    def known_marks(self) -> dict[str, str]:
        """The watermarks as they are now."""
        return {**(self.last_good.watermarks if self.last_good else {}), **self.marks}

    def take_up(self) -> None:
        """Where an interrupted run goes on, and which articles wait for another try."""
        try:
            state = json.loads(self.job.cursor or "{}")
            self.marks = {str(unit): str(mark) for unit, mark in state.get("marks", {}).items()}
            self.finished = {str(unit) for unit in state.get("finished", ())}
        except (ValueError, AttributeError, TypeError):
            self.marks, self.finished = {}, set()
        self._postponed = {str(entry.get("url")): dict(entry) for entry in (self.last_good or GoodVisit()).pending}

    def enter(self, window: Window) -> None:
        """Take a window behind those of its unit that are there already."""
        self._windows.setdefault(window.unit, []).append(window)

    def follow(self, outputs: Output, window: Window | None) -> Output:
        """Requests for articles, counted as on their way; documents pass."""
        for output in outputs:
            if isinstance(output, Request):
                if window is not None:
                    window.open += 1
                yield self._followed(output, window)
            else:
                yield output

    def one_done(self, window: Window) -> Output:
        """One article, or the pages, of a window are dealt with."""
        window.open -= 1
        windows = self._windows.get(window.unit, [])
        before = len(windows)
        while windows and windows[0].open == 0 and not windows[0].has_failed:
            self.moved(windows.pop(0))
        if len(windows) == before:
            return
        if not windows:
            self.finished.add(window.unit)
        self.keep()
        yield Checkpoint(json.dumps({"marks": self.marks, "finished": sorted(self.finished)}, ensure_ascii=False))

    def moved(self, window: Window) -> None:
        """The mark of a window's unit moves over it."""
        self.marks[window.unit] = window.mark

    def summed(self, last: GoodVisit) -> GoodVisit:
        """The last good visit with this one's counts of rows."""
        raise NotImplementedError

    def keep(self) -> None:
        """Take what the next visit has to know; it is written at the end of this one."""
        moment = now().isoformat()
        good = self.summed(self.last_good or GoodVisit())
        pending = tuple(self._postponed.values())[-MOST_POSTPONED:]
        self.remember_visit(replace(good, at=moment, full_at=moment, watermarks=self.known_marks(), pending=pending))

    def ask_postponed(self) -> Iterable[Request]:
        """Articles that could not be fetched at earlier visits, in the languages of this one."""
        for url, entry in list(self._postponed.items()):
            language = entry.get("language")
            if self.job.languages is not None and language not in self.job.languages:
                continue
            # Another source may have brought it in the meantime.
            if self.job.done(url) or self.job.unchanged(url, _text(entry, "version") or url):
                del self._postponed[url]
                continue
            self.asked.add(url)
            item = FeedItem(url, _text(entry, "title"), "", _text(entry, "published"), _text(entry, "version") or url)
            yield self._followed(self.request(url, self.read_article, item=item, language=language), None)

    def _followed(self, request: Request, window: Window | None) -> Request:
        answered, failed = request.callback, request.errback
        item: FeedItem = request.cb_kwargs["item"]
        language: str | None = request.cb_kwargs["language"]
        assert answered is not None
        assert failed is not None

        def read(response: Response, **passed: Any) -> Output:
            yield from answered(response, **passed)
            if self._postponed.pop(item.url, None) is not None:
                self.keep()
            yield from self.one_done(window) if window is not None else ()

        def missed(failure: TwistedFailure) -> Output:
            yield from failed(failure)
            self._postpone(item, language, name_failure(failure))
            yield from self.one_done(window) if window is not None else ()

        return request.replace(callback=read, errback=missed)

    def _postpone(self, item: FeedItem, language: str | None, failure: Failure) -> None:
        entry = self._postponed.pop(item.url, None)
        # A budget that is spent says nothing about the article.
        tries = (int(entry["tries"]) if entry else 0) + (failure is not Failure.OVER_BUDGET)
        if failure in POSTPONED and tries < MOST_TRIES:
            self._postponed[item.url] = {
                "url": item.url, "title": item.title, "published": item.published if item.is_dated else None,
                "version": item.version, "language": language, "tries": tries,
            }  # fmt: skip
        self.keep()


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) else None
