"""Yandex Search API: an answer in JSON whose ``rawData`` is the old XML answer in base64.

Format: https://yandex.cloud/docs/search-api/concepts/response. Error 15 means that nothing was found; every other one
is a refusal.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from crawler.records import Failure
from spiders.hits import Hits, item_of, parse_hits, refusal
from spiders.parsed import Problem, read_json
from spiders.search import SearchSpider
from spiders.search_api import SearchApi
from spiders.syndication import FeedItem

NOTHING_FOUND = "15"
OVER_LIMITS = frozenset({"32", "33", "55"})
"""Errors for too many requests: of the day, of the hour, of the second."""


class YandexSpider(SearchSpider):
    """Asks for groups of one document each, as its record says."""

    name = "yandex"

    def parse_page(self, body: bytes, *, content_type: str) -> Hits:
        return parse_answer(body, self.api, content_type=content_type)


def parse_answer(body: bytes, api: SearchApi, *, content_type: str = "") -> Hits:
    """Read one page of documents."""
    value, problem = read_json(body)
    raw = value.get("rawData") if isinstance(value, dict) else None
    if problem is not None or not isinstance(raw, str):
        # What is no answer is told as of any interface in JSON.
        spoken = parse_hits(body, api, source="yandex", content_type=content_type)
        return Hits(problem=spoken.problem or Problem(Failure.CHANGED, "no rawData in the answer"))
    try:
        root = _xml(base64.b64decode(raw, validate=True))
    except (binascii.Error, ValueError) as error:
        return Hits(problem=Problem(Failure.BROKEN, f"rawData is no XML in base64: {error}"))
    response = root.find("response")
    if response is None:
        return Hits(problem=Problem(Failure.CHANGED, "the XML has no response"))
    fault = response.find("error")
    if fault is not None:
        return _fault(str(fault.get("code", "")), "".join(fault.itertext()))
    documents = list(response.iter("doc"))
    items: dict[str, FeedItem] = {}
    for document in documents:
        passages = " ".join(_text(passage) for passage in document.iter("passage"))
        summary = " ".join(filter(None, (_text(document.find("headline")), passages)))
        title, day = _text(document.find("title")), _text(document.find("modtime"))
        item = item_of(_text(document.find("url")), title, summary, day, api=api, today=None)
        if item is not None:
            items.setdefault(item.url, item)
    if documents and not items:
        return Hits(problem=Problem(Failure.CHANGED, f"none of {len(documents)} documents has an address"))
    if not documents and response.find("found") is None:
        return Hits(problem=Problem(Failure.CHANGED, "the response neither has documents nor says how many were found"))
    return Hits(tuple(items.values()), len(documents))


def _fault(code: str, message: str) -> Hits:
    if code == NOTHING_FOUND:
        return Hits()
    said = refusal(f"error {code}: {message}")
    return Hits(problem=Problem(Failure.RATE_LIMITED, said.detail) if code in OVER_LIMITS else said)


def _xml(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415  (slow to load, and needed by few sources)

    # Entities and external files stay unread: the file is a stranger's.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise ValueError(str(error)) from error


def _text(element: Any) -> str:
    """An element's text with that of the ``hlword`` marks inside it, which cut words in two."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
