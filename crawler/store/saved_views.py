"""Filters that people have given a name."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.database import Store
from crawler.store.finding import Refused
from crawler.store.keys import utc_now

LONGEST_NAME = 80
LONGEST_QUERY = 2000
MOST_VIEWS = 100
"""Views that one person may keep."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named filter; ``query`` is the query string of its address. Shared ones are shown to everybody."""

    id: int
    owner: str
    name: str
    query: str
    shared: bool
    made_at: str


def save_view(store: Store, owner: str, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Keep a filter under a name; one of one's own by that name is replaced.

    Raises:
        Refused: the name is empty or too long, or there are too many.
    """
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Refused(f"a view needs a name of 1 to {LONGEST_NAME} characters")
    if len(query) > LONGEST_QUERY:
        raise Refused(f"a view's address has at most {LONGEST_QUERY} characters")
    with store.write() as connection:
        others = connection.execute(
            "SELECT count(*) FROM saved_views WHERE owner = ? AND name <> ?", (owner, wanted)
        ).fetchone()[0]
        if others >= MOST_VIEWS:
            raise Refused(f"there are {MOST_VIEWS} views already; delete one first")
        connection.execute(
            "INSERT INTO saved_views (owner, name, query, shared, made_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, shared = excluded.shared",
            (owner, wanted, query.lstrip("?"), int(shared), utc_now()),
        )
        row = connection.execute("SELECT * FROM saved_views WHERE owner = ? AND name = ?", (owner, wanted)).fetchone()
    return _view(row)


def delete_view(store: Store, owner: str, ident: int) -> bool:
    """Delete a view of one's own; says whether there was one."""
    with store.write() as connection:
        return bool(connection.execute("DELETE FROM saved_views WHERE id = ? AND owner = ?", (ident, owner)).rowcount)


def saved_views(connection: sqlite3.Connection, owner: str) -> list[SavedView]:
    """One's own views, then those that others share, by name."""
    rows = connection.execute(
        "SELECT * FROM saved_views WHERE owner = ?1 OR shared = 1 ORDER BY owner <> ?1, name COLLATE NOCASE, id",
        (owner,),
    )
    return [_view(row) for row in rows]


def _view(row: sqlite3.Row) -> SavedView:
    return SavedView(row["id"], row["owner"], row["name"], row["query"], bool(row["shared"]), row["made_at"])
