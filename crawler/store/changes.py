"""What has changed about a model since a person looked: decisions, claims and shown values."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.decisions import Decision, decisions_of
from crawler.store.evidence import StoredClaim, claims_of
from crawler.store.finding import Refused
from crawler.store.value_changes import ValueChange, changes_after


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new about a model. ``since`` is the moment (ISO in UTC) from which claims and values are compared."""

    model_id: str
    seen: int
    since: str | None
    decisions: tuple[Decision, ...]
    claims: tuple[StoredClaim, ...]
    values: tuple[ValueChange, ...]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.claims or self.values)


class Conflict(Refused):
    """Somebody has decided about the model since the person looked; ``changes`` says what is new."""

    def __init__(self, message: str, changes: Changes) -> None:
        super().__init__(message)
        self.changes = changes


def changes_since(connection: sqlite3.Connection, model_id: str, seen: int, since: str | None = None) -> Changes:
    """What is new about a model since decision ``seen`` and, where ``since`` (ISO in UTC) is given, that moment.

    Without ``since`` it is the first of the decisions that were not seen, so that what came with it is told as well.
    """
    new = tuple(decision for decision in decisions_of(connection, model_id) if decision.id > seen)
    moment = since or min((decision.at for decision in new), default=None)
    if moment is None:
        return Changes(model_id, seen, None, (), (), ())
    made = {
        row["id"]
        for row in connection.execute(
            "SELECT claims.id FROM mentions JOIN claims ON mention_id = mentions.id WHERE made_at >= ?2 "
            "AND mentions.model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)",
            (model_id, moment),
        )
    }
    claims = tuple(claim for claim in claims_of(connection, model_id) if claim.id in made) if made else ()
    return Changes(model_id, seen, moment, new, claims, tuple(changes_after(connection, model_id, moment)))
