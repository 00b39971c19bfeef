"""The keywords that each language is searched with: hand-written ones, those a person accepted, and their yield."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.store.proposals import decided_keywords
from crawler.store.searches import KeywordRecord, keyword_records
from keywords import load

FEWEST, MOST = 3, 6
"""Keywords that one language is searched with."""

PRIOR_CANDIDATES, PRIOR_RESULTS = 0.5, 50
"""What a keyword is taken to have brought before its first search, so that a lucky single hit does not lead the list
and a new keyword gets its trial."""

FRUITLESS_SEARCHES = 3
FRUITLESS_RESULTS = 100
"""A keyword without a single candidate is fruitless after so many searches with so many results."""


@dataclass(frozen=True, slots=True)
class KeywordYield:
    """One keyword and what it has brought; ``per_100`` are new candidates per 100 results."""

    language: str
    keyword: str
    origin: str
    """``shipped`` with the program, or ``accepted`` by a person."""
    searched: bool
    """Whether it is among those that the next search uses."""
    searches: int
    results: int
    candidates: int
    last: str | None

    @property
    def per_100(self) -> float | None:
        """``None`` before there are results."""
        return 100 * self.candidates / self.results if self.results else None

    @property
    def rank(self) -> float:
        """By which keywords are ordered: the yield, drawn to that of a keyword nobody has tried."""
        return 100 * (self.candidates + PRIOR_CANDIDATES) / (self.results + PRIOR_RESULTS)

    @property
    def verdict(self) -> str:
        """``new`` before the first search, ``silent`` without results, ``fruitless`` without candidates, ``tried``."""
        if self.searches == 0:
            return "new"
        if self.searches >= FRUITLESS_SEARCHES and self.results == 0:
            return "silent"
        if self.searches >= FRUITLESS_SEARCHES and self.results >= FRUITLESS_RESULTS and self.candidates == 0:
            return "fruitless"
        return "tried"

    def as_json(self) -> dict[str, object]:
        """The keyword for ``--json``."""
        return {
            "language": self.language, "keyword": self.keyword, "origin": self.origin, "searched": self.searched,
            "searches": self.searches, "results": self.results, "new_candidates": self.candidates,
            "per_100_results": None if self.per_100 is None else round(self.per_100, 3), "last_search": self.last,
            "verdict": self.verdict,
        }  # fmt: skip


def yields_of(connection: sqlite3.Connection, language: str) -> list[KeywordYield]:
    """The keywords of a language, the best first."""
    shipped = load(language).search.keywords
    return rank_keywords(
        language, shipped, decided_keywords(connection, language), keyword_records(connection, language)
    )


def search_keywords(connection: sqlite3.Connection, language: str) -> tuple[str, ...]:
    """What the next search of a language asks for: its three to six best keywords."""
    return tuple(entry.keyword for entry in yields_of(connection, language) if entry.searched)


def rank_keywords(
    language: str, shipped: Iterable[str], decided: Mapping[str, str], records: Iterable[KeywordRecord]
) -> list[KeywordYield]:
    """Order the keywords of a language by yield, and choose those to search with.

    Args:
        language: ISO 639-1 code.
        shipped: the hand-written list.
        decided: what people decided about keywords: ``accepted`` adds one, ``rejected`` takes one off, as long as
            three remain.
        records: what the searches so far brought.
    """
    known = {record.keyword: record for record in records}
    written = list(dict.fromkeys(shipped))
    added = [keyword for keyword, state in decided.items() if state == "accepted" and keyword not in written]
    entries = [_entry(language, keyword, "shipped", known) for keyword in written]
    entries += [_entry(language, keyword, "accepted", known) for keyword in added]
    entries.sort(key=lambda entry: -entry.rank)
    wanted = [entry.keyword for entry in entries if decided.get(entry.keyword) != "rejected"]
    if len(wanted) < FEWEST:
        wanted = [entry.keyword for entry in entries][:FEWEST]
    chosen = set(wanted[:MOST])
    return [
        KeywordYield(
            entry.language, entry.keyword, entry.origin, entry.keyword in chosen, entry.searches, entry.results,
            entry.candidates, entry.last,
        )
        for entry in entries
    ]  # fmt: skip


def _entry(language: str, keyword: str, origin: str, known: Mapping[str, KeywordRecord]) -> KeywordYield:
    record = known.get(keyword)
    if record is None:
        return KeywordYield(language, keyword, origin, False, 0, 0, 0, None)
    return KeywordYield(
        language, keyword, origin, False, record.searches, record.results, record.candidates, record.last
    )
