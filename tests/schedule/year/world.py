"""The world of the simulated year: feeds, a search engine and their articles, as they stand at a simulated moment."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from crawler.demo.exchange import Reply, Request, Site
from keywords import LANGUAGES, load

START = datetime(2026, 12, 1, tzinfo=UTC)
END = datetime(2027, 12, 1, tzinfo=UTC)

FEEDS = {"feeds/alpha": "en", "feeds/beta": "zh", "feeds/gamma": "ko", "board": "en", "frozen": "en"}
"""Sources of the world that are read as feeds, with their languages."""

FEED_DAYS = {"feeds/alpha": 6, "feeds/beta": 7, "feeds/gamma": 8, "board": 15, "frozen": 0}
"""Days between two of their items; the frozen one has all of them from the beginning."""

ITEMS_KEPT = 12
SEARCH_DAYS = 23
"""Days between two articles of a language that only the search engine knows."""

ENGINE = "engine.example"
SYLLABLES = ("zor", "kel", "vam", "tir", "bul", "nex", "dro", "fyl", "gam", "hux", "jel", "lom", "mir", "pov", "qua")


@dataclass(frozen=True, slots=True)
class Article:
    """A page that announces one model, which no other page does."""

    url: str
    model: str
    language: str
    published: datetime
    feed: str | None
    searchable: bool

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


def articles() -> list[Article]:
    """Everything that is published in the year, oldest first."""
    found: list[tuple[str, str, datetime, str | None, bool]] = []
    for feed, language in FEEDS.items():
        host = f"{feed.rpartition('/')[2]}.example"
        step = FEED_DAYS[feed]
        moments = [START + timedelta(days=n * step, hours=5) for n in range(366 // step)] if step else [START] * 5
        for number, moment in enumerate(moments):
            # Every second article of the English and Chinese press is known to the search engine as well.
            both = feed in {"feeds/alpha", "feeds/beta"} and number % 2 == 0
            found.append((f"https://{host}/news/{number}", language, moment, feed, both))
    for place, language in enumerate(LANGUAGES):
        for number in range(366 // SEARCH_DAYS):
            moment = START + timedelta(days=number * SEARCH_DAYS, hours=7 + place)
            found.append((f"https://press-{language}.example/story/{number}", language, moment, None, True))
    return [
        Article(url, _name(number), language, moment, feed, searchable)
        for number, (url, language, moment, feed, searchable) in enumerate(found)
    ]


def _name(number: int) -> str:
    base = len(SYLLABLES)
    return "".join(SYLLABLES[number // base**power % base] for power in (2, 1, 0)).capitalize()


ARTICLES = articles()


@dataclass
class World:
    """What the loopback services answer. ``now`` is the simulated moment, ``broken`` the hosts that fail with a status.

    ``gate`` holds up the search engine while it is cleared.
    """

    now: datetime = START
    broken: dict[str, int] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    pages: Counter[str] = field(default_factory=Counter)
    """How often each article was handed out."""
    questions: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How often each month, language and keyword was answered by the search engine."""

    def __post_init__(self) -> None:
        self.gate.set()

    def sites(self) -> Mapping[str, Site]:
        """The hosts by name."""
        hosts = {article.host for article in ARTICLES} | {ENGINE}
        return {host: _Host(self, host) for host in hosts}

    def out(self) -> list[Article]:
        """What has been published by now."""
        return [article for article in ARTICLES if article.published <= self.now]


class _Host:
    def __init__(self, world: World, host: str) -> None:
        self.world = world
        self.host = host

    def answer(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return Reply(404, b"")
        if status := self.world.broken.get(self.host):
            return Reply(status, b"<html><body><h1>Sorry</h1></body></html>", {"Content-Type": "text/html"})
        if self.host == ENGINE:
            return self._hits(dict(request.parameters))
        if request.path == "/feed":
            return self._feed()
        return self._page(f"https://{self.host}{request.path}")

    def _hits(self, asked: dict[str, str]) -> Reply:
        self.world.held.set()
        self.world.gate.wait(60)
        language, keyword = asked["lang"], asked["q"]
        place = load(language).search.keywords.index(keyword)
        rows = [
            {"link": a.url, "title": f"{a.model} released", "date": a.published.date().isoformat()}
            for number, a in enumerate(self.world.out())
            if a.searchable
            and a.language == language
            and a.published.date().isoformat() >= asked["from"]
            # The first keyword finds everything, the second a half, the third nothing at all.
            and (place == 0 or (place == 1 and number % 2 == 0))
        ]
        start = int(asked["start"])
        if start == 0:
            self.world.questions[self.world.now.strftime("%Y-%m"), language, keyword] += 1
        return Reply(
            200, json.dumps({"items": rows[start : start + 10]}).encode(), {"Content-Type": "application/json"}
        )

    def _feed(self) -> Reply:
        own = [a for a in self.world.out() if a.host == self.host][-ITEMS_KEPT:]
        items = "".join(
            f"<item><title>{a.model} released</title><link>{a.url}</link>"
            f"<pubDate>{format_datetime(a.published)}</pubDate></item>"
            for a in reversed(own)
        )
        body = f'<rss version="2.0"><channel><title>{self.host}</title>{items}</channel></rss>'
        return Reply(200, body.encode(), {"Content-Type": "application/rss+xml"})

    def _page(self, url: str) -> Reply:
        article = next((a for a in self.world.out() if a.url == url), None)
        if article is None:
            return Reply(404, b"gone")
        self.world.pages[url] += 1
        text = (
            f"Harvest Labs has released {article.model}-70B, a new large language model with 70 billion parameters. "
            f"{article.model}-70B was trained on 15 trillion tokens of text. The company said on its page number "
            f"{url.rpartition('/')[2]} that everybody can download {article.model}-70B from today on."
        )
        body = f"<html lang='en'><head><title>Harvest Labs releases {article.model}-70B</title></head><body><article>"
        body += f"<h1>Harvest Labs releases {article.model}-70B</h1><p>{text}</p></article></body></html>"
        return Reply(200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})
