"""What every spider shares: its job, named failures, checkpoints and the count of rows it found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import scrapy
from scrapy.http import Request, Response

from crawler.fetching.failures import is_challenge, name_failure
from crawler.records import Document, Failure, Sighting, Signal
from spiders.parsed import Parsed

if TYPE_CHECKING:
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.config import Settings
    from crawler.fetching.archive import ArchiveWriter
    from spiders.registry import Source


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


Item: TypeAlias = Document | Sighting | Checkpoint
Output: TypeAlias = Iterable[Item | Request]
Callback: TypeAlias = Callable[..., Output]
FailureHandler: TypeAlias = Callable[[Failure, str, str], Output]


class SourceSpider(scrapy.Spider):
    """A spider that visits one source for one job.

    Subclasses give the first requests in ``first_requests`` and build every request with ``request``, so that none is
    without an error handler. Callbacks may raise on a surprise: it becomes the failure ``broken`` of that page, and the
    other pages go on.
    """

    def __init__(self, job: SourceJob, **kwargs: Any) -> None:
        super().__init__(name=job.source.name, **kwargs)
        self.job = job

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
        on_failure: FailureHandler | None = None,
        **arguments: Any,
    ) -> Request:
        """A request whose every end is handled.

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

        return Request(
            url,
            callback=answered,
            errback=failed,
            headers=dict(headers or {}),
            meta={"handle_httpstatus_list": list(statuses)} if statuses else {},
            cb_kwargs=arguments,
            # A filtered duplicate would end without callback or errback; spiders know themselves what they asked for.
            dont_filter=True,
        )

    def report(self, parsed: Parsed, url: str, archived: str | None) -> Iterator[Item]:
        """Pass on what a parser gave back: signals and a problem to the job, records to the pipeline."""
        for signal in parsed.signals:
            self.job.signal(signal)
        if parsed.problem is not None:
            self.job.fail(parsed.problem.failure, url, parsed.problem.detail)
        for item in parsed.items:
            yield replace(item, archive_id=archived)

    def judge_count(self, rows: int, url: str) -> None:
        """Record a failure where a complete visit showed fewer or more rows than the source is known for."""
        expected = self.source.expect
        if rows == 0 and expected.items_min > 0:
            self.job.fail(Failure.EMPTY, url, "no rows at all")
        elif rows < expected.items_min:
            self.job.fail(Failure.CHANGED, url, f"{rows} rows, expected at least {expected.items_min}")
        elif expected.items_max is not None and rows > expected.items_max:
            self.job.fail(Failure.CHANGED, url, f"{rows} rows, expected at most {expected.items_max}")

    def _record_failure(self, failure: Failure, url: str, detail: str) -> Output:
        self.job.fail(failure, url, detail)
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
