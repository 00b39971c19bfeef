"""One action on many models: looked at before, one batch in the log, and undone at once.

A batch is written in one transaction, which takes well under a millisecond a model: where each model stands follows
from the decision. What is computed about the models is brought up to date afterwards, a few at a time, so that nobody
else who writes has to wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from crawler.store.assessing import UNTIL_NEW_EVIDENCE, Assessor, evidence_mark
from crawler.store.database import Store
from crawler.store.deciding import Outcome, Wish, day_to_come, state_of, subjects_of, taking_back
from crawler.store.decisions import STATUS_OF, Decision, decision_numbered, index_decisions_about, record, undoing_of
from crawler.store.effects import take_effect
from crawler.store.evidence import claims_of
from crawler.store.finding import Refused
from crawler.store.reopening import LOOK, SETTLING, look_at
from crawler.store.second_reviews import offer
from pipelines.triage import REASONS

BULK_ACTIONS = (*STATUS_OF, "snooze", "comment")
"""What can be done to many models at once; the rest needs a look at each."""

MOST_AT_ONCE = 5000
"""Models of one bulk action; as many take a second or two."""

SAMPLE = 10
"""Models that a preview names."""

SETTLED_AT_ONCE = 500
"""Models that are assessed again before the person goes on; the others wait for the next decision or crawl."""


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What a bulk action did, or would do.

    ``batch`` is its name in the log, ``None`` for a preview. ``done`` are the ids in the order given, ``skipped`` ids
    with why; ``sample`` names the first of ``done``.
    """

    action: str
    batch: str | None
    done: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    sample: tuple[tuple[str, str], ...]

    @property
    def count(self) -> int:
        """How many models it concerns."""
        return len(self.done)


@dataclass(frozen=True, slots=True)
class BulkWish:
    """A bulk action before it is done. ``seen`` is the last decision that the person saw, by model."""

    action: str
    reason: str = ""
    until: str | None = None
    seen: Mapping[str, int] = field(default_factory=dict)


def act_on_all(
    store: Store, assessor: Assessor, who: str, wanted: BulkWish, model_ids: Sequence[str], *, preview: bool
) -> BulkOutcome:
    """Do one thing to many models, or say what it would do.

    Raises:
        Refused: there is no such action, a reason or a day is missing, or there are too many models.
    """
    after = _after(wanted)
    idents = list(dict.fromkeys(model_ids))
    if len(idents) > MOST_AT_ONCE:
        raise Refused(f"{len(idents)} models at once are too many, {MOST_AT_ONCE} are the most; narrow the filter")
    fit, skipped = _sorted_out(store.connection, wanted, idents)
    sample = tuple((ident, fit[ident]) for ident in list(fit)[:SAMPLE])
    if preview or not fit:
        return BulkOutcome(wanted.action, None, tuple(fit), tuple(skipped), sample)
    seen = {ident: _seen(store.connection, wanted.action, ident) for ident in fit}
    batch = uuid4().hex[:12]
    with store.write() as connection:
        # Again, now that nobody else can write: what was decided in between is not overruled.
        fit, skipped = _sorted_out(connection, wanted, idents)
        for ident in fit:
            stated = {**after, **(seen.get(ident) or _seen(connection, wanted.action, ident))}
            decision = _record(connection, who, Wish(ident, wanted.action, stated, reason=wanted.reason.strip()), batch)
            offer(connection, decision, assessor.settings.review.second_review_share)
            _show(connection, decision)
        index_decisions_about(connection, fit)
    assessor.settle(at_most=SETTLED_AT_ONCE)
    return BulkOutcome(wanted.action, batch, tuple(fit), tuple(skipped), sample)


def undo_all(store: Store, assessor: Assessor, who: str, batch: str, *, reason: str = "") -> Outcome:
    """Take back what still stands of a bulk action.

    Raises:
        Refused: there is no such bulk action, or nothing of it stands.
    """
    with store.write() as connection:
        numbers = [
            row["decision_id"]
            for row in connection.execute(
                "SELECT decision_id FROM decision_batches WHERE batch = ? ORDER BY decision_id DESC", (batch,)
            )
        ]
        if not numbers:
            raise Refused(f"there is no bulk action {batch!r} in the log; `flopscout queue log` shows them")
        found = filter(None, (decision_numbered(connection, number) for number in numbers))
        standing = [decision for decision in found if undoing_of(connection, decision) is None]
        if not standing:
            raise Refused("nothing of this bulk action stands any more")
        name = uuid4().hex[:12]
        undone = [_record(connection, who, taking_back(decision, "undo", reason), name) for decision in standing]
        index_decisions_about(connection, [decision.model_id for decision in undone])
        for former in standing:
            _restore(connection, former)
    _settle(store, assessor, undone)
    return Outcome(undone[-1], (f"{len(undone)} decisions of one bulk action were undone",))


