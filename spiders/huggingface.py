"""The Hugging Face Hub: repositories by downloads, and the cards and configs of those that may be new models.

A page's cards are fetched before the next page is asked for: the checkpoint behind a page then stands for everything
on it, memory holds one page, and the Hub's two rate limits (lists, files) are used in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Failure, Signal
from spiders.base import Callback, Checkpoint, Output, SourceSpider, archive_id, header, now
from spiders.hub.listing import (
    Cursor,
    Sweep,
    first_page,
    is_past,
    next_page,
    parse_page,
    read_cursor,
    with_smaller_page,
)
from spiders.hub.rows import SITE, Candidate, candidate, card_document, with_config
from spiders.parsed import read_json

ABSENT = (401, 403, 404)
"""Answers for a file that is gated or not there; both are ordinary."""

SLOW = frozenset({Failure.TIMEOUT, Failure.SERVER_ERROR})


class HuggingFaceSpider(SourceSpider):
    """Sweeps the Hub's list twice: once where it knows sizes, once for the rest."""

    name = "huggingface"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._met: set[str] = set()
        self._asked: set[str] = set()
        self._rows = 0
        self._unfinished = 0
        self._next: Cursor | None = None
        token = self.job.settings.huggingface.token
        self._authorization = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}

    def first_requests(self) -> Iterable[Request]:
        self.job.expect(None)
        start = read_cursor(self.job.cursor)
        if self.job.cursor and start is None:
            self.job.signal(Signal("cursor", f"{self.source.name}: {self.job.cursor[:100]}", "begun anew"))
        yield from self._list_request(start or self._beginning(Sweep.SIZED))

    def read_page(self, response: Response, at: Cursor) -> Output:
        """One page of the list: its rows now, then their files, then the following page."""
        page = parse_page(response.body)
        if page.problem is not None:
            self.job.fail(page.problem.failure, at.url, page.problem.detail)
        if page.odd:
            self.job.signal(Signal("row", f"{self.source.name}: entries without an id", f"{page.odd} on {at.url}"))
        following, problem = next_page(header(response, "Link"), at.url)
        if problem is not None:
            self.job.fail(problem.failure, at.url, problem.detail)
        if following and is_past(page.rows, self.job.settings.huggingface.min_downloads):
            following = None
        is_readable = page.problem is None and problem is None
        self._rows += len(page.rows)
        # A page that cannot be read may still say where the next one is; without that the sweep is cut off here, and
        # stays unfinished for a resumed run instead of passing for complete.
        self._next = Cursor(at.sweep, following) if following else self._after(at) if is_readable else None
        is_last = self._next is None and is_readable
        self._unfinished = 1
        for row in page.rows:
            yield from self._row(row, at.sweep, archive_id(response))
        if is_last and self.job.cursor is None:
            self.judge_count(self._rows, at.url)
        yield from self._one_finished()

    def read_config(self, response: Response, found: Candidate) -> Output:
        """A model's configuration, which tells its experts and sometimes its base; then its card."""
        config: object = None
        if response.status == 200:
            config, problem = read_json(response.body)
            if problem is not None:
                self.job.signal(Signal("config", found.repository, problem.detail))
        yield with_config(found, config if isinstance(config, dict) else None)
        yield from self._card(found)

    def read_card(self, response: Response, found: Candidate) -> Output:
        """A model card."""
        if response.status in {401, 403}:
            self.job.signal(Signal("gated", found.repository, "its card cannot be read without access"))
        elif response.status == 200 and response.body.strip():
            document = card_document(
                found,
                response.body,
                header(response, "Content-Type") or "",
                source=self.source.name,
                fetched_at=now(),
            )
            yield replace(document, archive_id=archive_id(response))
        elif found.version:
            self.job.remember_version(found.card_url, found.version)
        yield from self._one_finished()

    def _row(self, row: Mapping[str, Any], sweep: Sweep, archived: str | None) -> Output:
        if row["id"] in self._met:
            return
        found = self._judge(row, sweep)
        if found is None:
            return
        self._met.add(found.repository)
        for signal in found.signals:
            self.job.signal(signal)
        found = replace(found, sighting=replace(found.sighting, archive_id=archived))
        self._unfinished += 1
        if found.wants_config:
            # Asked for even where the repository has not changed: what it tells is part of the row's statement.
            yield self._file_request(found.config_url, self.read_config, self._config_failed, found)
        else:
            yield found.sighting
            yield from self._card(found)

    def _judge(self, row: Mapping[str, Any], sweep: Sweep) -> Candidate | None:
        settings = self.job.settings.huggingface
        try:
            return candidate(
                row,
                sweep=sweep,
                source=self.source.name,
                rank=self.source.rank,
                seen_at=now(),
                min_parameters=settings.min_parameters,
                min_downloads=settings.min_downloads,
            )
        except Exception as error:  # one odd row must not cost the other 999 of its page
            self.logger.exception("cannot read the row of %s", row["id"])
            self.job.fail(Failure.BROKEN, f"{SITE}/{row['id']}", f"{type(error).__name__}: {error}")
            return None

    def _card(self, found: Candidate) -> Output:
        if not found.wants_card or self._is_known(found):
            yield from self._one_finished()
        else:
            yield self._file_request(found.card_url, self.read_card, self._card_failed, found)

    def _is_known(self, found: Candidate) -> bool:
        if self.job.done(found.card_url):
            return True
        return bool(found.version) and self.job.unchanged(found.card_url, found.version)

    def _config_failed(self, failure: Failure, url: str, detail: str, *, found: Candidate) -> Output:
        self.job.fail(failure, url, detail)
        # What an earlier run learnt from the config must not be replaced by a row without it.
        if not self._is_known(found):
            yield found.sighting
        yield from self._card(found)

    def _card_failed(self, failure: Failure, url: str, detail: str, *, found: Candidate) -> Output:
        del found
        self.job.fail(failure, url, detail)
        yield from self._one_finished()

    def _list_failed(self, failure: Failure, url: str, detail: str, *, at: Cursor) -> Output:
        smaller = with_smaller_page(at.url) if failure in SLOW else None
        if smaller is None:
            self.job.fail(failure, url, detail)
        else:
            yield from self._list_request(Cursor(at.sweep, smaller))

    def _one_finished(self) -> Output:
        """Count one thing of the page as done; after the last one the visit goes on with the next page."""
        self._unfinished -= 1
        if self._unfinished == 0 and self._next is not None:
            following, self._next = self._next, None
            yield Checkpoint(str(following))
            yield from self._list_request(following)

    def _after(self, at: Cursor) -> Cursor | None:
        return self._beginning(Sweep.UNSIZED) if at.sweep is Sweep.SIZED else None

    def _beginning(self, sweep: Sweep) -> Cursor:
        settings = self.job.settings.huggingface
        url = first_page(
            self.source.urls[0], sweep, page_size=settings.page_size, min_parameters=settings.min_parameters
        )
        return Cursor(sweep, url)

    def _list_request(self, at: Cursor) -> Iterable[Request]:
        if at.url in self._asked:
            self.job.fail(Failure.CHANGED, at.url, "the list leads back to a page that was already read")
            return
        self._asked.add(at.url)
        yield self.request(
            at.url,
            self.read_page,
            headers=self._authorization,
            on_failure=partial(self._list_failed, at=at),
            at=at,
        )

    def _file_request(
        self, url: str, callback: Callback, failed: Callback, found: Candidate, **arguments: Any
    ) -> Request:
        return self.request(
            url,
            callback,
            statuses=ABSENT,
            headers=self._authorization,
            on_failure=partial(failed, found=found),
            found=found,
            **arguments,
        )
