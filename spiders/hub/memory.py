"""What the Hub's visits know of earlier ones, and where they keep what the next needs: a connection of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.store import hub_visits
from crawler.store.database import Store, open_store
from crawler.store.hub_snapshots import HubSnapshot, snapshots
from crawler.store.hub_visits import CardVerdict, Counted, Watched
from spiders.hub.census import Tail, close_month

OVERLAP = timedelta(days=7)
"""New repositories are read again back to this long before the newest that an earlier visit met: some are created as
private ones and become public later."""

VISIT, MONTH, TAIL, SEEN = "visit", "month", "tail", "seen although unsized"
NEWEST, NEWEST_HERE = "newest", "newest of this visit"
"""Marks: when the visit began, which month it counts, up to where new repositories are known."""


class HubMemory:
    """The watch list, the watermark and the counts, in the database of the data folder."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The connection, opened when it is first needed."""
        if self._store is None:
            self._store = open_store(self._database)
        return self._store

    def close(self) -> None:
        """Close the connection."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def begin(self, moment: datetime, *, counts: bool, watch_days: int) -> None:
        """Begin a visit that resumes none. With ``counts`` it closes the last month, if no visit has done so."""
        month = hub_visits.last_month(moment)
        done = {snapshot.month for snapshot in snapshots(self.store.connection)}
        oldest = (moment - timedelta(days=watch_days)).date().isoformat()
        with self.store.write() as connection:
            hub_visits.forget_counts(connection)
            hub_visits.forget_old(connection, oldest)
            hub_visits.set_mark(connection, VISIT, moment.isoformat(timespec="microseconds"))
            hub_visits.set_mark(connection, MONTH, month if counts and month not in done else None)
            hub_visits.set_mark(connection, NEWEST_HERE, None)
            hub_visits.set_mark(connection, TAIL, None)
            hub_visits.set_mark(connection, SEEN, None)

    @property
    def month(self) -> str | None:
        """The month that this visit counts; ``None`` where it counts none."""
        return hub_visits.mark(self.store.connection, MONTH)

    @property
    def began(self) -> datetime:
        """When the visit began, however often it was interrupted since."""
        mark = hub_visits.mark(self.store.connection, VISIT)
        return datetime.fromisoformat(mark) if mark else datetime.now(UTC)

    def new_since(self, new_days: int) -> datetime:
        """How far back new repositories are read: to the watermark less an overlap, and to the month's beginning."""
        newest = hub_visits.mark(self.store.connection, NEWEST)
        since = datetime.fromisoformat(newest) - OVERLAP if newest else self.began - timedelta(days=new_days)
        if (month := self.month) is not None:
            since = min(since, datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC))
        return since

    def met_newest(self, created: datetime) -> None:
        """Take the newest repository of this visit, which becomes the watermark when all others were read."""
        with self.store.write() as connection:
            hub_visits.set_mark(connection, NEWEST_HERE, min(created, self.began).isoformat())

    def forget_newest(self) -> None:
        """Leave the watermark where it is, since a page could not be read."""
        with self.store.write() as connection:
            hub_visits.set_mark(connection, NEWEST_HERE, None)

    def stop_counting(self) -> None:
        """Leave the month to another visit, since a page could not be read and what this one counts is too little."""
        with self.store.write() as connection:
            hub_visits.set_mark(connection, MONTH, None)

    def advance(self) -> None:
        """Everything new was read: move the watermark on."""
        with self.store.write() as connection:
            newest = hub_visits.mark(connection, NEWEST_HERE)
            if newest is not None:
                hub_visits.set_mark(connection, NEWEST, newest)
                hub_visits.set_mark(connection, NEWEST_HERE, None)

    def keep(
        self, *, counted: Iterable[Counted] = (), watched: Iterable[Watched] = (), unwatched: Iterable[str] = ()
    ) -> None:
        """Keep what one page told, in one transaction."""
        with self.store.write() as connection:
            hub_visits.count(connection, counted)
            hub_visits.watch(connection, watched)
            hub_visits.unwatch(connection, unwatched)

    @property
    def seen(self) -> frozenset[str]:
        """What the sized sweep has met although the Hub states no total, so that the unsized one would meet it again
        and say less of it."""
        return frozenset(json.loads(hub_visits.mark(self.store.connection, SEEN) or "[]"))

    def keep_seen(self, repositories: Iterable[str]) -> None:
        """Add to what the sized sweep has met without a total; the resumed visit must know it."""
        added = self.seen.union(repositories)
        with self.store.write() as connection:
            hub_visits.set_mark(connection, SEEN, json.dumps(sorted(added)))

    def to_look_at(self, limit: int) -> list[Watched]:
        """The watch list without what this visit has met already, the largest first."""
        return hub_visits.watched(
            self.store.connection, not_since=self.began.isoformat(timespec="microseconds"), limit=limit
        )

    def card_verdict(self, url: str) -> CardVerdict | None:
        """What the stored card at an address said of its model."""
        return hub_visits.card_verdict(self.store.connection, url)

    @property
    def tail(self) -> Tail:
        """What was counted beyond the head so far."""
        return Tail.from_text(hub_visits.mark(self.store.connection, TAIL))

    def keep_tail(self, tail: Tail) -> None:
        """Keep what was counted beyond the head."""
        with self.store.write() as connection:
            hub_visits.set_mark(connection, TAIL, tail.to_text())

    def head(self, min_downloads: int) -> int:
        """How many repositories the head holds."""
        return hub_visits.head(self.store.connection, min_downloads).models

    def close_month(
        self, *, total: int | None, tail: Tail | None, min_parameters: float, min_downloads: int, moment: datetime
    ) -> HubSnapshot | None:
        """Keep the month's figures; ``None`` where this visit counts no month."""
        with self.store.write() as connection:
            month = hub_visits.mark(connection, MONTH)
            if month is None:
                return None
            hub_visits.set_mark(connection, MONTH, None)
            return close_month(
                connection, month, taken_at=moment.isoformat(timespec="seconds"), total=total, tail=tail,
                min_parameters=min_parameters, min_downloads=min_downloads,
            )  # fmt: skip
