"""The texts and rows behind a candidate, cut into parts where claims rest on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from crawler.review.reading.candidate_records import EvidenceDocument, TextPart
from crawler.store.evidence import StoredClaim

SHORT_TEXT = 20_000
"""Characters up to which a text is shown whole."""

AROUND = 600
"""Characters that are shown on either side of a span of a longer text."""

BEGINNING = 2_000
"""Characters of a longer text that are shown from its beginning, where its subject is named."""

MOST_DOCUMENTS = 25
"""Documents whose texts are read for one candidate; famous models have thousands, and nobody reads them."""

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages (ISO 639) that are written from right to left."""


class Span(NamedTuple):
    """Where a claim rests on a text, in characters."""

    start: int
    end: int
    claim: str
    field: str


class Place(NamedTuple):
    """A document or row that mentions the model, before it is read."""

    id: str
    is_row: bool
    names: tuple[str, ...]
    claims: tuple[StoredClaim, ...]


def places_of(mentions: Iterable[sqlite3.Row], claims: Sequence[StoredClaim], chosen: frozenset[str]) -> list[Place]:
    """The documents and rows of a model, those first on which most of what is shown rests."""
    names: dict[tuple[str, bool], dict[str, None]] = {}
    for row in mentions:
        key = (row["document_id"] or row["sighting_id"], row["document_id"] is None)
        names.setdefault(key, {})[row["raw_name"]] = None
    made: dict[tuple[str, bool], list[StoredClaim]] = {key: [] for key in names}
    for claim in claims:
        key = (claim.document_id or claim.sighting_id or "", claim.document_id is None)
        made.setdefault(key, []).append(claim)
        names.setdefault(key, {})[claim.raw_name] = None
    found = [Place(key[0], key[1], tuple(names[key]), tuple(stated)) for key, stated in made.items()]

    def worth(place: Place) -> tuple[int, bool, int, str]:
        used = sum(claim.id in chosen for claim in place.claims)
        return (-used, place.is_row, -len(place.claims), place.id)

    return sorted(found, key=worth)


def read_places(
    connection: sqlite3.Connection, places: Sequence[Place], *, whole: str | None = None
) -> tuple[EvidenceDocument, ...]:
    """The texts and rows of these places, in their order; ``whole`` is the id of one to be shown from end to end."""
    documents = _rows(
        connection,
        "SELECT id, title, source, kind, rank, url, language, published, first_seen, last_seen, text, warnings, "
        "archive_id FROM documents",
        [place.id for place in places if not place.is_row],
    )
    sightings = _rows(
        connection,
        "SELECT id, raw_name, source, rank, url, first_seen, last_seen, row, archive_id FROM sightings",
        [place.id for place in places if place.is_row],
    )
    return tuple(
        _of_row(place, sightings[place.id]) if place.is_row else _of_page(place, documents[place.id], whole == place.id)
        for place in places
        if place.id in (sightings if place.is_row else documents)
    )