def _settle(store: Store, assessor: Assessor, undone: Sequence[Decision]) -> None:
    """Link and assess what was undone like any single undoing; what has more of it waits for the next assessment."""
    for decision in undone[:SETTLED_AT_ONCE]:
        with store.write() as connection:
            assessor.assess(connection, take_effect(connection, decision))
    assessor.settle(at_most=SETTLED_AT_ONCE)


def _after(wanted: BulkWish) -> dict[str, object]:
    if wanted.action not in BULK_ACTIONS:
        raise Refused(f"{wanted.action!r} cannot be done to many models at once; what can is {', '.join(BULK_ACTIONS)}")
    if not wanted.reason.strip():
        raise Refused("an action on many models needs a reason")
    if wanted.action == "snooze":
        if wanted.until is None:
            raise Refused("say until which day (YYYY-MM-DD), or until `evidence`")
        return {"until": day_to_come(wanted.until)}
    return {"status": STATUS_OF[wanted.action]} if wanted.action in STATUS_OF else {}


def _sorted_out(
    connection: sqlite3.Connection, wanted: BulkWish, idents: Sequence[str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The models that the action fits, with their names, and the others with why not."""
    fit: dict[str, str] = {}
    skipped: list[tuple[str, str]] = []
    for ident in idents:
        row = connection.execute(
            "SELECT name, status, merged_into, reopened, (SELECT max(id) FROM decisions WHERE model_id = models.id "
            "AND action <> 'comment') AS last FROM models WHERE id = ?",
            (ident,),
        ).fetchone()
        why = None
        if row is None:
            why = "there is no such model any more"
        elif row["merged_into"] is not None:
            why = f"it is merged into {row['merged_into']}"
        elif wanted.action == "snooze" and row["status"] != "unconfirmed" and row["reopened"] is None:
            why = f"it is {row['status']} and does not wait in the queue"
        elif ident in wanted.seen and (row["last"] or 0) > wanted.seen[ident]:
            why = "somebody decided about it since you looked"
        if why is None:
            fit[ident] = row["name"]
        else:
            skipped.append((ident, why))
    return fit, skipped


def _seen(connection: sqlite3.Connection, action: str, ident: str) -> dict[str, object]:
    """What the decision has to keep of how the model looked; this takes most of the time, and no lock."""
    if action in {"keep", "snooze"}:
        return {"evidence": evidence_mark(claims_of(connection, ident))}
    return {LOOK: look_at(connection, ident)} if action in SETTLING else {}


def _record(connection: sqlite3.Connection, who: str, wish: Wish, batch: str) -> Decision:
    decision = record(
        connection, wish.model_id, wish.action, who=who, before=state_of(connection, wish.model_id), after=wish.after,
        subjects=subjects_of(connection, wish), reason=wish.reason, undoes=wish.undoes.id if wish.undoes else None,
        other_id=wish.other_id,
    )  # fmt: skip
    connection.execute("INSERT INTO decision_batches (decision_id, batch) VALUES (?, ?)", (decision.id, batch))
    return decision


def _show(connection: sqlite3.Connection, decision: Decision) -> None:
    """Let the model be where the decision puts it, before it is assessed."""
    if decision.action == "comment":
        return
    rest = None
    if decision.action in {"keep", "snooze"}:
        until = decision.after.get("until")
        rest = str(until) if until else UNTIL_NEW_EVIDENCE
    if decision.action in STATUS_OF:
        because = f": {REASONS.get(decision.reason, decision.reason).rstrip('.')}" if decision.reason else ""
        status = STATUS_OF[decision.action]
        connection.execute(
            "UPDATE models SET status = ?, reason = 'decision', explanation = ?, asleep_until = ?, reopened = NULL, "
            "stale = 1 WHERE id = ?",
            (status, f"{status.capitalize()} by {decision.by}{because}.", rest, decision.model_id),
        )
    else:
        connection.execute("UPDATE models SET asleep_until = ?, stale = 1 WHERE id = ?", (rest, decision.model_id))


def _restore(connection: sqlite3.Connection, former: Decision) -> None:
    """Let the model be where it was before a decision that was taken back, before it is assessed."""
    if "status" in former.before and former.action != "comment":
        connection.execute(
            "UPDATE models SET status = ?, reason = ?, asleep_until = NULL, stale = 1 WHERE id = ?",
            (former.before["status"], former.before["reason"], former.model_id),
        )
