"""Sitemaps and pages of links: which articles are fetched, and how what is wrong is named."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from spiders.registry import Source
from spiders.sitemaps import Sitemap, parse_sitemap
from tests.spiders.golden import visit
from tests.spiders.jobs import FIXTURES, Answer

INDEX = "https://news.example/sitemap.xml"
NEWS = "https://news.example/sitemap-news.xml"
OLD = "https://news.example/sitemap-2020.xml.gz"
MODEL = "https://news.example/2026/11/model"
SPORT = "https://news.example/2026/11/sport"
PLAIN = "https://news.example/2026/10/plain"
PAGE = Answer(b"<html><body>A page</body></html>", headers={"Content-Type": "text/html"})
ANSWERS: dict[str, Answer | Exception] = {
    INDEX: Answer((FIXTURES / "sitemap" / "index.xml").read_bytes()),
    NEWS: Answer((FIXTURES / "sitemap" / "news.xml").read_bytes()),
    OLD: Answer(gzip.compress(b"<urlset><url><loc>https://news.example/2020/x</loc></url></urlset>")),
    MODEL: PAGE, SPORT: PAGE, PLAIN: PAGE, "https://news.example/2020/x": PAGE,
}  # fmt: skip


def source(spider: str = "sitemaps", **changes: Any) -> Source:
    values = {"name": "news", "kind": "feed", "spider": spider, "urls": [INDEX], "languages": ["en"], "rank": "news",
              "licence": "theirs"}  # fmt: skip
    return Source.model_validate({**values, **changes})


def test_a_walk_down_to_the_articles() -> None:
    done = visit(source(), ANSWERS, since=date(2026, 10, 1))
    assert done.job.failures == []
    assert [document.url for document in done.documents] == [MODEL, PLAIN]
    first = done.documents[0]
    assert (first.title, first.published) == ("New language model with 70 billion parameters", "2026-11-03")
    assert OLD not in str(done.job.failures)


def test_files_and_articles_that_are_older_are_left() -> None:
    assert len(visit(source(), ANSWERS).documents) == 3
    newest = visit(source(max_items=1), ANSWERS)
    assert [document.url for document in newest.documents] == [MODEL]
    assert [signal.subject for signal in newest.job.signals] == ["news: more articles than max_items"]


def test_only_addresses_that_are_meant() -> None:
    assert [document.url for document in visit(source(include="/2026/10/"), ANSWERS).documents] == [PLAIN]


def test_one_file_that_fails_leaves_the_others() -> None:
    done = visit(source(), {**ANSWERS, OLD: Answer(b"", status=500)})
    assert done.job.failure_names == [Failure.SERVER_ERROR]
    assert [document.url for document in done.documents] == [MODEL, PLAIN]


def test_an_index_that_lists_itself_ends() -> None:
    body = f"<sitemapindex><sitemap><loc>{INDEX}</loc></sitemap></sitemapindex>".encode()
    assert visit(source(), {INDEX: Answer(body)}).items == []


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Failure.EMPTY),
        (b"<!doctype html><html><body>Hello</body></html>", Failure.CHANGED),
        (b"{}", Failure.BROKEN),
        (b"<rss></rss>", Failure.BROKEN),
        (gzip.compress(b"<urlset/>" * 50, mtime=0)[:-9], Failure.BROKEN),
    ],
)
def test_unusable_sitemaps_are_named(body: bytes, failure: Failure) -> None:
    done = visit(source(), {INDEX: Answer(body)})
    assert (done.items, done.job.failure_names) == ([], [failure])


def test_entities_are_not_read() -> None:
    body = b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://a.example/&x;</loc></url></urlset>'
    assert all("etc" not in item.url and len(item.url) < 30 for item in parse_sitemap(body, INDEX).items)


@given(st.binary(max_size=60) | st.text(alphabet="<>/urlsetoc &;'\"", max_size=60).map(str.encode))
def test_odd_sitemaps_never_raise(body: bytes) -> None:
    assert isinstance(parse_sitemap(b"<urlset>" + body, INDEX), Sitemap)


LIST = Answer(b'<a href="/2026/11/model">M</a> <a href="/2026/11/sport#top">S</a> <a href="/about">about us</a>')
LOCATE = {"pattern": r"/20\d\d/", "take": "all"}


def test_a_page_of_links() -> None:
    listing = source("pages", urls=[INDEX], locate=LOCATE)
    done = visit(listing, {**ANSWERS, INDEX: LIST})
    assert {document.url for document in done.documents} == {MODEL, SPORT}
    assert all(document.version == document.url for document in done.documents)
    again = visit(listing, {**ANSWERS, INDEX: LIST}, versions={MODEL: MODEL})
    assert [document.url for document in again.documents] == [SPORT]


def test_a_page_of_links_that_has_none() -> None:
    done = visit(source("pages", locate=LOCATE), {INDEX: Answer(b"<html><body>soon</body></html>")})
    assert (done.items, done.job.failure_names) == ([], [Failure.CHANGED])


def test_a_page_that_is_an_article() -> None:
    done = visit(source("pages", urls=[MODEL]), ANSWERS)
    assert [document.url for document in done.documents] == [MODEL]
    assert done.spider.memory.read() is not None
    assert visit(source("pages", urls=[MODEL]), {MODEL: Answer(status=304)}).items == []
