"""What a page says about itself in its head: title, description, dates, language, canonical address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "title")
DESCRIPTION_NAMES = ("og:description", "description", "twitter:description", "dc.description")
DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish_date", "date", "dc.date", "dc.date.issued", "dcterms.created",
    "cxenseparse:recs:publishtime", "article.published", "og:published_time",
)  # fmt: skip
ARTICLE_TYPES = ("article", "newsarticle", "blogposting", "reportagenewsarticle", "techarticle", "webpage", "report")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own statements; ``published`` as written, most trusted first."""

    title: str | None = None
    description: str | None = None
    published: tuple[str, ...] = ()
    language: str | None = None
    canonical_url: str | None = None


def read_metadata(tree: Any, url: str) -> Metadata:
    """Read the head of a parsed page (``lxml.html``)."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    linked = list(_linked_data(tree))
    title = next((metas[name] for name in TITLE_NAMES if name in metas), None) or _text(linked, "headline")
    return Metadata(
        title=title or _first_text(tree, "h1") or _first_text(tree, "title"),
        description=next((metas[name] for name in DESCRIPTION_NAMES if name in metas), None)
        or _text(linked, "description"),
        published=tuple(_dates(linked, metas, tree)),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        canonical_url=_canonical(tree, metas, url),
    )


def _dates(linked: list[dict[str, Any]], metas: dict[str, str], tree: Any) -> Iterator[str]:
    for entry in linked:
        value = entry.get("datePublished") or entry.get("dateCreated")
        if isinstance(value, str):
            yield value
    yield from (metas[name] for name in DATE_NAMES if name in metas)
    for element in tree.iter("time"):
        marked = element.get("itemprop") == "datePublished" or element.get("pubdate") is not None
        if marked and element.get("datetime"):
            yield element.get("datetime")


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The articles in a page's JSON-LD, whatever they are nested in."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(element.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                kinds = value.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(str(kind).lower() in ARTICLE_TYPES for kind in kinds):
                    yield value
                waiting.extend(value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value)


def _canonical(tree: Any, metas: dict[str, str], url: str) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    stated = (next(links, None) or metas.get("og:url") or "").strip()
    if not stated:
        return None
    try:
        absolute = urljoin(url, stated)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None


def _text(linked: list[dict[str, Any]], key: str) -> str | None:
    values = (entry.get(key) for entry in linked)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)


def _first_text(tree: Any, tag: str) -> str | None:
    for element in tree.iter(tag):
        text = " ".join("".join(element.itertext()).split())
        if text:
            return text
    return None
