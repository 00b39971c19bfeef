"""How a list goes on: the next page's call, by one of the ways that interfaces have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spiders.paths import find

NEXT_LINK = re.compile(r"<([^<>]*)>\s*;[^,]*\brel=\"?next\"?")


class Paging(BaseModel):
    """The way from one page to the next.

    ``offset`` and ``page`` count a query parameter up; ``cursor`` puts a value of the answer into one; ``next`` follows
    an address in the answer; ``link`` the Link header (RFC 8288).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Literal["offset", "page", "cursor", "next", "link"]
    parameter: str = ""
    """Query parameter of the offset, page number or cursor."""
    size: Annotated[int, Field(ge=0)] = 0
    """Rows on a full page; a shorter one is the last. 0 where pages have no fixed size."""
    size_parameter: str = ""
    first: int = 0
    """Offset or number of the first page."""
    total: str = ""
    """Path of the number of all rows in the answer."""
    more: str = ""
    """Path of what says in the answer whether another page follows, true or false."""
    path: str = ""
    """Path of the cursor or of the next address in the answer."""
    in_body: bool = False
    """Whether the parameters belong into the JSON body that is sent, instead of the query."""
    max_pages: Annotated[int, Field(gt=0)] = 200
    until: dict[str, str] = {}
    """Columns with their text: the list goes on only while the last row of a page says this."""

    @model_validator(mode="after")
    def _complete(self) -> Paging:
        if self.by in {"offset", "page", "cursor"} and not self.parameter:
            raise ValueError(f"paging by {self.by} needs a parameter")
        if self.by == "offset" and not self.size:
            raise ValueError("paging by offset needs the size of a page")
        if self.by in {"cursor", "next"} and not self.path:
            raise ValueError(f"paging by {self.by} needs the path of the {self.by} in the answer")
        return self


@dataclass(frozen=True, slots=True)
class Call:
    """One request: an address, and the JSON body that is sent with POST; ``None`` sends GET."""

    url: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What a page tells about the way on: its number from 0, rows, the whole answer, and the Link header."""

    number: int
    rows: Sequence[Mapping[str, Any]]
    value: Any = None
    link: str | None = None


def first_call(paging: Paging | None, url: str, body: Mapping[str, Any] | None = None) -> Call:
    """The call of the first page."""
    if paging is None:
        return Call(url, body)
    parameters: dict[str, object] = {}
    if paging.size_parameter and paging.size:
        parameters[paging.size_parameter] = paging.size
    if paging.by in {"offset", "page"}:
        parameters[paging.parameter] = paging.first
    return _with(paging, Call(url, body), parameters)


def next_call(paging: Paging, call: Call, page: PageSeen) -> Call | None:
    """The call of the page after one, ``None`` after the last."""
    if not page.rows or any(str(find(page.rows[-1], name)) != text for name, text in paging.until.items()):
        return None
    if paging.by == "link":
        found = NEXT_LINK.search(page.link or "")
        return Call(urljoin(call.url, found[1]), call.body) if found else None
    if paging.by in {"cursor", "next"}:
        onward = find(page.value, paging.path)
        if not isinstance(onward, str | int) or isinstance(onward, bool) or not str(onward).strip():
            return None
        if paging.by == "next":
            return Call(urljoin(call.url, str(onward)), call.body)
        return _with(paging, call, {paging.parameter: onward})
    if paging.more and find(page.value, paging.more) is not True:
        return None
    total = find(page.value, paging.total) if paging.total else None
    if isinstance(total, int) and paging.size:
        if (page.number + 1) * paging.size >= total:
            return None
    elif paging.size and len(page.rows) < paging.size:
        return None
    step = paging.size if paging.by == "offset" else 1
    return _with(paging, call, {paging.parameter: paging.first + (page.number + 1) * step})


def _with(paging: Paging, call: Call, parameters: Mapping[str, object]) -> Call:
    if not parameters:
        return call
    if paging.in_body:
        return Call(call.url, {**(call.body or {}), **parameters})
    parts = urlsplit(call.url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    query = urlencode([*kept, *((name, str(value)) for name, value in parameters.items())])
    return Call(urlunsplit(parts._replace(query=query)), call.body)
