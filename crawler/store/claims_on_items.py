"""Who is looking at which item: claims that expire by themselves and are told to others, never enforced."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.store.database import Store
from crawler.store.keys import iso, utc_now

MINUTES = 15
"""How long a claim holds unless it is renewed."""


@dataclass(frozen=True, slots=True)
class ItemClaim:
    """One claim; times are ISO in UTC."""

    model_id: str
    who: str
    taken_at: str
    until: str


def take(store: Store, model_id: str, who: str, *, minutes: int = MINUTES) -> ItemClaim:
    """Claim an item, or renew one's own claim; returns the claim that holds, which may be another's.

    Opening an item must not cost a write each time: a claim of one's own that holds for more than half of the time is
    left as it is.
    """
    now = datetime.now(UTC)
    held = holder(store.connection, model_id)
    if held is not None and (held.who != who or held.until > iso(now + timedelta(minutes=minutes / 2))):
        return held
    with store.write() as connection:
        connection.execute("DELETE FROM claims_on_items WHERE until <= ?", (iso(now),))
        connection.execute(
            "INSERT INTO claims_on_items (model_id, who, taken_at, until) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (model_id) DO UPDATE SET until = excluded.until WHERE who = excluded.who",
            (model_id, who, iso(now), iso(now + timedelta(minutes=minutes))),
        )
        found = holder(connection, model_id)
    assert found is not None
    return found


def take_over(store: Store, model_id: str, who: str, *, minutes: int = MINUTES) -> ItemClaim:
    """Claim an item whoever holds it."""
    now = datetime.now(UTC)
    claim = ItemClaim(model_id, who, iso(now), iso(now + timedelta(minutes=minutes)))
    with store.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO claims_on_items (model_id, who, taken_at, until) VALUES (?, ?, ?, ?)",
            (claim.model_id, claim.who, claim.taken_at, claim.until),
        )
    return claim


def release(store: Store, model_id: str, who: str) -> bool:
    """Give one's claim on an item back; says whether there was one."""
    with store.write() as connection:
        return bool(
            connection.execute("DELETE FROM claims_on_items WHERE model_id = ? AND who = ?", (model_id, who)).rowcount
        )


def release_all(store: Store, who: str) -> int:
    """Give all of one's claims back (on signing out); returns how many there were."""
    with store.write() as connection:
        return connection.execute("DELETE FROM claims_on_items WHERE who = ?", (who,)).rowcount


def holder(connection: sqlite3.Connection, model_id: str) -> ItemClaim | None:
    """The claim on an item that holds now, if there is one."""
    row = connection.execute(
        "SELECT model_id, who, taken_at, until FROM claims_on_items WHERE model_id = ? AND until > ?",
        (model_id, utc_now()),
    ).fetchone()
    return ItemClaim(**dict(row)) if row is not None else None


def claims_of_person(connection: sqlite3.Connection, who: str) -> list[ItemClaim]:
    """The claims of one person that hold now, the oldest first."""
    rows = connection.execute(
        "SELECT model_id, who, taken_at, until FROM claims_on_items WHERE who = ? AND until > ? ORDER BY taken_at, 1",
        (who, utc_now()),
    )
    return [ItemClaim(**dict(row)) for row in rows]
