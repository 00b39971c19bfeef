"""Budgets: how many requests a run may make, and how many calls with a key a month."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.config import Settings
from crawler.fetching.errors import OverBudget
from crawler.schedule.months import month_of, next_month
from crawler.store.database import Store
from crawler.store.spending import add_requests, keyed_calls, requests_of_run
from spiders.registry import Source


@dataclass(frozen=True, slots=True)
class MonthlyCalls:
    """Calls with a source's key in a month; ``cost`` is in the currency of the settings."""

    source: str
    calls: int
    limit: int | None
    cost: float

    def as_json(self) -> dict[str, object]:
        """The figures for ``--json``."""
        return {"source": self.source, "calls": self.calls, "limit": self.limit, "cost": round(self.cost, 4)}


def calls_of_month(connection: sqlite3.Connection, settings: Settings, month: str) -> list[MonthlyCalls]:
    """What was called with keys in a month (``2026-11``), by source, also where a limit is set and nothing was."""
    calls = keyed_calls(connection, month)
    limited = {name for name, budget in settings.budget.sources.items() if budget.calls_per_month is not None}
    return [
        MonthlyCalls(
            name,
            calls.get(name, 0),
            settings.budget.of(name).calls_per_month,
            calls.get(name, 0) * settings.budget.of(name).cost_per_1000_calls / 1000,
        )
        for name in sorted(limited | set(calls))
    ]


def spent_calls(connection: sqlite3.Connection, settings: Settings, month: str) -> dict[str, str]:
    """The sources whose budget of a month is spent, each with a sentence that says so and until when."""
    until = f"until {next_month(month)}-01"
    listed = calls_of_month(connection, settings, month)
    most = settings.budget.cost_per_month
    total = sum(entry.cost for entry in listed)
    spent = {}
    for entry in listed:
        if entry.limit is not None and entry.calls >= entry.limit:
            spent[entry.source] = f"its {entry.limit} calls of {month} are spent; it rests {until}"
        elif most is not None and total >= most and settings.budget.of(entry.source).cost_per_1000_calls > 0:
            spent[entry.source] = f"{total:.2f} of {most:.2f} for calls in {month} are spent; it rests {until}"
    return spent


class Ledger:
    """Counts the requests of a run and refuses those beyond a budget; survives an interruption of the run."""

    def __init__(self, store: Store, settings: Settings, run_id: str) -> None:
        self._store = store
        self._settings = settings
        self._run_id = run_id
        self._by_source: Counter[str] = Counter()
        self._by_host: Counter[str] = Counter()
        self._unsaved: dict[str, Counter[str]] = {}
        for entry in requests_of_run(store.connection, run_id):
            self._by_source[entry.source] += entry.requests
            self._by_host[entry.host] += entry.requests

    def take(self, source: Source, host: str) -> None:
        """Count a request that is about to be sent.

        A call with a key is written down before it is made, since it may cost money: a killed run forgets none.

        Raises:
            OverBudget: the run, the host, the source or its key has no request left.
        """
        budget = self._settings.budget
        _check("this run", self._by_source.total(), budget.requests_per_run, "[budget] requests_per_run")
        _check(f"{host} in this run", self._by_host[host], budget.requests_per_host, "[budget] requests_per_host")
        own = f"[budget.sources.{source.name}]" if "/" not in source.name else f'[budget.sources."{source.name}"]'
        limit = budget.of(source.name).requests_per_run
        _check(f"{source.name} in this run", self._by_source[source.name], limit, f"{own} requests_per_run")
        keyed = is_keyed(source, host)
        if keyed:
            month = month_of(datetime.now(UTC))
            spent = spent_calls(self._store.connection, self._settings, month).get(source.name)
            if spent is not None:
                raise OverBudget(spent)
        self._by_source[source.name] += 1
        self._by_host[host] += 1
        if keyed:
            self._write(source.name, {host: (1, 1)})
        else:
            self._unsaved.setdefault(source.name, Counter())[host] += 1

    def save(self, source: str) -> None:
        """Write down the requests of a source that are not yet in the database."""
        counts = self._unsaved.pop(source, None)
        if counts:
            self._write(source, {host: (number, 0) for host, number in counts.items()})

    def _write(self, source: str, counts: dict[str, tuple[int, int]]) -> None:
        with self._store.write() as connection:
            add_requests(connection, self._run_id, source, month_of(datetime.now(UTC)), counts)


def is_keyed(source: Source, host: str) -> bool:
    """Whether a request to a host is a call with the source's key: one to the hosts of its own interface."""
    return bool(source.keys) and host in _hosts(source.urls)


def _hosts(urls: Iterable[str]) -> set[str]:
    return {(urlsplit(url).hostname or "").lower() for url in urls}


def _check(whose: str, made: int, limit: int | None, setting: str) -> None:
    if limit is not None and made >= limit:
        raise OverBudget(f"the budget of {limit} requests of {whose} is spent ({setting})")
