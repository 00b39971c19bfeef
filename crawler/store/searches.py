"""Searches: which language a source was asked in, with which keywords, and what each of them brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.store.keys import utc_now

CANDIDATE = "models.status IN ('confirmed', 'unconfirmed') AND models.reference IS NULL"
"""A model that nobody had listed and that may pass the threshold."""

NO_KEYWORD = ""
"""Stands for the keyword of documents whose search did not say which keyword led to them."""


@dataclass(frozen=True, slots=True)
class UnitVisit:
    """One search of a source in one language; times are ISO in UTC."""

    run_id: str
    source: str
    language: str
    state: str
    complete: bool
    started_at: str | None
    candidates: int


@dataclass(frozen=True, slots=True)
class KeywordRecord:
    """One keyword of one language over all searches so far."""

    language: str
    keyword: str
    searches: int
    results: int
    candidates: int
    last: str


def add_units(connection: sqlite3.Connection, run_id: str, source: str, languages: Sequence[str]) -> None:
    """Enter the languages that a run is to search a source in, in their order."""
    connection.executemany(
        "INSERT INTO run_units (run_id, source, language, place, state) VALUES (?, ?, ?, ?, 'waiting') "
        "ON CONFLICT DO NOTHING",
        [(run_id, source, language, place) for place, language in enumerate(languages)],
    )


def waiting_units(connection: sqlite3.Connection, run_id: str) -> dict[str, tuple[str, ...]]:
    """The languages that a run has not yet searched, by source, in order; sources without units are left out."""
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        "SELECT source, language, state FROM run_units WHERE run_id = ? ORDER BY source, place", (run_id,)
    ):
        languages = found.setdefault(row["source"], [])
        if row["state"] in {"waiting", "running"}:
            languages.append(row["language"])
    return {source: tuple(languages) for source, languages in found.items()}


def unit_state(
    connection: sqlite3.Connection, run_id: str, source: str, language: str, state: str, *, complete: bool = False
) -> None:
    """Set how far the search of a source in a language is."""
    column = "started_at" if state == "running" else "finished_at"
    connection.execute(
        f"UPDATE run_units SET state = ?, complete = ?, {column} = ? WHERE run_id = ? AND source = ? AND language = ?",
        (state, int(complete), utc_now(), run_id, source, language),
    )


def close_units(connection: sqlite3.Connection, run_id: str, source: str) -> tuple[str, bool]:
    """What the units of a source come to: the state of the whole, and whether each was searched completely."""
    rows = connection.execute(
        "SELECT state, complete FROM run_units WHERE run_id = ? AND source = ?", (run_id, source)
    ).fetchall()
    states = {row["state"] for row in rows}
    whole = "finished" if states <= {"finished"} else "failed" if states <= {"failed", "waiting"} else "partly-failed"
    return whole, all(row["complete"] for row in rows)


def unit_visits(connection: sqlite3.Connection, since: str = "", *, run_id: str | None = None) -> list[UnitVisit]:
    """Searches that have begun since a moment (of one run), oldest first; demonstrations are left out."""
    return [
        UnitVisit(
            row["run_id"], row["source"], row["language"], row["state"], bool(row["complete"]), row["started_at"],
            row["candidates"],
        )
        for row in connection.execute(
            "SELECT run_units.* FROM run_units JOIN runs ON runs.id = run_id WHERE demo = 0 "
            "AND run_units.started_at >= ?1 AND (?2 IS NULL OR run_id = ?2) ORDER BY run_units.started_at, place",
            (since, run_id),
        )
    ]  # fmt: skip


def last_complete_search(connection: sqlite3.Connection, source: str, language: str, *, before: str) -> str | None:
    """When the last complete search of a source in a language began; the run ``before`` does not count."""
    row = connection.execute(
        "SELECT max(started_at) FROM run_units WHERE source = ? AND language = ? AND complete = 1 AND run_id <> ?",
        (source, language, before),
    ).fetchone()
    return None if row[0] is None else str(row[0])


def first_searches(connection: sqlite3.Connection) -> dict[str, str]:
    """When each source was first searched in any language."""
    return {
        row["source"]: row["at"]
        for row in connection.execute(
            "SELECT source, min(run_units.started_at) AS at FROM run_units JOIN runs ON runs.id = run_id "
            "WHERE demo = 0 AND run_units.started_at IS NOT NULL GROUP BY source"
        )
    }


def keep_hits(
    connection: sqlite3.Connection, run_id: str, source: str, language: str, keyword: str, urls: Iterable[str]
) -> int:
    """Remember which addresses a keyword led to; returns how many are new to it in this run."""
    return sum(
        connection.execute(
            "INSERT INTO keyword_hits (run_id, source, language, keyword, url) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (run_id, source, language, keyword, url),
        ).rowcount
        for url in urls
    )


def count_results(
    connection: sqlite3.Connection,
    run_id: str,
    source: str,
    language: str,
    keyword: str,
    *,
    results: int = 0,
    answered: bool = False,
) -> None:
    """Add results to a keyword's search, or say that all of its pages were read."""
    connection.execute(
        "INSERT INTO keyword_searches (run_id, source, language, keyword, at, results, answered) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, source, language, keyword) DO UPDATE SET "
        "results = results + excluded.results, answered = max(answered, excluded.answered)",
        (run_id, source, language, keyword, utc_now(), results, int(answered)),
    )


