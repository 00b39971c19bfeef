"""The hosts of the demo's outlets: feeds, article pages, moved addresses and robots rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from crawler.demo.articles import Article, Outlet, Press, Robots, Wording, load_press
from crawler.demo.exchange import Reply, Request, conditional, etag_of, http_date
from crawler.demo.feeds import CONTENT_TYPES, feed_document
from crawler.demo.pages import article_page, front_page, plain_page

_HTML = "text/html; charset=utf-8"
_OPEN = Robots(200, "User-agent: *\nDisallow: /wp-admin/\nDisallow: /search\n")
_RELATED = 4


@dataclass(slots=True)
class PressSite:
    """One host: addresses (path with query, or path alone) to what they answer. Pages are made when first asked for."""

    robots: Robots = _OPEN
    pages: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    _made: dict[str, Reply] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        """Answer one request; an address the host does not know is a 404 page."""
        if request.path == "/robots.txt":
            return Reply(self.robots.status, self.robots.body.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        address = request.target if request.target in self.pages else request.path
        reply = self._made.get(address)
        if reply is None:
            make = self.pages.get(address)
            if make is None:
                return Reply(404, plain_page("404", f"{request.path} is not here.").encode(), {"Content-Type": _HTML})
            reply = self._made[address] = make()
        return conditional(request, reply)


def demo_feeds(known: Iterable[str]) -> tuple[str, ...]:
    """Names of the feeds that the demo's web answers for, as far as they are among the ``known`` sources."""
    names = set(known)
    return tuple(outlet.source for outlet in load_press().outlets if outlet.source in names)


def press_sites(press: Press) -> dict[str, PressSite]:
    """All hosts that the outlets' feeds and articles live on, by name."""
    sites: dict[str, PressSite] = {}

    def add(url: str, make: Callable[[], Reply]) -> None:
        parts = urlsplit(url)
        site = sites.setdefault(parts.netloc, PressSite(press.robots.get(parts.netloc, _OPEN)))
        site.pages[f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"] = make

    for outlet in press.outlets:
        wording = press.wording[outlet.language]
        home = urlsplit(outlet.articles[0].url if outlet.articles else outlet.feed)
        add(f"https://{home.netloc}/", partial(_front, outlet, wording))
        add(outlet.feed, partial(_feed, outlet))
        for article in outlet.articles:
            if article.link and urlsplit(article.link).path != urlsplit(article.url).path:
                add(article.link, partial(_moved, article))
            if not article.gone:
                add(article.url, partial(_page, outlet, article, wording))
    return sites


def _front(outlet: Outlet, wording: Wording) -> Reply:
    return Reply(200, front_page(outlet, wording).encode(), {"Content-Type": _HTML}, outlet.compressed)


def _feed(outlet: Outlet) -> Reply:
    body = feed_document(outlet)
    headers = {"Content-Type": CONTENT_TYPES[outlet.format], "ETag": etag_of(body)}
    if outlet.articles:
        headers["Last-Modified"] = http_date(outlet.articles[0].published)
    return Reply(200, body, headers, outlet.compressed)


def _moved(article: Article) -> Reply:
    headers = {"Content-Type": _HTML, "Location": article.url}
    return Reply(301, plain_page("Moved Permanently", article.url).encode(), headers)


def _page(outlet: Outlet, article: Article, wording: Wording) -> Reply:
    others = [item for item in outlet.articles if item is not article and not item.gone]
    text = article_page(outlet, article, wording, others[:_RELATED])
    declared = article.charset if article.declared is None else article.declared
    headers: Mapping[str, str] = {
        "Content-Type": f"text/html; charset={declared}" if declared else "text/html",
        "Last-Modified": http_date(article.published),
    }
    return Reply(200, text.encode(article.charset, "xmlcharrefreplace"), headers, outlet.compressed)
