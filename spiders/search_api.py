"""A search interface as a record: how it is asked for a keyword, and where its answer has the hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

PLACES = ("query", "language", "offset", "page", "size", "since", "until")
"""What templates may ask for, as ``{query}``; ``since`` and ``until`` are days. Options of a language come on top."""


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
    languages: dict[str, dict[str, str]] = {}
    """What each language adds to the places (``ko = { code = "kor" }``); only these languages are searched."""
    keywords: str = ""
    """Language whose keywords are sent for every language; empty for each language's own."""
    phrases: tuple[str, ...] = ()
    """Queries of the source's own, in its own syntax, for spiders that ask these in place of keywords."""
    size: Annotated[int, Field(gt=0)] = 10
    """Hits asked for at a time."""
    first: int = 0
    """Offset of the first hit, or number of the first page."""
    max_results: Annotated[int, Field(gt=0)] = 100
    day: str = "%Y-%m-%d"
    """``strftime`` form of ``{since}`` and ``{until}``."""
    max_days: Annotated[int, Field(gt=0)] = 92
    """How far back a first search reaches."""
    rows: str = ""
    """Path to the hits in the answer."""
    link: str = "url"
    title: str = "title"
    summary: str = ""
    published: str = ""
    """Path of a hit's date, as ``spiders.search.published_day`` reads it."""
    error: str = ""
    """Path of the interface's own error message; a text there is a failure, whatever the status."""


@dataclass(frozen=True, slots=True)
class Question:
    """One keyword in one language, and from which day on."""

    language: str
    keyword: str
    since: date
    until: date

    @property
    def unit(self) -> str:
        """The key of the question's watermark."""
        return f"{self.language}|{self.keyword}"


def places_of(api: SearchApi, question: Question, page: int) -> dict[str, str]:
    """What the templates' places stand for on one page, numbered from 0."""
    return {
        "query": api.phrase.replace("{keyword}", question.keyword),
        "language": question.language,
        "offset": str(api.first + page * api.size),
        "page": str(api.first + page),
        "size": str(api.size),
        "since": question.since.strftime(api.day),
        "until": question.until.strftime(api.day),
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


def _filled(template: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _nested(template: Any, places: Mapping[str, str], numbers: frozenset[str]) -> Any:
    if isinstance(template, dict):
        return {name: _nested(entry, places, numbers) for name, entry in template.items()}
    if isinstance(template, list):
        return [_nested(entry, places, numbers) for entry in template]
    if isinstance(template, str):
        if template.strip("{}") in numbers and template == f"{{{template.strip('{}')}}}":
            return int(places[template.strip("{}")])
        return _filled(template, places)
    return template
