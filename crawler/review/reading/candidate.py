"""One candidate with everything that speaks for and against it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.review.reading.candidate_records import (
    Candidate,
    ClaimView,
    ComparedValue,
    DerivativeSummary,
    Duplicate,
    EstimateView,
    EvidenceDocument,
    FieldView,
    HistoryLine,
    LinkReason,
    Relative,
    SightingLine,
    TextPart,
)
from crawler.review.reading.duplicates import duplicates_of
from crawler.review.reading.evidence import MOST_DOCUMENTS, places_of, read_places
from crawler.review.reading.index import item_index, one_moment
from crawler.review.reading.lines import QueueItem, chances, items_of
from crawler.review.reading.people import blinded
from crawler.review.reading.stated import fields_of
from crawler.store.decisions import Decision, batches_of, decisions_of, standing, standing_of, told, undone_by
from crawler.store.evidence import StoredClaim, claims_of
from crawler.store.merging import merges_of
from crawler.store.suggested_pages import SuggestedPage, pages_for

__all__ = [
    "Candidate",
    "ClaimView",
    "ComparedValue",
    "DerivativeSummary",
    "Duplicate",
    "EstimateView",
    "EvidenceDocument",
    "FieldView",
    "HistoryLine",
    "LinkReason",
    "Relative",
    "SightingLine",
    "SuggestedPage",
    "TextPart",
    "candidate",
    "candidate_document",
]

MOST_LINKS = 100
"""Names and reasons that are listed; famous models have thousands."""

MOST_RELATIVES = 30

_MENTIONS = """
    SELECT mentions.raw_name, mentions.aliases, mentions.why, mentions.model_id, mentions.document_id,
           mentions.sighting_id, mentions.place_source AS source, mentions.place_url AS url,
           COALESCE(documents.first_seen, sightings.first_seen) AS first_seen,
           COALESCE(documents.last_seen, sightings.last_seen) AS last_seen,
           mentions.digest = COALESCE(documents.digest, sightings.digest) AS is_current
    FROM mentions
    LEFT JOIN documents ON documents.id = mentions.document_id
    LEFT JOIN sightings ON sightings.id = mentions.sighting_id
    WHERE mentions.model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)
    ORDER BY mentions.model_id <> ?1, mentions.model_id, mentions.raw_name, source, url
