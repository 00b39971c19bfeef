"""Visits of lists: what is judged, what is remembered, and what a bad visit leaves as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.records import Failure
from spiders.registry import Source
from spiders.visits import FULL_EVERY, GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE, Visit, check_failures, check_golden, check_paging, visit
from tests.spiders.jobs import Answer
from tests.spiders.records import BOARD, made

NAMES = [f"Model {number}" for number in range(10)]
MORE = "https://board.example/more.json"


def body(names: Sequence[str], **more: Any) -> Answer:
    return Answer(json.dumps([{"model": name, **more} for name in names]).encode(), headers={"ETag": '"1"'})


def look(source: Source, answer: Answer | Exception, **job: Any) -> Visit:
    return visit(source, {BOARD: answer}, **job)


def test_a_good_visit_is_remembered() -> None:
    done = look(made(), body(NAMES))
    good = done.spider.memory.read()
    assert good is not None
    assert (good.rows, good.columns, good.since_full) == (10, ("model",), 0)
    assert done.job.remembered == {BOARD: ('"1"', None)}
    assert done.job.expected == [None, 10]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (body(NAMES[:6]), Failure.CHANGED),
        (body([]), Failure.EMPTY),
        (Answer(json.dumps([{"name": name} for name in NAMES]).encode()), Failure.CHANGED),
        (WEB_PAGE, Failure.CHANGED),
    ],
)
def test_a_bad_visit_passes_nothing_on_and_changes_nothing(answer: Answer, failure: Failure) -> None:
    good = look(made(), body(NAMES)).spider.memory.read()
    done = look(made(), answer)
    assert done.items == []
    assert done.job.failure_names == [failure]
    assert done.job.remembered == {}
    assert done.spider.memory.read() == good


def test_a_drop_is_an_alert_that_says_how_to_accept_it() -> None:
    look(made(), body(NAMES))
    done = look(made(), body(NAMES[:6]))
    assert "6 rows after 10" in done.job.failures[0][2]
    assert str(done.spider.memory.path) in done.job.failures[0][2]
    assert [(signal.kind, signal.subject) for signal in done.job.signals] == [("source", "board: changed")]
    done.spider.memory.path.unlink()
    assert len(look(made(), body(NAMES[:6])).items) == 6


def test_a_smaller_drop_is_none() -> None:
    look(made(), body(NAMES))
    assert len(look(made(), body(NAMES[:7])).items) == 7
    assert len(look(made(expect={"max_drop": 0.5}), body(NAMES[:4])).items) == 4


@pytest.mark.parametrize("expect", [{"items_min": 11}, {"items_max": 9}])
def test_the_range_of_rows(expect: dict[str, int]) -> None:
    done = look(made(expect=expect), body(NAMES))
    assert (done.items, done.job.failure_names) == ([], [Failure.CHANGED])


def test_an_unknown_column_is_named_and_the_good_state_stays() -> None:
    good = look(made(), body(NAMES)).spider.memory.read()
    done = look(made(), body(NAMES, colour="red"))
    assert len(done.items) == 10
    assert done.job.failures == [(Failure.CHANGED, BOARD, "unknown columns: colour")]
    assert done.spider.memory.read() == good


def test_a_known_column_that_goes_is_a_signal() -> None:
    source = made(columns=["*"])
    look(source, body(NAMES, colour="red"))
    done = look(source, body(NAMES))
    assert done.job.failures == []
    assert [signal.subject for signal in done.job.signals] == ["board: colour"]


def test_one_of_several_addresses_that_fails_leaves_the_others() -> None:
    source = made(urls=[BOARD, MORE])
    good = visit(source, {BOARD: body(NAMES), MORE: body(["X", "Y"])}).spider.memory.read()
    assert good is not None
    assert good.rows == 12
    done = visit(source, {BOARD: body(NAMES), MORE: TimeoutError()})
    assert len(done.items) == 10
    assert done.job.failure_names == [Failure.TIMEOUT]
    assert done.spider.memory.read() == good


CONDITION = {BOARD: {"If-None-Match": '"1"'}}


def test_a_page_that_has_not_changed() -> None:
    look(made(), body(NAMES))
    done = look(made(), Answer(status=304), conditions=CONDITION)
    assert (done.items, done.job.failures) == ([], [])
    good = done.spider.memory.read()
    assert good is not None
    assert (good.rows, good.since_full) == (10, 1)


def test_a_page_is_fetched_in_full_from_time_to_time() -> None:
    look(made(), body(NAMES))
    for _ in range(FULL_EVERY - 1):
        spider = look(made(), Answer(status=304), conditions=CONDITION).spider
    request = next(iter(type(spider)(job=spider.job).first_requests()))
    assert "If-None-Match" not in request.headers
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    recent = GoodVisit(at="", full_at=(moment - timedelta(days=30)).isoformat())
    assert not recent.wants_full(moment)
    assert recent.wants_full(moment + timedelta(days=61))
    assert GoodVisit(full_at="nonsense").wants_full(moment)


def test_an_interrupted_visit_is_not_remembered() -> None:
    done = look(made(), body(NAMES))
    done.spider.memory.path.unlink()
    done.spider.closed("shutdown")
    assert done.spider.memory.read() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"rows": "x"}', '{"rows": 1, "columns": 3}'])
def test_a_damaged_memory_is_none(content: str) -> None:
    memory = VisitMemory(look(made(), body(NAMES)).job.settings.home, "board")
    memory.path.write_text(content, encoding="utf-8")
    assert memory.read() is None


PAGED = {"by": "offset", "parameter": "offset", "size": 4, "total": "total"}


def pages(names: Sequence[str]) -> dict[str, Answer]:
    return {
        f"{BOARD}?offset={start}": Answer(
            json.dumps({"rows": [{"model": name} for name in names[start : start + 4]], "total": len(names)}).encode()
        )
        for start in range(0, len(names), 4)
    }


def paged(**changes: Any) -> Source:
    return made(format={"type": "json", "rows": "rows"}, paging=PAGED, **changes)


def test_the_shared_checks() -> None:
    check_golden(made(), {BOARD: body(NAMES)}, {"Model 1": {"name": "Model 1"}})
    check_failures(made(), {BOARD: body(NAMES)})
    assert len(check_paging(paged(), pages(NAMES), pages=3).items) == 10


def test_a_list_without_end() -> None:
    done = visit(made(format={"type": "json", "rows": "rows"}, paging={**PAGED, "max_pages": 2}), pages(NAMES))
    assert done.job.failures == [(Failure.CHANGED, f"{BOARD}?offset=4", "more than 2 pages")]
    assert len(done.items) == 8


def test_a_changed_page_in_the_middle_withholds_the_visit() -> None:
    answers = {**pages(NAMES), f"{BOARD}?offset=4": Answer(b'{"rows": [{"title": "x"}], "total": 10}')}
    done = visit(paged(), answers)
    assert (done.items, done.job.failure_names) == ([], [Failure.CHANGED])


def test_a_benchmark_that_passes_a_hundred_evaluations_is_reported_once() -> None:
    def growth(count: int, **record: Any) -> list[str]:
        done = look(made(**record), body([f"Model {number}" for number in range(count)]))
        return [signal.detail for signal in done.job.signals if signal.kind == "benchmark"]

    assert growth(100) == []
    assert growth(101) == ["101 evaluations, 100 at the last good visit"]
    assert growth(130) == []
    assert growth(150, kind="catalogue") == []


def test_the_list_that_a_listing_names_may_be_asked_for_by_post() -> None:
    listing, table = "https://board.example/months", "https://cdn.board.example/a/7.json"
    locate = {"at": "data.*", "pattern": r"^a/\d+\.json$", "address": "https://cdn.board.example/{0}"}
    source = made(urls=[listing], post={"kind": 1}, locate=locate)
    answers = {listing: Answer(b'{"data": ["a/6.json", "a/7.json"]}'), table: body(NAMES)}
    done = visit(source, answers)
    assert done.job.failures == []
    assert len(done.items) == 10
    good = done.spider.memory.read()
    assert good is not None
    assert good.counts == {listing: 10}
    request = next(iter(done.spider.first_requests()))
    assert (request.method, request.body) == ("POST", b'{"kind": 1}')
