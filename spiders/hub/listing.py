"""The Hub's list of repositories: which pages to ask for, how one leads to the next, and where to stop.

Two sweeps by falling downloads. The *sized* one lets the Hub select by parameter count, which only repositories with
safetensors files have. The *unsized* one goes over everything and keeps what the first could not see. Then what is
*new* by creation time, since downloads count over 30 days and begin at nothing, and what is *trending*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from crawler.records import Failure
from spiders.parsed import Problem, read_json

SMALL_PAGE = 200
"""Page size after a gateway timeout; the Hub answers 504 where a full page with many fields takes it too long."""


class Sweep(StrEnum):
    """The passes over the Hub, in their order."""

    SIZED = "sized"
    UNSIZED = "unsized"
    NEW = "new"
    TRENDING = "trending"
    WATCHED = "watched"
    """The watch list, by repository."""
    CENSUS = "census"
    """What the statistics need beyond what the other passes show."""


LISTS = (Sweep.SIZED, Sweep.UNSIZED, Sweep.NEW, Sweep.TRENDING)
"""Passes that read a list from its beginning."""

SORTS = {Sweep.NEW: "createdAt", Sweep.TRENDING: "trendingScore"}


_LEAN = (
    "config", "createdAt", "downloads", "downloadsAllTime", "gated", "gguf", "library_name", "likes", "pipeline_tag",
    "safetensors", "sha", "tags",
)  # fmt: skip
_FULL = (
    "author", "baseModels", "cardData", "config", "createdAt", "downloads", "downloadsAllTime", "gated", "gguf",
    "lastModified", "library_name", "likes", "pipeline_tag", "safetensors", "sha", "tags",
)  # fmt: skip
EXPAND = {
    Sweep.SIZED: _FULL,
    Sweep.UNSIZED: _LEAN,
    Sweep.NEW: _LEAN,
    Sweep.TRENDING: (*_FULL, "trendingScore"),
    Sweep.WATCHED: _FULL,
    Sweep.CENSUS: ("downloads", "downloadsAllTime"),
}
"""Fields asked for; only these come back, and one unknown name fails the request. The long sweeps ask for less."""

LINK = re.compile(r'<([^<>]*)>\s*;[^,]*?\brel\s*=\s*"?next"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a visit stands: the next page of a sweep. What is no list has no address."""

    sweep: Sweep
    url: str = ""

    def __str__(self) -> str:
        return f"{self.sweep.value} {self.url}".strip()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list."""

    rows: tuple[Mapping[str, Any], ...] = ()
    odd: int = 0
    """Entries that are no repositories (no object, no id)."""
    problem: Problem | None = None


def first_page(endpoint: str, sweep: Sweep, *, page_size: int, min_parameters: float) -> str:
    """Address of a sweep's first page; ``endpoint`` is the list's, ``https://huggingface.co/api/models``."""
    query: list[tuple[str, str]] = [("sort", SORTS.get(sweep, "downloads")), ("limit", str(page_size))]
    if sweep is Sweep.SIZED:
        query.append(("num_parameters", f"min:{_suffixed(min_parameters)}"))
    query += [("expand", name) for name in EXPAND[sweep]]
    return f"{endpoint}?{urlencode(query, safe=':')}"


def place_in_list(endpoint: str, *, skip: int, limit: int) -> str:
    """Address of the rows at a rank of the list by falling downloads, with no more than what is counted there."""
    query = [("sort", "downloads"), ("limit", str(limit)), ("skip", str(skip))]
    query += [("expand", name) for name in EXPAND[Sweep.CENSUS]]
    return f"{endpoint}?{urlencode(query)}"


def rest_of_list(url: str, *, page_size: int) -> str:
    """The page at an address of the list, and those after it, with no more than what is counted there."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "expand"]
    query = [(name, str(page_size) if name == "limit" else value) for name, value in query]
    query += [("expand", name) for name in EXPAND[Sweep.CENSUS]]
    return urlunsplit(parts._replace(query=urlencode(query, safe=":")))


def detail_page(endpoint: str, repository: str, *, with_files: bool = False) -> str:
    """Address of one repository's entry, as the list would show it or with the sizes of its files."""
    query = [("blobs", "true")] if with_files else [("expand", name) for name in EXPAND[Sweep.WATCHED]]
    return f"{endpoint}/{quote(repository)}?{urlencode(query)}"


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor that a checkpoint saved; ``None`` for none or one of another form."""
    sweep, _, url = (text or "").partition(" ")
    if sweep not in set(Sweep) or (sweep in LISTS and not url):
        return None
    return Cursor(Sweep(sweep), url)


def parse_page(body: bytes) -> Page:
    """Read one page."""
    value, problem = read_json(body)
    if problem is not None:
        return Page(problem=problem)
    if not isinstance(value, list):
        return Page(problem=Problem(Failure.CHANGED, "not a list of repositories"))
    rows = tuple(row for row in value if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"])
    return Page(rows, len(value) - len(rows))


def next_page(link: str | None, current: str) -> tuple[str | None, Problem | None]:
    """The address in a ``Link`` header with ``rel="next"``; none on the last page.

    A relative or foreign address is a problem: the Hub writes absolute ones, and following what another wrote would
    lead the visit away from it.
    """
    found = LINK.search(link or "")
    if found is None:
        return None, None
    target = urlsplit(found.group(1))
    here = urlsplit(current)
    if (target.scheme, target.netloc, target.path) != (here.scheme, here.netloc, here.path):
        return None, Problem(Failure.CHANGED, f"the next page's address is {found.group(1)[:200]!r}")
    return found.group(1), None


def with_smaller_page(url: str) -> str | None:
    """The same page with fewer rows, or ``None`` where it is small already. Cursors hold a place, not an offset."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    limit = next((value for name, value in query if name == "limit"), "")
    if not limit.isdecimal() or int(limit) <= SMALL_PAGE:
        return None
    smaller = [(name, str(SMALL_PAGE) if name == "limit" else value) for name, value in query]
    return urlunsplit(parts._replace(query=urlencode(smaller, safe=":")))


def downloads_of(row: Mapping[str, Any]) -> int | None:
    """A repository's downloads in 30 days."""
    value = row.get("downloads")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_past(rows: tuple[Mapping[str, Any], ...], min_downloads: int) -> bool:
    """Whether everything after these rows has too few downloads."""
    last = next((count for row in reversed(rows) if (count := downloads_of(row)) is not None), None)
    return last is not None and last <= min_downloads


def created_of(row: Mapping[str, Any]) -> datetime | None:
    """When a repository was created; ``None`` where the row does not say."""
    value = row.get("createdAt")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def is_before(rows: tuple[Mapping[str, Any], ...], since: datetime) -> bool:
    """Whether everything after these rows was created earlier."""
    last = next((moment for row in reversed(rows) if (moment := created_of(row)) is not None), None)
    return last is not None and last < since


def _suffixed(count: float) -> str:
    """A parameter count as the Hub's filter writes it: ``1B``, ``500M``."""
    for factor, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if count >= factor and count % factor == 0:
            return f"{count / factor:.0f}{letter}"
    return f"{count:.0f}"
