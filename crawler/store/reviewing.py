"""What reviewers do: every action is one transaction, one row of the log, and can be undone.

The command line and the review application call the same methods. Each takes the number of the last decision that the
person saw for the model (``seen``): if somebody has decided about it since, nothing happens and they are told what.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from crawler.store.assessing import Assessor, evidence_mark
from crawler.store.bulk import SETTLED_AT_ONCE, BulkOutcome, BulkWish, act_on_all, undo_all
from crawler.store.changes import Conflict, changes_since
from crawler.store.database import Store
from crawler.store.deciding import (
    ON_NEW_EVIDENCE,
    Outcome,
    Wish,
    day_to_come,
    state_of,
    subjects_of,
    taking_back,
    unmerged,
)
from crawler.store.decisions import (
    STATUS_OF,
    Decision,
    batches_of,
    decision_numbered,
    decisions_of,
    last_decision,
    last_number,
    last_standing,
    record,
    told,
    undoing_of,
)
from crawler.store.edits import read_edit
from crawler.store.effects import take_effect
from crawler.store.evidence import claims_of
from crawler.store.finding import Refused, find_model
from crawler.store.merging import merges_of
from crawler.store.reopening import LOOK, SETTLING, look_at
from crawler.store.second_reviews import offer
from pipelines.identity.folding import fold_name

__all__ = ["ON_NEW_EVIDENCE", "BulkOutcome", "Conflict", "Outcome", "Review"]


class Review:
    """One person's review of the models in a database.

    Every method takes models by id or, where only one fits, by name, and raises ``Refused`` where it cannot be done.
    """

    def __init__(self, store: Store, assessor: Assessor, who: str) -> None:
        if not who.strip():
            raise Refused("a decision needs a name: who decides?")
        self.store = store
        self.assessor = assessor
        self.who = who.strip()

    def accept(self, model: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Confirm that the model is above the threshold."""
        return self._status("accept", model, reason, seen)

    def keep(self, model: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Leave the model unconfirmed; it rests until something new is claimed about it."""
        return self._status("keep", model, reason, seen)

    def below(self, model: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Put the model below the threshold."""
        return self._status("below", model, reason, seen)

    def exclude(self, model: str, *, reason: str, seen: int | None = None) -> Outcome:
        """Say that this is no candidate; ``reason`` is a code of ``pipelines.triage.REASONS`` or a text."""
        if not reason.strip():
            raise Refused("say why it is no candidate: --reason product, finetune, not_a_model, or a sentence")
        return self._status("exclude", model, reason, seen)

    def _status(self, action: str, model: str, reason: str, seen: int | None) -> Outcome:
        def wish(connection: sqlite3.Connection) -> Wish:
            ident = unmerged(connection, find_model(connection, model))
            after: dict[str, object] = {"status": STATUS_OF[action]}
            if action == "keep":
                after["evidence"] = evidence_mark(claims_of(connection, ident))
            if action in SETTLING:
                after[LOOK] = look_at(connection, ident)
            return Wish(ident, action, after, reason=reason.strip())

        return self._decide(wish, seen)

    def snooze(self, model: str, until: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Take the model out of the queue until a day (YYYY-MM-DD), or until ``evidence``: something new is claimed.

        New evidence ends it before the day as well.
        """

        def wish(connection: sqlite3.Connection) -> Wish:
            ident = unmerged(connection, find_model(connection, model))
            row = connection.execute("SELECT status, reopened FROM models WHERE id = ?", (ident,)).fetchone()
            if row["status"] != "unconfirmed" and row["reopened"] is None:
                raise Refused(f"{ident} is {row['status']} and does not wait in the queue; nothing to snooze")
            mark = evidence_mark(claims_of(connection, ident))
            return Wish(ident, "snooze", {"until": day_to_come(until), "evidence": mark}, reason=reason.strip())

        return self._decide(wish, seen)

    def edit(self, model: str, name: str, value: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Put a value in the place of claims, which stay; an empty one gives the field back to them."""

        def wish(connection: sqlite3.Connection) -> Wish:
            ident = unmerged(connection, find_model(connection, model))
            wanted = read_edit(name, value)
            row = connection.execute("SELECT chosen FROM models WHERE id = ?", (ident,)).fetchone()
            shown = json.loads(row["chosen"]).get(name, {}).get("value")
            return Wish(ident, "edit", {name: wanted}, {name: shown}, reason.strip())

        return self._decide(wish, seen)

    def comment(self, model: str, text: str) -> Outcome:
        """Write something down about a model; nothing else changes."""
        if not text.strip():
            raise Refused("a comment needs a text")

        def wish(connection: sqlite3.Connection) -> Wish:
            return Wish(find_model(connection, model), "comment", {}, reason=text.strip())

        return self._decide(wish, None)

    def merge(self, model: str, into: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Let a model count for another: its mentions, claims and later finds, until it is unmerged."""

        def wish(connection: sqlite3.Connection) -> Wish:
            ident, named = find_model(connection, model), find_model(connection, into)
            merges = merges_of(connection)
            already = merges.of(ident)
            if already is not None:
                raise Refused(
                    f"{ident} was merged into {already.other_id} by {already.by}; "
                    f"`flopscout queue unmerge {ident}` first"
                )
            if ident == named:
                raise Refused(f"{ident} cannot be merged into itself; name another model")
            survivor = merges.survivor(named)
            if survivor == ident:
                raise Refused(
                    f"{named} is merged into {ident}, so merging would go in a circle; "
                    f"`flopscout queue unmerge {named}` first"
                )
            ruling = merges.ruling_apart(ident, survivor)
            if ruling is not None:
                raise Refused(
                    f"{ruling.model_id} and {ruling.other_id} were called not the same by {ruling.by}; "
                    f"`flopscout queue undo {ruling.id}` first"
                )
            followed = (f"{named} is itself merged into {survivor}: {ident} now counts for {survivor}",)
            after: dict[str, object] = {"status": "merged", "merged_into": survivor}
            notes = followed if survivor != named else ()
            return Wish(ident, "merge", after, reason=reason.strip(), other_id=survivor, notes=notes)

        return self._decide(wish, seen)

    def unmerge(self, model: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Take a merge back: the model is what it was before."""

        def wish(connection: sqlite3.Connection) -> Wish:
            ident = find_model(connection, model)
            merges = merges_of(connection)
            merge = merges.of(ident)
            if merge is None:
                others = sorted(other for other in merges.into if merges.survivor(other) == ident)
                hint = f"; merged into it: {', '.join(others)}" if others else "; `flopscout queue log` shows what was"
                raise Refused(f"{ident} is not merged into another model{hint}")
            return taking_back(merge, "unmerge", reason)

        return self._decide(wish, seen)

    def apart(self, model: str, other: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Say that two models are not the same: neither a person nor a rule makes them one while this stands."""

        def wish(connection: sqlite3.Connection) -> Wish:
            ident, second = find_model(connection, model), find_model(connection, other)
            if ident == second:
                raise Refused(
                    f"{model!r} and {other!r} are one model, {ident}; if one of its mentions means another, "
                    f"`flopscout queue unlink {ident} --name NAME --source SOURCE`"
                )
            merges = merges_of(connection)
            if merges.survivor(ident) == merges.survivor(second):
                merged = next(d for d in (merges.of(ident), merges.of(second)) if d is not None)
                raise Refused(
                    f"{merged.model_id} was merged into {merged.other_id} by {merged.by}; "
                    f"`flopscout queue unmerge {merged.model_id}` first"
                )
            return Wish(ident, "apart", {"apart": second}, reason=reason.strip(), other_id=second)

        return self._decide(wish, seen)

    def unlink(
        self, model: str, name: str, source: str | None = None, *, reason: str = "", seen: int | None = None
    ) -> Outcome:
        """Say that a name, as one source (or any) uses it, never means this model."""

        def wish(connection: sqlite3.Connection) -> Wish:
            ident = find_model(connection, model)
            mentions = _mentions_of(connection, ident)
            meant = [
                row
                for row in mentions
                if fold_name(row["raw_name"]) == fold_name(name) and source in {None, row["source"]}
            ]
            if not meant:
                known = sorted({f"{row['raw_name']!r} in {row['source']}" for row in mentions})
                shown = ", ".join(known[:8]) + (f" and {len(known) - 8} more" if len(known) > 8 else "")
                where = f" in {source}" if source else ""
                raise Refused(f"{ident} has no mention {name!r}{where}; it has {shown or 'none at all'}")
            # Where the mention's own model was merged into this one, it is that link which is wrong.
            linked = min(meant, key=lambda row: (row["model_id"] != ident, row["model_id"]))["model_id"]
            after: dict[str, object] = {"name": meant[0]["raw_name"], "source": source or ""}
            return Wish(linked, "unlink", after, reason=reason.strip())

        return self._decide(wish, seen)

    def undo(self, number: int | None = None, *, reason: str = "") -> Outcome:
        """Take a decision back: the one with this number, else this person's last that stands.

        Undoing an undoing restores what it had taken back.
        """

        if number is None:
            own = last_standing(self.store.connection, self.who)
            batch = batches_of(self.store.connection, [own.id]).get(own.id) if own is not None else None
            if batch is not None:
                return self.undo_batch(batch, reason=reason)

        def wish(connection: sqlite3.Connection) -> Wish:
            return taking_back(self._to_undo(connection, number), "undo", reason)

        return self._decide(wish, None)

    def undo_batch(self, batch: str, *, reason: str = "") -> Outcome:
        """Take back what still stands of a bulk action; the outcome's decision is the last of the undoings."""
        return undo_all(self.store, self.assessor, self.who, batch, reason=reason)

    def bulk(
        self,
        action: str,
        models: Sequence[str],
        *,
        reason: str,
        until: str | None = None,
        seen: Mapping[str, int] | None = None,
        preview: bool = True,
    ) -> BulkOutcome:
        """Do one thing to many models (by id), or with ``preview`` only say to which, and which are skipped and why.

        ``action`` is one of ``bulk.BULK_ACTIONS``; ``until`` is for snoozing. ``seen`` is the last decision that the
        person saw, by model; a model about which somebody has decided since is skipped.
        """
        wanted = BulkWish(action, reason, until, seen or {})
        return act_on_all(self.store, self.assessor, self.who, wanted, models, preview=preview)

    def _to_undo(self, connection: sqlite3.Connection, number: int | None) -> Decision:
        last = last_decision(connection)
        if last is None:
            raise Refused("nothing was decided yet, so there is nothing to undo")
        if number is None:
            own = last_standing(connection, self.who)
            if own is not None:
                return own
            other = last_standing(connection)
            hint = f"; the last is {other.by}: `flopscout queue undo {other.id}`" if other is not None else ""
            raise Refused(f"no decision of {self.who} stands{hint}")
        found = decision_numbered(connection, number)
        if found is None:
            raise Refused(f"there is no decision {number}, the last is {last.id}; `flopscout queue log` shows them")
        undone = undoing_of(connection, found)
        if undone is not None:
            raise Refused(
                f"decision {number} was already undone by {undone.by}; `flopscout queue undo {undone.id}` restores it"
            )
        return found

    def _decide(self, make: Callable[[sqlite3.Connection], Wish], seen: int | None) -> Outcome:
        with self.store.write() as connection:
            wish = make(connection)
            if seen is not None:
                _refuse_if_decided_since(connection, wish.model_id, seen)
            decision = record(
                connection,
                wish.model_id,
                wish.action,
                who=self.who,
                before={**state_of(connection, wish.model_id), **wish.before},
                after=wish.after,
                subjects=subjects_of(connection, wish),
                reason=wish.reason,
                undoes=wish.undoes.id if wish.undoes else None,
                other_id=wish.other_id,
            )
            if decision.other_id is not None:
                fault = merges_of(connection).fault()
                if fault is not None:
                    raise Refused(f"cannot {wish.action}: {fault}")
            offer(connection, decision, self.assessor.settings.review.second_review_share)
            self.assessor.assess(connection, take_effect(connection, decision))
        self.assessor.settle(at_most=SETTLED_AT_ONCE)
        return Outcome(decision, wish.notes)


def _refuse_if_decided_since(connection: sqlite3.Connection, ident: str, seen: int) -> None:
    log = decisions_of(connection, ident)
    if last_number(log) > seen:
        since = "; ".join(told(decision) for decision in log if decision.id > seen and decision.action != "comment")
        raise Conflict(
            f"{ident} was decided since you looked: {since}; look again with `flopscout queue show {ident}`",
            changes_since(connection, ident, seen),
        )


def _mentions_of(connection: sqlite3.Connection, ident: str) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT mentions.raw_name, mentions.model_id, COALESCE(documents.source, sightings.source) AS source "
        "FROM mentions LEFT JOIN documents ON documents.id = document_id "
        "LEFT JOIN sightings ON sightings.id = sighting_id "
        "WHERE model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) ORDER BY mentions.id",
        (ident,),
    ).fetchall()
