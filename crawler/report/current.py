"""The figures of a database as it is now, for who shows them on request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from crawler.config import Triage
from crawler.report.figure import Figure
from crawler.report.figures.catalogue import draw_all
from crawler.report.material import Material, gather
from crawler.store.database import Store, open_store

State = tuple[tuple[int, int], ...]
"""Size and time of change of the database's files."""


def figures(
    store: Store, *, rules: Triage, closed: frozenset[str] = frozenset(), today: date | None = None
) -> list[Figure]:
    """All figures, drawn again only when the database has changed.

    Args:
        store: the database.
        rules: the thresholds.
        closed: sources that contribute no value; none where only the project's own people look.
        today: the day that tells which year is not over; by default the present one, UTC.
    """
    return list(
        _drawn(store.path.absolute(), state_of(store.path), rules, closed, today or datetime.now(UTC).date())[1]
    )


def material(
    store: Store, *, rules: Triage, closed: frozenset[str] = frozenset(), today: date | None = None
) -> Material:
    """What ``figures`` of the same arguments are drawn from."""
    return _drawn(store.path.absolute(), state_of(store.path), rules, closed, today or datetime.now(UTC).date())[0]


def state_of(path: Path) -> State:
    """What tells whether anything was written since: the database's file and its write-ahead log."""
    state = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        try:
            found = file.stat()
        except FileNotFoundError:
            continue
        state.append((found.st_size, found.st_mtime_ns))
    return tuple(state)


@lru_cache(maxsize=4)
def _drawn(
    path: Path, state: State, rules: Triage, closed: frozenset[str], today: date
) -> tuple[Material, tuple[Figure, ...]]:
    del state  # part of the key: another state is another drawing
    with open_store(path, create=False) as store:
        gathered = gather(store, closed=closed, rules=rules, today=today)
    return gathered, tuple(draw_all(gathered))
