"""A candidate's claims by field: what is shown, why that, and what contradicts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from crawler.review.reading import wording
from crawler.review.reading.candidate_records import ClaimView, FieldView
from crawler.store.edits import NUMBERS, TEXTS
from crawler.store.evidence import StoredClaim

CHOSEN, AGREES, CONFLICT, BOUND, SUGGESTED = "chosen", "agrees", "conflict", "bound", "suggested"
_MARKS = (CHOSEN, AGREES, CONFLICT, BOUND, SUGGESTED)

_RANKS = {
    "developer": "the developer's own page",
    "paper": "a paper",
    "catalogue": "a catalogue",
    "news": "the press",
}


def fields_of(
    chosen: Mapping[str, Mapping[str, Any]],
    claims: Iterable[StoredClaim],
    *,
    spans: Collection[str],
    edited_by: Mapping[str, str],
) -> tuple[FieldView, ...]:
    """Every field that somebody states or a person may enter, in the order of ``wording.LABELS``.

    ``spans`` are the claims whose place in a text is known; ``edited_by`` says per field whose edit stands.
    """
    by_field: dict[str, list[StoredClaim]] = {field: [] for field in (*NUMBERS, *TEXTS)}
    for claim in claims:
        by_field.setdefault(claim.field, []).append(claim)
    for field in chosen:
        by_field.setdefault(field, [])
    return tuple(
        _field(field, chosen.get(field), by_field[field], spans, edited_by.get(field))
        for field in sorted(by_field, key=wording.place)
    )


def _field(
    field: str,
    entry: Mapping[str, Any] | None,
    claims: Iterable[StoredClaim],
    spans: Collection[str],
    edited_by: str | None,
) -> FieldView:
    views = sorted(
        (_claim(claim, entry, claim.id in spans) for claim in claims),
        key=lambda view: (_MARKS.index(view.mark), view.rank, view.published or "9", view.id),
    )
    by_person = bool(entry and entry["by_person"])
    conflicts = entry["conflicts"] if entry else []
    before = conflicts[0]["value"] if by_person and conflicts else None
    rivals = conflicts[1:] if by_person else conflicts
    return FieldView(
        field=field,
        label=wording.label(field),
        unit=wording.UNITS.get(field, ""),
        value=entry["value"] if entry else None,
        shown=wording.shown(field, entry["value"] if entry else None),
        why=_why(entry, edited_by),
        by_person=by_person,
        before_edit=wording.shown(field, before) if before is not None else None,
        editable=field in NUMBERS or field in TEXTS,
        in_conflict=bool(rivals) and field != "mentioned_on",
        claims=tuple(views),
    )


def _why(entry: Mapping[str, Any] | None, edited_by: str | None) -> str:
    """Why this value is shown and no other, in the order in which claims are compared."""
    if entry is None:
        return ""
    if entry["by_person"]:
        return f"put in by {edited_by}" if edited_by else "put in by a reviewer"
    origins = entry["origins"]
    said = f"stated by {_RANKS.get(entry['rank'], entry['rank'])}"
    if origins > 1:
        said += f", and {origins} independent origins agree"
    if not entry["exact"]:
        said += "; it only bounds or rounds the truth"
    others = len(entry["conflicts"])
    if others:
        said += f"; preferred to {others} other value{'s' if others > 1 else ''}"
    return said


def _claim(claim: StoredClaim, entry: Mapping[str, Any] | None, has_span: bool) -> ClaimView:
    return ClaimView(
        id=claim.id, field=claim.field, value=claim.value, shown=wording.shown(claim.field, claim.value),
        mark=_mark(claim, entry), quote=claim.quote, source=claim.source, rank=claim.rank.value, url=claim.url,
        published=claim.published, document_id=claim.document_id, sighting_id=claim.sighting_id, has_span=has_span,
        exact=claim.exact,
    )  # fmt: skip


def _mark(claim: StoredClaim, entry: Mapping[str, Any] | None) -> str:
    if claim.suggested:
        return SUGGESTED
    if entry is None:
        return BOUND
    if claim.id in entry["claims"]:
        return CHOSEN if claim.value == entry["value"] else AGREES
    if any(claim.id in conflict["claims"] for conflict in entry["conflicts"]):
        return CONFLICT
    return BOUND
