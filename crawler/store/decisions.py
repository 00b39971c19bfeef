"""The log of people's decisions, and what stands of it.

A decision is never changed: undoing one is another decision that names it, and undoing that one restores it. Each row
says who decided what, when and why, what it was before and is after, and by which names and developers the models that
it speaks of were known then; so the log alone says what people want, whatever a later crawl finds. The tables
``decided_models``, ``apart_models`` and ``forbidden_links`` are read off it for quick look-up.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from crawler.store.keys import canonical_json, utc_now
from pipelines.rulings import NO_RULINGS, ForbiddenLink, KeptModel, Rulings

STATUS_OF = {"accept": "confirmed", "keep": "unconfirmed", "below": "below", "exclude": "excluded"}
"""Status that a person's action stands for; a merge gives ``merged`` besides."""

HOLDING = frozenset({*STATUS_OF, "edit", "merge", "apart", "unlink"})
"""Actions after which a model is never dissolved into another; comments and snoozing only keep its id."""

TAKING_BACK = frozenset({"undo", "unmerge"})
"""Actions that undo another decision."""

ACTIONS = (*STATUS_OF, "merge", "unmerge", "apart", "unlink", "snooze", "edit", "comment", "undo")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the log; ``at`` is ISO in UTC, ``other_id`` the second model of a merge or an "apart"."""

    id: int
    model_id: str
    action: str
    who: str
    at: str
    before: dict[str, object]
    after: dict[str, object]
    reason: str = ""
    undoes: int | None = None
    other_id: str | None = None
    subjects: dict[str, KeptModel] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """Who decided it, when, and its number."""
        return f"{self.who} on {self.at[:10]} (decision {self.id})"

    def as_json(self) -> dict[str, object]:
        """The decision for ``--json``."""
        return {
            "decision": self.id, "model_id": self.model_id, "action": self.action, "who": self.who, "at": self.at,
            "before": self.before, "after": self.after, "reason": self.reason, "undoes": self.undoes,
            "other_id": self.other_id,
        }  # fmt: skip


def record(
    connection: sqlite3.Connection,
    model_id: str,
    action: str,
    *,
    who: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    subjects: Iterable[KeptModel],
    reason: str = "",
    undoes: int | None = None,
    other_id: str | None = None,
) -> Decision:
    """Append a decision to the log."""
    known = {subject.id: subject for subject in subjects}
    at = utc_now()
    cursor = connection.execute(
        "INSERT INTO decisions (model_id, action, who, at, before, after, reason, undoes, other_id, subjects) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            model_id,
            action,
            who,
            at,
            canonical_json(before),
            canonical_json(after),
            reason,
            undoes,
            other_id,
            canonical_json({ident: _identity_json(subject) for ident, subject in known.items()}),
        ),
    )
    assert cursor.lastrowid is not None
    return Decision(
        cursor.lastrowid, model_id, action, who, at, dict(before), dict(after), reason, undoes, other_id, known
    )


def _identity_json(subject: KeptModel) -> dict[str, object]:
    return {name: value for name, value in asdict(subject).items() if name not in {"id", "held"}}


def all_decisions(connection: sqlite3.Connection) -> list[Decision]:
    """The whole log, in order."""
    return [decision_of(row) for row in connection.execute("SELECT * FROM decisions ORDER BY id")]


def decisions_of(connection: sqlite3.Connection, model_id: str) -> list[Decision]:
    """The decisions that speak of a model, in order."""
    return [
        decision_of(row)
        for row in connection.execute(
            "SELECT * FROM decisions WHERE model_id = ?1 OR other_id = ?1 ORDER BY id", (model_id,)
        )
    ]


def decision_numbered(connection: sqlite3.Connection, number: int) -> Decision | None:
    """A decision by its number."""
    row = connection.execute("SELECT * FROM decisions WHERE id = ?", (number,)).fetchone()
    return decision_of(row) if row is not None else None


def last_decision(connection: sqlite3.Connection) -> Decision | None:
    """The last decision of the log."""
    row = connection.execute("SELECT * FROM decisions ORDER BY id DESC LIMIT 1").fetchone()
    return decision_of(row) if row is not None else None


def undoing_of(connection: sqlite3.Connection, decision: Decision) -> Decision | None:
    """The decision by which one no longer stands."""
    return undone_by(decisions_of(connection, decision.model_id)).get(decision.id)


def last_standing(connection: sqlite3.Connection, who: str | None = None) -> Decision | None:
    """The last decision that stands, of one person or of anybody; undoings are none."""
    whose = "" if who is None else "who = ? AND "
    rows = connection.execute(
        f"SELECT * FROM decisions WHERE {whose}undoes IS NULL ORDER BY id DESC", () if who is None else (who,)
    )
    decisions = map(decision_of, rows)
    return next((decision for decision in decisions if undoing_of(connection, decision) is None), None)


def identity_decisions(connection: sqlite3.Connection) -> list[Decision]:
    """The decisions that speak of two models, in order: merges, "not the same", and what takes these back."""
    rows = connection.execute("SELECT * FROM decisions WHERE other_id IS NOT NULL ORDER BY id")
    return [decision_of(row) for row in rows]


def decision_of(row: sqlite3.Row) -> Decision:
    """A row of the log as a record."""
    subjects = json.loads(row["subjects"])
    return Decision(
        id=row["id"], model_id=row["model_id"], action=row["action"], who=row["who"], at=row["at"],
        before=json.loads(row["before"]), after=json.loads(row["after"]), reason=row["reason"], undoes=row["undoes"],
        other_id=row["other_id"], subjects={ident: KeptModel(ident, **known) for ident, known in subjects.items()},
    )  # fmt: skip


def batches_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The bulk actions that decisions were part of, by their numbers."""
    rows = connection.execute(
        "SELECT decision_id, batch FROM decision_batches WHERE decision_id IN (SELECT value FROM json_each(?))",
        (canonical_json(list(numbers)),),
    )
    return {row["decision_id"]: row["batch"] for row in rows}


