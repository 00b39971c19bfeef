"""arXiv: pages of the interface since the last visit, the daily announcements, and answers that are none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Document, Failure, SourceRank
from pipelines.extraction import extract
from pipelines.stages import read
from spiders.arxiv import parse_answer
from spiders.arxiv_announcements import announced
from spiders.base import now
from spiders.hits import Hits
from spiders.papers import arxiv_address
from spiders.registry import Source, load_sources
from spiders.search_api import Question, address, places_of
from spiders.syndication import FeedItem
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE, fixture, visit
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.odd import ODD

KIMI, QWEN = "https://arxiv.org/abs/2507.20534", "https://arxiv.org/abs/2505.09388"
ANSWER = fixture("arxiv/answer.atom", Content_Type="application/atom+xml; charset=utf-8")
PHRASE = 'cat:cs.CL AND abs:"billion parameters"'
TODAY = now().date()
FIRST = TODAY - timedelta(days=1000)
FEED = "https://rss.arxiv.org/rss/cs.CL"


def api() -> Source:
    """The record with one phrase, pages of two, and a reach back to the fixture's papers."""
    record = load_sources()["arxiv"]
    assert record.search is not None
    changes = {"phrases": (PHRASE,), "size": 2, "max_results": 6, "max_days": 1000}
    return record.model_copy(update={"search": record.search.model_copy(update=changes)})


def page_url(page: int, since: date = FIRST) -> str:
    record = api()
    assert record.search is not None
    question = Question("en", PHRASE, since, TODAY)
    return address(record.search, record.urls[0], places_of(record.search, question, page))


def later(body: bytes, *, start: int) -> Answer:
    """The fixture as a later page with one other paper."""
    text = body.decode().replace("<opensearch:startIndex>0", f"<opensearch:startIndex>{start}")
    first, _, _ = text.partition("  <entry>\n    <id>http://arxiv.org/abs/2505")
    return Answer((first.replace("2507.20534", "2501.08313") + "</feed>").encode())


def test_an_address_asks_for_the_days_newest_first() -> None:
    assert page_url(1, date(2026, 8, 1)) == (
        "https://export.arxiv.org/api/query?search_query=cat%3Acs.CL%20AND%20abs%3A%22billion%20parameters%22%20AND%20"
        f"submittedDate%3A%5B202608010000%20TO%20{TODAY:%Y%m%d}2359%5D&sortBy=submittedDate&sortOrder=descending"
        "&start=2&max_results=2"
    )


def test_abstracts_are_the_documents() -> None:
    done = visit(api(), {page_url(0): ANSWER, page_url(1): later(ANSWER.body, start=2)})
    assert done.job.failures == []
    assert [document.url for document in done.documents] == [KIMI, QWEN, "https://arxiv.org/abs/2501.08313"]
    first = done.documents[0]
    assert (first.title, first.version) == ("Kimi K2: Open Agentic Intelligence", "v1")
    assert (first.rank, first.language, first.published) == (SourceRank.PAPER, "en", "2025-07-28T05:35:43Z")
    assert first.body.decode().endswith("trillion tokens.\n\ntech report of Kimi K2")
    good = done.spider.memory.read()
    assert good is not None
    assert good.watermarks == {f"en|{PHRASE}": TODAY.isoformat()}


def test_what_an_abstract_says_is_read() -> None:
    document = visit(api(), {page_url(0): ANSWER, page_url(1): later(ANSWER.body, start=2)}).documents[0]
    page = read(document)
    found = extract(page.text, language=page.language, title=page.title, url=document.url, published=page.published)
    kimi = next(model for model in found.models if model.name == "Kimi K2")
    assert (kimi.parameters, kimi.active_parameters, kimi.tokens) == (1e12, 32e9, 15.5e12)


def test_the_next_visit_begins_three_days_before_the_last() -> None:
    record = api()
    memory = VisitMemory(RecordingJob(record).settings.home, record.name)
    memory.write(GoodVisit(watermarks={f"en|{PHRASE}": "2026-01-10"}))
    url = page_url(0, max(FIRST, date(2026, 1, 7)))
    done = visit(record, {url: later(ANSWER.body, start=0)}, languages=frozenset({"ko"}))
    assert done.job.failures == []


