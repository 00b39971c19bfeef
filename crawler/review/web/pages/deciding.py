"""Decisions: each is a form that is sent, one row of the log, and the next item of the list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from crawler.review.web.adding import add_page
from crawler.review.web.addresses import filter_of, list_address, model_address
from crawler.review.web.differences import told_changes
from crawler.review.web.pages.candidate import Problem, ShownConflict, Wish, candidate_page
from crawler.review.web.preview import preview
from crawler.review.web.site import Desk, desk, see_other
from crawler.review.web.walking import following
from crawler.review.web.words import EDITABLE_FIELDS
from crawler.store.accounts import REVIEWER
from crawler.store.changes import Conflict
from crawler.store.decisions import last_number
from crawler.store.finding import Refused, similar_ids
from crawler.store.reviewing import Outcome, Review

router = APIRouter(include_in_schema=False)

STAYING = frozenset({"edit", "comment", "evidence", "apart"})
"""Actions after which the same item is shown again: it is not decided yet."""

_WORDS = {
    "accept": "to accept it", "keep": "to keep it unconfirmed", "below": "to put it below the threshold",
    "exclude": "to exclude it", "snooze": "to snooze it", "merge": "to merge it", "apart": "to keep two models apart",
    "edit": "to edit a value",
}  # fmt: skip

_SEEN = frozenset(_WORDS)


@router.post("/decide")
def decide(
    request: Request,
    model: Annotated[str, Form(max_length=500)],
    action: Annotated[str, Form(max_length=20)],
    seen: Annotated[int | None, Form(ge=0, le=2**53)] = None,
    query: Annotated[str, Form(max_length=4000)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    words: Annotated[str, Form(max_length=2000)] = "",
    into: Annotated[str, Form(max_length=500)] = "",
    other: Annotated[str, Form(max_length=500)] = "",
    until: Annotated[str, Form(max_length=30)] = "",
    day: Annotated[str, Form(max_length=30)] = "",
    field: Annotated[str, Form(max_length=60)] = "",
    value: Annotated[str, Form(max_length=300)] = "",
    address: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Take one decision, and go to the next item."""
    given = {
        "words": words, "other": other or into, "day": day or until, "value": value, "address": address,
        "field": field, "reason": reason,
    }  # fmt: skip
    wanted = filter_of(query)
    with desk(request, REVIEWER) as at:
        onward = following(at.connection, wanted, model)
        try:
            done = _act(at, action, model, seen, given)
        except Conflict as conflict:
            shown = ShownConflict(
                lines=told_changes(conflict.changes),
                wanted=_WORDS.get(action, action),
                fields=_again(action, model, last_number(conflict.changes.decisions), query, given),
            )
            return candidate_page(at, model, wanted, Wish(conflict=shown), 409)
        except Refused as refused:
            problem = Problem(action if action in _SHEETS else "", _plain(str(refused)))
            wish = Wish(opened=action, edit_field=field, given=given, problem=problem)
            return candidate_page(at, model, wanted, wish, 422)
    number = done.decision.id if done is not None else None
    if action in STAYING:
        return see_other(model_address(model, wanted, number))
    return see_other(model_address(onward, wanted, number) if onward else list_address(wanted, number))


_SHEETS = frozenset({"exclude", "snooze", "merge", "edit", "comment", "evidence"})


def _act(at: Desk, action: str, model: str, seen: int | None, given: dict[str, str]) -> Outcome | None:
    review: Review = at.review()
    reason = given["reason"] or given["words"]
    match action:
        case "accept":
            return review.accept(model, reason=reason, seen=seen)
        case "keep":
            return review.keep(model, reason=reason, seen=seen)
        case "below":
            return review.below(model, reason=reason, seen=seen)
        case "exclude":
            if not reason.strip():
                raise Refused("Choose a reason, or write one.")
            return review.exclude(model, reason=reason, seen=seen)
        case "snooze":
            return review.snooze(model, given["day"], reason=given["words"], seen=seen)
        case "merge":
            if not given["other"].strip():
                raise Refused("Say which model it is: choose one, or give its id or exact name.")
            return review.merge(model, given["other"], reason=given["words"], seen=seen)
        case "apart":
            return review.apart(model, given["other"], reason=given["words"], seen=seen)
        case "edit":
            return review.edit(model, given["field"], given["value"], reason=given["words"], seen=seen)
        case "comment":
            return review.comment(model, given["words"])
        case "evidence":
            add_page(at, given["address"], model=model)
            return None
        case _:
            raise Refused(f"there is no action {action!r}")


def _again(action: str, model: str, version: int, query: str, given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The fields of a form that wants the same once more, knowing what has changed."""
    fields = {"model": model, "action": action, "seen": str(version), "query": query, **given}
    return tuple((name, text) for name, text in fields.items() if text)


def _plain(message: str) -> str:
    """A message without what only helps at a terminal."""
    return message.split("; `flopscout", 1)[0].removesuffix(":").strip()


@router.post("/undo")
def undo(
    request: Request,
    number: Annotated[str, Form(max_length=20)] = "",
    batch: Annotated[str, Form(max_length=100)] = "",
    query: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Take a decision back: the named one, else the person's last that stands."""
    wanted = filter_of(query)
    with desk(request, REVIEWER) as at:
        review = at.review()
        try:
            if batch:
                done = review.undo_batch(batch)
                return see_other(list_address(wanted, done.decision.id))
            outcome = review.undo(int(number) if number.isascii() and number.isdigit() else None)
        except Refused as refused:
            return at.show("message.html", 422, heading="Nothing to undo", message=_plain(str(refused)))
    return see_other(model_address(outcome.decision.model_id, wanted, outcome.decision.id))


@router.get("/preview")
def edit_preview(request: Request, model: str = "", field: str = "", value: str = "") -> Response:
    """What an edit would make of the estimate, for the page to show while one types."""
    with desk(request, REVIEWER) as at:
        seen = preview(at, model[:500], field if field in EDITABLE_FIELDS else "", value[:300])
        text = at.site.render("preview.html", seen=seen, thresholds=at.settings.triage.thresholds_flop, person=None)
        return HTMLResponse(text)


@router.get("/find")
def find(request: Request, other: str = "") -> Response:
    """Ids like the one that is typed, for the page to show while one types."""
    with desk(request, REVIEWER) as at:
        wanted = other.strip()[:100]
        near = similar_ids(at.connection, wanted) if len(wanted) > 1 else []
        return HTMLResponse(at.site.render("found.html", near=near, wanted=wanted))
