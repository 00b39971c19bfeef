"""One source's part of a run: what makes a visit complete, and what a search keeps of its keywords."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.config import Settings
from crawler.fetching.errors import OverBudget
from crawler.records import Document, DocumentKind, Failure, SourceRank
from crawler.runs.job import Job
from crawler.schedule.budget import Ledger
from crawler.store import runs, searches
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from keywords import load
from spiders.registry import Source
from spiders.visits import GoodVisit, VisitMemory
from tests.schedule.records import engine, source

FEED = source("feeds/a")
PAGE = "https://news.example/1"
CLAIMED: dict[str, str] = {}


@pytest.fixture(autouse=True)
def nothing_claimed() -> None:
    CLAIMED.clear()


def job(store: Store, settings: Settings, entry: Source = FEED, languages: tuple[str, ...] = ()) -> Job:
    run_id = runs.start_run(store.connection, [entry.name], {}, demo=False)
    searches.add_units(store.connection, run_id, entry.name, languages)
    return again(store, settings, run_id, entry)


def again(store: Store, settings: Settings, run_id: str, entry: Source) -> Job:
    runs.source_state(store.connection, run_id, entry.name, "running")
    return Job(
        store=store, settings=settings, source=entry, run_id=run_id, since=None, languages=None, cursor=None,
        archive=None, assessor=Assessor(store, settings), fetched=set(), claimed=CLAIMED,
        ledger=Ledger(store, settings, run_id), abort=_raise,
    )  # fmt: skip


def _raise(error: BaseException) -> None:
    raise error


def row(store: Store, table: str = "run_sources") -> dict[str, Any]:
    return dict(store.connection.execute(f"SELECT * FROM {table}").fetchone())


def document(url: str = PAGE, from_: str = "feeds/a", version: str = "1") -> Document:
    words = b"Labs released Vam-70B with 70 billion parameters, trained on 15 trillion tokens."
    text = b"<html><body><p>" + words + b"</p></body></html>"
    return Document(
        from_, DocumentKind.ARTICLE, SourceRank.NEWS, url, text, "text/html", datetime.now(UTC), version=version
    )


@pytest.mark.parametrize(
    ("failures", "requests", "state", "complete"),
    [
        ([], 5, "finished", True),
        ([(Failure.GONE, PAGE)], 5, "partly-failed", True),
        ([(Failure.TIMEOUT, PAGE)], 30, "partly-failed", True),
        ([(Failure.TIMEOUT, PAGE), (Failure.BLOCKED, f"{PAGE}2")], 5, "partly-failed", False),
        ([(Failure.CHANGED, FEED.urls[0])], 5, "partly-failed", False),
        ([(Failure.SERVER_ERROR, FEED.urls[0])], 1, "failed", False),
        ([(Failure.OVER_BUDGET, PAGE)], 30, "partly-failed", False),
    ],
)
def test_when_a_visit_is_complete(
    store: Store, settings: Settings, failures: list[tuple[Failure, str]], requests: int, state: str, complete: bool
) -> None:
    work = job(store, settings)
    for _ in range(requests):
        work.count_request("news.example")
    for failure, url in failures:
        work.fail(failure, url, "x")
    assert work.finish() == state
    assert (row(store)["state"], bool(row(store)["complete"]), row(store)["requests"]) == (state, complete, requests)


def test_a_spent_budget_is_said_once_and_refuses_the_rest(store: Store) -> None:
    settings = Settings.model_validate({"home": store.path.parent, "budget": {"requests_per_host": 2}})
    work = job(store, settings)
    refused = 0
    for number in range(5):
        try:
            work.count_request("news.example")
        except OverBudget as error:
            refused += 1
            work.fail(Failure.OVER_BUDGET, f"{PAGE}{number}", str(error))
    assert (refused, work.requests, work.failures) == (3, 2, {Failure.OVER_BUDGET: 1})
    assert work.is_over_budget
    work.finish()
    (failure,) = runs.failures_of(store.connection, work.run_id)
    assert "2 requests of news.example" in failure["detail"]


def test_what_another_source_has_brought_is_not_fetched_again(store: Store, settings: Settings) -> None:
    first = job(store, settings)
    first.assimilator.document(document(version="2026-11-01T08:00:00Z"))
    other = job(store, settings, source("feeds/b"))
    assert other.unchanged(PAGE, "2026-11-01")
    assert not first.unchanged(PAGE, "2026-11-01")
    assert not other.unchanged(f"{PAGE}2", "2026-11-01")


def test_a_page_that_two_sources_find_at_once_is_fetched_by_one(store: Store, settings: Settings) -> None:
    first, other = job(store, settings), job(store, settings, source("feeds/b"))
    assert not first.done(PAGE)
    assert other.done(PAGE)
    assert not first.done(PAGE)
    assert not other.done(f"{PAGE}2")


def test_health_is_told_rows_items_and_seconds(store: Store, settings: Settings) -> None:
    work = job(store, settings)
    work.assimilator.document(document())
    work.assimilator.document(document())
    for seconds in (0.1, 0.4, 9.0):
        work.answered(seconds)
    VisitMemory(settings.home, FEED.name).write(GoodVisit(rows=17, at=datetime.now(UTC).isoformat()))
    work.finish()
    kept = row(store)
    assert (kept["rows"], kept["items"], kept["documents"], kept["answer_seconds"]) == (17, 2, 1, 0.4)


def test_the_rows_of_an_earlier_visit_are_not_this_ones(store: Store, settings: Settings) -> None:
    VisitMemory(settings.home, FEED.name).write(GoodVisit(rows=17, at="2026-01-01T00:00:00+00:00"))
    work = job(store, settings)
    work.finish()
    assert row(store)["rows"] is None


def test_each_language_of_a_search_ends_for_itself(store: Store, settings: Settings) -> None:
    entry = engine(languages=["ko", "de"])
    work = job(store, settings, entry, ("ko", "de"))
    work.begin_unit("ko", None)
    assert work.languages == frozenset({"ko"})
    work.count_request("engine.example")
    work.fail(Failure.SERVER_ERROR, f"{entry.urls[0]}?q=x", "x")
    work.end_unit()
    work.begin_unit("de", None)
    work.count_request("engine.example")
    work.end_unit()
    units = {r["language"]: (r["state"], r["complete"]) for r in store.connection.execute("SELECT * FROM run_units")}
    assert units == {"ko": ("failed", 0), "de": ("finished", 1)}
    assert work.finish(by_units=True) == "partly-failed"
    assert not row(store)["complete"]


def test_a_search_is_told_by_its_keywords_even_where_a_page_was_stored_before_a_kill(
    store: Store, settings: Settings
) -> None:
    entry = engine(languages=["ko"])
    work = job(store, settings, entry, ("ko",))
    keyword, *others = work.search_keywords("ko")
    assert [keyword, *others] == list(load("ko").search.keywords)
    work.begin_unit("ko", None)
    work.found("ko", keyword, [PAGE], results=3)
    work.assimilator.document(document(from_="engine"))
    resumed = again(store, settings, work.run_id, entry)  # a kill came here
    resumed.begin_unit("ko", None)
    resumed.found("ko", others[0], [PAGE], results=1)
    resumed.searched("ko", keyword)
    resumed.end_unit()
    resumed.finish(by_units=True)
    searches.settle_yields(store.connection, work.run_id)
    found = {r.keyword: (r.results, r.candidates) for r in searches.keyword_records(store.connection, "ko")}
    assert found == {keyword: (3, 1), others[0]: (1, 1)}
    assert row(store, "run_units")["candidates"] == 1


def test_documents_of_a_search_count_without_a_keyword(store: Store, settings: Settings) -> None:
    work = job(store, settings, engine(languages=["ko"]), ("ko",))
    work.begin_unit("ko", None)
    work.assimilator.document(document(from_="engine"))
    work.end_unit()
    work.finish(by_units=True)
    searches.settle_yields(store.connection, work.run_id)
    assert row(store, "run_units")["candidates"] == 1
