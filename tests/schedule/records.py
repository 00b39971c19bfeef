"""Sources and visits as tests of the schedule need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.records import SourceRank
from crawler.store import runs, searches
from crawler.store.database import Store
from crawler.store.keys import iso
from spiders.registry import Cadence, Source, SourceKind


def source(
    name: str, cadence: Cadence = Cadence.DAILY, kind: SourceKind = SourceKind.FEED, languages: Sequence[str] = (),
    key: str = "",
) -> Source:  # fmt: skip
    """A source of the feed spider."""
    return Source(
        name=name, kind=kind, spider="feeds", urls=(f"https://{name.rpartition('/')[2]}.example/feed",),
        cadence=cadence, rank=SourceRank.NEWS, licence="x", languages=tuple(languages),
        key_headers={"Authorization": f"Bearer ${{{key}}}"} if key else {},
    )  # fmt: skip


def engine(name: str = "engine", languages: Sequence[str] = (), key: str = "") -> Source:
    """A search back end that rotates."""
    return source(name, Cadence.MONTHLY, SourceKind.SEARCH, languages, key)


def visited(store: Store, entry: Source, at: datetime, state: str = "finished", *, complete: bool | None = None) -> str:
    """Enter a visit that began at a moment and ended in a state; returns the run's id."""
    with store.write() as connection:
        run_id = runs.start_run(connection, [entry.name], {}, demo=False)
        runs.source_state(connection, run_id, entry.name, "running")
        runs.source_state(connection, run_id, entry.name, state, complete=complete)
        connection.execute("UPDATE run_sources SET started_at = ? WHERE run_id = ?", (iso(at), run_id))
        runs.finish_run(connection, run_id, "finished" if state == "finished" else "partly-failed")
    return run_id


def searched(store: Store, entry: Source, language: str, at: datetime, *, complete: bool = True) -> str:
    """Enter a search in one language; returns the run's id."""
    run_id = visited(store, entry, at, "finished" if complete else "failed")
    with store.write() as connection:
        searches.add_units(connection, run_id, entry.name, [language])
        searches.unit_state(connection, run_id, entry.name, language, "running")
        state = "finished" if complete else "failed"
        searches.unit_state(connection, run_id, entry.name, language, state, complete=complete)
        connection.execute("UPDATE run_units SET started_at = ? WHERE run_id = ?", (iso(at), run_id))
    return run_id
