"""What the tests of all search back ends share: an engine that answers pages, articles behind its hits, and a clock."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.registry import Source, load_sources, spider_class
from tests.spiders.golden import Visit
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run

MOMENT = datetime(2025, 8, 1, 6, 0, tzinfo=UTC)
"""When the fixtures were searched."""

ARTICLE = Answer(b"<html><body><p>An article.</p></body></html>", headers={"Content-Type": "text/html"})
CAPTCHA = Answer(
    "<!DOCTYPE html><html><head><title>百度安全验证</title></head><body><p>请完成验证</p></body></html>".encode(),
    headers={"Content-Type": "text/html; charset=utf-8"},
)


@dataclass(frozen=True)
class Engine:
    """A search back end with a golden answer: the language it is asked in here, and its record."""

    name: str
    fixture: str
    language: str

    @property
    def source(self) -> Source:
        """The record, switched on as an operator would."""
        record = load_sources()[self.name]
        return record.model_copy(update={"accept_terms": True, "needs_address": False})

    @property
    def page(self) -> Answer:
        """The golden answer."""
        body = (FIXTURES / "news_search" / self.fixture).read_bytes()
        if self.name == "yandex":
            return raw_data(body)
        kind = {"json": "application/json", "xml": "application/rss+xml", "html": "text/html;charset=utf-8"}
        return Answer(body, headers={"Content-Type": kind[self.fixture.rpartition(".")[2]]})


ENGINES = tuple(
    Engine(*row)
    for row in (
        ("gdelt_doc", "gdelt_doc.json", "ko"),
        ("naver", "naver.json", "ko"),
        ("yandex", "yandex.xml", "ru"),
        ("qianfan", "qianfan.json", "zh"),
        ("brave", "brave.json", "en"),
        ("serper", "serper.json", "en"),
        ("media_cloud", "media_cloud.json", "es"),
        ("searxng", "searxng.json", "fa"),
        ("google_news", "google_news.xml", "de"),
        ("bing_news", "bing_news.xml", "fr"),
        ("baidu_html", "baidu_html.html", "zh"),
    )
)


def raw_data(xml: bytes) -> Answer:
    """Yandex's answer around its XML."""
    return Answer(b'{"rawData": "' + base64.b64encode(xml) + b'"}', headers={"Content-Type": "application/json"})


@dataclass
class Web:
    """Answers of the engine in turn, the last one for ever; every other address is an article."""

    source: Source
    pages: list[Answer | Exception]
    articles: Answer | Exception = field(default_factory=lambda: ARTICLE)
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, default: object = None) -> Answer | Exception:
        """The answer at an address."""
        del default
        if not url.startswith(self.source.urls[0]):
            return self.articles
        self.asked.append(url)
        return self.pages[min(len(self.asked), len(self.pages)) - 1]

    def asked_for(self, parameter: str) -> list[str]:
        """The values of a parameter, in the order of the requests; empty where it was left out."""
        return [parse_qs(urlsplit(url).query).get(parameter, [""])[0] for url in self.asked]


def search(
    source: Source, *pages: Answer | Exception, articles: Answer | Exception = ARTICLE, **job: Any
) -> tuple[Visit, Web]:
    """One visit to its end."""
    web = Web(source, list(pages), articles)
    recording = RecordingJob(source, **job)
    spider = spider_class(source)(job=recording)
    # Only `get` is asked of it.
    items = run(spider.first_requests(), cast("Mapping[str, Answer | Exception]", web))
    spider.closed("finished")
    return Visit(items, recording, spider), web


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Visits of searches happen at a moment."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("search", "gdelt_gal", "following"):
            patch.setattr(f"spiders.{module}.now", lambda: moment)
        yield
