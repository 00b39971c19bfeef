"""A web page as the text, date and language of the article on it."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.reading.blocks import paragraphs_of, remove_clutter, text_of_extraction, tidy, weight
from pipelines.reading.charset import decode
from pipelines.reading.dates import date_in_address, normal_date, precision, visible_date
from pipelines.reading.language import identify_language, is_written_in, language_code
from pipelines.reading.metadata import Metadata, read_metadata

ENOUGH = 200
"""Weight of a text below which the extractor is taken to have missed the article."""

MAX_CHARACTERS = 3_000_000
"""Longer pages are data in the form of a page; the extractor would take minutes over them."""

LARGE = 6_000
"""Elements above which the extractor's second opinions are left out; they take time by the square of the size."""

PLAIN_TEXT = ("text/plain", "text/markdown", "text/x-markdown")
BINARY = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"))

XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page holds. Paragraphs of ``text`` are separated by a blank line, tables are ``| a | b |`` rows.

    ``published`` is an ISO date at its own precision, which ``published_precision`` names (year, month, day);
    ``language`` is one of our ISO 639-1 codes. ``warnings`` say what was odd or missing.
    """

    text: str
    title: str | None = None
    language: str | None = None
    published: str | None = None
    published_precision: str | None = None
    description: str | None = None
    canonical_url: str | None = None
    warnings: tuple[str, ...] = ()


def read_article(
    body: bytes,
    content_type: str | None,
    url: str,
    *,
    declared_language: str | None = None,
    declared_published: str | None = None,
    declared_title: str | None = None,
    now: datetime | None = None,
) -> Reading:
    """Read a page. Nothing raises: a page without text gives an empty text and a warning that says why.

    The declared values are the feed's; they come before what the page says of itself. A declared language is dropped
    only where the text is not in its script.
    """
    moment = now or datetime.now(UTC)
    kind = (content_type or "").partition(";")[0].strip().lower()
    binary = next((name for mark, name in BINARY if body.startswith(mark)), None)
    decoded = decode(body, content_type)
    if binary is None and "\x00" in decoded.text[:1024] and "<" not in decoded.text:
        binary = "binary data"
    if binary:
        published = normal_date(declared_published, moment) or date_in_address(url, moment)
        return Reading("", declared_title, language_code(declared_language), published, precision(published),
                       warnings=(f"not a text page but {binary}",))  # fmt: skip
    warnings = list(decoded.warnings)
    meta = Metadata()
    html = ""
    if kind in PLAIN_TEXT or "<" not in decoded.text:
        text = tidy(decoded.text)
        warnings += [] if text else ["no text"]
    else:
        html = XML_DECLARATION.sub("", decoded.text[:MAX_CHARACTERS]).replace("\x00", "")
        if len(decoded.text) > MAX_CHARACTERS:
            warnings.append(f"only the first {MAX_CHARACTERS} characters were read")
        tree = _parse(html)
        if tree is not None:
            meta = read_metadata(tree, url)
            remove_clutter(tree)
        text, how = _main_text(tree, meta)
        warnings += how
    language, doubt = _language(text, declared_language, meta.language)
    warnings += doubt
    published = _published(declared_published, meta, url, html, moment)
    return Reading(
        text=text,
        title=_title(declared_title) or _title(meta.title),
        language=language,
        published=published,
        published_precision=precision(published),
        description=meta.description,
        canonical_url=meta.canonical_url,
        warnings=tuple(warnings),
    )


def _parse(html: str) -> Any:
    from lxml import etree  # noqa: PLC0415
    from lxml import html as lxml_html  # noqa: PLC0415

    if not html.strip():
        return None
    try:
        return lxml_html.document_fromstring(html)
    except (ValueError, etree.LxmlError):  # no document in it
        return None


def _main_text(tree: Any, meta: Metadata) -> tuple[str, list[str]]:
    text = _extract(tree)
    if weight(text) >= ENOUGH:
        return text, []
    simple = paragraphs_of(tree) if tree is not None else ""
    if len(simple) > len(text):
        text = simple
    if weight(text) >= ENOUGH:
        return text, ["main text by paragraphs"]
    described = tidy(meta.description or "")
    if len(described) > len(text):
        return described, ["only the page's description could be read"]
    return text, ["little text" if text else "no text"]


def _extract(tree: Any) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415  (a second to load)

    if tree is None:
        return ""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page, our warnings say as well
    is_large = sum(1 for _ in tree.iter()) > LARGE
    found = bare_extraction(
        deepcopy(tree), favor_precision=True, include_comments=False, include_tables=True, fast=is_large
    )
    body = getattr(found, "body", None)
    return text_of_extraction(body) if body is not None else ""


def _language(text: str, declared: str | None, stated: str | None) -> tuple[str | None, list[str]]:
    expected = language_code(declared)
    if expected and is_written_in(text, expected):
        return expected, []
    found = identify_language(text, prior=stated)
    doubt = [f"declared as {expected}, but not written in its script"] if expected else []
    return found, doubt


def _published(declared: str | None, meta: Metadata, url: str, html: str, now: datetime) -> str | None:
    stated = (declared, *meta.published)
    known = next((date for value in stated if (date := normal_date(value, now))), None)
    return known or date_in_address(url, now) or (visible_date(html, now) if html.strip() else None)


def _title(title: str | None) -> str | None:
    return " ".join((title or "").split()) or None
