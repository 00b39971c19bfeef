"""Finding the address of a file whose name changes, on a page or in a listing that does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from spiders.paths import find_all

ATTRIBUTE = re.compile(rb"""(?:href|src|data-url)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TARGET = re.compile(rb"""\]\(\s*<?([^\s()<>]+)>?[^()]*\)|(https?://[^\s<>"'()\[\]|]+)""")
NUMBERS = re.compile(r"\d+|\D+")


class Locate(BaseModel):
    """Which of a page's addresses are meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: str
    """Regular expression that occurs in the whole address, or in the part that ``address`` completes."""
    take: Literal["newest", "all"] = "newest"
    """``newest`` is the last by the numbers in the address (``table_2026_06_25.csv``)."""
    at: str = ""
    """Path of the strings that are looked at in a JSON value; ``*`` takes every entry on the way."""
    address: str = ""
    """Address to make of what the pattern finds where the page names only a part of it; ``{0}`` stands for the find."""
    max_files: Annotated[int, Field(gt=0)] = 50

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return pattern


def find_addresses(body: bytes, url: str, locate: Locate) -> list[str]:
    """The addresses that are meant, newest last; empty where the page has none.

    Read are the strings of a JSON value, links of a web page, links and bare addresses of any other text.
    """
    found = dict.fromkeys(filter(None, (_address(url, written, locate) for written in _written(body, locate.at))))
    ordered = sorted(found, key=_by_numbers)
    return ordered[-1:] if locate.take == "newest" else ordered[-locate.max_files :]


def _written(body: bytes, at: str) -> Iterator[str]:
    try:
        for value in find_all(json.loads(body), at):
            yield from _strings(value)
    except (ValueError, RecursionError):
        for pattern in (ATTRIBUTE, TARGET):
            for found in pattern.finditer(body):
                yield unescape(next(filter(None, found.groups()), b"").decode("utf-8", errors="replace"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _strings(entry)


def _absolute(url: str, written: str) -> str | None:
    if not written or len(written) > 2000 or any(character.isspace() for character in written.strip()):
        return None
    try:
        joined = urljoin(url, written.strip()).partition("#")[0]
        parts = urlsplit(joined)
        return joined if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _address(url: str, written: str, locate: Locate) -> str | None:
    named = written if locate.address else _absolute(url, written)
    found = re.search(locate.pattern, named) if named else None
    if found is None:
        return None
    return locate.address.replace("{0}", found[0]) if locate.address else named


def _by_numbers(url: str) -> list[tuple[int, int, str]]:
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in NUMBERS.findall(url)]
