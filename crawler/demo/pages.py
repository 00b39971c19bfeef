"""How the demo's articles look as web pages: real sites' furniture around the text, in three layouts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape

from crawler.demo.articles import Article, Outlet, Wording

NOTE = (
    "flopscout demo page. The facts are real and their sources are listed with the demo's content; the text was "
    "written for the demonstration and was never published by this outlet."
)


def article_page(outlet: Outlet, article: Article, wording: Wording, related: Sequence[Article]) -> str:
    """The article's HTML page, with navigation, teasers, related links, comments and a footer around it."""
    body = _LAYOUTS[article.layout](article, wording)
    return (
        f'<!doctype html>\n<html lang="{outlet.language}" dir="{wording.direction}">\n'
        f"<head>\n{_head(outlet, article)}</head>\n"
        f"<body>\n{_navigation(outlet, wording)}{body}{_aside(wording)}{_related(wording, related)}"
        f"{_comments(wording)}{_footer(outlet, wording)}</body>\n</html>\n"
    )


def plain_page(title: str, text: str) -> str:
    """A page that says one thing: an error, a moved address."""
    return (
        f"<!doctype html>\n<html><head><meta charset=utf-8><title>{escape(title)}</title></head>"
        f"<body><h1>{escape(title)}</h1><p>{escape(text)}</p><footer>{NOTE}</footer></body></html>\n"
    )


def front_page(outlet: Outlet, wording: Wording) -> str:
    """A host's start page: links to its articles."""
    links = "".join(f'<li><a href="{escape(item.url)}">{escape(item.title)}</a></li>' for item in outlet.articles)
    return (
        f'<!doctype html>\n<html lang="{outlet.language}" dir="{wording.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(outlet.title)}</title></head><body>{_navigation(outlet, wording)}<ul>{links}</ul>"
        f"{_footer(outlet, wording)}</body></html>\n"
    )


def _head(outlet: Outlet, article: Article) -> str:
    lines = [
        # A page under a wrong header names its encoding here, as browsers and readers then have to decide.
        f'<meta charset="{article.charset}">' if article.declared is not None else "",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(article.title)} | {escape(outlet.title)}</title>",
        f'<meta name="description" content="{escape(article.summary)}">',
        f'<link rel="canonical" href="{escape(article.url)}">',
        f'<link rel="alternate" type="application/rss+xml" href="{escape(outlet.feed)}">',
        f'<meta property="og:title" content="{escape(article.title)}">',
        f'<meta property="og:url" content="{escape(article.url)}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:site_name" content="{escape(outlet.title)}">',
        "<style>body{max-width:72em;margin:auto}aside{float:right;width:18em}</style>",
    ]
    if article.dates == "meta":
        lines.append(f'<meta property="article:published_time" content="{article.published.isoformat()}">')
    if article.dates == "json-ld":
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "datePublished": article.published.isoformat(),
            "mainEntityOfPage": article.url,
            "publisher": {"@type": "Organization", "name": outlet.title},
        }
        lines.append(f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>')
    lines.append(
        "<script>window.dataLayer=window.dataLayer||[];dataLayer.push({pageType:'article',wordCount:480});</script>"
    )
    return "\n".join(filter(None, lines)) + "\n"


def _navigation(outlet: Outlet, wording: Wording) -> str:
    items = "".join(f'<li><a href="/{index}">{escape(entry)}</a></li>' for index, entry in enumerate(wording.menu))
    return f'<header><a class="logo" href="/">{escape(outlet.title)}</a></header>\n<nav><ul>{items}</ul></nav>\n'


def _text(article: Article, wording: Wording) -> Iterator[str]:
    closing = (wording.closing,) if article.models else ()
    for paragraph in (*article.paragraphs, *closing):
        if paragraph.startswith("## "):
            yield f"<h2>{escape(paragraph.removeprefix('## '))}</h2>"
        else:
            yield f"<p>{escape(paragraph)}</p>"
    if article.table:
        head, *rows = article.table
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        yield f'<table class="data"><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>'


def _time(article: Article) -> str:
    if article.dates != "time":
        return ""
    return f'<time datetime="{article.published.isoformat()}">{article.published:%Y-%m-%d %H:%M}</time>\n'


def _semantic(article: Article, wording: Wording) -> str:
    text = "\n".join(_text(article, wording))
    return f"<main><article><h1>{escape(article.title)}</h1>\n{_time(article)}{text}\n</article></main>\n"


def _divisions(article: Article, wording: Wording) -> str:
    first, *rest = _text(article, wording)
    return (
        f'<div id="content"><div class="headline"><h1>{escape(article.title)}</h1>{_time(article)}</div>\n'
        f'<div class="article-body entry-content">\n{first}\n<div class="ad">{escape(wording.newsletter)}</div>\n'
        + "\n".join(rest)
        + "\n</div></div>\n"
    )


def _tables(article: Article, wording: Wording) -> str:
    menu = "<br>".join(escape(entry) for entry in wording.menu)
    text = "\n".join(_text(article, wording))
    return (
        f'<table width="100%"><tr><td class="left" valign="top">{menu}</td>\n<td class="main" valign="top">'
        f"<h1>{escape(article.title)}</h1>{_time(article)}\n{text}\n</td></tr></table>\n"
    )


_LAYOUTS = {"article": _semantic, "div": _divisions, "table": _tables}


def _aside(wording: Wording) -> str:
    teasers = enumerate(wording.teasers)
    items = "".join(f'<li><a href="/popular/{index}">{escape(teaser)}</a></li>' for index, teaser in teasers)
    return f'<aside class="sidebar"><h3>{escape(wording.most_read)}</h3><ul>{items}</ul></aside>\n'


def _related(wording: Wording, related: Sequence[Article]) -> str:
    links = "".join(f'<li><a href="{escape(item.url)}">{escape(item.title)}</a></li>' for item in related)
    return f'<section class="related"><h3>{escape(wording.related)}</h3><ul>{links}</ul></section>\n' if links else ""


def _comments(wording: Wording) -> str:
    items = "".join(f'<li class="comment"><p>{escape(comment)}</p></li>' for comment in wording.comments)
    heading = f"{escape(wording.comments_heading)} ({len(wording.comments)})"
    return f'<section id="comments" class="comments"><h3>{heading}</h3><ol>{items}</ol></section>\n'


def _footer(outlet: Outlet, wording: Wording) -> str:
    return (
        f'<footer class="site-footer"><p>{escape(wording.newsletter)}</p><p>© 2008-2026 {escape(outlet.title)} · '
        f"{escape(wording.about)}</p><p>{NOTE}</p></footer>\n"
    )
