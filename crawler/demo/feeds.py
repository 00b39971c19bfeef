"""Feeds of the demo's outlets: RSS 2.0, RSS 1.0 (RDF) and Atom (RFC 4287)."""

from __future__ import annotations

from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from crawler.demo.articles import Article, Outlet

NEWEST = 20
"""Items in a feed; publishers keep 10 to 100."""

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


def feed_document(outlet: Outlet) -> bytes:
    """The outlet's feed in its own format, newest first."""
    write = {"rss": _rss, "rdf": _rdf, "atom": _atom}[outlet.format]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{write(outlet, outlet.articles[:NEWEST])}'.encode()


def _address(article: Article) -> str:
    return article.link or article.url


def _rss(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    items = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(_address(item))}</link>"
        f'<guid isPermaLink="false">{escape(item.url)}</guid><pubDate>{format_datetime(item.published)}</pubDate>'
        f"<description>{escape(f'<p>{escape(item.summary)}</p>')}</description></item>\n"
        for item in articles
    )
    return (
        f'<rss version="2.0"><channel><title>{escape(outlet.title)}</title><link>{escape(outlet.feed)}</link>'
        f"<description>{escape(outlet.title)}</description><language>{outlet.language}</language>\n{items}</channel></rss>\n"
    )


def _rdf(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    order = "".join(f"<rdf:li rdf:resource={quoteattr(_address(item))}/>" for item in articles)
    items = "".join(
        f"<item rdf:about={quoteattr(_address(item))}><title>{escape(item.title)}</title>"
        f"<link>{escape(_address(item))}</link>"
        f"<description>{escape(item.summary)}</description><dc:date>{item.published.isoformat()}</dc:date></item>\n"
        for item in articles
    )
    return (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="{outlet.language}">'
        f"<channel rdf:about={quoteattr(outlet.feed)}>"
        f"<title>{escape(outlet.title)}</title><link>{escape(outlet.feed)}</link><description/>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _atom(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    newest = articles[0].published.isoformat() if articles else "2025-01-01T00:00:00+00:00"
    entries = "".join(
        f"<entry><id>{escape(item.url)}</id><title>{escape(item.title)}</title><link href={quoteattr(_address(item))}/>"
        f"<published>{item.published.isoformat()}</published><updated>{item.published.isoformat()}</updated>"
        f"<summary>{escape(item.summary)}</summary></entry>\n"
        for item in articles
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}"><id>{escape(outlet.feed)}</id>'
        f"<title>{escape(outlet.title)}</title><updated>{newest}</updated>\n{entries}</feed>\n"
    )
