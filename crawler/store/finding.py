"""Finding the one model that somebody means, or saying what else they may have meant."""

from __future__ import annotations

import sqlite3

from rapidfuzz import fuzz, process

LIKE_ENOUGH = 75.0
"""Likeness, 0 to 100, from which an id is worth naming beside one that does not exist."""

SHOWN = 5


class Refused(Exception):  # noqa: N818
    """Something cannot be done as it was asked; the message is one line with the next step."""


def find_model(connection: sqlite3.Connection, wanted: str) -> str:
    """The id of a model from its id or, where only one fits, from its name.

    Raises:
        Refused: no model fits, or several do.
    """
    row = connection.execute("SELECT id FROM models WHERE id = ?", (wanted,)).fetchone()
    if row is not None:
        return str(row["id"])
    named = connection.execute(
        "SELECT id, organization, merged_into FROM models WHERE name = ? COLLATE NOCASE ORDER BY id", (wanted,)
    ).fetchall()
    named = [entry for entry in named if entry["merged_into"] is None] or named
    if len(named) == 1:
        return str(named[0]["id"])
    if named:
        listed = ", ".join(f"{entry['id']} ({entry['organization'] or 'developer unknown'})" for entry in named[:SHOWN])
        more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
        raise Refused(f"{len(named)} models are named {wanted!r}: {listed}{more}; say which by its id")
    near = similar_ids(connection, wanted)
    hint = f"did you mean {', '.join(near)}?" if near else "`flopscout queue list` shows the ids"
    raise Refused(f"no model has the id or name {wanted!r}; {hint}")


def similar_ids(connection: sqlite3.Connection, wanted: str, limit: int = SHOWN) -> list[str]:
    """Ids that contain the text, or else look like it."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = connection.execute(
        "SELECT id FROM models WHERE id LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' ORDER BY length(id), id LIMIT ?",
        (f"%{escaped}%", f"%{escaped}%", limit),
    ).fetchall()
    if rows:
        return [row["id"] for row in rows]
    ids = [row["id"] for row in connection.execute("SELECT id FROM models ORDER BY id")]
    found = process.extract(wanted.lower(), ids, scorer=fuzz.WRatio, limit=limit, score_cutoff=LIKE_ENOUGH)
    return [ident for ident, _, _ in found]
