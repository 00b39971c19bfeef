"""Feeds: items in their window, articles as documents, repeated visits, broken feeds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Document, DocumentKind, Failure, SourceRank
from spiders.base import now
from spiders.feeds import FeedSpider
from spiders.registry import Source, SourceKind
from spiders.syndication import Feed, parse_feed
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run

FEED_URL = "https://news.example/feed"
RSS = (FIXTURES / "feed.rss").read_bytes()
ATOM = (FIXTURES / "feed.atom").read_bytes()
MODEL = "https://news.example/2026/11/open-model"
UNDATED = "https://news.example/2026/undated"
OLD = "https://news.example/2025/01/old"
POOL = "https://news.example/2026/11/pool"
PAGE = Answer(b"<html><body>A page</body></html>", headers={"Content-Type": "text/html; charset=utf-8"})


def feed_source(**changes: object) -> Source:
    values = {
        "name": "feeds/news", "kind": SourceKind.FEED, "spider": "feeds", "urls": (FEED_URL,), "languages": ("en",),
        "rank": SourceRank.NEWS, "licence": "theirs",
    }  # fmt: skip
    return Source.model_validate({**values, **changes})


def visit(job: RecordingJob, answers: dict[str, Answer | Exception] | None = None) -> list[Document]:
    pages: dict[str, Answer | Exception] = dict.fromkeys((MODEL, UNDATED, OLD, POOL), PAGE)
    pages[FEED_URL] = Answer(RSS, headers={"Content-Type": "application/rss+xml", "ETag": '"7"'})
    return run(FeedSpider(job=job).first_requests(), {**pages, **(answers or {})})


def test_an_rss_feed() -> None:
    feed = parse_feed(RSS, "application/rss+xml", FEED_URL)
    assert [item.url for item in feed.items] == [MODEL, POOL, OLD, UNDATED]
    assert feed.rows == 6
    assert feed.language == "en-GB"
    first = feed.items[0]
    assert first.published == "2026-11-03T09:00:00Z"
    assert first.summary == "It was trained on 15 trillion tokens."
    assert feed.items[3].published is None
    assert [signal.detail for signal in feed.signals] == ["No link here"]


def test_an_atom_feed() -> None:
    feed = parse_feed(ATOM, "application/atom+xml", "https://technik.example/feed")
    assert len(feed.items) == 1
    item = feed.items[0]
    assert item.title == "Ein Sprachmodell mit 70 Milliarden Parametern & offenen Gewichten"
    assert item.published == "2026-11-04T22:30:00Z"
    assert item.version == "2026-11-05T06:00:00Z"


def test_relevant_articles_become_documents() -> None:
    job = RecordingJob(feed_source())
    documents = visit(job)
    assert [document.url for document in documents] == [MODEL, OLD, UNDATED]
    first = documents[0]
    assert first.kind is DocumentKind.ARTICLE
    assert (first.language, first.published, first.rank) == ("en", "2026-11-03T09:00:00Z", SourceRank.NEWS)
    assert first.title == "Laboratory opens a language model with 70 billion parameters"
    assert first.version == first.published
    assert job.failures == []
    assert job.expected == [3]


def test_without_a_filter_everything_is_fetched() -> None:
    assert POOL in {document.url for document in visit(RecordingJob(feed_source(keyword_filter=False)))}


def test_only_items_of_the_window_and_undated_ones() -> None:
    documents = visit(RecordingJob(feed_source(), since=date(2026, 11, 1)))
    assert [document.url for document in documents] == [MODEL, UNDATED]


def test_a_resumed_or_repeated_visit_fetches_only_what_is_new() -> None:
    versions = {OLD: "2025-01-01T10:00:00Z", UNDATED: "an earlier one"}
    job = RecordingJob(feed_source(), finished={MODEL}, versions=versions)
    assert [document.url for document in visit(job)] == [UNDATED]


def test_conditional_requests() -> None:
    job = RecordingJob(feed_source(), conditions={FEED_URL: {"If-None-Match": '"7"'}})
    # Without a good visit behind it, a page is fetched in full.
    assert "If-None-Match" not in next(iter(FeedSpider(job=job).first_requests())).headers
    moment = now().isoformat()
    VisitMemory(job.settings.home, "feeds/news").write(GoodVisit(rows=6, at=moment, full_at=moment))
    requests = list(FeedSpider(job=job).first_requests())
    assert requests[0].headers["If-None-Match"] == b'"7"'
    assert visit(job, {FEED_URL: Answer(status=304)}) == []
    assert job.failures == []
    visit(job)
    assert job.remembered[FEED_URL] == ('"7"', None)


def test_a_feed_in_another_language_is_left_alone() -> None:
    assert list(FeedSpider(job=RecordingJob(feed_source(), languages=frozenset({"ko"}))).first_requests()) == []
    assert list(FeedSpider(job=RecordingJob(feed_source(), languages=frozenset({"en"}))).first_requests())


def test_the_feeds_own_language_counts_where_the_record_has_none() -> None:
    documents = visit(RecordingJob(feed_source(languages=())))
    assert {document.language for document in documents} == {"en"}


def test_one_bad_page_leaves_the_others() -> None:
    job = RecordingJob(feed_source())
    answers: dict[str, Answer | Exception] = {MODEL: Answer(status=410), OLD: TimeoutError()}
    assert [document.url for document in visit(job, answers)] == [UNDATED]
    assert job.failure_names == [Failure.GONE, Failure.TIMEOUT]


def test_pages_that_cannot_be_read() -> None:
    job = RecordingJob(feed_source())
    captcha = b"<html><head><title>Just a moment...</title></head><body></body></html>"
    audio = Answer(b"ID3", headers={"Content-Type": "audio/mpeg"})
    assert visit(job, {MODEL: Answer(captcha), OLD: Answer(b""), UNDATED: audio}) == []
    assert job.failure_names == [Failure.BLOCKED, Failure.EMPTY]
    assert [signal.subject for signal in job.signals if signal.kind == "content-type"] == ["feeds/news: audio/mpeg"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(b""), Failure.EMPTY),
        (Answer(b"<!DOCTYPE html><html><body>Our site</body></html>"), Failure.CHANGED),
        (Answer(b'{"items": []}'), Failure.BROKEN),
        (Answer(b'<rss version="2.0"><channel></channel></rss>'), Failure.EMPTY),
        (Answer(b"", status=403), Failure.BLOCKED),
    ],
)
def test_a_feed_that_cannot_be_read_is_named(answer: Answer, failure: Failure) -> None:
    job = RecordingJob(feed_source())
    assert visit(job, {FEED_URL: answer}) == []
    assert job.failure_names == [failure]
    assert job.remembered == {}


def test_a_malformed_feed_is_read_as_far_as_it_goes() -> None:
    job = RecordingJob(feed_source())
    cut = RSS[: RSS.index(b"City opens")]
    assert [document.url for document in visit(job, {FEED_URL: Answer(cut)})] == [MODEL]
    assert f"malformed: {FEED_URL}" in {signal.subject for signal in job.signals}
    assert job.failures == []


@given(st.integers(0, len(RSS) - 1), st.binary(max_size=6))
def test_damaged_feeds_never_raise(position: int, damage: bytes) -> None:
    body = RSS[:position] + damage + RSS[position + 3 :]
    assert isinstance(parse_feed(body, "application/rss+xml", FEED_URL), Feed)
