"""Hugging Face's daily papers: days, abstracts, votes, and lists that are none."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from crawler.records import Failure, SourceRank
from spiders.base import now
from spiders.hf_daily_papers import days_to_read, parse_papers
from spiders.papers import named_in
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE, Visit, fixture, small, visit
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.odd import ODD

API = "https://huggingface.co/api/daily_papers"
DAY = fixture("hf_daily_papers/day.json", Content_Type="application/json")
LAST = now().date() - timedelta(days=1)
NOTHING = Answer(b"[]")


def address(day: date) -> str:
    return f"{API}?date={day.isoformat()}&limit=100"


def week(last_day: Answer | Exception = DAY) -> dict[str, Answer | Exception]:
    """A week without papers before the last day."""
    days: dict[str, Answer | Exception] = {address(LAST - timedelta(days=n)): NOTHING for n in range(1, 20)}
    return {address(LAST): last_day, **days}


def later_visit(answers: dict[str, Answer | Exception], **job: Any) -> Visit:
    record = small("hf_daily_papers")
    memory = VisitMemory(RecordingJob(record).settings.home, record.name)
    memory.write(GoodVisit(rows=2, watermarks={"day": LAST.isoformat()}))
    return visit(record, answers, **job)


def test_abstracts_and_votes() -> None:
    done = later_visit(week())
    assert done.job.failures == []
    assert [document.url for document in done.documents] == [
        "https://arxiv.org/abs/2507.20534", "https://arxiv.org/abs/2505.09388",
    ]  # fmt: skip
    assert done.documents[0].rank is SourceRank.PAPER
    assert done.documents[0].body.decode().startswith("Kimi K2: Open Agentic Intelligence\n\nKimi K2 is")
    kimi = done.rows["2507.20534"]
    assert (kimi.raw_name, kimi.metrics, kimi.discovers) == ("Kimi K2", {"upvotes": 95.0}, False)
    assert kimi.url == "https://huggingface.co/papers/2507.20534"
    assert done.rows["2505.09388"].raw_name == "Qwen3"
    good = done.spider.memory.read()
    assert good is not None
    assert (good.rows, good.watermarks) == (2, {"day": LAST.isoformat()})


def test_the_last_week_is_read_again_and_three_months_at_first() -> None:
    last = date(2026, 11, 20)
    good = GoodVisit(watermarks={"day": "2026-11-15"})
    assert days_to_read(last, good, None)[0] == date(2026, 11, 8)
    assert days_to_read(last, good, date(2026, 10, 1))[0] == date(2026, 10, 1)
    assert len(days_to_read(last, None, None)) == 93
    assert days_to_read(last, GoodVisit(watermarks={"day": "soon"}), None)[-1] == last
    assert len(days_to_read(last, GoodVisit(watermarks={"day": "2027-01-01"}), None)) == 8


def test_votes_are_renewed_for_papers_that_are_stored() -> None:
    versions = {f"https://arxiv.org/abs/{paper}": "listed" for paper in ("2507.20534", "2505.09388")}
    done = later_visit(week(), versions=versions)
    assert done.documents == []
    assert len(done.rows) == 2


@pytest.mark.parametrize(("fault", "name"), [
    (Answer(b""), Failure.EMPTY),
    (WEB_PAGE, Failure.CHANGED),
    (Answer(b'{"error": "no such day"}'), Failure.CHANGED),
    (Answer(json.dumps([{"article": {"id": "2507.20534"}}]).encode()), Failure.CHANGED),
    (Answer(DAY.body[:400]), Failure.BROKEN),
    (Answer(b"", status=429), Failure.RATE_LIMITED),
    (Answer(b"oops", status=500), Failure.SERVER_ERROR),
    (TimeoutError(), Failure.TIMEOUT),
])  # fmt: skip
def test_a_failed_day_is_asked_for_again(fault: Answer | Exception, name: Failure) -> None:
    done = later_visit(week(fault))
    assert done.items == []
    assert name in done.job.failure_names
    good = done.spider.memory.read()
    assert good is not None
    assert good.rows == 2


def test_other_days_are_kept_where_one_fails() -> None:
    done = later_visit({**week(), address(LAST - timedelta(days=2)): Answer(b"oops", status=500)})
    assert done.job.failure_names == [Failure.SERVER_ERROR]
    assert len(done.documents) == 2


def test_a_week_without_papers_is_a_failure() -> None:
    assert later_visit(week(NOTHING)).job.failure_names == [Failure.EMPTY]


def test_entries_without_a_paper_are_signalled() -> None:
    rows = [*json.loads(DAY.body), {"paper": {"id": "2507.00001"}}]
    page = parse_papers(json.dumps(rows).encode())
    assert (len(page.items), page.rows, len(page.signals)) == (2, 3, 1)


def test_names_in_titles() -> None:
    assert named_in("MiniMax-01: Scaling Foundation Models with Lightning Attention") == "MiniMax-01"
    assert named_in("GLM-4.5 Technical Report") == "GLM-4.5"
    assert named_in("What it takes to train a very large model: a study") is None
    assert named_in("Scaling laws for data") is None


@given(ODD)
def test_nothing_raises_on_odd_values(odd: object) -> None:
    for value in (odd, [odd], [{"paper": odd}], [{"paper": {"id": odd, "title": odd, "summary": odd, "upvotes": odd}}]):
        parse_papers(json.dumps(value).encode())
