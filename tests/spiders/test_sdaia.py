"""The Saudi authority's yearly list: its entries, its articles, and what may come in place of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.records import Failure
from spiders import sdaia
from spiders.registry import load_sources
from tests.spiders.golden import FAULTS, Answers, Visit, fixture, visit
from tests.spiders.jobs import Answer

SOURCE = load_sources()["labs/sdaia"]
LIST = f"{SOURCE.address}?Year=2026"
ARTICLE = "https://sdaia.gov.sa/en/MediaCenter/News/Pages/NewsDetails.aspx?NewsID=2101"
PAGE = Answer(
    b"<html><body><article><p>ALLaM is a language model of the Authority.</p></article></body></html>",
    headers={"Content-Type": "text/html; charset=utf-8"},
)
ANSWERS: Answers = {LIST: fixture("sdaia/news_by_year.xml", Content_Type="text/html"), ARTICLE: PAGE}


@pytest.fixture(autouse=True)
def september(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdaia, "now", lambda: datetime(2026, 9, 1, tzinfo=UTC))


def read(answers: Answers = ANSWERS, **job: object) -> Visit:
    return visit(SOURCE, answers, **job)


def test_relevant_entries_lead_to_their_articles() -> None:
    done = read()
    assert done.job.failures == []
    assert [(item.url, item.published, item.language) for item in done.documents] == [
        (ARTICLE, "2026-07-20T00:00:00Z", "en")
    ]
    assert [signal.kind for signal in done.job.signals] == ["row"]
    good = done.spider.memory.read()
    assert good is not None
    assert good.rows == 2


def test_an_article_that_is_stored_is_not_asked_for_again() -> None:
    assert read(versions={ARTICLE: "2101"}).documents == []


def test_in_january_and_for_the_past_earlier_years_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdaia, "now", lambda: datetime(2027, 1, 5, tzinfo=UTC))
    years = [f"{SOURCE.address}?Year={year}" for year in (2027, 2026, 2025)]
    answers = {years[0]: Answer(b"<sites></sites><site/>"), years[1]: ANSWERS[LIST], ARTICLE: PAGE}
    assert [item.url for item in read(answers).documents] == [ARTICLE]
    older = read({**answers, years[2]: Answer(b"<site/>")}, since=date(2025, 11, 1))
    assert older.job.failures == []


@pytest.mark.parametrize(("what", "answer", "names"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_whatever_comes_in_place_of_the_list_is_named(
    what: str, answer: Answer | Exception, names: frozenset[Failure]
) -> None:
    done = read({LIST: answer})
    assert set(done.job.failure_names) <= names
    assert done.job.failure_names
    assert done.spider.memory.read() is None
