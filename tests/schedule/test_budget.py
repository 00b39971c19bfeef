"""Budgets: what is counted, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.config import Settings
from crawler.fetching.errors import OverBudget
from crawler.schedule.budget import Ledger, calls_of_month, is_keyed, spent_calls
from crawler.schedule.months import month_of
from crawler.store import runs
from crawler.store.database import Store
from tests.schedule.records import engine, source

FEED = source("feeds/x")
KEYED = engine("paid", key="SIM_KEY")
MONTH = month_of(datetime.now(UTC))


def ledger(store: Store, **budget: object) -> Ledger:
    settings = Settings.model_validate({"home": store.path.parent, "budget": budget})
    with store.write() as connection:
        run_id = runs.start_run(connection, ["feeds/x", "paid"], {}, demo=False)
    return Ledger(store, settings, run_id)


def taken(book: Ledger, entry: object, host: str, times: int) -> int:
    for number in range(times):
        try:
            book.take(entry, host)  # type: ignore[arg-type]
        except OverBudget:
            return number
    return times


def test_a_run_and_a_host_have_a_budget(store: Store) -> None:
    book = ledger(store, requests_per_run=5, requests_per_host=3)
    assert taken(book, FEED, "a.example", 9) == 3
    assert taken(book, FEED, "b.example", 9) == 2
    with pytest.raises(OverBudget, match=r"5 requests of this run .*\[budget\] requests_per_run"):
        book.take(FEED, "c.example")


def test_a_source_has_a_budget_of_its_own(store: Store) -> None:
    book = ledger(store, sources={"feeds/x": {"requests_per_run": 2}})
    assert taken(book, FEED, "a.example", 9) == 2
    assert taken(book, KEYED, "a.example", 4) == 4


def test_calls_with_a_key_are_those_to_the_sources_own_host() -> None:
    assert is_keyed(KEYED, "paid.example")
    assert not is_keyed(KEYED, "article.example")
    assert not is_keyed(FEED, "x.example")


def test_calls_with_a_key_are_written_down_before_they_are_made(store: Store) -> None:
    book = ledger(store, sources={"paid": {"calls_per_month": 3, "cost_per_1000_calls": 5.0}})
    assert taken(book, KEYED, "paid.example", 2) == 2
    settings = book._settings
    (entry,) = calls_of_month(store.connection, settings, MONTH)
    assert (entry.calls, entry.limit, entry.cost) == (2, 3, 0.01)
    after_a_kill = Ledger(store, settings, book._run_id)
    assert taken(after_a_kill, KEYED, "paid.example", 9) == 1
    assert "3 calls of" in spent_calls(store.connection, settings, MONTH)["paid"]
    assert taken(after_a_kill, KEYED, "article.example", 2) == 2


def test_the_cost_of_all_calls_has_a_budget(store: Store) -> None:
    book = ledger(store, cost_per_month=0.02, sources={"paid": {"cost_per_1000_calls": 5.0}})
    assert taken(book, KEYED, "paid.example", 9) == 4
    assert "0.02 of 0.02" in spent_calls(store.connection, book._settings, MONTH)["paid"]


def test_a_resumed_run_goes_on_counting(store: Store) -> None:
    book = ledger(store, requests_per_run=5)
    assert taken(book, FEED, "a.example", 3) == 3
    book.save("feeds/x")
    book.save("feeds/x")
    assert taken(Ledger(store, book._settings, book._run_id), FEED, "a.example", 9) == 2
