"""Archives what spiders are about to read, and tells them under which id."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import Request, Response

from crawler.fetching.job import job_of
from crawler.fetching.robots_middleware import ROBOTS_REQUEST
from crawler.store.keys import payload_digest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ARCHIVE_ID = "archive_id"
"""Key in ``response.meta`` under which spiders find the id of the archived response."""

UNKEPT = "flopscout_unkept"
"""Key in a request's ``meta`` that marks bulk files of which only what they lead to is evidence."""

_LOG = logging.getLogger(__name__)


class ArchiveMiddleware:
    """Keeps each answer of status 200, decompressed, in the archive of the spider's job."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive one answer, unless the index has it already.

        A disk that refuses costs the evidence, not the answer: it is logged.
        """
        job = job_of(self._crawler)
        if job is None or job.archive is None or response.status != 200 or request.meta.get(ROBOTS_REQUEST):
            return response
        if request.meta.get(UNKEPT):
            return response
        archived = job.is_archived(response.url, payload_digest(response.body))
        if archived is not None:
            request.meta[ARCHIVE_ID] = archived
            return response
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        try:
            record = job.archive.write(response.url, response.status, headers, response.body, datetime.now(UTC))
        except OSError as error:
            _LOG.error("cannot archive %s: %s", response.url, error)
            return response
        job.record_archive(record)
        request.meta[ARCHIVE_ID] = record.id
        return response
