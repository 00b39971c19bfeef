"""Addresses of our own pages that one action hands to the next."""

from __future__ import annotations

from urllib.parse import parse_qsl

from crawler.review.reading.filters import QueueFilter, parse_filter
from crawler.review.web.notices import DONE
from crawler.review.web.wording import path_part

MAX_FIELDS = 50
"""Parameters that a carried query string may have; a filter has 15."""


def filter_of(query: str) -> QueueFilter:
    """The filter of a query string as our own forms carry it."""
    try:
        return parse_filter(parse_qsl(query, max_num_fields=MAX_FIELDS)).filter
    except ValueError:
        return QueueFilter()


def list_address(wanted: QueueFilter, number: int | None = None) -> str:
    """The list again, telling what was done."""
    return _with(f"/queue?{wanted.query()}", number)


def model_address(ident: str, wanted: QueueFilter, number: int | None = None) -> str:
    """A model's page, within a list."""
    return _with(f"/model/{path_part(ident)}?{wanted.query()}", number)


def _with(address: str, number: int | None) -> str:
    told = address if number is None else f"{address}&{DONE}={number}"
    return told.replace("?&", "?").rstrip("?")
