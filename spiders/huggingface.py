"""The Hugging Face Hub: repositories by downloads, new and trending ones, and the cards and configs of candidates.

A page's cards are fetched before the next page is asked for: the checkpoint behind a page then stands for everything
on it, memory holds one page, and the Hub's two rate limits (lists, files) are used in turn. What goes from visit to
visit (watch list, watermark, counts of the month) is in ``spiders.hub.memory``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Failure, Signal
from crawler.store.hub_visits import Counted, Watched
from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.repositories import RepositoryClass, classify_repository, exclusion_reason
from spiders.base import Callback, Checkpoint, Output, SourceSpider, archive_id, header, now
from spiders.hub.census import classified_text
from spiders.hub.counting import Census, head_ends
from spiders.hub.listing import (
    LISTS,
    Cursor,
    Sweep,
    created_of,
    detail_page,
    downloads_of,
    first_page,
    is_before,
    is_past,
    next_page,
    parse_page,
    read_cursor,
    with_smaller_page,
)
from spiders.hub.memory import HubMemory
from spiders.hub.rows import (
    SITE,
    Candidate,
    Judged,
    Limits,
    Standing,
    as_before,
    candidate,
    card_document,
    file_url,
    is_sized,
    judge_row,
    settled,
)
from spiders.hub.sizes import Size, size_by_config, size_by_files
from spiders.hub.trending import trending_signal
from spiders.inspection import Inspection
from spiders.parsed import read_json

ABSENT = (401, 403, 404)
"""Answers for a file that is gated or not there; both are ordinary."""

MISSING = (401, 404)
"""Answers for a repository that is not there (any more), or not public: 401 without a token."""

GATED = frozenset({401, 403})

SLOW = frozenset({Failure.TIMEOUT, Failure.SERVER_ERROR})


@dataclass(frozen=True, slots=True)
class _Read:
    """One row with what it is, and whether that was looked into."""

    judged: Judged
    kind: RepositoryClass | None

    @property
    def is_excluded(self) -> bool:
        return self.kind is not None and exclusion_reason(self.kind) is not None


class HuggingFaceSpider(SourceSpider):
    """Sweeps the Hub's list: by downloads where it knows sizes, by downloads for the rest, by age, by trend."""

    name = "huggingface"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.memory_of_hub = HubMemory(self.job.settings.database)
        self._met: set[str] = set()
        self._asked: set[str] = set()
        self._rows = 0
        self._unfinished = 0
        self._next: Cursor | None = None
        self._size_requests = 0
        self._unmeasured = 0
        self._options = self.job.settings.huggingface
        self._limits = Limits(self._options.min_parameters, self._options.min_downloads)
        token = self._options.token
        self._authorization = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}

    def first_requests(self) -> Iterable[Request]:
        self.job.expect(None)
        start = read_cursor(self.job.cursor)
        if self.job.cursor and start is None:
            self.job.signal(Signal("cursor", f"{self.source.name}: {self.job.cursor[:100]}", "begun anew"))
        if start is None:
            options = self._options
            self.memory_of_hub.begin(now(), counts=options.census != "off", watch_days=options.watch_days)
            start = self._beginning(Sweep.SIZED)
        elif start.sweep is not Sweep.SIZED:
            self._met |= self.memory_of_hub.seen
        for entry in self._enter(start):
            if isinstance(entry, Request):
                yield entry

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        """The list's first page; how many repositories there are it does not say."""
        del url, content_type
        page = parse_page(body)
        if page.problem is not None:
            return Inspection(failure=page.problem.failure, detail=page.problem.detail)
        newest = max((moment for row in page.rows if (moment := created_of(row)) is not None), default=None)
        return Inspection(
            rows=len(page.rows),
            newest=None if newest is None else newest.date().isoformat(),
            failure=None if page.rows else Failure.EMPTY,
            is_whole=False,
        )

    def closed(self, reason: str) -> None:
        """Scrapy's end of a visit."""
        if self._unmeasured:
            limit = f"more than [huggingface] size_requests = {self._options.size_requests}"
            subject = f"{self.source.name}: popular repositories of unknown size"
            self.job.signal(Signal("size", subject, f"{self._unmeasured} left for later visits, {limit}"))
        self.memory_of_hub.close()
        super().closed(reason)

    # The lists.

    def read_page(self, response: Response, at: Cursor) -> Output:
        """One page of the list: its rows now, then their files, then the following page."""
        page = parse_page(response.body)
        if page.problem is not None:
            self.job.fail(page.problem.failure, at.url, page.problem.detail)
            if at.sweep is not Sweep.TRENDING:
                self.memory_of_hub.stop_counting()
        if page.odd:
            self.job.signal(Signal("row", f"{self.source.name}: entries without an id", f"{page.odd} on {at.url}"))
        following, problem = next_page(header(response, "Link"), at.url)
        if problem is not None:
            self.job.fail(problem.failure, at.url, problem.detail)
        if at.sweep is Sweep.NEW:
            self._mark_newest(page.rows, at, is_whole=page.problem is None)
        is_readable = page.problem is None and problem is None
        ends = following is None or self._is_past(page.rows, at.sweep)
        if at.sweep is Sweep.UNSIZED and ends and is_readable and self.memory_of_hub.month is not None:
            self.memory_of_hub.keep_tail(head_ends(page, self._limits.min_downloads, following))
        if at.sweep in (Sweep.SIZED, Sweep.UNSIZED):
            self._rows += len(page.rows)
        # A page that cannot be read may still say where the next one is; without that the sweep is cut off here, and
        # stays unfinished for a resumed run instead of passing for complete.
        if following is not None and not ends:
            self._next = Cursor(at.sweep, following)
        else:
            self._next = self._after(at.sweep, at.url) if is_readable else None
        self._unfinished = 1
        yield from self._take_rows(page.rows, at.sweep, archive_id(response))
        yield from self._one_finished()

    def _is_past(self, rows: Sequence[Mapping[str, Any]], sweep: Sweep) -> bool:
        if sweep is Sweep.NEW:
            return is_before(tuple(rows), self.memory_of_hub.new_since(self._options.new_days))
        return sweep is Sweep.TRENDING or is_past(tuple(rows), self._limits.min_downloads)

    def _mark_newest(self, rows: Sequence[Mapping[str, Any]], at: Cursor, *, is_whole: bool) -> None:
        if not is_whole:
            self.memory_of_hub.forget_newest()
        elif "cursor=" not in at.url:
            created = next((moment for row in rows if (moment := created_of(row)) is not None), None)
            if created is not None:
                self.memory_of_hub.met_newest(created)

    def _after(self, sweep: Sweep, url: str) -> Cursor | None:
        """Where the visit goes on after the end of a sweep; ``None`` at its end."""
        if sweep is Sweep.SIZED:
            return self._beginning(Sweep.UNSIZED)
        if sweep is Sweep.UNSIZED:
            if self.job.cursor is None:
                self.judge_count(self._rows, url)
            return self._beginning(Sweep.NEW)
        if sweep is Sweep.NEW:
            self.memory_of_hub.advance()
            if self._options.trending_rows:
                return self._beginning(Sweep.TRENDING)
        if sweep in (Sweep.NEW, Sweep.TRENDING) and self.memory_of_hub.to_look_at(self._options.watch_requests):
            return Cursor(Sweep.WATCHED)
        if sweep is not Sweep.CENSUS and self.memory_of_hub.month is not None:
            return Cursor(Sweep.CENSUS)
        return None

    def _beginning(self, sweep: Sweep) -> Cursor:
        options = self._options
        rows = options.trending_rows if sweep is Sweep.TRENDING else options.page_size
        return Cursor(
            sweep,
            first_page(self.source.urls[0], sweep, page_size=rows, min_parameters=options.min_parameters),
        )

    def _enter(self, at: Cursor) -> Output:
        """Begin or go on with a sweep."""
        if at.sweep in LISTS:
            yield from self._list_request(at)
        elif at.sweep is Sweep.WATCHED:
            yield from self._look_at_watched()
        else:
            yield from self._census().begin()

    def _list_request(self, at: Cursor) -> Iterable[Request]:
        if at.url in self._asked:
            self.job.fail(Failure.CHANGED, at.url, "the list leads back to a page that was already read")
            return
        self._asked.add(at.url)
        yield self._ask(at.url, self.read_page, on_failure=partial(self._list_failed, at=at), at=at)

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
            yield from self._enter(following)

    def _census(self) -> Census:
        return Census(
            memory=self.memory_of_hub, settings=self._options, endpoint=self.source.urls[0], ask=self._ask,
            fail=self.job.fail, signal=self.job.signal,
        )  # fmt: skip

    # The watch list.

    def _look_at_watched(self) -> Output:
        entries = self.memory_of_hub.to_look_at(self._options.watch_requests)
        self._next = self._after(Sweep.WATCHED, "")
        self._unfinished = 1 + len(entries)
        for entry in entries:
            yield self._ask(
                detail_page(self.source.urls[0], entry.repository),
                self.read_watched,
                statuses=MISSING,
                on_failure=self._one_failed,
                entry=entry,
            )
        yield from self._one_finished()

    def read_watched(self, response: Response, entry: Watched) -> Output:
        """A repository of the watch list; one that is gone (401 without a token) or was renamed leaves it."""
        row, problem = read_json(response.body) if response.status == 200 else (None, None)
        if problem is not None:
            self.job.fail(problem.failure, response.url, problem.detail)
        elif not isinstance(row, dict) or row.get("id") != entry.repository:
            self.memory_of_hub.keep(unwatched=[entry.repository])
        if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"]:
            yield from self._take_rows([row], Sweep.WATCHED, archive_id(response))
        yield from self._one_finished()

    # Rows.

    def _take_rows(self, rows: Sequence[Mapping[str, Any]], sweep: Sweep, archived: str | None) -> Output:
        month = self.memory_of_hub.month
        read = [found for row in rows if (found := self._read_row(row, sweep, month)) is not None]
        self._keep(read, sweep, counts=month is not None)
        if sweep is Sweep.NEW:
            return  # what has downloads was met by the sweeps before, and what has none waits on the watch list
        for found in read:
            judged, kind = found.judged, found.kind
            if kind is None:
                continue
            if sweep is Sweep.TRENDING and not found.is_excluded:
                told = trending_signal(judged.row, judged.parameters, moment=now(), settings=self._options)
                if told is not None:
                    self.job.signal(told)
            if judged.repository in self._met:
                continue
            if judged.standing is Standing.COUNTS:
                yield from self._take(judged, kind, archived)
            elif judged.standing is Standing.UNKNOWN_SIZE and not found.is_excluded:
                yield from self._measure(judged, kind, archived)

    def _read_row(self, row: Mapping[str, Any], sweep: Sweep, month: str | None) -> _Read | None:
        try:
            judged = judge_row(row, self._limits, sweep=sweep)
            is_new = month is not None and sweep is Sweep.NEW and str(row.get("createdAt")).startswith(month)
            is_wanted = judged.standing is not Standing.PASSED and row["id"] not in self._met
            is_looked_into = is_wanted or is_new or sweep is Sweep.TRENDING
            return _Read(judged, classify_repository(row) if is_looked_into else None)
        except Exception as error:  # one odd row must not cost the other 999 of its page
            self._broken(row, error)
            return None

    def _keep(self, read: Sequence[_Read], sweep: Sweep, *, counts: bool) -> None:
        """Keep what the statistics and the watch list take of a page."""
        counted = [_counted(found) for found in read] if counts and sweep is not Sweep.TRENDING else []
        waiting = [
            Watched(found.judged.repository, created.isoformat(), found.judged.parameters, downloads_of(row))
            for found in read
            if found.judged.standing is Standing.TOO_FEW and sweep in (Sweep.NEW, Sweep.WATCHED)
            if found.kind is not None and not found.is_excluded and found.judged.repository not in self._met
            if (created := created_of(row := found.judged.row)) is not None
            if (now() - created).days <= self._options.watch_days
        ]
        waits = {entry.repository for entry in waiting}
        done = [
            found.judged.repository
            for found in read
            if found.judged.standing is Standing.COUNTS
            or (sweep is Sweep.WATCHED and found.judged.repository not in waits)
        ]
        if sweep is Sweep.SIZED and (seen := [name for found in read if (name := _unsized(found)) is not None]):
            self.memory_of_hub.keep_seen(seen)
        if counted or waiting or done:
            self.memory_of_hub.keep(counted=counted, watched=waiting, unwatched=done)

    def _take(self, judged: Judged, kind: RepositoryClass, archived: str | None) -> Output:
        """A repository that counts: its configuration and card first, where they are wanted, then its sighting."""
        try:
            found = candidate(judged, kind, source=self.source.name, rank=self.source.rank, seen_at=now())
        except Exception as error:  # as above
            self._broken(judged.row, error)
            return
        self._met.add(found.repository)
        for signal in found.signals:
            self.job.signal(signal)
        found = replace(found, sighting=replace(found.sighting, archive_id=archived))
        self._unfinished += 1
        if found.wants_config:
            # Asked for even where the repository has not changed: what it tells is part of the row's statement.
            yield self._file_request(
                found.config_url, self.read_config, partial(self._config_failed, found=found), found=found
            )
        else:
            yield from self._card(found, None)

    def _broken(self, row: Mapping[str, Any], error: Exception) -> None:
        self.logger.error("cannot read the row of %s", row["id"], exc_info=error)
        self.job.fail(Failure.BROKEN, f"{SITE}/{row['id']}", f"{type(error).__name__}: {error}")

    # Configurations and cards.

    def read_config(self, response: Response, found: Candidate) -> Output:
        """A model's configuration, which tells its experts and sometimes its base; then its card."""
        yield from self._card(found, self._config_in(response, found.repository))

    def read_card(self, response: Response, found: Candidate, config: Mapping[str, Any] | None) -> Output:
        """A model card; with it everything is known that the repository says of itself."""
        if response.status != 200 or not response.body.strip():
            if response.status in GATED:
                self._gated(response, found.repository)
            elif found.version:
                self.job.remember_version(found.card_url, found.version)
            yield from self._settle(found, config, None)
        else:
            whole = settled(found, config, response.body.decode("utf-8", "replace"))
            yield from self._say(whole)
            document = card_document(
                whole,
                response.body,
                header(response, "Content-Type") or "",
                source=self.source.name,
                fetched_at=now(),
            )
            yield replace(document, archive_id=archive_id(response))
        yield from self._one_finished()

    def _config_in(self, response: Response, repository: str) -> Mapping[str, Any] | None:
        if response.status in GATED:
            self._gated(response, repository)
        if response.status != 200:
            return None
        config, problem = read_json(response.body)
        if problem is not None:
            self.job.signal(Signal("config", repository, problem.detail))
        return config if isinstance(config, dict) else None

    def _gated(self, response: Response, repository: str) -> None:
        """Tell of a file that only those may read who were granted access; what else is refused is a failure."""
        if response.status == 403 and header(response, "X-Error-Code") is None:
            self.job.fail(Failure.BLOCKED, response.url, "HTTP status 403, not for want of access to the repository")
        else:
            self.job.signal(Signal("gated", repository, "its files cannot be read without access"))

    def _card(self, found: Candidate, config: Mapping[str, Any] | None) -> Output:
        if not found.wants_card:
            yield from self._settle(found, config, None)
            yield from self._one_finished()
        elif self._is_known(found):
            said = self.memory_of_hub.card_verdict(found.card_url)
            if said is not None:
                yield from self._say(as_before(found, config, said.exclusion, said.exclusion_detail))
            else:
                yield from self._settle(found, config, None)
            yield from self._one_finished()
        else:
            failed = partial(self._card_failed, found=found, config=config)
            yield self._file_request(found.card_url, self.read_card, failed, found=found, config=config)

    def _settle(self, found: Candidate, config: Mapping[str, Any] | None, card: str | None) -> Output:
        yield from self._say(settled(found, config, card))

    def _say(self, found: Candidate) -> Output:
        if found.sighting.exclusion is not None and self.memory_of_hub.month is not None:
            self.memory_of_hub.keep(counted=[Counted(found.repository, None, None, None, is_excluded=True)])
        yield found.sighting

    def _is_known(self, found: Candidate) -> bool:
        if self.job.done(found.card_url):
            return True
        return bool(found.version) and self.job.unchanged(found.card_url, found.version)

    def _config_failed(self, failure: Failure, url: str, detail: str, *, found: Candidate) -> Output:
        self.job.fail(failure, url, detail)
        # What an earlier run learnt from the config must not be replaced by a row without it.
        if self._is_known(found):
            yield from self._one_finished()
        else:
            yield from self._card(found, None)

    def _card_failed(
        self, failure: Failure, url: str, detail: str, *, found: Candidate, config: Mapping[str, Any] | None
    ) -> Output:
        self.job.fail(failure, url, detail)
        yield from self._settle(found, config, None)
        yield from self._one_finished()

    # Sizes that the Hub does not know.

    def _measure(self, judged: Judged, kind: RepositoryClass, archived: str | None) -> Output:
        """Look up how large a popular model is; what was found small is not looked up again until it changes."""
        address = self._files_of(judged)
        version = str(judged.row.get("sha") or "")
        if version and self.job.unchanged(address, version):
            return
        if self._size_requests >= self._options.size_requests:
            self._unmeasured += 1
            return
        self._met.add(judged.repository)
        self._size_requests += 1
        self._unfinished += 1
        yield self._file_request(
            file_url(judged.repository, "config.json"), self.read_size, self._one_failed,
            judged=judged, kind=kind, archived=archived,
        )  # fmt: skip

    def read_size(self, response: Response, judged: Judged, kind: RepositoryClass, archived: str | None) -> Output:
        """A configuration that may tell how large its model is; else the sizes of its files do."""
        config = self._config_in(response, judged.repository)
        size = size_by_config(config) if config is not None else None
        if size is not None:
            yield from self._measured(judged, kind, archived, size)
        else:
            yield self._ask(
                self._files_of(judged), self.read_files, statuses=ABSENT, on_failure=self._one_failed,
                judged=judged, kind=kind, archived=archived, config=config,
            )  # fmt: skip

    def read_files(
        self,
        response: Response,
        judged: Judged,
        kind: RepositoryClass,
        archived: str | None,
        config: Mapping[str, Any] | None,
    ) -> Output:
        """A repository's files with their sizes."""
        entry, problem = read_json(response.body) if response.status == 200 else (None, None)
        if problem is not None:
            self.job.fail(problem.failure, response.url, problem.detail)
        files = entry.get("siblings") if isinstance(entry, dict) else None
        yield from self._measured(judged, kind, archived, size_by_files(files, config))

    def _measured(self, judged: Judged, kind: RepositoryClass, archived: str | None, size: Size | None) -> Output:
        is_large = size is not None and size.value >= self._limits.min_parameters
        if is_large:
            yield from self._take(replace(judged, size=size), kind, archived)
        else:
            if size is None and organization_of_hub_account(judged.repository.rpartition("/")[0]) is not None:
                self.job.signal(Signal("size", judged.repository, "neither its configuration nor its files tell it"))
            if version := str(judged.row.get("sha") or ""):
                self.job.remember_version(self._files_of(judged), version)
        yield from self._one_finished()

    def _files_of(self, judged: Judged) -> str:
        return detail_page(self.source.urls[0], judged.repository, with_files=True)

    # Requests.

    def _one_failed(self, failure: Failure, url: str, detail: str) -> Output:
        self.job.fail(failure, url, detail)
        yield from self._one_finished()

    def _ask(self, url: str, callback: Callback, **arguments: Any) -> Request:
        return self.request(url, callback, headers=self._authorization, **arguments)

    def _file_request(self, url: str, callback: Callback, failed: Any, **arguments: Any) -> Request:
        return self._ask(url, callback, statuses=ABSENT, on_failure=failed, **arguments)


def _unsized(found: _Read) -> str | None:
    judged = found.judged
    return None if judged.standing is not Standing.COUNTS or is_sized(judged.row) else judged.repository


def _counted(found: _Read) -> Counted:
    row = found.judged.row
    ever = row.get("downloadsAllTime")
    created = created_of(row)
    return Counted(
        repository=found.judged.repository,
        created=None if created is None else created.isoformat(),
        downloads=downloads_of(row),
        downloads_all_time=ever if isinstance(ever, int) and not isinstance(ever, bool) else None,
        parameters=found.judged.parameters,
        is_excluded=found.is_excluded,
        classified=None if found.kind is None else classified_text(found.kind),
    )
