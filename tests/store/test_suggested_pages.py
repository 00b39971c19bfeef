"""Pages that people name, and what becomes of them."""

from __future__ import annotations

from crawler.config import Settings
from crawler.records import Failure
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.suggested_pages import MAX_TRIES, SOURCE, suggest_page, suggested_page, waiting_pages

PAGE = "https://news.example/a"


def name_page(store: Store, url: str = PAGE, at: str = "2026-01-01T00:00:00Z", who: str = "Ada") -> None:
    with store.write() as connection:
        suggest_page(connection, url, who=who, now=at)


def fail(store: Store, settings: Settings) -> None:
    with store.write() as connection:
        run_id = runs.start_run(connection, [SOURCE], {}, demo=False)
        runs.record_failure(connection, run_id, SOURCE, Failure.GONE, PAGE, "HTTP status 404")


def test_a_page_is_given_up_after_a_few_runs_and_waits_again_where_it_is_named_again(
    store: Store, settings: Settings
) -> None:
    name_page(store)
    for tried in range(MAX_TRIES):
        assert [page.url for page in waiting_pages(store.connection)] == [PAGE], tried
        fail(store, settings)
    page = suggested_page(store.connection, PAGE)
    assert page is not None
    assert (page.state, page.detail) == ("failed", "gone: HTTP status 404")
    assert waiting_pages(store.connection) == []
    name_page(store, at="2999-01-01T00:00:00Z", who="Ben")
    assert [(page.who, page.detail) for page in waiting_pages(store.connection)] == [("Ben", "")]


def test_the_oldest_comes_first(store: Store) -> None:
    name_page(store, "https://news.example/b", "2026-01-02T00:00:00Z")
    name_page(store, "https://news.example/c", "2026-01-01T00:00:00Z")
    assert [page.url[-1] for page in waiting_pages(store.connection)] == ["c", "b"]


def test_an_unknown_page_is_no_suggestion(store: Store) -> None:
    assert suggested_page(store.connection, PAGE) is None
