"""The part of a run that fetching talks to; spiders carry it as ``spider.job``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, cast
from weakref import WeakKeyDictionary

from crawler.fetching.pace import HostPauses

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.fetching.archive import ArchiveRecord, ArchiveWriter


class FetchingJob(Protocol):
    """What fetching needs of a job; the run engine implements it."""

    archive: ArchiveWriter | None
    """Where responses are kept; ``None`` keeps none."""

    def is_archived(self, url: str, digest: str) -> str | None:
        """Id of an archived response with the same address and ``ArchiveRecord.digest``, if the index has one."""

    def record_archive(self, record: ArchiveRecord) -> None:
        """Enter an archived response into the index; the same record may come again."""

    def count_request(self, host: str) -> None:
        """Count one request that is about to be sent."""


_PAUSES: WeakKeyDictionary[Crawler, HostPauses] = WeakKeyDictionary()


def job_of(crawler: Crawler) -> FetchingJob | None:
    """The job of a crawl, if its spider has one."""
    return cast("FetchingJob | None", getattr(crawler.spider, "job", None))


def pauses_of(crawler: Crawler) -> HostPauses:
    """The pauses of a crawl, shared by the middleware that sets them and the handler that keeps them."""
    return _PAUSES.setdefault(crawler, HostPauses(time.monotonic))
