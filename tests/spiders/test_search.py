"""Search interfaces as records: questions, pages, watermarks, and interfaces that fail."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from keywords import load
from spiders.base import now
from spiders.hits import Hits, parse_hits, published_day
from spiders.registry import Source
from spiders.search_api import Question, SearchApi, address, body_of, places_of
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE, visit
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.odd import ODD

API = "https://api.search.example/news"
KEYWORDS = load("ko").search.keywords
PAGE = Answer(b"<html><body>A page</body></html>", headers={"Content-Type": "text/html"})
TODAY = now().date()


def source(**search: Any) -> Source:
    api: dict[str, Any] = {
        "query": {"q": "{query}", "lang": "{code}", "start": "{offset}", "count": "{size}", "from": "{since}"},
        "languages": {"ko": {"code": "kor"}}, "size": 2, "first": 1, "max_results": 4, "max_days": 92, "rows": "items",
        "link": "link", "title": "title", "summary": "text", "published": "date", "error": "error.message",
    }  # fmt: skip
    record = {"name": "engine", "kind": "search", "spider": "search", "urls": [API], "rank": "news",
              "licence": "theirs", "keyword_filter": False, "search": {**api, **search}}  # fmt: skip
    return Source.model_validate(record)


def hits(*numbers: int, day: str = TODAY.isoformat()) -> Answer:
    rows = [{"link": f"https://news.example/{n}", "title": f"<b>T</b>{n}", "text": "x", "date": day} for n in numbers]
    return Answer(json.dumps({"items": rows}).encode())


def page_url(record: Source, keyword: str, page: int, since: date) -> str:
    assert record.search is not None
    return address(record.search, API, places_of(record.search, Question("ko", keyword, since, TODAY), page))


def answers(record: Source, since: date, **pages: Answer) -> dict[str, Answer | Exception]:
    """The first keyword's pages by number, nothing for the others, and all articles."""
    found: dict[str, Answer | Exception] = {f"https://news.example/{n}": PAGE for n in range(1, 9)}
    for number, keyword in enumerate(KEYWORDS):
        for page in range(2):
            url = page_url(record, keyword, page, since)
            found[url] = pages.get(f"page{page}", hits()) if number == 0 else hits()
    return found


FIRST = TODAY - timedelta(days=92)


def test_an_address_of_a_question() -> None:
    api = source().search
    assert api is not None
    question = Question("ko", "조 & 매개변수", date(2026, 8, 1), date(2026, 11, 1))
    assert address(api, API, places_of(api, question, 1)) == (
        f"{API}?q=%EC%A1%B0%20%26%20%EB%A7%A4%EA%B0%9C%EB%B3%80%EC%88%98&lang=kor&start=3&count=2&from=2026-08-01"
    )


def test_a_body_of_a_question() -> None:
    api = SearchApi(body={"q": "{query}", "page": {"number": "{page}"}, "fix": 3}, numbers=("page",), day="%Y%m%d")
    question = Question("en", "AI model", date(2026, 8, 1), date(2026, 11, 1))
    assert body_of(api, places_of(api, question, 2)) == {"q": "AI model", "page": {"number": 2}, "fix": 3}


def test_pages_until_the_last_one() -> None:
    done = visit(source(), answers(source(), FIRST, page0=hits(1, 2), page1=hits(3)))
    assert done.job.failures == []
    assert [document.url[-1] for document in done.documents] == ["1", "2", "3"]
    assert done.documents[0].title == "T1"
    good = done.spider.memory.read()
    assert good is not None
    assert good.watermarks == {f"ko|{keyword}": TODAY.isoformat() for keyword in KEYWORDS}


def test_no_more_than_the_first_results() -> None:
    done = visit(source(), answers(source(), FIRST, page0=hits(1, 2), page1=hits(3, 4)))
    assert len(done.documents) == 4
    done.spider.memory.path.unlink()
    record = source(max_results=2)
    assert len(visit(record, answers(record, FIRST, page0=hits(1, 2), page1=hits(3, 4))).documents) == 2


def test_a_page_that_repeats_the_one_before_ends_the_question() -> None:
    assert len(visit(source(), answers(source(), FIRST, page0=hits(1, 2), page1=hits(1, 2))).documents) == 2


def test_hits_that_are_too_old_are_left() -> None:
    old = (FIRST - timedelta(days=1)).isoformat()
    assert visit(source(), answers(source(), FIRST, page0=hits(1, 2, day=old))).documents == []


def test_a_question_that_failed_is_caught_up() -> None:
    record = source()
    memory = VisitMemory(RecordingJob(record).settings.home, record.name)
    before = (TODAY - timedelta(days=20)).isoformat()
    memory.write(GoodVisit(watermarks={f"ko|{keyword}": before for keyword in KEYWORDS}))
    since = TODAY - timedelta(days=23)
    done = visit(record, {**answers(record, since), page_url(record, KEYWORDS[0], 0, since): Answer(b"", status=500)})
    assert done.job.failure_names == [Failure.SERVER_ERROR]
    assert KEYWORDS[0] in done.job.failures[0][2]
    good = memory.read()
    assert good is not None
    assert good.watermarks[f"ko|{KEYWORDS[0]}"] == before
    assert good.watermarks[f"ko|{KEYWORDS[1]}"] == TODAY.isoformat()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (WEB_PAGE, Failure.CHANGED),
        (Answer(b""), Failure.EMPTY),
        (Answer(b'{"items": 3}'), Failure.CHANGED),
        (Answer(b'{"items": ['), Failure.BROKEN),
        (Answer(b'{"error": {"message": "over quota"}}'), Failure.RATE_LIMITED),
        (Answer(b'{"error": {"message": "not your key"}}'), Failure.BLOCKED),
        (Answer(b"no", status=429), Failure.RATE_LIMITED),
    ],
)
def test_an_interface_that_fails_is_named(answer: Answer, failure: Failure) -> None:
    done = visit(source(), answers(source(), FIRST, page0=answer))
    assert done.documents == []
    assert done.job.failure_names == [failure]


def test_other_languages_are_left_alone() -> None:
    done = visit(source(), {}, languages=frozenset({"fr"}))
    assert (done.items, done.job.failures) == ([], [])


@pytest.mark.parametrize(
    ("written", "day"),
    [("20261103T031500Z", "2026-11-03"), ("Tue, 03 Nov 2026 09:00:00 +0900", "2026-11-03"),
     ("2026-11-03", "2026-11-03"), (1793696400, "2026-11-03"), ("3 hours ago", None), ("", None), (None, None),
     (True, None)],
)  # fmt: skip
def test_dates_of_hits(written: object, day: str | None) -> None:
    assert published_day(written) == day


@given(st.lists(st.dictionaries(st.sampled_from(["link", "title", "text", "date"]), ODD), max_size=3) | ODD)
def test_odd_hits_never_raise(rows: object) -> None:
    api = source().search
    assert api is not None
    assert isinstance(parse_hits(json.dumps({"items": rows}).encode(), api, source="engine"), Hits)