def settle_yields(connection: sqlite3.Connection, run_id: str) -> None:
    """Count the candidates that each unit and keyword of a run brought, and forget the single addresses.

    A candidate that several keywords led to counts for each of them. Repeating it changes nothing, as long as the
    addresses are there; that is why they go with the same transaction that closes the run.
    """
    if connection.execute("SELECT 1 FROM keyword_hits WHERE run_id = ? LIMIT 1", (run_id,)).fetchone() is None:
        return
    found = connection.execute(
        "SELECT DISTINCT keyword_hits.source, keyword_hits.language, keyword_hits.keyword, models.id AS model "
        "FROM keyword_hits JOIN documents ON documents.url = keyword_hits.url "
        "JOIN mentions ON mentions.document_id = documents.id JOIN models ON models.id = mentions.model_id "
        f"WHERE keyword_hits.run_id = ?1 AND models.first_run = ?1 AND {CANDIDATE}",
        (run_id,),
    ).fetchall()
    by_keyword: dict[tuple[str, str, str], int] = {}
    by_unit: dict[tuple[str, str], set[str]] = {}
    for row in found:
        key = (row["source"], row["language"], row["keyword"])
        by_keyword[key] = by_keyword.get(key, 0) + 1
        by_unit.setdefault(key[:2], set()).add(row["model"])
    connection.executemany(
        "UPDATE keyword_searches SET candidates = ? WHERE run_id = ? AND source = ? AND language = ? AND keyword = ?",
        [(number, run_id, *key) for key, number in by_keyword.items()],
    )
    connection.executemany(
        "UPDATE run_units SET candidates = ? WHERE run_id = ? AND source = ? AND language = ?",
        [(len(models), run_id, *unit) for unit, models in by_unit.items()],
    )
    connection.execute("DELETE FROM keyword_hits WHERE run_id = ?", (run_id,))


def keyword_records(connection: sqlite3.Connection, language: str | None = None) -> list[KeywordRecord]:
    """Every keyword that was ever searched, with its sums; of one language, or of all."""
    return [
        KeywordRecord(row["language"], row["keyword"], row["searches"], row["results"], row["candidates"], row["last"])
        for row in connection.execute(
            "SELECT language, keyword, count(*) AS searches, sum(results) AS results, sum(candidates) AS candidates, "
            "max(at) AS last FROM keyword_searches JOIN runs ON runs.id = run_id "
            "WHERE demo = 0 AND (?1 IS NULL OR language = ?1) GROUP BY language, keyword ORDER BY language, keyword",
            (language,),
        )
    ]


@dataclass(frozen=True, slots=True)
class MonthOfKeywords:
    """What one language's keywords brought in one calendar month (``2026-11``)."""

    language: str
    month: str
    keywords: int
    results: int


def months_of_keywords(connection: sqlite3.Connection, since: str) -> list[MonthOfKeywords]:
    """Keywords whose search was answered and their results, by language and month, since a month."""
    return [
        MonthOfKeywords(row["language"], row["month"], row["keywords"], row["results"])
        for row in connection.execute(
            "SELECT language, substr(at, 1, 7) AS month, "
            "count(DISTINCT CASE WHEN answered = 1 THEN keyword END) AS keywords, sum(results) AS results "
            "FROM keyword_searches JOIN runs ON runs.id = run_id WHERE demo = 0 AND at >= ? GROUP BY language, month",
            (since,),
        )
    ]