"""


def candidate(
    connection: sqlite3.Connection, ident: str, *, blind: bool = False, document: str | None = None
) -> Candidate | None:
    """Everything about a model, or ``None`` where there is no such model.

    ``blind`` leaves out what people have decided, for a second review: the history, the status, and who edited what.
    ``document`` is the id of a document whose whole text is wanted, instead of windows round the spans.
    """
    with one_moment(connection) as apart:
        row = connection.execute(
            "SELECT models.*, review_items.number FROM models JOIN review_items ON model_id = models.id "
            "WHERE models.id = ?",
            (ident,),
        ).fetchone()
        if row is None:
            return None
        index = item_index(connection, keep=apart)
        place = index.row_of(row["number"])
        header = next(iter(items_of(connection, index, [place] if place is not None else [])), None)
        return _read(connection, row, header, blind=blind, document=document) if header is not None else None


def candidate_document(connection: sqlite3.Connection, ident: str, document: str) -> EvidenceDocument | None:
    """One document of a candidate with its whole text, or ``None`` where it has none such."""
    with one_moment(connection):
        mentions = connection.execute(_MENTIONS, (ident,)).fetchall()
        places = [
            place for place in places_of(mentions, claims_of(connection, ident), frozenset()) if place.id == document
        ]
        return next(iter(read_places(connection, places, whole=document)), None)


def _read(
    connection: sqlite3.Connection, row: sqlite3.Row, header: QueueItem, *, blind: bool, document: str | None
) -> Candidate:
    model: dict[str, Any] = dict(row)
    ident = header.id
    chosen = json.loads(row["chosen"])
    claims = claims_of(connection, ident)
    mentions = connection.execute(_MENTIONS, (ident,)).fetchall()
    current = [mention for mention in mentions if mention["is_current"]]
    used = frozenset(claim for entry in chosen.values() for claim in entry["claims"])
    places = places_of(current, claims, used)
    wanted = [place for number, place in enumerate(places) if number < MOST_DOCUMENTS or place.id == document]
    documents = read_places(connection, wanted, whole=document)
    decisions = decisions_of(connection, ident)
    merged = [
        entry["id"] for entry in connection.execute("SELECT id FROM models WHERE merged_into = ? ORDER BY id", (ident,))
    ]
    links = _links(connection, current, ident)
    fields = fields_of(
        chosen,
        claims,
        spans=_with_spans(claims, documents),
        edited_by={} if blind else _edited_by(connection, ident, decisions),
    )
    return Candidate(
        header=blinded(header) if blind else header,
        explanation="" if blind else row["explanation"],
        domain=row["domain"],
        task=row["task"],
        accessibility=row["accessibility"],
        active_parameters=row["active_parameters"],
        tokens=row["tokens"],
        names=_names(mentions, row["name"]),
        first_seen=row["first_seen"],
        documents=documents,
        documents_left_out=len(places) - len(documents),
        fields=fields,
        estimate=_estimate(row),
        duplicates=duplicates_of(connection, model, header, [] if blind else standing(decisions)),
        base=_base(connection, row),
        family=_family(connection, row),
        family_size=_count(connection, "family = ?", row["family"]),
        derivatives=_derivatives(connection, ident),
        timeline=_timeline(mentions),
        links=links[:MOST_LINKS],
        links_left_out=max(0, len(links) - MOST_LINKS),
        history=() if blind else _history(connection, decisions),
        changes=() if blind or not row["reopened"] else tuple(json.loads(row["reopened"])),
        reference=row["reference"],
        merged=tuple(merged),
        merged_into=row["merged_into"],
        suggested_pages=tuple(pages_for(connection, ident)),
        blind=blind,
    )


def _with_spans(claims: Sequence[StoredClaim], documents: Sequence[EvidenceDocument]) -> frozenset[str]:
    """The claims that can be jumped to: in a document that is shown, or with offsets in one that is not."""
    shown = {document.id for document in documents}
    found = {ident for document in documents for part in document.parts for ident in part.begins}
    found |= {c.id for c in claims if c.start is not None and c.document_id and c.document_id not in shown}
    return frozenset(found)


def _edited_by(connection: sqlite3.Connection, ident: str, decisions: Sequence[Decision]) -> dict[str, str]:
    """Whose edit stands, by field."""
    edits = standing_of(connection, ident).edits
    return {
        field: decision.by
        for decision in standing(decisions)
        if decision.action == "edit" and decision.model_id == ident
        for field in decision.after
        if field in edits
    }


def _names(mentions: Sequence[sqlite3.Row], shown: str) -> tuple[str, ...]:
    names = {mention["raw_name"] for mention in mentions}
    for mention in mentions:
        if mention["aliases"] != "[]":
            names.update(json.loads(mention["aliases"]))
    return tuple(sorted(names - {shown}))


def _estimate(row: sqlite3.Row) -> EstimateView | None:
    if row["compute_flop"] is None:
        return None
    return EstimateView(
        compute_flop=row["compute_flop"], low=row["compute_low"], high=row["compute_high"],
        p_above=chances(row["p_above"]), confidence=row["confidence"], method=row["method"],
        disclosed=bool(row["disclosed"]), added_flop=row["added_flop"], steps=tuple(json.loads(row["steps"])),
        warnings=tuple(json.loads(row["warnings"])),
    )  # fmt: skip


_RELATIVE = "SELECT id, name, organization, published, parameters, status, reason FROM models"


def _relative(row: sqlite3.Row) -> Relative:
    return Relative(
        row["id"], row["name"], row["organization"], row["published"], row["parameters"], row["status"], row["reason"]
    )


def _base(connection: sqlite3.Connection, row: sqlite3.Row) -> Relative | None:
    if row["base_id"]:
        found = connection.execute(f"{_RELATIVE} WHERE id = ?", (row["base_id"],)).fetchone()
        if found is not None:
            return _relative(found)
    return Relative(None, row["base_name"], None, None, None, None, None) if row["base_name"] else None


def _family(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Relative, ...]:
    """Other models of the family that are no copies, those with the largest compute first."""
    rows = connection.execute(
        f"{_RELATIVE} WHERE family = ? AND id <> ? AND family <> '' AND status NOT IN ('excluded', 'merged') "
        "ORDER BY compute_flop DESC LIMIT ?",
        (row["family"], row["id"], MOST_RELATIVES),
    )
    return tuple(map(_relative, rows))


def _derivatives(connection: sqlite3.Connection, ident: str) -> DerivativeSummary:
    kinds = connection.execute(
        "SELECT reason, count(*) AS number FROM models WHERE base_id = ? GROUP BY reason ORDER BY number DESC, reason",
        (ident,),
    ).fetchall()
    months = connection.execute(
        "SELECT iif(length(published) >= 7, substr(published, 1, 7), '') AS month, count(*) AS number FROM models "
        "WHERE base_id = ? GROUP BY month ORDER BY month",
        (ident,),
    ).fetchall()
    examples = connection.execute(
        f"{_RELATIVE} WHERE base_id = ? ORDER BY priority DESC, compute_flop DESC, id LIMIT ?", (ident, MOST_RELATIVES)
    )
    return DerivativeSummary(
        total=sum(row["number"] for row in kinds),
        by_kind=tuple((row["reason"], row["number"]) for row in kinds),
        by_month=tuple((row["month"] or "", row["number"]) for row in months),
        examples=tuple(map(_relative, examples)),
    )


def _count(connection: sqlite3.Connection, condition: str, *values: object) -> int:
    return int(connection.execute(f"SELECT count(*) FROM models WHERE {condition}", values).fetchone()[0])


def _timeline(mentions: Sequence[sqlite3.Row]) -> tuple[SightingLine, ...]:
    """When each source first and last had the model, the earliest first."""
    by_source: dict[str, list[sqlite3.Row]] = {}
    for mention in mentions:
        by_source.setdefault(mention["source"], []).append(mention)
    lines = [
        SightingLine(
            source=source,
            first_seen=min(row["first_seen"] for row in rows),
            last_seen=max(row["last_seen"] for row in rows),
            places=len({row["document_id"] or row["sighting_id"] for row in rows}),
            url=min(rows, key=lambda row: (row["first_seen"], row["url"]))["url"],
        )
        for source, rows in by_source.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.first_seen, line.source)))


def _links(connection: sqlite3.Connection, mentions: Sequence[sqlite3.Row], ident: str) -> tuple[LinkReason, ...]:
    """Every name with why it is this model's; the same name from the same source for the same reason once."""
    merges = merges_of(connection) if any(mention["model_id"] != ident for mention in mentions) else None
    found: dict[tuple[str, str, str], LinkReason] = {}
    for mention in mentions:
        why = mention["why"]
        if merges is not None and mention["model_id"] != ident:
            merge = merges.of(mention["model_id"])
            by = f" by {merge.by}" if merge is not None else ""
            why = "; ".join(filter(None, [why, f"{mention['model_id']} merged into {ident}{by}"]))
        key = (mention["raw_name"], mention["source"], why)
        found.setdefault(key, LinkReason(mention["raw_name"], mention["source"], mention["url"], why))
    return tuple(found.values())


def _history(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> tuple[HistoryLine, ...]:
    """The log, the latest first."""
    undone = undone_by(decisions)
    batches: Mapping[int, str] = batches_of(connection, [decision.id for decision in decisions])
    return tuple(
        HistoryLine(
            number=decision.id, at=decision.at, who=decision.who, action=decision.action, told=told(decision),
            reason=decision.reason, undone=decision.id in undone, can_undo=decision.id not in undone,
            batch=batches.get(decision.id),
        )
        for decision in reversed(decisions)
    )  # fmt: skip