def _rows(connection: sqlite3.Connection, select: str, idents: list[str]) -> dict[str, sqlite3.Row]:
    found = connection.execute(f"{select} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(idents),))
    return {row["id"]: row for row in found}


def _of_page(place: Place, row: sqlite3.Row, whole: bool) -> EvidenceDocument:
    text = row["text"]
    spans = spans_in(text, place.claims)
    shown = [(0, len(text))] if whole or len(text) <= SHORT_TEXT else windows(len(text), spans)
    return EvidenceDocument(
        id=place.id, title=row["title"] or row["url"], source=row["source"], kind=row["kind"], rank=row["rank"],
        url=row["url"], language=row["language"], direction="rtl" if _is_right_to_left(row["language"]) else "ltr",
        published=row["published"], first_seen=row["first_seen"], last_seen=row["last_seen"],
        parts=parts_of(text, spans, shown), length=len(text), skipped_at_end=len(text) - (shown[-1][1] if shown else 0),
        claims=len(place.claims), names=place.names, is_row=False, warnings=tuple(json.loads(row["warnings"])),
        archived=row["archive_id"] is not None,
    )  # fmt: skip


def _of_row(place: Place, row: sqlite3.Row) -> EvidenceDocument:
    text = json.dumps(json.loads(row["row"]), ensure_ascii=False, indent=2)
    spans = [span for claim in place.claims if (span := _line_of(text, claim)) is not None]
    shown = [(0, len(text))] if len(text) <= SHORT_TEXT else windows(len(text), spans)
    return EvidenceDocument(
        id=place.id, title=row["raw_name"], source=row["source"], kind="catalogue_row", rank=row["rank"],
        url=row["url"], language=None, direction="ltr", published=None, first_seen=row["first_seen"],
        last_seen=row["last_seen"], parts=parts_of(text, spans, shown), length=len(text),
        skipped_at_end=len(text) - (shown[-1][1] if shown else 0), claims=len(place.claims), names=place.names,
        is_row=True, warnings=(), archived=row["archive_id"] is not None,
    )  # fmt: skip


def spans_in(text: str, claims: Iterable[StoredClaim]) -> list[Span]:
    """Where the claims rest on a text. A claim without offsets, or whose offsets fit another version, is looked for by
    its quote; one that is not there has no span."""
    spans = []
    for claim in claims:
        if not claim.quote:
            continue
        start, end = claim.start, claim.end
        if start is None or end is None or not text.startswith(claim.quote, start):
            start = text.find(claim.quote)
            end = start + len(claim.quote)
        if 0 <= start < end <= len(text):
            spans.append(Span(start, end, claim.id, claim.field))
    return spans


def _line_of(text: str, claim: StoredClaim) -> Span | None:
    """The line of a row, as it is shown, that a claim was read from: its quote begins with a path to the value."""
    pointer = claim.quote.partition(": ")[0]
    key = pointer.replace("[", ".").rpartition(".")[2].rstrip("]")
    at = text.find(f"{json.dumps(key, ensure_ascii=False)}: ") if key else -1
    if at < 0:
        return None
    end = text.find("\n", at)
    return Span(at, len(text) if end < 0 else end, claim.id, claim.field)


def windows(length: int, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The stretches of a long text that are shown: its beginning, and what is around each span; in order, apart."""
    wanted = sorted(
        [(0, min(BEGINNING, length)), *((max(0, s.start - AROUND), min(length, s.end + AROUND)) for s in spans)]
    )
    joined: list[tuple[int, int]] = []
    for start, end in wanted:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def parts_of(text: str, spans: Sequence[Span], shown: Sequence[tuple[int, int]]) -> tuple[TextPart, ...]:
    """Cut the shown stretches of a text wherever a span begins or ends; no part is empty, and none overlap.

    Takes time in proportion to the spans and the parts: the spans that cover a place are carried along.
    """
    begins: dict[int, list[Span]] = {}
    ends: dict[int, list[Span]] = {}
    for span in spans:
        begins.setdefault(span.start, []).append(span)
        ends.setdefault(span.end, []).append(span)
    borders = sorted({*begins, *ends, *(border for stretch in shown for border in stretch)})
    inside: dict[str, Span] = {}
    parts: list[TextPart] = []
    stretches = iter(shown)
    current = next(stretches, None)
    done = 0
    for border, following in pairwise(borders):
        for span in ends.get(border, ()):
            inside.pop(span.claim, None)
        for span in begins.get(border, ()):
            inside[span.claim] = span
        while current is not None and border >= current[1]:
            current = next(stretches, None)
        if current is None or border < current[0]:
            continue
        covering = sorted(inside.values())
        parts.append(
            TextPart(
                text=text[border:following],
                claims=tuple(span.claim for span in covering),
                fields=tuple(span.field for span in covering),
                begins=tuple(span.claim for span in begins.get(border, ())),
                skipped=border - done,
            )
        )
        done = following
    return tuple(parts)


def _is_right_to_left(language: str | None) -> bool:
    return (language or "").partition("-")[0].lower() in RIGHT_TO_LEFT
