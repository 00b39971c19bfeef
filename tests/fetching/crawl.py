# ruff: noqa: PLC0415  (the child chooses its name service before Twisted is imported)
"""Runs a small Scrapy crawl in a process of its own, since a reactor runs only once in a process.

Run as a module it reads one JSON object from standard input (urls, settings, names, ...) and prints one with what
happened to each address.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What one address came to: an answer, or a failure by class and name."""

    url: str
    answered: str | None = None
    status: int | None = None
    text: str | None = None
    archive_id: str | None = None
    error: str | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Crawl:
    """A finished crawl: outcomes in the order they came, requests and delay by host, and who listened meanwhile."""

    outcomes: tuple[Outcome, ...]
    requests: dict[str, int]
    delays: dict[str, float]
    listeners: tuple[str, ...]
    extensions: tuple[str, ...]
    records: tuple[dict[str, Any], ...]

    def by_url(self) -> dict[str, Outcome]:
        return {outcome.url: outcome for outcome in self.outcomes}


def crawl(
    urls: Sequence[str],
    *,
    network: Mapping[str, Any],
    names: Mapping[str, Sequence[str]] | None = None,
    concurrency: int = 4,
    max_bytes: int | None = None,
    archive: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Crawl:
    """Crawl addresses with the project's settings; ``names`` are the answers of the name service."""
    task = {
        "urls": list(urls),
        "network": dict(network),
        "names": {name: list(addresses) for name, addresses in (names or {}).items()},
        "concurrency": concurrency,
        "max_bytes": max_bytes,
        "archive": str(archive) if archive else None,
        "overrides": dict(overrides or {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.fetching.crawl"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    result = json.loads(done.stdout)
    return Crawl(
        outcomes=tuple(Outcome(**outcome) for outcome in result["outcomes"]),
        requests=result["requests"],
        delays=result["delays"],
        listeners=tuple(result["listeners"]),
        extensions=tuple(result["extensions"]),
        records=tuple(result["records"]),
    )


def _answer_names(names: Mapping[str, Sequence[str]]) -> None:
    """Stand in for the name service; called before Twisted takes hold of the function."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in names:
            return real(host, port, *rest, **more)
        return [entry for address in names[name] for entry in real(address, port, 0, socket.SOCK_STREAM)]

    socket.getaddrinfo = getaddrinfo


def _main() -> None:
    task = json.load(sys.stdin)
    _answer_names(task["names"])

    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    from crawler.config import Network, Settings
    from crawler.fetching.archive import ArchiveRecord, ArchiveWriter
    from crawler.fetching.failures import name_failure
    from crawler.settings import scrapy_settings

    outcomes: list[dict[str, Any]] = []
    requests: dict[str, int] = {}
    delays: dict[str, float] = {}
    listeners: list[str] = []
    records: list[dict[str, Any]] = []
    extensions: list[str] = []

    class FakeJob:
        archive = ArchiveWriter(Path(task["archive"]), max_file_bytes=2**20) if task["archive"] else None

        def is_archived(self, url: str, digest: str) -> str | None:
            return None

        def record_archive(self, record: ArchiveRecord) -> None:
            fields = ("id", "file", "offset", "length", "digest", "url")
            records.append(
                {**{name: getattr(record, name) for name in fields}, "fetched_at": record.fetched_at.isoformat()}
            )

        def count_request(self, host: str) -> None:
            requests[host] = requests.get(host, 0) + 1

    class Visitor(Spider):
        name = "visitor"
        job = FakeJob()

        async def start(self) -> Any:
            from twisted.internet import reactor, tcp

            for url in task["urls"]:
                yield Request(
                    url, callback=self.answered, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True
                )
            readers = cast("Any", reactor).getReaders()
            listeners.extend(str(reader) for reader in readers if isinstance(reader, tcp.Port))
            extensions.extend(type(extension).__name__ for extension in self.crawler.extensions.middlewares)

        def answered(self, response: Any, asked: str) -> None:
            outcomes.append(
                {
                    "url": asked,
                    "answered": response.url,
                    "status": response.status,
                    "text": response.text[:100],
                    "archive_id": response.meta.get("archive_id"),
                }
            )

        def closed(self, reason: str) -> None:
            delays.update({host: slot.delay for host, slot in self.crawler.engine.downloader.slots.items()})

        def failed(self, failure: Any) -> None:
            outcomes.append(
                {
                    "url": failure.request.cb_kwargs["asked"],
                    "error": type(failure.value).__name__,
                    "failure": name_failure(failure).value,
                }
            )

    values = ScrapySettings()
    values.setmodule("crawler.settings", priority="project")
    ours = scrapy_settings(
        Settings(network=Network(**task["network"])),
        delay_seconds=0.0,
        concurrency=task["concurrency"],
        max_bytes=task["max_bytes"],
    )
    values.setdict({**ours, "ITEM_PIPELINES": {}, "SPIDER_MODULES": [], **task["overrides"]}, priority="cmdline")
    process = AsyncCrawlerProcess(values)
    process.crawl(Visitor)
    process.start()
    if FakeJob.archive is not None:
        FakeJob.archive.close()
    json.dump(
        {
            "outcomes": outcomes,
            "requests": requests,
            "delays": delays,
            "listeners": listeners,
            "extensions": extensions,
            "records": records,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    _main()
