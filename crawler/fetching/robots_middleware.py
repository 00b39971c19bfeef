"""Robots rules in Scrapy, in place of its own middleware."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.pace import raise_slot_delay
from crawler.fetching.robots import Answer, RobotsPolicy

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ROBOTS_REQUEST = "flopscout_robots"
"""Key in a request's ``meta`` that marks a request for robots.txt: it is not judged or archived itself."""

EXEMPT_HOST = "flopscout_exempt_host"
"""Key in a request's ``meta``: the host of an interface that has terms of its own, whose robots.txt is not asked."""

_PRIORITY = 1_000


class RobotsMiddleware:
    """Ends forbidden requests with ``RobotsDenied`` or ``RobotsUnreachable``, and obeys Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policy = RobotsPolicy(self._fetch)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's rules, then let the request pass or end it."""
        if request.meta.get(ROBOTS_REQUEST):
            return
        # By host, because a redirect takes the request's meta along.
        exempt = request.meta.get(EXEMPT_HOST)
        if exempt is not None and exempt == urlsplit(request.url).hostname:
            return
        rules = await self._policy.check(request.url)
        if rules.crawl_delay:
            host = urlsplit(request.url).hostname or ""
            raise_slot_delay(self._crawler.engine.downloader, host, rules.crawl_delay)

    async def _fetch(self, url: str) -> Answer:
        request = Request(
            url,
            priority=_PRIORITY,
            callback=NO_CALLBACK,
            dont_filter=True,
            # One repetition, since a passing fault here would cost all pages of the host.
            meta={ROBOTS_REQUEST: True, "allow_offsite": True, "max_retry_times": 1},
        )
        response = await self._crawler.engine.download_async(request)
        return response.status, response.body
