"""What every spider shares: its job, named failures, checkpoints and the count of rows it found."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response

from crawler.fetching.archive_middleware import UNKEPT
from crawler.fetching.failures import is_challenge, name_failure
from crawler.fetching.pace_middleware import MOST_WAITS
from crawler.fetching.robots_middleware import EXEMPT_HOST
from crawler.records import Document, Failure, Sighting, Signal
from crawler.store.references import ReferenceSet
from spiders.inspection import Inspection
from spiders.keys import MissingKeyError, fill, hide, secrets_of
from spiders.parsed import Parsed, Problem
from spiders.visits import GoodVisit, VisitMemory, judge_rows

if TYPE_CHECKING:
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.config import Settings
    from crawler.fetching.archive import ArchiveWriter
    from spiders.source_record import Source


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything a spider yielded before this is stored once this is handled; a resumed run starts at ``cursor``."""

    cursor: str | None


class SourceJob(Protocol):
    """One source's part of a run, as a spider sees it."""

    settings: Settings
    source: Source
    since: date | None
    """Older items are left out; ``None`` takes everything that the source shows."""
    languages: frozenset[str] | None
    """Languages of this run; ``None`` means all."""
    cursor: str | None
    """Where an interrupted run goes on; ``None`` means from the beginning."""
    archive: ArchiveWriter | None

    def done(self, url: str) -> bool:
        """Whether this run has already committed the document at the address."""

    def unchanged(self, url: str, version: str) -> bool:
        """Whether what is stored of the address has this version, so that it need not be fetched again."""

    def known(self, prefix: str) -> tuple[str, ...]:
        """Addresses of stored documents that begin like this, in order."""

    def validators(self, url: str) -> Mapping[str, str]:
        """Headers of a conditional request (If-None-Match, If-Modified-Since); empty without an earlier visit."""

    def remember(self, url: str, *, etag: str | None, last_modified: str | None) -> None:
        """Keep a page's validators, to be used once everything that the page led to is stored."""

    def remember_version(self, url: str, version: str) -> None:
        """Keep the version of an address that holds nothing to read."""

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        """Record a named failure."""

    def signal(self, signal: Signal) -> None:
        """Record something unknown."""

    def expect(self, total: int | None) -> None:
        """Set how many items are to come, for the progress display; ``None`` where nobody can tell."""

    def suggested(self) -> tuple[str, ...]:
        """Addresses of pages that people named and nobody has read yet, oldest first."""

    def search_keywords(self, language: str) -> tuple[str, ...]:
        """What a language is searched with: three to six keywords, those with the best yield first."""

    def found(self, language: str, keyword: str, urls: Iterable[str], *, results: int) -> None:
        """Take one page of a keyword's hits: how many there were, and the addresses that may be looked at."""

    def searched(self, language: str, keyword: str) -> None:
        """Take that all pages of a keyword's hits were read."""


Item: TypeAlias = Document | Sighting | ReferenceSet | Checkpoint
Output: TypeAlias = Iterable[Item | Request]
Callback: TypeAlias = Callable[..., Output]
FailureHandler: TypeAlias = Callable[[Failure, str, str], Output]


