"""Brings every request to its original address before anything else sees it, and turns refused ones away early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Request

from crawler.fetching.addresses import AddressGuard
from crawler.fetching.limits import host_table

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RoutingMiddleware:
    """Robots, pace and archive go by the original host, also where a page links to a mapped address."""

    def __init__(self, crawler: Crawler) -> None:
        self._guard = AddressGuard(host_table(crawler.settings))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RoutingMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Exchange a mapped address for its original; raises ``RefusedAddress`` for one that may not be fetched.

        The download handler asks the guard again: not every request passes here.
        """
        self._guard.route(request.url)
        original = self._guard.table.original(request.url)
        if original == request.url:
            return None
        return request.replace(url=original, dont_filter=True)
