"""Whatever an interface answers, reading it gives hits or a named problem."""

from __future__ import annotations

import gzip
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from keywords import LANGUAGES
from spiders import baidu_html, search_feed, yandex
from spiders.gdelt_gal import Articles, parse_articles
from spiders.hits import Hits, parse_hits
from spiders.search_feed import unwrapped
from tests.spiders.searching import ENGINES, Engine

TODAY = date(2025, 8, 1)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Engine, bytes]:
    """A golden answer with a piece taken out and another put in, or any bytes."""
    engine = draw(st.sampled_from(ENGINES))
    body = engine.page.body
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, len(body)))
    return engine, body[:start] + draw(st.binary(max_size=20)) + body[end:] if draw(st.booleans()) else draw(
        st.binary()
    )


def read(engine: Engine, body: bytes) -> Hits:
    api = engine.source.search
    assert api is not None
    if engine.name == "yandex":
        return yandex.parse_answer(body, api)
    if engine.name == "baidu_html":
        return baidu_html.parse_answer(body, api, today=TODAY)
    if engine.source.spider == "search_feed":
        return search_feed.parse_answer(body, api, url=engine.source.urls[0])
    return parse_hits(body, api, source=engine.name, today=TODAY)


@given(damaged())
@example((next(e for e in ENGINES if e.name == "baidu_html"), b"<!doctype html>\x00"))
@example((next(e for e in ENGINES if e.name == "baidu_html"), b"<html><h3 class='news-title'>\x00</h3></html>"))
@example((next(e for e in ENGINES if e.name == "baidu_html"), b"<!--"))
def test_no_answer_raises(case: tuple[Engine, bytes]) -> None:
    engine, body = case
    hits = read(engine, body)
    assert isinstance(hits, Hits)
    assert hits.problem is None or not hits.items
    assert len(hits.items) <= hits.rows


@given(
    st.binary() | st.binary().map(gzip.compress) | st.lists(st.text(max_size=20)).map(lambda t: "\n".join(t).encode())
)
def test_no_list_raises(body: bytes) -> None:
    assert isinstance(parse_articles(body, frozenset(LANGUAGES)), Articles)


def test_links_through_an_engine_are_unwrapped() -> None:
    inner = "https%3a%2f%2fa.example%2fx%3fa%3d1%26b%3d50%2525"
    assert (
        unwrapped(f"http://www.bing.com/news/apiclick.aspx?tid=1&url={inner}&c=2") == "https://a.example/x?a=1&b=50%25"
    )
    for kept in ("https://www.bing.com/news/apiclick.aspx?tid=1", "https://a.example/news/apiclick.aspx?url=https://b.example",
                 "https://www.bing.com/news/apiclick.aspx?url=javascript:1"):  # fmt: skip
        assert unwrapped(kept) == kept
