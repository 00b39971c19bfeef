"""The demo's newspapers as data: outlets with their feeds, and articles with the facts that they state."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONTENT = Path(__file__).with_name("content")


class ContentError(ValueError):
    """The demo's content is not as it should be; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class StatedModel:
    """A model that an article announces, with the figures the article states and where they really come from.

    ``facts`` has the names and units of ``crawler.records.ModelFacts``.
    """

    name: str
    source: str
    facts: Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: real facts, our own sentences.

    ``link`` is the address that the feed gives where it differs from ``url`` (a moved, tracked or AMP address).
    ``charset`` is the page's encoding, ``declared`` what its header claims (empty: nothing). ``dates`` says where the
    page states its date: ``json-ld``, ``meta``, ``time`` or ``none``. ``gone`` articles are in the feed only.
    """

    url: str
    published: datetime
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()
    link: str = ""
    charset: str = "utf-8"
    declared: str | None = None
    dates: str = "json-ld"
    layout: str = "article"
    gone: bool = False
    models: tuple[StatedModel, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """One feed and its articles, newest first. ``source`` is its name among the crawler's sources."""

    source: str
    title: str
    feed: str
    format: str
    language: str
    articles: tuple[Article, ...]
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host answers for robots.txt."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around an article in one language: navigation, teasers, readers' comments.

    ``closing`` is the paragraph with which an announcement ends; it states no fact.
    """

    direction: str
    menu: tuple[str, ...]
    most_read: str
    teasers: tuple[str, ...]
    closing: str
    related: str
    comments_heading: str
    comments: tuple[str, ...]
    newsletter: str
    about: str


@dataclass(frozen=True, slots=True)
class Press:
    """All outlets, the robots rules by host, and the wording by language."""

    outlets: tuple[Outlet, ...]
    robots: Mapping[str, Robots]
    wording: Mapping[str, Wording]


@cache
def load_press(*, until: date | None = None, folder: Path = CONTENT) -> Press:
    """Read the demo's press. ``until`` leaves out articles of a later day.

    Raises:
        ContentError: an entry lacks something or repeats an address.
        OSError: a file cannot be read.
    """
    described = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))
    articles: dict[str, list[Article]] = {record["source"]: [] for record in described["outlet"]}
    seen: set[str] = set()
    for path in sorted((folder / "articles").glob("*.toml")):
        for record in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            try:
                source, article = record.pop("outlet"), _article(record)
                articles[source].append(article)
            except (KeyError, TypeError) as error:
                raise ContentError(f"{path.name}: {record.get('url', record.get('title'))!r}: {error}") from error
            if article.url in seen:
                raise ContentError(f"{path.name}: {article.url} is there twice")
            seen.add(article.url)
    outlets = tuple(
        Outlet(
            **record,
            articles=tuple(
                sorted(
                    (item for item in articles[record["source"]] if until is None or item.published.date() <= until),
                    key=lambda item: item.published,
                    reverse=True,
                )
            ),
        )
        for record in described["outlet"]
    )
    robots = {host: Robots(rule.get("status", 200), rule.get("body", "")) for host, rule in described["robots"].items()}
    wording = tomllib.loads((folder / "wording.toml").read_text(encoding="utf-8"))
    return Press(outlets, robots, {language: _wording(words) for language, words in wording.items()})


def _article(record: dict[str, Any]) -> Article:
    stated = record.pop("model", [])
    models = tuple(StatedModel(name=model.pop("name"), source=model.pop("source"), facts=model) for model in stated)
    table = tuple(tuple(row) for row in record.pop("table", []))
    article = Article(**{**record, "paragraphs": tuple(record["paragraphs"])}, table=table, models=models)
    if not isinstance(article.published, datetime) or article.published.tzinfo is None:
        raise TypeError("published needs a time zone")
    if urlsplit(article.url).scheme != "https":
        raise TypeError("url must be an https address")
    return article


def _wording(words: Mapping[str, Any]) -> Wording:
    lists = {key: tuple(words[key]) for key in ("menu", "teasers", "comments")}
    return Wording(**{**words, **lists})
