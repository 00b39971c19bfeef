"""What brings a decided model back before a person: its estimate crosses a threshold, or its evidence has changed.

A decision that settles a model keeps in the log what the model looked like then, and every assessment compares that
with what it looks like now. A page that is written anew and says the same reopens nothing, nor does a later extractor
that reads other values from the same page: source and extraction both have to change. The decision itself stands.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from crawler.store.decisions import Standing
from crawler.store.evidence import StoredClaim, claims_of
from crawler.store.keys import text_digest
from crawler.store.shown import FACTS
from pipelines.choosing import ChosenValue
from pipelines.estimation.arithmetic import plain, scientific

LOOK: Final = "look"
"""Where a decision keeps what the model looked like."""

SETTLING = frozenset({"accept", "below", "exclude"})
"""Decisions after which a model is only looked at again where something has changed."""

DECISIVE = (*FACTS, "organization", "release_date")
"""Claim fields that a decision rests on."""

DIGITS = 3
"""Significant digits up to which two figures say the same."""

Look = Mapping[str, Any]
"""A model as a person saw it: ``flop``, its estimate; ``pages``, a digest of what its claims were read from; and
``facts``, by field the values that are claimed, the preferred one first."""


def look(
    connection: sqlite3.Connection,
    flop: float | None,
    facts: Mapping[str, Sequence[str]],
    claims: Iterable[StoredClaim],
) -> Look:
    """What a model looks like."""
    return {
        "flop": flop,
        "pages": _pages(connection, claims),
        "facts": {name: list(said) for name, said in facts.items()},
    }


def look_at(connection: sqlite3.Connection, model_id: str) -> Look:
    """What a stored model looks like."""
    row = connection.execute("SELECT compute_flop, chosen FROM models WHERE id = ?", (model_id,)).fetchone()
    stated = {
        field: _said(entry["value"], [other["value"] for other in entry["conflicts"]], entry["by_person"])
        for field, entry in json.loads(row["chosen"]).items()
        if field in DECISIVE
    }
    return look(connection, row["compute_flop"], stated, claims_of(connection, model_id))


def stated_of(chosen: Mapping[str, ChosenValue]) -> dict[str, list[str]]:
    """The values that are claimed of each decisive field; agreeing claims are one value."""
    return {
        field: _said(entry.value, [value for value, _ in entry.conflicts], entry.by_person)
        for field, entry in chosen.items()
        if field in DECISIVE
    }


def changes_since_decision(standing: Standing, now: Look, thresholds: Sequence[float]) -> tuple[str, ...]:
    """What has changed since a model was settled so that a person has to look again, in sentences; or nothing.

    Where somebody has put in a value since, the estimate moved because they wanted it to.
    """
    decision = standing.by
    then: Any = decision.after.get(LOOK) if decision is not None else None
    if decision is None or decision.action not in SETTLING or not then:
        return ()
    changes = []
    crossed = [flop for flop in thresholds if _passes(then["flop"], flop) != _passes(now["flop"], flop)]
    if crossed and not standing.edited_since:
        past = " and ".join(scientific(flop) for flop in crossed)
        changes.append(f"The estimate went from {_flop(then['flop'])} to {_flop(now['flop'])}, past {past}.")
    before, after = then["facts"], now["facts"]
    if now["pages"] != then["pages"]:
        changes += [
            _told(field, before.get(field, []), after.get(field, []))
            for field in DECISIVE
            if before.get(field, []) != after.get(field, [])
        ]
    return (f"Reopened by new evidence after {decision.action} by {decision.by}.", *changes) if changes else ()


def _pages(connection: sqlite3.Connection, claims: Iterable[StoredClaim]) -> str:
    """A digest of the versions of the pages and rows that say something decisive."""
    said = [claim for claim in claims if claim.field in DECISIVE and not claim.suggested]
    digests = [
        row[0]
        for table, idents in (
            ("documents", {claim.document_id for claim in said if claim.document_id}),
            ("sightings", {claim.sighting_id for claim in said if claim.sighting_id}),
        )
        for row in connection.execute(
            f"SELECT digest FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(idents)),),
        )
    ]
    return text_digest("\n".join(digests))[:16]


def _said(value: float | str, others: Iterable[float | str], by_person: bool) -> list[str]:
    """What claims say; what a person put in their place is none of theirs."""
    return [_written(entry) for entry in (*([] if by_person else [value]), *others)]


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else plain(float(f"{value:.{DIGITS}g}"))


def _told(field: str, before: Sequence[str], after: Sequence[str]) -> str:
    name = field.replace("_", " ")
    if not after:
        return f"Nobody states its {name} any more (it was {before[0]})."
    if not before:
        return f"Its {name} is now stated: {after[0]}."
    if before[0] != after[0]:
        return f"Its {name} is now {after[0]}, and was {before[0]}."
    more = [value for value in after if value not in before]
    if more:
        return f"Another {name} is stated beside {after[0]}: {', '.join(more)}."
    return f"Fewer values of its {name} are stated beside {after[0]}."


def _passes(flop: float | None, threshold: float) -> bool:
    return flop is not None and flop > threshold


def _flop(flop: float | None) -> str:
    return "unknown" if flop is None else f"{scientific(flop)} FLOP"
