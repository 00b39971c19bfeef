"""Keywords are ranked by what they bring."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule.keyword_lists import FEWEST, MOST, rank_keywords, search_keywords, yields_of
from crawler.store import runs, searches
from crawler.store.database import Store
from crawler.store.proposals import decide
from crawler.store.searches import KeywordRecord
from keywords import load

SHIPPED = ("a", "b", "c", "d")


def record(keyword: str, searches_: int, results: int, candidates: int) -> KeywordRecord:
    return KeywordRecord("ko", keyword, searches_, results, candidates, "2026-11-01T00:00:00Z")


def order(*records: KeywordRecord, **decided: str) -> list[str]:
    return [entry.keyword for entry in rank_keywords("ko", SHIPPED, decided, records)]


def test_without_searches_the_written_order_stays() -> None:
    assert order() == list(SHIPPED)


def test_the_yield_ranks_and_an_untried_keyword_gets_its_trial() -> None:
    ranked = order(record("a", 3, 300, 0), record("b", 3, 300, 12), record("c", 3, 300, 3))
    assert ranked == ["b", "c", "d", "a"]


def test_one_lucky_hit_does_not_lead() -> None:
    assert order(record("a", 1, 2, 1), record("b", 5, 500, 60))[0] == "b"


@pytest.mark.parametrize(
    ("searches_", "results", "candidates", "verdict"),
    [(0, 0, 0, "new"), (1, 0, 0, "tried"), (3, 0, 0, "silent"), (3, 120, 0, "fruitless"), (3, 120, 1, "tried"),
     (2, 500, 0, "tried")],
)  # fmt: skip
def test_verdicts(searches_: int, results: int, candidates: int, verdict: str) -> None:
    records = [record("a", searches_, results, candidates)] if searches_ else []
    (entry,) = [e for e in rank_keywords("ko", SHIPPED, {}, records) if e.keyword == "a"]
    assert entry.verdict == verdict


def test_yield_is_new_candidates_per_hundred_results() -> None:
    (entry,) = [e for e in rank_keywords("ko", SHIPPED, {}, [record("a", 2, 250, 5)]) if e.keyword == "a"]
    assert entry.per_100 == 2.0


RECORDS = st.builds(record, st.sampled_from("abcdefghijklm"), st.integers(1, 9), st.integers(0, 900), st.integers(0, 9))


@given(
    st.lists(st.sampled_from("abcdefghij"), min_size=FEWEST, max_size=MOST, unique=True),
    st.dictionaries(st.sampled_from("abcdefghijklm"), st.sampled_from(["accepted", "rejected"])),
    st.lists(RECORDS, max_size=9, unique_by=lambda entry: entry.keyword),
)
def test_three_to_six_are_searched(shipped: list[str], decided: dict[str, str], records: list[KeywordRecord]) -> None:
    entries = rank_keywords("ko", shipped, decided, records)
    searched = [entry.keyword for entry in entries if entry.searched]
    assert FEWEST <= len(searched) <= MOST
    assert len({entry.keyword for entry in entries}) == len(entries)
    left = [k for k in shipped if decided.get(k) != "rejected"]
    if len(left) >= FEWEST:
        assert not any(decided.get(keyword) == "rejected" for keyword in searched)


def test_a_person_adds_and_takes_off(store: Store) -> None:
    shipped = load("ko").search.keywords
    assert search_keywords(store.connection, "ko") == shipped
    decide(store.connection, "ko", shipped[0], "rejected", by="me")
    decide(store.connection, "ko", "초거대 AI 공개", "accepted", by="me")
    searched = search_keywords(store.connection, "ko")
    assert shipped[0] not in searched
    assert "초거대 AI 공개" in searched
    assert len(searched) <= MOST


def test_what_a_keyword_brought_is_counted_once_a_run(store: Store) -> None:
    connection = store.connection
    run_id = runs.start_run(connection, ["engine"], {}, demo=False)
    searches.add_units(connection, run_id, "engine", ["ko"])
    for keyword, urls in {"k1": ["https://n/1", "https://n/2"], "k2": ["https://n/1"], "k3": ["https://n/9"]}.items():
        searches.count_results(connection, run_id, "engine", "ko", keyword, results=len(urls))
        searches.keep_hits(connection, run_id, "engine", "ko", keyword, urls)
        searches.count_results(connection, run_id, "engine", "ko", keyword, answered=True)
    for number, status in ((1, "confirmed"), (2, "below")):
        _model(store, number, status, run_id)
    searches.settle_yields(connection, run_id)
    searches.settle_yields(connection, run_id)
    found = {r.keyword: (r.searches, r.results, r.candidates) for r in searches.keyword_records(connection, "ko")}
    assert found == {"k1": (1, 2, 1), "k2": (1, 1, 1), "k3": (1, 1, 0)}
    assert connection.execute("SELECT candidates FROM run_units").fetchone()[0] == 1
    assert connection.execute("SELECT count(*) FROM keyword_hits").fetchone()[0] == 0
    assert {e.keyword for e in yields_of(connection, "ko")} == set(load("ko").search.keywords)


def _model(store: Store, number: int, status: str, run_id: str) -> None:
    store.connection.execute(
        "INSERT INTO models (id, name, family, name_key, status, reason, explanation, first_seen, first_run) "
        "VALUES (?1, ?1, ?1, ?1, ?2, 'r', 'e', '2026-11-01T00:00:00Z', ?3)",
        (f"m{number}", status, run_id),
    )
    store.connection.execute(
        "INSERT INTO documents (id, source, kind, rank, url, text, digest, origin, first_seen, last_seen, first_run) "
        "VALUES (?1, 'engine', 'article', 'news', ?2, 't', 'x', 'o', 'now', 'now', ?3)",
        (f"d{number}", f"https://n/{number}", run_id),
    )
    store.connection.execute(
        "INSERT INTO mentions (id, document_id, raw_name, name_key, line_key, is_sized, rank, discovers, digest, "
        "model_id) VALUES (?1, ?2, 'n', 'n', 'n', 0, 'news', 1, 'x', ?3)",
        (f"e{number}", f"d{number}", f"m{number}"),
    )
