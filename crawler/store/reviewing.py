"""What reviewers do: every action is one transaction, one row of the log, and can be undone.

The command line and the review application call the same methods. Each takes the number of the last decision that the
person saw for the model (``seen``): if somebody has decided about it since, nothing happens and they are told what.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from crawler.store.assessing import Assessor, evidence_mark
from crawler.store.database import Store
from crawler.store.decisions import (
    STATUS_OF,
    Decision,
    all_decisions,
    decisions_of,
    last_number,
    record,
    standing,
    told,
    undone_by,
)
from crawler.store.edits import read_edit
from crawler.store.effects import take_effect
from crawler.store.evidence import claims_of
from crawler.store.finding import Refused, find_model
from crawler.store.merging import merges_of
from pipelines.identity.folding import fold_name
from pipelines.rulings import KeptModel

ON_NEW_EVIDENCE = "evidence"
"""What may stand for a date: a snoozed model comes back when something new is claimed about it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did: the decision, and what the person should know besides."""

    decision: Decision
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """A decision before it is written down."""

    model_id: str
    action: str
    after: dict[str, object]
    before: dict[str, object] = field(default_factory=dict)
    reason: str = ""
    other_id: str | None = None
    undoes: Decision | None = None
    notes: tuple[str, ...] = ()


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
        def wish(connection: sqlite3.Connection) -> _Wish:
            ident = _unmerged(connection, find_model(connection, model))
            after: dict[str, object] = {"status": STATUS_OF[action]}
            if action == "keep":
                after["evidence"] = evidence_mark(claims_of(connection, ident))
            return _Wish(ident, action, after, reason=reason.strip())

        return self._decide(wish, seen)

    def snooze(self, model: str, until: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Take the model out of the queue until a day (YYYY-MM-DD), or until ``evidence``: something new is claimed.

        New evidence ends it before the day as well.
        """

        def wish(connection: sqlite3.Connection) -> _Wish:
            ident = _unmerged(connection, find_model(connection, model))
            row = connection.execute("SELECT status FROM models WHERE id = ?", (ident,)).fetchone()
            if row["status"] != "unconfirmed":
                raise Refused(f"{ident} is {row['status']} and does not wait in the queue; nothing to snooze")
            mark = evidence_mark(claims_of(connection, ident))
            return _Wish(ident, "snooze", {"until": _day(until), "evidence": mark}, reason=reason.strip())

        return self._decide(wish, seen)

    def edit(self, model: str, name: str, value: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Put a value in the place of claims, which stay; an empty one gives the field back to them."""

        def wish(connection: sqlite3.Connection) -> _Wish:
            ident = _unmerged(connection, find_model(connection, model))
            wanted = read_edit(name, value)
            row = connection.execute("SELECT chosen FROM models WHERE id = ?", (ident,)).fetchone()
            shown = json.loads(row["chosen"]).get(name, {}).get("value")
            return _Wish(ident, "edit", {name: wanted}, {name: shown}, reason.strip())

        return self._decide(wish, seen)

    def comment(self, model: str, text: str) -> Outcome:
        """Write something down about a model; nothing else changes."""
        if not text.strip():
            raise Refused("a comment needs a text")

        def wish(connection: sqlite3.Connection) -> _Wish:
            return _Wish(find_model(connection, model), "comment", {}, reason=text.strip())

        return self._decide(wish, None)

    def merge(self, model: str, into: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Let a model count for another: its mentions, claims and later finds, until it is unmerged."""

        def wish(connection: sqlite3.Connection) -> _Wish:
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
            return _Wish(ident, "merge", after, reason=reason.strip(), other_id=survivor, notes=notes)

        return self._decide(wish, seen)

    def unmerge(self, model: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Take a merge back: the model is what it was before."""

        def wish(connection: sqlite3.Connection) -> _Wish:
            ident = find_model(connection, model)
            merges = merges_of(connection)
            merge = merges.of(ident)
            if merge is None:
                others = sorted(other for other in merges.into if merges.survivor(other) == ident)
                hint = f"; merged into it: {', '.join(others)}" if others else "; `flopscout queue log` shows what was"
                raise Refused(f"{ident} is not merged into another model{hint}")
            return _taking_back(merge, "unmerge", reason)

        return self._decide(wish, seen)

    def apart(self, model: str, other: str, *, reason: str = "", seen: int | None = None) -> Outcome:
        """Say that two models are not the same: neither a person nor a rule makes them one while this stands."""

        def wish(connection: sqlite3.Connection) -> _Wish:
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
            return _Wish(ident, "apart", {"apart": second}, reason=reason.strip(), other_id=second)

        return self._decide(wish, seen)

    def unlink(
        self, model: str, name: str, source: str | None = None, *, reason: str = "", seen: int | None = None
    ) -> Outcome:
        """Say that a name, as one source (or any) uses it, never means this model."""

        def wish(connection: sqlite3.Connection) -> _Wish:
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
            return _Wish(linked, "unlink", after, reason=reason.strip())

        return self._decide(wish, seen)

    def undo(self, number: int | None = None, *, reason: str = "") -> Outcome:
        """Take a decision back: the one with this number, else this person's last that stands.

        Undoing an undoing restores what it had taken back.
        """

        def wish(connection: sqlite3.Connection) -> _Wish:
            log = all_decisions(connection)
            return _taking_back(self._to_undo(log, number), "undo", reason)

        return self._decide(wish, None)

    def _to_undo(self, log: Sequence[Decision], number: int | None) -> Decision:
        if not log:
            raise Refused("nothing was decided yet, so there is nothing to undo")
        if number is None:
            stands = standing(log)
            own = [decision for decision in stands if decision.who == self.who]
            if own:
                return own[-1]
            last = f"; the last is {stands[-1].by}: `flopscout queue undo {stands[-1].id}`" if stands else ""
            raise Refused(f"no decision of {self.who} stands{last}")
        found = next((decision for decision in log if decision.id == number), None)
        if found is None:
            raise Refused(f"there is no decision {number}, the last is {log[-1].id}; `flopscout queue log` shows them")
        undone = undone_by(log).get(number)
        if undone is not None:
            raise Refused(
                f"decision {number} was already undone by {undone.by}; `flopscout queue undo {undone.id}` restores it"
            )
        return found

    def _decide(self, make: Callable[[sqlite3.Connection], _Wish], seen: int | None) -> Outcome:
        with self.store.write() as connection:
            wish = make(connection)
            if seen is not None:
                _refuse_if_decided_since(connection, wish.model_id, seen)
            decision = record(
                connection,
                wish.model_id,
                wish.action,
                who=self.who,
                before={**_state(connection, wish.model_id), **wish.before},
                after=wish.after,
                subjects=_subjects(connection, wish),
                reason=wish.reason,
                undoes=wish.undoes.id if wish.undoes else None,
                other_id=wish.other_id,
            )
            fault = merges_of(connection).fault()
            if fault is not None:
                raise Refused(f"cannot {wish.action}: {fault}")
            self.assessor.assess(connection, take_effect(connection, decision))
        self.assessor.settle()
        return Outcome(decision, wish.notes)


def _taking_back(decision: Decision, action: str, reason: str) -> _Wish:
    return _Wish(
        decision.model_id, action, {"undone": decision.action}, reason=reason.strip(), other_id=decision.other_id,
        undoes=decision,
    )  # fmt: skip


def _unmerged(connection: sqlite3.Connection, ident: str) -> str:
    """The model, if it is one of its own."""
    merges = merges_of(connection)
    if merges.of(ident) is not None:
        survivor = merges.survivor(ident)
        raise Refused(
            f"{ident} is merged into {survivor}: decide about {survivor}, or `flopscout queue unmerge {ident}` first"
        )
    return ident


def _refuse_if_decided_since(connection: sqlite3.Connection, ident: str, seen: int) -> None:
    log = decisions_of(connection, ident)
    if last_number(log) > seen:
        since = "; ".join(told(decision) for decision in log if decision.id > seen and decision.action != "comment")
        raise Refused(f"{ident} was decided since you looked: {since}; look again with `flopscout queue show {ident}`")


def _state(connection: sqlite3.Connection, ident: str) -> dict[str, object]:
    row = connection.execute("SELECT status, reason, merged_into FROM models WHERE id = ?", (ident,)).fetchone()
    return dict(row) if row is not None else {}


def _subjects(connection: sqlite3.Connection, wish: _Wish) -> Iterable[KeptModel]:
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


def _mentions_of(connection: sqlite3.Connection, ident: str) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT mentions.raw_name, mentions.model_id, COALESCE(documents.source, sightings.source) AS source "
        "FROM mentions LEFT JOIN documents ON documents.id = document_id "
        "LEFT JOIN sightings ON sightings.id = sighting_id "
        "WHERE model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) ORDER BY mentions.id",
        (ident,),
    ).fetchall()


def _day(until: str) -> str | None:
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
