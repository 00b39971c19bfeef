"""The month's statistics: how totals come from a list that gives none, and how the figures come together.

The list by falling downloads is read row by row down to the download limit (the *head*). The rest (the *tail*, some
95 % of all repositories) is either read as well, or entered in the middle with ``skip``: the number of repositories is
the first rank that holds none, found by halving in some 25 requests, and evenly spaced pages stand for the tail. Since
the list is ordered by downloads, each of them stands for neighbours with nearly the same downloads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crawler.store import hub_visits
from crawler.store.hub_snapshots import Basis, FamilyCount, HubSnapshot, save_family_counts, save_snapshot
from pipelines.identity.derivatives import Repository, derivative_counts
from pipelines.identity.repositories import RepositoryClass
from spiders.hub.listing import downloads_of

MEMORY_BYTES = 16e9
BYTES_PER_PARAMETER = 0.5 * 1.2
"""At 4 bits a weight, and a fifth more for activations and the cache of a short context."""

LARGEST_FITTING = MEMORY_BYTES / BYTES_PER_PARAMETER
"""Parameters of the largest model that runs in 16 GB at 4 bits."""

MOST_REPOSITORIES = 10**9
"""More than there will be: a list that seems longer ignores ``skip``."""

TOP_SHARE = 100
"""One in so many repositories is at the top."""


@dataclass(slots=True)
class Tail:
    """What was counted of the repositories beyond the head."""

    models: int = 0
    downloads: int = 0
    idle: int = 0
    dated: int = 0
    """Those that came with downloads of all time."""
    downloads_all_time: int = 0
    never: int = 0
    following: str = ""
    """Where the list goes on; empty at its end."""

    def add(self, rows: Iterable[Mapping[str, Any]], min_downloads: int) -> None:
        """Count the rows that do not belong to the head."""
        for row in rows:
            recent = downloads_of(row) or 0
            if recent > min_downloads:
                continue
            self.models += 1
            self.downloads += recent
            self.idle += recent == 0
            ever = row.get("downloadsAllTime")
            if isinstance(ever, int) and not isinstance(ever, bool):
                self.dated += 1
                self.downloads_all_time += ever
                self.never += ever == 0

    def to_text(self) -> str:
        """As a text to be kept."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str | None) -> Tail:
        """Read back what was kept; an empty tail for nothing."""
        return cls(**json.loads(text)) if text else cls()


@dataclass(slots=True)
class TotalSearch:
    """Finds the length of a list that can be entered at any rank, from whether a rank holds a row."""

    at_least: int
    fewer_than: int | None = None
    """A number that the length does not exceed, once a rank was found empty."""

    @property
    def total(self) -> int | None:
        """The length, once it is known."""
        return self.at_least if self.fewer_than is not None and self.at_least >= self.fewer_than else None

    @property
    def is_endless(self) -> bool:
        """Whether no end was found where one must be."""
        return self.at_least > MOST_REPOSITORIES

    def next_rank(self) -> int:
        """The rank (from 0) to look at next."""
        if self.fewer_than is None:
            return max(2 * self.at_least, 1)
        return (self.at_least + self.fewer_than) // 2

    def learn(self, rank: int, *, is_empty: bool) -> None:
        """Take what a rank holds."""
        if is_empty:
            self.fewer_than = rank if self.fewer_than is None else min(rank, self.fewer_than)
        else:
            self.at_least = max(self.at_least, rank + 1)


def ranks_to_read(head: int, total: int, *, pages: int, page_size: int) -> list[int]:
    """Ranks at which pages of the tail begin: all of them where ``pages`` suffice, else the middles of equal parts."""
    length = total - head
    if length <= pages * page_size:
        return list(range(head, total, page_size))
    return [head + int((place + 0.5) * length / pages - page_size / 2) for place in range(pages)]


def classified_text(kind: RepositoryClass) -> str:
    """A repository's class as it is kept until the month is closed."""
    return json.dumps([kind.kind, list(kind.base), kind.derivation, kind.family], ensure_ascii=False)


def close_month(
    connection: sqlite3.Connection,
    month: str,
    *,
    taken_at: str,
    total: int | None,
    tail: Tail | None,
    min_parameters: float,
    min_downloads: int,
) -> HubSnapshot:
    """Bring the month's figures together and keep them; belongs into one transaction.

    ``total`` and ``tail`` are ``None`` where the Hub did not let itself be counted: then only what was read row by row
    (new repositories, popular ones, derivatives) has figures. A tail that holds fewer rows than there are is a sample.
    """
    number, fitting, largest = hub_visits.popular(
        connection, min_parameters=min_parameters, min_downloads=min_downloads, max_parameters=LARGEST_FITTING
    )
    figures: dict[str, Any] = {
        "new_models": hub_visits.created_in(connection, month), "popular_models": number, "fitting_models": fitting,
    }  # fmt: skip
    if largest is not None:
        figures["largest_fitting"], figures["largest_fitting_parameters"] = largest
    basis = dict.fromkeys(figures, Basis.EXACT)
    if total is not None:
        figures["models"], basis["models"] = total, Basis.EXACT
    if total is not None and tail is not None:
        totals, how = _totals(connection, total, tail, min_downloads)
        figures |= totals
        basis |= dict.fromkeys(totals, how)
    is_sample = Basis.SAMPLED in basis.values()
    sampled = tail.models if tail is not None and is_sample else 0
    snapshot = HubSnapshot(month, taken_at, **figures, sampled_models=sampled, basis=basis)
    save_snapshot(connection, snapshot)
    save_family_counts(connection, month, families_of(connection, month))
    hub_visits.forget_counts(connection)
    return snapshot


def families_of(connection: sqlite3.Connection, month: str) -> list[FamilyCount]:
    """A month's derivatives by family and kind, from the repositories that are counted at present."""
    repositories = [
        Repository(name, RepositoryClass(kind, "", tuple(base), derivation, family), created)
        for name, created, (kind, base, derivation, family) in hub_visits.classified(connection)
    ]
    return [
        FamilyCount(count.month, count.family, count.kind, count.number, count.share)
        for count in derivative_counts(repositories)
        if count.month == month
    ]


def _totals(
    connection: sqlite3.Connection, total: int, tail: Tail, min_downloads: int
) -> tuple[dict[str, int | float], Basis]:
    head = hub_visits.head(connection, min_downloads)
    rest = max(total - head.models, 0)
    how = Basis.EXACT if tail.models >= rest else Basis.SAMPLED
    if rest and not tail.models:
        return {}, how
    weight = rest / tail.models if tail.models else 0.0
    downloads = head.downloads + round(tail.downloads * weight)
    figures: dict[str, int | float] = {"downloads": downloads}
    if total:
        figures["idle_share"] = min(tail.idle * weight / total, 1.0)
    if tail.dated or not rest:
        weight = rest / tail.dated if tail.dated else 0.0
        figures["downloads_all_time"] = head.downloads_all_time + round(tail.downloads_all_time * weight)
        if total:
            figures["never_downloaded_share"] = min(tail.never * weight / total, 1.0)
    top = -(-total // TOP_SHARE)
    if downloads and top <= head.models:
        figures["top_percent_share"] = min(hub_visits.top_downloads(connection, top) / downloads, 1.0)
    return figures, how
