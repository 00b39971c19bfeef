"""The queue: unconfirmed models that nobody knows yet, ranked by what a reviewer's look is worth."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from crawler.store.decisions import Decision, decisions_of, last_number, undone_by
from crawler.store.evidence import StoredClaim, claims_of, names_of
from crawler.store.items import SEPARATOR
from crawler.store.mention_rows import IS_CURRENT, PLACES
from crawler.store.merging import Merges, merges_of
from crawler.store.queue_groups import group_leads

OPEN = "((models.status = 'unconfirmed' AND models.reference IS NULL) OR models.reopened IS NOT NULL)"
"""Unconfirmed models, and decided ones that new evidence has reopened."""

QUEUED = f"{OPEN} AND (models.asleep_until IS NULL OR models.asleep_until <= date('now'))"
"""What waits for a look; models that were kept or snoozed come back on their day, or with new evidence."""


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
    asleep_until: str | None = None
    group: str = ""
    """Id of the model to look at together with this one: of one architecture and size, and itself where it is first."""

    def as_json(self) -> dict[str, object]:
        """The entry for ``--json``."""
        return {name: getattr(self, name) for name in self.__slots__} | {"sources": list(self.sources)}


def queue_length(connection: sqlite3.Connection, *, resting: bool = False) -> int:
    """How many models wait; with ``resting`` also those that were kept or snoozed."""
    where = OPEN if resting else QUEUED
    return int(connection.execute(f"SELECT count(*) FROM models WHERE {where}").fetchone()[0])


def queue_entries(
    connection: sqlite3.Connection, limit: int | None = None, *, resting: bool = False
) -> list[QueueEntry]:
    """The queue, best first; with ``resting`` also what was kept or snoozed."""
    rows = connection.execute(
        "SELECT models.*, review_items.sources, (SELECT demo FROM runs WHERE runs.id = first_run) AS demo "
        "FROM models JOIN review_items ON review_items.model_id = models.id "
        f"WHERE {OPEN if resting else QUEUED} ORDER BY models.priority DESC, models.id LIMIT ?",
        (-1 if limit is None else limit,),
    ).fetchall()
    leads = group_leads(connection, OPEN if resting else QUEUED)
    return [_entry(row, leads[row["id"]]) for row in rows]


def _entry(row: sqlite3.Row, group: str) -> QueueEntry:
    return QueueEntry(
        id=row["id"], name=row["name"], organization=row["organization"], country=row["country"],
        published=row["published"], priority=row["priority"], compute_flop=row["compute_flop"],
        low=row["compute_low"], high=row["compute_high"], p_above=json.loads(row["p_above"]),
        confidence=row["confidence"], reason=row["reason"], explanation=row["explanation"],
        sources=tuple(filter(None, row["sources"].split(SEPARATOR))), demo=bool(row["demo"]),
        asleep_until=row["asleep_until"], group=group,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkedMention:
    """A mention that counts for a model, and why: by its link, and by people's merges from there on."""

    raw_name: str
    source: str
    url: str
    model_id: str
    why: str

    def as_json(self) -> dict[str, object]:
        """The mention for ``--json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one model: its row, all names, why each is its, the claims, and what people decided.

    ``merged`` are the ids of models that were merged into it; ``last_decision`` is the number to give back with an
    action, so that it is refused if somebody has decided since.
    """

    model: dict[str, Any]
    names: tuple[str, ...]
    mentions: tuple[LinkedMention, ...]
    claims: tuple[StoredClaim, ...]
    titles: dict[str, str]
    decisions: tuple[Decision, ...]
    undone: frozenset[int]
    merged: tuple[str, ...]
    derivatives: int

    @property
    def last_decision(self) -> int:
        """Number of the last decision that changes something, 0 where there is none."""
        return last_number(self.decisions)


def dossier(connection: sqlite3.Connection, model_id: str) -> Dossier | None:
    """The dossier of a model, or ``None`` where there is no such model."""
    row = connection.execute("SELECT * FROM models WHERE id = ?", (model_id,)).fetchone()
    if row is None:
        return None
    model = dict(row)
    for column in ("p_above", "steps", "warnings", "chosen"):
        model[column] = json.loads(model[column])
    claims = claims_of(connection, model_id)
    documents = {claim.document_id for claim in claims if claim.document_id}
    titles = {
        ident: connection.execute("SELECT title FROM documents WHERE id = ?", (ident,)).fetchone()[0] or ""
        for ident in documents
    }
    decisions = decisions_of(connection, model_id)
    return Dossier(
        model=model,
        names=tuple(names_of(connection, model_id)),
        mentions=tuple(linked_mentions(connection, model_id)),
        claims=tuple(claims),
        titles=titles,
        decisions=tuple(decisions),
        undone=frozenset(undone_by(decisions)),
        merged=tuple(
            entry["id"]
            for entry in connection.execute("SELECT id FROM models WHERE merged_into = ? ORDER BY id", (model_id,))
        ),
        derivatives=int(connection.execute("SELECT count(*) FROM models WHERE base_id = ?", (model_id,)).fetchone()[0]),
    )


def linked_mentions(connection: sqlite3.Connection, model_id: str) -> list[LinkedMention]:
    """The mentions that count for a model, those of its own links first, each with why."""
    rows = connection.execute(
        f"SELECT mentions.raw_name, mentions.model_id, mentions.why, "
        "COALESCE(documents.source, sightings.source) AS source, COALESCE(documents.url, sightings.url) AS url "
        f"FROM mentions {PLACES} WHERE {IS_CURRENT} "
        "AND model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) "
        "ORDER BY model_id <> ?1, model_id, mentions.raw_name, source, url",
        (model_id,),
    ).fetchall()
    merges = merges_of(connection) if any(row["model_id"] != model_id for row in rows) else None
    return [
        LinkedMention(
            row["raw_name"], row["source"], row["url"], row["model_id"],
            "; ".join(filter(None, [row["why"] or UNKNOWN_WHY, *_merge_steps(merges, row["model_id"], model_id)])),
        )
        for row in rows
    ]  # fmt: skip


UNKNOWN_WHY = "linked before reasons were kept; the next crawl says why"


def _merge_steps(merges: Merges | None, start: str, end: str) -> list[str]:
    """The merges that lead from one model to another, in words."""
    steps = []
    while merges is not None and start != end and (merge := merges.of(start)) is not None:
        steps.append(f"{start} merged into {merge.other_id} by {merge.by}")
        start = merge.other_id or end
    return steps
