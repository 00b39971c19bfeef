"""Scrapy's download handler: routes each request through host table and guard, and answers in original addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError
from scrapy.http import Headers, Request, Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.addresses import AddressGuard, parse
from crawler.fetching.errors import RateLimited, TooLarge
from crawler.fetching.job import pauses_of
from crawler.fetching.limits import host_table
from crawler.fetching.pace import MAX_WAIT_SECONDS
from crawler.fetching.resolver import guard_reactor

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RoutingDownloadHandler(HTTP11DownloadHandler):
    """Downloads http and https addresses; redirects, robots.txt, retries and pages all pass here."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = AddressGuard(host_table(crawler.settings))
        self._resolver = guard_reactor(self._guard)
        self._pauses = pauses_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch one request.

        Raises:
            RefusedAddress: the address, or an IP address its host resolves to, may not be fetched.
            RateLimited: the host asks for a wait that is longer than a run grants.
            TooLarge: the body as sent is larger than allowed.
        """
        target = self._guard.route(request.url)
        await self._pause_ends(request)
        sent = request.replace(url=target)
        try:
            response = await super().download_request(sent)
        except CannotResolveHostError as error:
            _, host, port = parse(target)
            refused = self._resolver.refusal(host, port)
            if refused is not None:
                raise refused from error
            raise
        except DownloadCancelledError as error:
            # Scrapy cancels a download for one reason only, its size; time-outs have a class of their own.
            raise TooLarge(f"larger than the limit in bytes: {request.url}") from error
        finally:
            if "download_latency" in sent.meta:
                request.meta["download_latency"] = sent.meta["download_latency"]
        return self._readdressed(response, request.url)

    async def _pause_ends(self, request: Request) -> None:
        """Hold the host's slot while the host is to be left alone; a pause may be lengthened meanwhile."""
        host = urlparse_cached(request).hostname or ""
        while (seconds := self._pauses.remaining(host)) > 0:
            if seconds > MAX_WAIT_SECONDS or not self.crawler.crawling:
                raise RateLimited(f"{host} asks for a wait of {seconds:.0f} s")
            # In pieces, so that a crawl that is told to stop need not sit the wait out.
            await asyncio.sleep(min(seconds, 1.0))

    def _readdressed(self, response: Response, asked: str) -> Response:
        """The same answer as the original host would give it.

        Built anew: ``replace`` would fix the encoding as guessed from a body that may still be compressed.
        """
        table = self._guard.table
        url = table.original(asked)
        headers = Headers(response.headers)
        rewrite: tuple[tuple[str, Callable[[str, str], str]], ...] = (
            ("Location", table.reference),
            ("Content-Location", table.reference),
            ("Link", table.link_header),
        )
        for name, mapped in rewrite:
            values = [value.decode("latin-1") for value in headers.getlist(name)]
            if values:
                headers.setlist(name, [mapped(value, asked).encode("latin-1") for value in values])
        return type(response)(
            url=url,
            status=response.status,
            headers=headers,
            body=response.body,
            flags=response.flags,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
