"""Pages that people name: each is fetched and read like any other, and what came of it can be told.

Whether a page was read is not written down a second time: it follows from the documents and failures since it was
named, so that a killed run leaves nothing behind that is not so.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from crawler.store.evidence import document_id

SUGGESTED_PAGES = (
    """
    CREATE TABLE suggested_pages (
        url TEXT PRIMARY KEY,
        who TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        model_id TEXT,
        at TEXT NOT NULL
    ) STRICT
    """,
)
"""``model_id`` is the model for which the page was named as evidence, if there is one."""

SOURCE = "suggestions"
"""Name of the source that reads these pages."""

MAX_TRIES = 3
"""Runs after which a page that cannot be read is given up."""

State = Literal["waiting", "read", "failed"]


@dataclass(frozen=True, slots=True)
class SuggestedPage:
    """A page that somebody named. ``detail`` says why it could not be read; ``names`` are the models it speaks of."""

    url: str
    who: str
    note: str
    model_id: str | None
    at: str
    state: State
    detail: str
    names: tuple[str, ...]


def suggest_page(
    connection: sqlite3.Connection, url: str, *, who: str, now: str, note: str = "", model_id: str | None = None
) -> None:
    """Have a page read by the next run, also where it was read or given up before. ``url`` is canonical."""
    connection.execute(
        "INSERT INTO suggested_pages (url, who, note, model_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE "
        "SET who = excluded.who, note = excluded.note, model_id = excluded.model_id, at = excluded.at",
        (url, who, note, model_id, now),
    )


def pages_for(connection: sqlite3.Connection, model_id: str) -> list[SuggestedPage]:
    """Pages that people named as evidence about a model, oldest first."""
    rows = connection.execute("SELECT * FROM suggested_pages WHERE model_id = ? ORDER BY at, url", (model_id,))
    return [_with_outcome(connection, row) for row in rows.fetchall()]


def waiting_pages(connection: sqlite3.Connection) -> list[SuggestedPage]:
    """Pages that are still to be read, oldest first."""
    return [page for page in reversed(suggested_pages(connection)) if page.state == "waiting"]


def suggested_pages(connection: sqlite3.Connection) -> list[SuggestedPage]:
    """All pages that people named, newest first, with what came of each."""
    rows = connection.execute("SELECT * FROM suggested_pages ORDER BY at DESC, url").fetchall()
    return [_with_outcome(connection, row) for row in rows]


def suggested_page(connection: sqlite3.Connection, url: str) -> SuggestedPage | None:
    """One page by its canonical address."""
    row = connection.execute("SELECT * FROM suggested_pages WHERE url = ?", (url,)).fetchone()
    return _with_outcome(connection, row) if row is not None else None


def _with_outcome(connection: sqlite3.Connection, row: sqlite3.Row) -> SuggestedPage:
    state, detail, names = _outcome(connection, row["url"], row["at"])
    return SuggestedPage(
        url=row["url"], who=row["who"], note=row["note"], model_id=row["model_id"], at=row["at"], state=state,
        detail=detail, names=names,
    )  # fmt: skip


def _outcome(connection: sqlite3.Connection, url: str, since: str) -> tuple[State, str, tuple[str, ...]]:
    ident = document_id(url)
    document = connection.execute(
        "SELECT digest FROM documents WHERE id = ? AND last_seen >= ?", (ident, since)
    ).fetchone()
    if document is not None:
        mentions = connection.execute(
            "SELECT DISTINCT COALESCE(models.name, raw_name) AS name FROM mentions "
            "LEFT JOIN models ON models.id = model_id WHERE document_id = ? AND digest = ? ORDER BY name",
            (ident, document["digest"]),
        )
        return "read", "", tuple(mention["name"] for mention in mentions)
    failures = connection.execute(
        "SELECT failure, detail FROM run_failures WHERE source = ? AND url = ? AND at >= ? ORDER BY at DESC",
        (SOURCE, url, since),
    ).fetchall()
    detail = f"{failures[0]['failure']}: {failures[0]['detail']}" if failures else ""
    return ("failed" if len(failures) >= MAX_TRIES else "waiting"), detail, ()