class SourceSpider(scrapy.Spider):
    """A spider that visits one source for one job.

    Subclasses give the first requests in ``first_requests`` and build every request with ``request``, so that none is
    without an error handler. Callbacks may raise on a surprise: it becomes the failure ``broken`` of that page, and the
    other pages go on.
    """

    keeps_partial_visits = False
    """Whether what was remembered holds although something else of the visit failed."""

    def __init__(self, job: SourceJob, **kwargs: Any) -> None:
        super().__init__(name=job.source.name, **kwargs)
        self.job = job
        self._good: GoodVisit | None = None
        self._has_failed = False

    @property
    def source(self) -> Source:
        """The source that this spider visits."""
        return self.job.source

    def first_requests(self) -> Iterable[Request]:
        """The requests that a visit starts with."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Scrapy's entry point."""
        for request in self.first_requests():
            yield request

    def request(
        self,
        url: str,
        callback: Callback,
        *,
        statuses: Iterable[int] = (),
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        keyed: bool = False,
        kept: bool = True,
        on_failure: FailureHandler | None = None,
        **arguments: Any,
    ) -> Request:
        """A request whose every end is handled.

        ``body`` is sent as JSON with POST. ``keyed`` adds the source's own headers and its keys, for its interface
        only and never for a page that the interface leads to; such a request follows no redirect, so that a key goes
        to no other host. ``kept`` is false for bulk files that need no place in the archive.
        ``statuses`` are answers other than 2xx that the callback understands; any other becomes a named failure.
        ``on_failure`` takes the failure's name, the address and a detail in place of the job's record of failures; it
        is also told of a page that the callback could not read. ``arguments`` go to the callback.
        """
        handle = on_failure or self._record_failure

        def answered(response: Response, **passed: Any) -> Output:
            # Inside `answered`, so that a surprise is caught where the items are drawn, not where they are promised.
            if is_challenge(response.body, response.url):
                yield from handle(Failure.BLOCKED, url, "a captcha, consent or block page")
                return
            try:
                yield from callback(response, **passed)
            except Exception as error:
                self.logger.exception("cannot read %s", url)
                yield from handle(Failure.BROKEN, url, f"{type(error).__name__}: {error}")

        def failed(failure: TwistedFailure) -> Output:
            return handle(name_failure(failure), url, _detail(failure))

        sent = {**(self.access_headers() if keyed else {}), **(headers or {})}
        meta: dict[str, Any] = {"handle_httpstatus_list": list(statuses)} if statuses else {}
        if keyed and self._secrets:
            meta["dont_redirect"] = True
        if self.source.timeout_seconds is not None:
            meta["download_timeout"] = self.source.timeout_seconds
        if self.source.max_waits is not None:
            meta[MOST_WAITS] = self.source.max_waits
        if keyed and not self.source.obeys_robots:
            meta[EXEMPT_HOST] = urlsplit(url).hostname
        if not kept:
            meta[UNKEPT] = True
        if self.source.retries is not None:
            meta["max_retry_times"] = self.source.retries
        if body is not None:
            sent["Content-Type"] = "application/json"
        return Request(
            url,
            method="GET" if body is None else "POST",
            body=b"" if body is None else json.dumps(fill(body), ensure_ascii=False).encode(),
            callback=answered,
            errback=failed,
            headers=sent,
            meta=meta,
            cb_kwargs=arguments,
            # A filtered duplicate would end without callback or errback; spiders know themselves what they asked for.
            dont_filter=True,
        )

    @cached_property
    def memory(self) -> VisitMemory:
        """What is remembered of the source's last good visit."""
        return VisitMemory(self.job.settings.home, self.source.name)

    @cached_property
    def last_good(self) -> GoodVisit | None:
        """The last good visit, as it was before this one."""
        return self.memory.read()

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        return secrets_of(self.source.keyed_parts)

    def access_headers(self) -> dict[str, str]:
        """Headers of requests to the source's own interface; those whose key is not set are left out."""
        headers = dict(self.source.headers)
        for name, template in self.source.key_headers.items():
            try:
                headers[name] = fill(template)
            except MissingKeyError:
                continue
        return headers

    def is_open(self) -> bool:
        """Whether this visit can begin: it is in the languages of the run, and its keys are set."""
        spoken = set(self.source.languages)
        if self.job.languages is not None and spoken and not spoken & self.job.languages:
            return False
        if self.source.lacks:
            self.fail(Failure.BLOCKED, self.source.urls[0], self.source.lacks)
            return False
        if not self.source.key_optional:
            try:
                fill(self.source.keyed_parts)
            except MissingKeyError as error:
                self.fail(Failure.BLOCKED, self.source.address, f"{error}; it must hold the access key")
                return False
        return True

    def conditions(self, url: str) -> Mapping[str, str]:
        """Headers of a conditional request, empty where it is time to fetch the whole page again."""
        if self.last_good is None or self.last_good.wants_full(now()):
            return {}
        return self.job.validators(url)

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        """Record a named failure, without what a key holds; the visit is then no good one."""
        self._has_failed = True
        self.job.fail(failure, hide(url, self._secrets), hide(detail, self._secrets))

    def remember_visit(self, visit: GoodVisit) -> None:
        """Keep this as the good state, once the visit ends without any failure."""
        self._good = visit

    def remember_page(
        self,
        response: Response,
        url: str,
        *,
        rows: int = 0,
        columns: Iterable[str] = (),
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Keep a page that was read in full as the good state, with what a conditional request needs."""
        self.job.remember(url, etag=header(response, "ETag"), last_modified=header(response, "Last-Modified"))
        self.remember_rows(rows, columns, [archive_id(response)], counts)

    def remember_rows(
        self,
        rows: int,
        columns: Iterable[str],
        archived: Iterable[str | None],
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Keep what a visit of one or more pages showed as the good state."""
        moment, pages = now().isoformat(), tuple(filter(None, archived))
        self.remember_visit(
            GoodVisit(rows, tuple(columns), at=moment, full_at=moment, archived=pages, counts=dict(counts or {}))
        )

    def remember_unchanged(self) -> None:
        """Keep that the server said that nothing has changed."""
        if self.last_good is not None:
            self.remember_visit(self.last_good.confirmed(now()))

    def inspect(self, body: bytes, *, url: str, content_type: str) -> Inspection:
        """What the source's first page shows, without following anything; a spider that can tell more says more."""
        del url, content_type
        return Inspection(failure=None if body.strip() else Failure.EMPTY)

    def look_requests(self) -> Iterable[Request]:
        """The requests of which the first shows whether the source is as we know it (``inspect`` reads its answer)."""
        return self.first_requests()

    def closed(self, reason: str) -> None:
        """Scrapy's end of a visit."""
        if reason != "finished" or self._good is None or (self._has_failed and not self.keeps_partial_visits):
            return
        try:
            self.memory.write(self._good)
        except OSError as error:
            self.logger.error("cannot keep %s: %s", self.memory.path, error)

    def report(self, parsed: Parsed, url: str, archived: str | None) -> Iterator[Item]:
        """Pass on what a parser gave back: signals, faults and a problem to the job, records to the pipeline."""
        for signal in parsed.signals:
            self.job.signal(signal)
        for fault in parsed.faults:
            self.fail(fault.failure, url, fault.detail)
        if parsed.problem is not None:
            self.alert(parsed.problem, url)
        for item in parsed.items:
            yield replace(item, archive_id=archived)

    def judge_count(self, rows: int, url: str, *, against: GoodVisit | None = None) -> bool:
        """Whether a complete visit showed as many rows as the source is known for; if not, it is a named failure."""
        problem = judge_rows(rows, self.source.expect, against, memory=str(self.memory.path))
        if problem is None:
            return True
        self.alert(problem, url)
        return False

    def alert(self, problem: Problem, url: str) -> None:
        """Record that a source is no longer what we know: a failure of this run, and a signal that outlives it."""
        self.fail(problem.failure, url, problem.detail)
        detail = hide(problem.detail, self._secrets)
        self.job.signal(Signal("source", f"{self.source.name}: {problem.failure.value}", detail))

    def _record_failure(self, failure: Failure, url: str, detail: str) -> Output:
        self.fail(failure, url, detail)
        return iter(())


def _detail(failure: TwistedFailure) -> str:
    answer = getattr(failure.value, "response", None)
    if isinstance(answer, Response):
        return f"HTTP status {answer.status}"
    return " ".join(failure.getErrorMessage().split())[:300] or type(failure.value).__name__


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def original_url(response: Response) -> str:
    """The address that was asked for, before any redirect."""
    first = response.meta.get("redirect_urls") or [response.request.url if response.request else response.url]
    return str(first[0])


def archive_id(response: Response) -> str | None:
    """Id of the archived response, set by the archive middleware."""
    value = response.meta.get("archive_id")
    return None if value is None else str(value)


def header(response: Response, name: str) -> str | None:
    """A response header as text, ``None`` where it was not sent."""
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
