"""A look at each source's first page, without crawling: is it there, is it what we know, how new is it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from crawler.config import Settings
from crawler.fetching.actions import ACTIONS
from crawler.fetching.archive import ArchiveWriter
from crawler.fetching.clients import http_client
from crawler.fetching.errors import FetchError
from crawler.fetching.failures import judge_response, name_failure
from crawler.records import Failure, Signal
from keywords import load
from spiders.base import SourceSpider
from spiders.inspection import Inspection
from spiders.keys import MissingKeyError, fill, hide, secrets_of
from spiders.locating import find_addresses
from spiders.registry import SourceError, spider_class
from spiders.source_record import Source
from spiders.visits import judge_rows


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at one source showed. ``age_days`` is the age of its newest item, where items have dates."""

    name: str
    url: str
    failure: Failure | None = None
    detail: str = ""
    rows: int | None = None
    newest: str | None = None
    age_days: int | None = None

    @property
    def is_good(self) -> bool:
        """Whether the source can be visited."""
        return self.failure is None

    def as_json(self) -> dict[str, object]:
        """The check for ``--json``."""
        return {
            "name": self.name,
            "ok": self.is_good,
            "failure": self.failure.value if self.failure else None,
            "detail": self.detail,
            "action": ACTIONS[self.failure] if self.failure else None,
            "rows": self.rows,
            "newest": self.newest,
            "age_days": self.age_days,
            "url": self.url,
        }


class _LookingJob:
    """As much of a job as a spider needs to say what it would ask for."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.archive: ArchiveWriter | None = None
        self.cursor: str | None = None
        self.since: date | None = None
        self.languages: frozenset[str] | None = None
        self.source = source
        self.settings = settings
        self.failures: list[tuple[Failure, str, str]] = []

    def done(self, url: str) -> bool:
        return not url

    def unchanged(self, url: str, version: str) -> bool:
        return not (url or version)

    def known(self, prefix: str) -> tuple[str, ...]:
        del prefix
        return ()

    def validators(self, url: str) -> Mapping[str, str]:
        del url
        return {}

    def remember(self, url: str, *, etag: str | None, last_modified: str | None) -> None:
        """Nothing is remembered of a look."""

    def remember_version(self, url: str, version: str) -> None:
        """Nothing is remembered of a look."""

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        self.failures.append((failure, url, detail))

    def signal(self, signal: Signal) -> None:
        """A look leaves no signals."""

    def expect(self, total: int | None) -> None:
        """A look has no progress."""

    def suggested(self) -> tuple[str, ...]:
        return ()

    def search_keywords(self, language: str) -> tuple[str, ...]:
        return tuple(load(language).search.keywords)

    def found(self, language: str, keyword: str, urls: Iterable[str], *, results: int) -> None:
        """A look counts no yield."""

    def searched(self, language: str, keyword: str) -> None:
        """Nothing is remembered of a look."""


def check_source(source: Source, settings: Settings, today: date | None = None) -> Check:
    """Fetch a source's first page through the host table, under robots.txt, and read it as its spider would.

    Every failure is an answer; nothing is raised, stored or archived.
    """
    url = source.address
    if not url:
        return Check(source.name, url, None, "people name its pages, one by one", None)
    secrets = secrets_of(source.keyed_parts)
    if source.lacks:
        return Check(source.name, url, Failure.BLOCKED, source.lacks)
    try:
        if not source.key_optional:
            fill(source.keyed_parts)
        found, url = _look(source, settings)
    except MissingKeyError as error:
        return Check(source.name, url, Failure.BLOCKED, f"{error}; it must hold the access key")
    except SourceError as error:
        return Check(source.name, url, Failure.BROKEN, str(error))
    except (httpx.HTTPError, httpx.InvalidURL, FetchError, OSError) as error:
        return Check(source.name, url, name_failure(error), hide(str(error), secrets)[:200] or type(error).__name__)
    except Exception as error:  # a page that our own code fails on is what a check is to find
        return Check(source.name, url, Failure.BROKEN, hide(f"{type(error).__name__}: {error}", secrets)[:200])
    failure, detail = found.failure, hide(found.detail, secrets)
    if failure is None and found.rows is not None:
        failure, detail = _judge(found, source)
    return Check(source.name, url, failure, detail, found.rows, found.newest, _age(found.newest, today))


def _look(source: Source, settings: Settings) -> tuple[Inspection, str]:
    limited = settings.model_copy(
        update={"network": settings.network.model_copy(update={"max_bytes": source.max_bytes})}
    )
    spider: SourceSpider = spider_class(source)(job=_LookingJob(source, settings))
    request = next(iter(spider.look_requests()), None)
    if request is None:
        return Inspection(failure=Failure.BLOCKED, detail="the spider asks for nothing"), source.address
    sent = {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in request.headers.items()}
    host = urlsplit(request.url).hostname
    exempt = frozenset({host} if host and not source.obeys_robots else ())
    with http_client(limited, exempt=exempt) as client:
        answer = client.request(
            request.method, request.url, headers=sent, content=request.body or None,
            follow_redirects=not request.meta.get("dont_redirect"),
        )  # fmt: skip
        url = request.url
        wrong = _unusable(answer, source)
        if wrong is not None:
            return wrong, url
        if source.locate is not None and source.format is not None:
            addresses = find_addresses(answer.content, url, source.locate)
            if not addresses:
                detail = f"no address that fits {source.locate.pattern}"
                return Inspection(0, failure=Failure.CHANGED, detail=detail), url
            url = addresses[-1]
            answer = client.get(url, headers=dict(source.headers))
            wrong = _unusable(answer, source)
            if wrong is not None:
                return wrong, url
    return spider.inspect(answer.content, url=url, content_type=answer.headers.get("Content-Type", "")), url


def _unusable(answer: httpx.Response, source: Source) -> Inspection | None:
    failure = judge_response(answer.status_code, answer.headers, answer.content, url=str(answer.url))
    if failure is None:
        return None
    refused = "; the key was refused" if source.keys and answer.status_code in {401, 403} else ""
    return Inspection(failure=failure, detail=f"HTTP status {answer.status_code}{refused}")


def _judge(found: Inspection, source: Source) -> tuple[Failure | None, str]:
    if not found.is_whole and found.rows:
        return None, ""
    problem = judge_rows(found.rows or 0, source.expect, None)
    return (problem.failure, problem.detail) if problem else (None, "")


def _age(newest: str | None, today: date | None) -> int | None:
    parts: list[Any] = (newest or "")[:10].split("-")
    try:
        year, month, day = [*map(int, parts), 1, 1][:3]
        return ((today or datetime.now(UTC).date()) - date(year, month, day)).days
    except ValueError:
        return None
