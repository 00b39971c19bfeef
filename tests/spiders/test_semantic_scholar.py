"""Semantic Scholar: citations of the papers that are stored, and answers that are none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given

from crawler.records import Failure
from spiders.registry import load_sources
from spiders.semantic_scholar import SemanticScholarSpider, parse_batch
from tests.spiders.golden import WEB_PAGE, Visit, fixture, small, visit
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.odd import ODD

URL = "https://api.semanticscholar.org/graph/v1/paper/batch?fields=title,citationCount,influentialCitationCount"
PAPERS = ["2505.09388", "2507.20534", "2511.00001"]
STORED = {f"https://arxiv.org/abs/{paper}": "v1" for paper in PAPERS} | {"https://news.example/2511.00002": "1"}
ANSWER = fixture("semantic_scholar.json", Content_Type="application/json")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_KEY", "secret")


def answered(answer: Answer | Exception) -> Visit:
    return visit(small("semantic_scholar"), {URL: answer}, versions=STORED)


def test_citations_of_stored_papers() -> None:
    done = answered(ANSWER)
    assert done.job.failures == []
    qwen = done.rows["2505.09388"]
    assert (qwen.raw_name, qwen.discovers) == ("Qwen3", False)
    assert qwen.metrics == {"citations": 1490.0, "influential_citations": 210.0}
    # Citations move every day; they make no new version of a row.
    assert qwen.row == {"id": "2505.09388", "title": "Qwen3 Technical Report"}
    assert set(done.rows) == {"2505.09388", "2507.20534"}
    assert [signal.detail for signal in done.job.signals] == [f"1 in {URL}"]
    good = done.spider.memory.read()
    assert good is not None
    assert good.rows == 2


def test_papers_are_asked_for_by_their_ids_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.semantic_scholar.BATCH", 2)
    spider = SemanticScholarSpider(job=RecordingJob(load_sources()["semantic_scholar"], versions=dict(STORED)))
    asked = list(spider.first_requests())
    assert [json.loads(request.body)["ids"] for request in asked] == [
        ["ARXIV:2505.09388", "ARXIV:2507.20534"], ["ARXIV:2511.00001"],
    ]  # fmt: skip
    assert {request.headers[b"x-api-key"] for request in asked} == {b"secret"}


def test_without_a_key_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_KEY")
    assert not load_sources()["semantic_scholar"].enabled
    done = visit(small("semantic_scholar"), {}, versions=STORED)
    assert done.job.failure_names == [Failure.BLOCKED]


def test_nothing_is_asked_where_nothing_is_stored() -> None:
    assert visit(small("semantic_scholar"), {}).job.failures == []


@pytest.mark.parametrize(("answer", "failure"), [
    (Answer(b""), Failure.EMPTY),
    (WEB_PAGE, Failure.CHANGED),
    (Answer(b'{"error": "Unrecognized field"}'), Failure.CHANGED),
    (Answer(b"[null]"), Failure.CHANGED),
    (Answer(b"[null, null, null]"), Failure.EMPTY),
    (Answer(ANSWER.body.replace(b"itationCount", b"itations")), Failure.CHANGED),
    (Answer(ANSWER.body[:90]), Failure.BROKEN),
    (Answer(b"", status=429), Failure.RATE_LIMITED),
    (Answer(b"oops", status=500), Failure.SERVER_ERROR),
])  # fmt: skip
def test_failures_are_named_and_overwrite_nothing(answer: Answer, failure: Failure) -> None:
    good = answered(ANSWER).spider.memory.read()
    done = answered(answer)
    assert (done.items, done.job.failure_names) == ([], [failure])
    assert done.spider.memory.read() == good


def test_a_large_loss_is_a_change() -> None:
    assert answered(ANSWER).job.failures == []
    rows = json.loads(ANSWER.body)
    done = answered(Answer(json.dumps([rows[0], None, None]).encode()))
    assert done.job.failure_names == [Failure.CHANGED]


@given(ODD)
def test_nothing_raises_on_odd_values(odd: object) -> None:
    source = load_sources()["semantic_scholar"]
    for value in (odd, [odd], [{"title": odd, "citationCount": odd}]):
        parse_batch(json.dumps(value).encode(), ["1"], source, seen_at=datetime(2026, 11, 3, tzinfo=UTC), url=URL)