def undone_by(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """The decisions that do not stand, each with the one that undid it; an undoing that was undone undoes nothing."""
    undone: dict[int, Decision] = {}
    for decision in sorted(decisions, key=lambda d: -d.id):
        if decision.undoes is not None and decision.id not in undone:
            undone.setdefault(decision.undoes, decision)
    return undone


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """What stands of a log, in order, without the undoings themselves."""
    undone = undone_by(decisions)
    return [d for d in sorted(decisions, key=lambda d: d.id) if d.undoes is None and d.id not in undone]


@dataclass(frozen=True, slots=True)
class Standing:
    """What people have decided about a model and not taken back.

    ``status`` is the status they set, if any, and ``by`` that decision; ``edits`` the values they put in the place of
    claims; ``rest`` the decision that took it out of the queue (kept or snoozed) until something new is known.
    """

    status: str | None = None
    by: Decision | None = None
    edits: dict[str, float | str] = field(default_factory=dict)
    rest: Decision | None = None
    edited_since: bool = False
    """Whether they put in a value after they had decided where the model stands."""


def standing_of(connection: sqlite3.Connection, model_id: str) -> Standing:
    """What stands of people's decisions about a model, undone ones left out."""
    by: Decision | None = None
    merge: Decision | None = None
    rest: Decision | None = None
    edited_since = False
    edits: dict[str, float | str] = {}
    for decision in standing(decisions_of(connection, model_id)):
        if decision.model_id != model_id:
            continue
        if decision.action in STATUS_OF:
            by = decision
            edited_since = False
        if decision.action in {"keep", "snooze"}:
            rest = decision
        if decision.action == "merge":
            merge = decision
        if decision.action == "edit":
            _edit(edits, decision.after)
            edited_since = True
    if merge is not None:
        return Standing("merged", merge, edits, rest)
    return Standing(STATUS_OF[by.action] if by else None, by, edits, rest, edited_since)


def _edit(edits: dict[str, float | str], after: Mapping[str, object]) -> None:
    for name, value in after.items():
        if isinstance(value, int | float | str):
            edits[name] = value
        else:
            edits.pop(name, None)  # given back to the claims


def told(decision: Decision) -> str:
    """A decision in a few words."""
    what = decision.action
    if decision.action in {"merge", "apart"}:
        what = f"{decision.model_id} {'merged into' if decision.action == 'merge' else 'not the same as'} "
        what += decision.other_id or ""
    elif decision.undoes is not None:
        what = f"{decision.action} of decision {decision.undoes} ({decision.after.get('undone')})"
    elif decision.action == "unlink":
        source = decision.after.get("source") or "any source"
        what = f"{decision.after.get('name')!r} in {source} is not {decision.model_id}"
    elif decision.action == "edit":
        what = "; ".join(f"{name} set to {_written(value)}" for name, value in decision.after.items())
    elif decision.action == "snooze":
        what = f"snoozed until {decision.after.get('until') or 'new evidence'}"
    because = f": {decision.reason}" if decision.reason else ""
    return f"{what} by {decision.by}{because}"


def _written(value: object) -> str:
    """A value as people write it: ``9e11``, ``2048``."""
    return f"{value:.6g}".replace("e+", "e") if isinstance(value, float) else str(value)


def last_number(decisions: Iterable[Decision]) -> int:
    """Number of the last decision that changes something; comments do not. 0 where there is none."""
    return max((d.id for d in decisions if d.action != "comment"), default=0)


def index_decisions(connection: sqlite3.Connection) -> None:
    """Bring the look-up tables up to date with the whole log."""
    for table in ("decided_models", "apart_models", "forbidden_links"):
        connection.execute(f"DELETE FROM {table}")
    _index(connection, standing(all_decisions(connection)), None)


def index_decisions_about(connection: sqlite3.Connection, model_ids: Iterable[str]) -> None:
    """Bring the look-up tables up to date with what the log says of these models; the whole log takes seconds."""
    for model_id in model_ids:
        connection.execute("DELETE FROM decided_models WHERE id = ?", (model_id,))
        connection.execute("DELETE FROM apart_models WHERE one = ?1 OR other = ?1", (model_id,))
        connection.execute("DELETE FROM forbidden_links WHERE model_id = ?", (model_id,))
        _index(connection, standing(decisions_of(connection, model_id)), model_id)


def _index(connection: sqlite3.Connection, rulings: Sequence[Decision], only: str | None) -> None:
    known: dict[str, KeptModel] = {}
    held: set[str] = set()
    for decision in rulings:
        subjects = {ident: kept for ident, kept in decision.subjects.items() if only in {None, ident}}
        known |= subjects
        if decision.action in HOLDING:
            held.update(subjects)
    connection.executemany(
        "INSERT INTO decided_models (id, name, family, name_key, line_key, organization, owner_key, place, held) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (k.id, k.name, k.family, k.name_key, k.line_key, k.organization, k.owner_key, k.place, int(k.id in held))
            for k in known.values()
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO apart_models (one, other) VALUES (?, ?)",
        [(d.model_id, d.other_id) for d in rulings if d.action == "apart"],
    )
    connection.executemany(
        "INSERT INTO forbidden_links (decision_id, model_id, name, source, said_by) VALUES (?, ?, ?, ?, ?)",
        [
            (d.id, d.model_id, d.after["name"], d.after["source"], d.by)
            for d in rulings
            if d.action == "unlink" and only in {None, d.model_id}
        ],
    )


def rulings_of_line(connection: sqlite3.Connection, line: str) -> Rulings:
    """People's standing decisions about the models of a line of names."""
    return _rulings(connection, "line_key = ? AND owner_key IS NULL", line)


def rulings_of_owner(connection: sqlite3.Connection, owner_key: str) -> Rulings:
    """People's standing decisions about a third party's repository."""
    return _rulings(connection, "owner_key = ?", owner_key)


def _rulings(connection: sqlite3.Connection, condition: str, value: str) -> Rulings:
    rows = connection.execute(f"SELECT * FROM decided_models WHERE {condition} ORDER BY id", (value,)).fetchall()
    if not rows:
        return NO_RULINGS
    kept = tuple(KeptModel(**{**dict(row), "held": bool(row["held"])}) for row in rows)
    ids = canonical_json([model.id for model in kept])
    pairs = connection.execute(
        "SELECT one, other FROM apart_models WHERE one IN (SELECT value FROM json_each(?1)) "
        "AND other IN (SELECT value FROM json_each(?1))",
        (ids,),
    )
    forbidden = connection.execute(
        "SELECT name, source, model_id, said_by FROM forbidden_links "
        "WHERE model_id IN (SELECT value FROM json_each(?)) ORDER BY decision_id",
        (ids,),
    )
    return Rulings(
        kept=kept,
        apart=frozenset(frozenset(pair) for pair in pairs),
        forbidden=tuple(ForbiddenLink(row[0], row[1], row[2], row[3]) for row in forbidden),
    )
