"""A search interface as a record: how it is asked for a keyword, and where its answer has the hits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

PLACES = ("query", "language", "offset", "page", "size", "since", "until", "day_after", "recency", "cursor")
"""What templates may ask for, as ``{query}``; ``since`` and ``until`` are days. Options of a language come on top."""

PUNCTUATION = re.compile(r"[^\w\s]+")


class SearchApi(BaseModel):
    """One interface. Templates hold ``{query}`` and the other ``PLACES``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: dict[str, str] = {}
    """Parameters of the address; values are templates."""
    body: dict[str, Any] = {}
    """Parameters of the JSON body, nested as the interface wants them; texts in it are templates."""
    numbers: tuple[str, ...] = ()
    """Places that the body needs as numbers where they stand alone (``"{offset}"`` as 0)."""
    phrase: str = "{keyword}"
    """How a keyword becomes a query."""
    words_only: bool = False
    """Whether the interface takes words and no punctuation: ``open-weight`` is sent as ``open weight``."""
    query_width: Annotated[int, Field(gt=0)] | None = None
    """Longest query that the interface takes, in columns: a Han character, kana or Hangul syllable counts two."""
    languages: dict[str, dict[str, str]] = {}
    """What each language adds to the places (``ko = { code = "kor" }``); only these languages are searched."""
    keywords: str = ""
    """Language whose keywords are sent for every language; empty for each language's own."""
    phrases: tuple[str, ...] = ()
    """Queries of the source's own, in its own syntax, for spiders that ask these in place of keywords."""
    size: Annotated[int, Field(gt=0)] = 10
    """Hits asked for at a time."""
    full_page: Annotated[int, Field(gt=0)] | None = None
    """Hits from which on a page may have a successor, for interfaces that give fewer than ``size``."""
    first: int = 0
    """Offset of the first hit, or number of the first page."""
    max_results: Annotated[int, Field(gt=0)] = 100
    """Hits of a question that are taken, after those that are too old are left out."""
    max_pages: Annotated[int, Field(gt=0)] = 10
    """Pages of one question that the interface has."""
    newest_first: bool = False
    """Whether hits come by date, so that a page of old ones is the last that is worth asking for."""
    day: str = "%Y-%m-%d"
    """``strftime`` form of ``{since}``, ``{until}`` and ``{day_after}``."""
    recency: dict[Annotated[int, Field(gt=0)], str] = {}
    """What ``{recency}`` is for a window that begins so many days ago at most; nothing where it begins earlier."""
    max_days: Annotated[int, Field(gt=0)] = 3660
    """How far back the interface reaches."""
    window_days: Annotated[int, Field(ge=0)] = 130
    """Longest window of one question; a longer one is split. 0 for interfaces that take no window."""
    first_window_days: Annotated[int, Field(gt=0)] = 366
    """The same where a keyword was never searched before, and everything since the first year is asked for."""
    rows: str = ""
    """Path to the hits in the answer."""
    seen_dates: bool = False
    """Whether dates say when the interface saw an article, which need not be when it was published."""
    only: dict[str, str] = {}
    """Hits that count, by path and value (``type = "web"``); those without the value at all count too."""
    link: str | tuple[str, ...] = "url"
    """Path of a hit's address; of several the first that is filled."""
    title: str = "title"
    summary: str = ""
    published: str = ""
    """Path of a hit's date, as ``spiders.hits.published_day`` reads it."""
    columns: tuple[str, ...] = ()
    """Columns of a hit that are known besides those that are read, as shell patterns; any other one is a signal."""
    next: str = ""
    """Path of what ``{cursor}`` is for the next page, for interfaces that page by it."""
    error: str = ""
    """Path of the interface's own error message; a text there is a failure, whatever the status."""
    degraded: str = ""
    """Path of what the interface says that it could not ask itself; a list there is a signal."""
    outlet_in_title: bool = False
    """Whether titles end with their outlet: ``Headline - Outlet``."""
    headlines_of: tuple[str, ...] = ()
    """Hosts (with those below them) whose pages are not fetched: the headline and summary are taken as the text."""


@dataclass(frozen=True, slots=True)
class Question:
    """One keyword in one language, in a window of days, both ends included."""

    language: str
    keyword: str
    since: date
    until: date
    is_latest: bool = True
    """Whether it is the last window of its keyword, which has no end in effect."""

    @property
    def unit(self) -> str:
        """The key of the keyword's watermark."""
        return f"{self.language}|{self.keyword}"

    @property
    def days(self) -> int:
        """How many days the window has."""
        return (self.until - self.since).days + 1


def split_window(since: date, until: date, days: int) -> list[tuple[date, date]]:
    """Consecutive windows of at most so many days (0: of any length), oldest first; both ends of each are included."""
    if days == 0:
        return [(since, until)]
    windows = []
    while since <= until:
        end = min(since + timedelta(days=days - 1), until)
        windows.append((since, end))
        since = end + timedelta(days=1)
    return windows


def places_of(
    api: SearchApi, question: Question, page: int, *, cursor: str = "", today: date | None = None
) -> dict[str, str]:
    """What the templates' places stand for on one page, numbered from 0."""
    ago = ((today or question.until) - question.since).days
    return {
        "query": _query(api, question.keyword),
        "language": question.language,
        "offset": str(api.first + page * api.size),
        "page": str(api.first + page),
        "size": str(api.size),
        "since": question.since.strftime(api.day),
        "until": question.until.strftime(api.day),
        "day_after": (question.until + timedelta(days=1)).strftime(api.day),
        "recency": next((word for days, word in sorted(api.recency.items()) if ago <= days), ""),
        "cursor": cursor,
        **api.languages.get(question.language, {}),
    }


def address(api: SearchApi, base: str, places: Mapping[str, str]) -> str:
    """The address of one page of hits; parameters without a value are left out."""
    pairs = [(name, _filled(template, places)) for name, template in api.query.items()]
    query = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in pairs if value)
    return f"{base}{'&' if '?' in base else '?'}{query}" if query else base


def body_of(api: SearchApi, places: Mapping[str, str]) -> dict[str, Any] | None:
    """The JSON body of one page of hits; ``None`` where the interface takes none."""
    if not api.body:
        return None
    filled: dict[str, Any] = _nested(api.body, places, frozenset(api.numbers))
    return filled


def width(text: str) -> int:
    """Columns that a text takes where wide characters (Unicode's East Asian Width W and F) take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _query(api: SearchApi, keyword: str) -> str:
    words = " ".join(PUNCTUATION.sub(" ", keyword).split()) if api.words_only else keyword
    if api.query_width is not None:
        # Whole words from the end: the first ones say what a keyword is about.
        while width(words) > api.query_width:
            words = words.rpartition(" ")[0] or words[:-1]
    return api.phrase.replace("{keyword}", words)


def _filled(template: str, places: Mapping[str, str]) -> str:
    # In one pass, so that braces in a keyword are no place.
    return re.sub(r"\{(\w+)\}", lambda place: places.get(place[1], place[0]), template)


def _nested(template: Any, places: Mapping[str, str], numbers: frozenset[str]) -> Any:
    if isinstance(template, dict):
        return {name: _nested(entry, places, numbers) for name, entry in template.items()}
    if isinstance(template, list):
        return [_nested(entry, places, numbers) for entry in template]
    if isinstance(template, str):
        place = template.strip("{}")
        if place in numbers and template == f"{{{place}}}":
            return int(places[place])
        return _filled(template, places)
    return template
