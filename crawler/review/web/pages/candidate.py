"""One candidate: the evidence on the left, claims, estimate, relatives and decisions on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from crawler.review.reading.candidate import Candidate, EvidenceDocument, FieldView, candidate, candidate_document
from crawler.review.reading.filters import QueueFilter
from crawler.review.reading.queue import Neighbours
from crawler.review.web.notices import notice_of
from crawler.review.web.site import Desk, Site, desk
from crawler.review.web.translation import can_translate, translation
from crawler.review.web.walking import around
from crawler.review.web.words import EDITABLE_FIELDS, EXCLUSIONS, language_names, snoozes
from crawler.store.accounts import REVIEWER
from crawler.store.claims_on_items import take
from crawler.store.database import StoreError

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an action could not be done, shown beside it; ``action`` is empty where it belongs to none."""

    action: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Somebody has decided since: what has changed, what was wanted, and the form's fields to want it again."""

    lines: tuple[str, ...]
    wanted: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """How the page is asked for, besides the model: the document, the opened sheet, and what went wrong."""

    document: str | None = None
    whole: bool = False
    translate: bool = False
    opened: str = ""
    edit_field: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    conflict: ShownConflict | None = None
    blind: bool = False


@router.get("/model/{ident:path}")
def show(request: Request, ident: str) -> Response:
    """A candidate within the list that the address's conditions leave."""
    asked = request.query_params
    wish = Wish(
        document=asked.get("doc"),
        whole=asked.get("whole") == "yes",
        translate=asked.get("translate") == "yes",
        opened="edit" if asked.get("edit") in EDITABLE_FIELDS else "",
        edit_field=asked.get("edit", ""),
    )
    with desk(request) as at:
        answer = candidate_page(at, ident, at.filter, wish)
        if at.person.may(REVIEWER) and answer.status_code == 200:
            # In the background: a crawl that is writing must not keep anybody from reading.
            answer.background = BackgroundTask(_claim, at.site, ident, at.person.name)
        return answer


def _claim(site: Site, ident: str, who: str) -> None:
    try:
        with site.stores.borrow() as store:
            take(store, ident, who)
    except StoreError:
        return  # a claim is a courtesy; the next look takes it


def candidate_page(at: Desk, ident: str, wanted: QueueFilter, wish: Wish, status_code: int = 200) -> Response:
    """The page, or one that says that there is no such model."""
    found = candidate(at.connection, ident, blind=wish.blind)
    if found is None:
        return at.show(
            "message.html", 404, heading="No such model",
            message=f"There is no model {ident!r}; it may have been linked to another one since.",
        )  # fmt: skip
    document = _document(at, found, wish)
    stated = {entry.field for entry in found.fields if entry.value is not None}
    shown_field = wish.edit_field or next((name for name in EDITABLE_FIELDS if name not in stated), EDITABLE_FIELDS[0])
    return at.show(
        "candidate.html",
        status_code,
        found=found,
        filter=wanted,
        pairs=wanted.pairs(),
        place=_place(at, wanted, found, blind=wish.blind),
        fields=[entry for entry in _ordered(found.fields) if entry.claims or entry.value is not None],
        unstated=[entry for entry in _ordered(found.fields) if not entry.claims and entry.value is None],
        document=document,
        document_index=_index(found.documents, document),
        document_ids={entry.id for entry in found.documents},
        is_shortened=document is not None and bool(document.skipped_at_end or any(p.skipped for p in document.parts)),
        conflicting={claim.id for entry in found.fields for claim in entry.claims if claim.mark == "conflict"},
        can_translate=can_translate(at.settings),
        translation=translation(at, document) if document and wish.translate else None,
        thresholds=at.settings.triage.thresholds_flop,
        exclusion_reasons=EXCLUSIONS,
        snoozes=snoozes(),
        editable=EDITABLE_FIELDS,
        edit_field=shown_field,
        edit_value=wish.given.get("value", ""),
        opened=wish.opened,
        given=wish.given,
        problem=wish.problem,
        conflict=wish.conflict,
        notice=None if wish.problem or wish.conflict else notice_of(at),
        language_names=language_names(),
    )


def _place(at: Desk, wanted: QueueFilter, found: Candidate, *, blind: bool) -> Neighbours:
    return Neighbours(None, None, 0, 0) if blind else around(at.connection, wanted, found.header.id)


def _document(at: Desk, found: Candidate, wish: Wish) -> EvidenceDocument | None:
    """The document that is asked for, else the text that says most, else the row that does."""
    chosen = next((entry for entry in found.documents if entry.id == wish.document), None)
    if chosen is None:
        texts = [entry for entry in found.documents if not entry.is_row and entry.claims]
        return next(iter([*texts, *found.documents]), None)
    if wish.whole or wish.translate:
        return candidate_document(at.connection, found.header.id, chosen.id) or chosen
    return chosen


def _ordered(fields: Sequence[FieldView]) -> list[FieldView]:
    """What compute rests on first, then who and when, then the rest as it came."""
    return sorted(
        fields, key=lambda entry: EDITABLE_FIELDS.index(entry.field) if entry.field in EDITABLE_FIELDS else 99
    )


def _index(documents: Sequence[EvidenceDocument], document: EvidenceDocument | None) -> int:
    return next((at for at, entry in enumerate(documents) if document and entry.id == document.id), 0)
