"""Scrapy's own middlewares with their limits given names: each raised a bare ``IgnoreRequest`` before."""

from __future__ import annotations

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.fetching.errors import TooLarge, TooManyRedirects


class BoundedCompressionMiddleware(HttpCompressionMiddleware):
    """Decompresses bodies up to the limit in bytes."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Decompress an answer; raises ``TooLarge`` as soon as its body grows over the limit."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooLarge(f"larger than the limit in bytes after decompression: {request.url}") from error


class BoundedRedirectMiddleware(RedirectMiddleware):
    """Follows redirects up to the limit."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect; raises ``TooManyRedirects`` after the last allowed one."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooManyRedirects(f"too many redirects: {request.url}") from error


class BoundedMetaRefreshMiddleware(MetaRefreshMiddleware):
    """Follows redirects that stand in a page up to the limit."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a page's redirect; raises ``TooManyRedirects`` after the last allowed one."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooManyRedirects(f"too many redirects: {request.url}") from error