def test_papers_that_are_stored_are_not_repeated() -> None:
    done = visit(api(), {page_url(0): ANSWER, page_url(1): later(ANSWER.body, start=2)}, versions={KIMI: "v1"})
    assert KIMI not in [document.url for document in done.documents]


EMPTY_PAGE = Answer(ANSWER.body.partition(b"  <entry>")[0] + b"</feed>")
ERROR = Answer(
    b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
    b"<opensearch:totalResults>1</opensearch:totalResults><entry><id>http://arxiv.org/api/errors#start_is_wrong</id>"
    b"<title>Error</title><summary>start must be an integer</summary></entry></feed>"
)
FAULTS = [
    (Answer(b""), Failure.EMPTY),
    (WEB_PAGE, Failure.CHANGED),
    (EMPTY_PAGE, Failure.EMPTY),
    (ERROR, Failure.BROKEN),
    (Answer(b"Rate exceeded."), Failure.RATE_LIMITED),
    (Answer(b"", status=429), Failure.RATE_LIMITED),
    (Answer(b"oops", status=500), Failure.SERVER_ERROR),
    (Answer(ANSWER.body[:900]), Failure.BROKEN),
    (Answer(ANSWER.body[:1900]), Failure.BROKEN),
    (Answer(b'{"feed": []}'), Failure.BROKEN),
]


@pytest.mark.parametrize(("fault", "name"), FAULTS)
def test_a_failed_page_keeps_the_watermark(fault: Answer, name: Failure) -> None:
    done = visit(api(), {page_url(0): fault})
    assert done.items == []
    assert done.job.failure_names == [name]
    assert done.spider.memory.read() is None


def test_no_results_are_no_failure() -> None:
    body = EMPTY_PAGE.body.replace(b"totalResults>3<", b"totalResults>0<")
    assert parse_answer(body) == Hits()


@settings(deadline=None)  # the first call loads the reader of feeds
@given(st.one_of(st.binary(max_size=200), st.builds(lambda odd: str(odd).encode(), ODD)))
def test_nothing_raises_on_odd_bytes(body: bytes) -> None:
    assert parse_answer(body).problem is not None


def test_addresses_of_papers() -> None:
    assert arxiv_address("http://arxiv.org/abs/2505.09388v2") == (QWEN, "v2")
    assert arxiv_address("https://arxiv.org/pdf/2505.09388v2.pdf") == (QWEN, "v2")
    assert arxiv_address("2505.09388") == (QWEN, "")
    assert arxiv_address("http://arxiv.org/abs/cs/0112017v1") == ("https://arxiv.org/abs/cs/0112017", "v1")
    assert arxiv_address("https://news.example/2505") is None


def announcements() -> Source:
    return load_sources()["arxiv/announcements"].model_copy(update={"urls": (FEED,)})


def test_announcements_of_new_papers_that_speak_of_scale() -> None:
    done = visit(announcements(), {FEED: fixture("arxiv/announcements.rss", Content_Type="application/rss+xml")})
    assert done.job.failures == []
    (paper,) = done.documents
    assert isinstance(paper, Document)
    assert (paper.url, paper.version, paper.published) == (QWEN, "v1", "2025-05-15T04:00:00Z")
    assert paper.body.decode().startswith("Qwen3 Technical Report\n\nThe Qwen3 series")


def test_an_empty_weekend_is_no_failure() -> None:
    head = fixture("arxiv/announcements.rss").body.partition(b"    <item>")[0]
    done = visit(announcements(), {FEED: Answer(head + b"</channel></rss>")})
    assert (done.items, done.job.failures) == ([], [])


@pytest.mark.parametrize(("fault", "name"), [
    (Answer(b""), Failure.EMPTY), (WEB_PAGE, Failure.CHANGED),
    (Answer(b"", status=429), Failure.RATE_LIMITED), (Answer(b"oops", status=500), Failure.SERVER_ERROR),
    (Answer(b"{}"), Failure.BROKEN),
])  # fmt: skip
def test_failed_announcements_are_named(fault: Answer, name: Failure) -> None:
    done = visit(announcements(), {FEED: fault})
    assert (done.items, done.job.failure_names) == ([], [name])


def test_other_texts_are_no_announcements() -> None:
    assert announced(FeedItem(QWEN, "Qwen3", "A model with 235 billion parameters.", None, "1")) is None
