"""Letting the stored models be what the log of decisions says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.store.decisions import Decision, index_decisions_about
from crawler.store.keys import utc_now
from crawler.store.merging import point
from crawler.store.models import drop_empty, relink, survivors_too


def take_effect(connection: sqlite3.Connection, decision: Decision) -> set[str]:
    """Bring links and merges up to date after a decision; returns the models that have to be assessed again."""
    index_decisions_about(connection, decision.subjects)
    row = connection.execute("SELECT first_run FROM models WHERE id = ?", (decision.model_id,)).fetchone()
    concerned = point(connection)  # first, since other forms of a name follow what was merged
    concerned |= relink(
        connection,
        [subject.line_key for subject in decision.subjects.values() if subject.owner_key is None],
        [subject.owner_key for subject in decision.subjects.values() if subject.owner_key is not None],
        run_id=row["first_run"] if row else "",
        now=utc_now(),
    )
    concerned |= point(connection)  # again, for models that only linking has brought back
    drop_empty(connection, decision.subjects)  # what only a decision held that is no more
    if decision.other_id is not None:
        _reconsider_derivatives(connection, concerned)
    return survivors_too(connection, {*concerned, *decision.subjects})


def _reconsider_derivatives(connection: sqlite3.Connection, model_ids: Iterable[str]) -> None:
    """Models that were derived from these may now be derived from another."""
    for ident in sorted(model_ids):
        connection.execute(
            "UPDATE models SET stale = 1 WHERE base_id = ?1 "
            "OR base_key IN (SELECT name_key FROM models WHERE id = ?1) "
            "OR base_key IN (SELECT line_key FROM models WHERE id = ?1)",
            (ident,),
        )
