"""A job that remembers what a spider told it, and the answers a spider is given without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse, Request, Response

from crawler.config import Settings
from crawler.fetching.archive import ArchiveWriter
from crawler.records import Failure, Signal
from keywords import load
from spiders.registry import Source

FIXTURES = Path(__file__).with_name("fixtures")


@dataclass
class RecordingJob:
    """Implements ``spiders.base.SourceJob`` in memory."""

    source: Source
    settings: Settings = field(default_factory=Settings)
    since: date | None = None
    languages: frozenset[str] | None = None
    cursor: str | None = None
    archive: ArchiveWriter | None = None
    finished: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, dict[str, str]] = field(default_factory=dict)
    remembered: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    failures: list[tuple[Failure, str, str]] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    expected: list[int | None] = field(default_factory=list)
    hits: list[tuple[str, str, int]] = field(default_factory=list)
    answered: list[tuple[str, str]] = field(default_factory=list)
    waiting: tuple[str, ...] = ()

    def done(self, url: str) -> bool:
        return url in self.finished

    def unchanged(self, url: str, version: str) -> bool:
        return self.versions.get(url) == version

    def known(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(url for url in self.versions if url.startswith(prefix)))

    def validators(self, url: str) -> Mapping[str, str]:
        return self.conditions.get(url, {})

    def remember(self, url: str, *, etag: str | None, last_modified: str | None) -> None:
        self.remembered[url] = (etag, last_modified)

    def remember_version(self, url: str, version: str) -> None:
        self.versions[url] = version

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        self.failures.append((failure, url, detail))

    def signal(self, signal: Signal) -> None:
        self.signals.append(signal)

    def expect(self, total: int | None) -> None:
        self.expected.append(total)

    def suggested(self) -> tuple[str, ...]:
        return self.waiting

    def search_keywords(self, language: str) -> tuple[str, ...]:
        return load(language).search.keywords

    def found(self, language: str, keyword: str, urls: Iterable[str], *, results: int) -> None:
        self.hits.append((language, keyword, results))

    def searched(self, language: str, keyword: str) -> None:
        self.answered.append((language, keyword))

    @property
    def failure_names(self) -> list[Failure]:
        """What failed, in order."""
        return [failure for failure, _, _ in self.failures]


@dataclass
class Answer:
    """What a server would say."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(request: Request, answer: Answer) -> Response:
    """The response to a request, as Scrapy would hand it to the callback."""
    return HtmlResponse(
        request.url, status=answer.status, headers=dict(answer.headers), body=answer.body, request=request
    )


def run(requests: Iterable[Request], answers: Mapping[str, Answer | Exception]) -> list[Any]:
    """Everything that a spider yields, with each of its requests answered in turn, last asked first (as Scrapy does).

    An exception, and a status that the request does not expect, goes to its error handler.
    """
    from scrapy.spidermiddlewares.httperror import HttpError  # noqa: PLC0415
    from twisted.python.failure import Failure as TwistedFailure  # noqa: PLC0415

    items: list[Any] = []
    waiting = list(requests)[::-1]
    while waiting:
        request = waiting.pop()
        answer = answers.get(request.url, Answer(status=404))
        problem = answer if isinstance(answer, Exception) else None
        if isinstance(answer, Answer):
            response = respond(request, answer)
            accepted = {200, *request.meta.get("handle_httpstatus_list", [])}
            if answer.status in accepted:
                output = request.callback(response, **request.cb_kwargs)  # type: ignore[misc]
            else:
                problem = HttpError(response)
        if problem is not None:
            assert request.errback is not None
            output = request.errback(TwistedFailure(problem))  # type: ignore[no-untyped-call]
        found = list(output)
        items += [item for item in found if not isinstance(item, Request)]
        waiting += [item for item in found if isinstance(item, Request)][::-1]
    return items
