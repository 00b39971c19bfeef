"""What an edit would make of the estimate, computed while one types; nothing is written and nothing is locked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.records import Estimate, SourceRank
from crawler.review.web.site import Desk
from crawler.review.web.wording import field_name, value_text
from crawler.store.decisions import standing_of
from crawler.store.edits import read_edit
from crawler.store.evidence import claims_of
from crawler.store.finding import Refused
from crawler.store.references import References
from pipelines.assessment import Base, context_of, facts_of
from pipelines.choosing import ChosenValue, ClaimView, choose
from pipelines.estimation import estimate

RESOLVED_LATER = frozenset({"base_model"})
"""Fields whose effect needs more than the model's own claims: it is seen when they are set."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The value as it was understood and the estimate with it, or why it will not do."""

    told: str = ""
    estimate: Estimate | None = None
    problem: str = ""


def preview(at: Desk, model: str, field: str, text: str) -> Preview:
    """The estimate with a field edited; nothing where the model is not known or the text is empty."""
    row = at.connection.execute("SELECT * FROM models WHERE id = ?", (model,)).fetchone()
    if row is None or not field:
        return Preview()
    try:
        value = read_edit(field, text)
    except Refused as refused:
        return Preview(problem=str(refused).removeprefix(f"{field}: "))
    edits = dict(standing_of(at.connection, model).edits)
    if value is None:
        if field not in edits:
            return Preview()
        del edits[field]
        told = f"{field_name(field)}: back to what is claimed"
    else:
        edits[field] = value
        told = f"{field_name(field)}: {value_text(value, field)}"
    if field in RESOLVED_LATER:
        return Preview(f"{told}. Its effect is computed when you set it.")
    chosen = _chosen(at.connection, model, edits)
    developer = str(edits.get("organization") or row["linked_organization"] or "") or None
    rules = at.settings.triage
    figure = estimate(
        facts_of(chosen, _base(at.connection, row)), context_of(chosen, developer),
        thresholds=rules.thresholds_flop, threshold=rules.threshold_flop,
    )  # fmt: skip
    return Preview(f"{told}. The estimate would be:", figure)


def _chosen(connection: sqlite3.Connection, model: str, edits: dict[str, float | str]) -> dict[str, ChosenValue]:
    read = [
        ClaimView(
            id=claim.id, field=claim.field, value=claim.value, rank=SourceRank(claim.rank), origin=claim.origin,
            source=claim.source, published=claim.published, exact=claim.exact,
        )
        for claim in claims_of(connection, model)
        if not claim.suggested
    ]  # fmt: skip
    return choose(read, edits)


def _base(connection: sqlite3.Connection, row: sqlite3.Row) -> Base | None:
    """The base model as the last assessment resolved it."""
    if not row["base_name"]:
        return None
    name = row["base_name"].rpartition("/")[2]
    listed = References(connection).find([name], organization=None, parameters=None)
    flop = listed.compute_flop if listed else None
    found = connection.execute(
        "SELECT name, compute_flop, disclosed FROM models WHERE id = ?", (row["base_id"],)
    ).fetchone()
    if found is None:
        return Base(row["base_name"], flop, same_developer=False)
    # A guess is no figure to build on.
    return Base(found["name"], flop or (found["compute_flop"] if found["disclosed"] else None), same_developer=False)
