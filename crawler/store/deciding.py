"""What every action of a reviewer is made of, one at a time or many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from crawler.store.decisions import Decision
from crawler.store.finding import Refused
from crawler.store.merging import merges_of
from pipelines.rulings import KeptModel

ON_NEW_EVIDENCE = "evidence"
"""What may stand for a date: a snoozed model comes back when something new is claimed about it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did: the decision, and what the person should know besides."""

    decision: Decision
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision before it is written down."""

    model_id: str
    action: str
    after: dict[str, object]
    before: dict[str, object] = field(default_factory=dict)
    reason: str = ""
    other_id: str | None = None
    undoes: Decision | None = None
    notes: tuple[str, ...] = ()


def taking_back(decision: Decision, action: str, reason: str) -> Wish:
    """The decision that undoes another."""
    return Wish(
        decision.model_id, action, {"undone": decision.action}, reason=reason.strip(), other_id=decision.other_id,
        undoes=decision,
    )  # fmt: skip


def unmerged(connection: sqlite3.Connection, ident: str) -> str:
    """The model, if it is one of its own."""
    row = connection.execute("SELECT merged_into FROM models WHERE id = ?", (ident,)).fetchone()
    if row is None or row["merged_into"] is None:
        return ident
    merges = merges_of(connection)
    if merges.of(ident) is not None:
        survivor = merges.survivor(ident)
        raise Refused(
            f"{ident} is merged into {survivor}: decide about {survivor}, or `flopscout queue unmerge {ident}` first"
        )
    return ident


def state_of(connection: sqlite3.Connection, ident: str) -> dict[str, object]:
    """Where a model stands, as the log keeps it."""
    row = connection.execute("SELECT status, reason, merged_into FROM models WHERE id = ?", (ident,)).fetchone()
    return dict(row) if row is not None else {}


def subjects_of(connection: sqlite3.Connection, wish: Wish) -> Iterable[KeptModel]:
    """The models that a decision speaks of, by what identifies them today, or did when it was taken."""
    known = dict(wish.undoes.subjects) if wish.undoes else {}
    for ident in filter(None, (wish.model_id, wish.other_id)):
        row = connection.execute(
            "SELECT id, name, family, name_key, line_key, linked_organization AS organization, owner_key, place "
            "FROM models WHERE id = ?",
            (ident,),
        ).fetchone()
        if row is not None:
            values: dict[str, Any] = dict(row)
            known[ident] = KeptModel(**values)
    return known.values()


def day_to_come(until: str) -> str | None:
    """A day to come as ISO text, or ``None`` for "until new evidence"."""
    text = until.strip()
    if text.lower() == ON_NEW_EVIDENCE:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{until!r} is neither a day (YYYY-MM-DD) nor `{ON_NEW_EVIDENCE}`") from None
    if day <= datetime.now(UTC).date():
        raise Refused(f"{text} is over; name a day to come, or `{ON_NEW_EVIDENCE}`")
    return day.isoformat()
