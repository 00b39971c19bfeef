"""The queue: unconfirmed models that nobody knows yet, ranked by what a reviewer's look is worth."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from crawler.store.evidence import StoredClaim, claims_of, names_of

QUEUED = "status = 'unconfirmed' AND reference IS NULL"


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the queue; compute in FLOP."""

    id: str
    name: str
    organization: str | None
    country: str | None
    published: str | None
    priority: float
    compute_flop: float | None
    low: float | None
    high: float | None
    p_above: dict[str, float]
    confidence: str | None
    reason: str
    explanation: str
    sources: tuple[str, ...]
    demo: bool

    def as_json(self) -> dict[str, object]:
        """The entry for ``--json``."""
        return {name: getattr(self, name) for name in self.__slots__} | {"sources": list(self.sources)}


def queue_length(connection: sqlite3.Connection) -> int:
    """How many models wait."""
    return int(connection.execute(f"SELECT count(*) FROM models WHERE {QUEUED}").fetchone()[0])


def queue_entries(connection: sqlite3.Connection, limit: int | None = None) -> list[QueueEntry]:
    """The queue, best first."""
    rows = connection.execute(
        f"SELECT models.*, (SELECT demo FROM runs WHERE runs.id = first_run) AS demo FROM models WHERE {QUEUED} "
        "ORDER BY priority DESC, id LIMIT ?",
        (-1 if limit is None else limit,),
    ).fetchall()
    return [_entry(connection, row) for row in rows]


def _entry(connection: sqlite3.Connection, row: sqlite3.Row) -> QueueEntry:
    sources = connection.execute(
        "SELECT DISTINCT COALESCE(documents.source, sightings.source) AS source FROM mentions "
        "LEFT JOIN documents ON documents.id = document_id LEFT JOIN sightings ON sightings.id = sighting_id "
        "WHERE model_id = ? ORDER BY source",
        (row["id"],),
    ).fetchall()
    return QueueEntry(
        id=row["id"], name=row["name"], organization=row["organization"], country=row["country"],
        published=row["published"], priority=row["priority"], compute_flop=row["compute_flop"],
        low=row["compute_low"], high=row["compute_high"], p_above=json.loads(row["p_above"]),
        confidence=row["confidence"], reason=row["reason"], explanation=row["explanation"],
        sources=tuple(source["source"] for source in sources), demo=bool(row["demo"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one model: its row, all names, the claims with their places, and what people decided."""

    model: dict[str, Any]
    names: tuple[str, ...]
    claims: tuple[StoredClaim, ...]
    titles: dict[str, str]
    decisions: tuple[dict[str, Any], ...]
    derivatives: int


def dossier(connection: sqlite3.Connection, wanted: str) -> Dossier | None:
    """The dossier of a model by its id or, where only one fits, by its name."""
    row = connection.execute("SELECT * FROM models WHERE id = ?", (wanted,)).fetchone()
    if row is None:
        named = connection.execute("SELECT * FROM models WHERE name = ? COLLATE NOCASE", (wanted,)).fetchall()
        row = named[0] if len(named) == 1 else None
    if row is None:
        return None
    model = dict(row)
    for column in ("p_above", "steps", "warnings", "chosen"):
        model[column] = json.loads(model[column])
    claims = claims_of(connection, model["id"])
    documents = {claim.document_id for claim in claims if claim.document_id}
    titles = {
        ident: connection.execute("SELECT title FROM documents WHERE id = ?", (ident,)).fetchone()[0] or ""
        for ident in documents
    }
    return Dossier(
        model=model,
        names=tuple(names_of(connection, model["id"])),
        claims=tuple(claims),
        titles=titles,
        decisions=tuple(
            dict(entry)
            for entry in connection.execute("SELECT * FROM decisions WHERE model_id = ? ORDER BY id", (model["id"],))
        ),
        derivatives=int(
            connection.execute("SELECT count(*) FROM models WHERE base_id = ?", (model["id"],)).fetchone()[0]
        ),
    )


def similar_ids(connection: sqlite3.Connection, wanted: str, limit: int = 5) -> list[str]:
    """Ids that contain the text, for a hint when none is equal."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = connection.execute(
        "SELECT id FROM models WHERE id LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' ORDER BY length(id), id LIMIT ?",
        (f"%{escaped}%", f"%{escaped}%", limit),
    )
    return [row["id"] for row in rows]
