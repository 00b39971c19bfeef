"""The queue and every other list of models: filters, search, saved views, and deciding about several at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from crawler.review.reading.filters import QueueFilter, parse_filter
from crawler.review.reading.people import audit, second_review_queue
from crawler.review.reading.queue import BadCursor, matching_ids, queue_page_with_facets
from crawler.review.web.addresses import filter_of, list_address
from crawler.review.web.notices import Notice, notice_of
from crawler.review.web.site import Desk, back_to, desk, see_other
from crawler.review.web.wording import field_name
from crawler.review.web.words import EXCLUSIONS, PLACES, language_names
from crawler.store.accounts import REVIEWER
from crawler.store.finding import Refused
from crawler.store.reviewing import ON_NEW_EVIDENCE
from crawler.store.saved_views import delete_view, save_view, saved_views

router = APIRouter(include_in_schema=False)

PAGE = 50
BULK_SHOWN = 12
"""Models that a preview names; it counts all."""


@router.get("/")
def start() -> Response:
    """The queue is where work begins."""
    return see_other("/queue")


@router.get("/queue")
def queue(request: Request) -> Response:
    """A page of the list that the address's conditions leave."""
    with desk(request) as at:
        return _list(at)


def _list(at: Desk, status_code: int = 200, notice: Notice | None = None) -> Response:
    asked = dict(at.request.query_params.multi_items())
    parsed = parse_filter(asked)
    wanted = parsed.filter
    try:
        page, counts = queue_page_with_facets(
            at.connection, wanted, after=asked.get("after"), before=asked.get("before"), limit=PAGE
        )
    except BadCursor:
        page, counts = queue_page_with_facets(at.connection, wanted, limit=PAGE)
    reviewing = at.person.may(REVIEWER)
    return at.show(
        "queue.html",
        status_code,
        heading=dict(PLACES).get(wanted.status, "Models"),
        page=page,
        filter=wanted,
        pairs=wanted.pairs(),
        asked=asked,
        errors=parsed.errors,
        chosen=dict(wanted.pairs()),
        shown_filters=_shown(wanted),
        facets={name: getattr(counts, name) for name in _SELECTS},
        status_counts={entry.value: entry.count for entry in counts.status},
        places=PLACES,
        views=saved_views(at.connection, at.person.name),
        second_reviews=len(second_review_queue(at.connection, at.person.name)) if reviewing else None,
        exclusion_reasons=EXCLUSIONS,
        thresholds=at.settings.triage.thresholds_flop,
        language_names=language_names(),
        notice=notice or notice_of(at),
    )


_SELECTS = ("source", "language", "country", "developer", "reason", "has_conflict")

_LABELS = {
    "text": "“{}”", "published_from": "published from {}", "published_to": "published to {}",
    "probability_from": "chance from {}", "probability_to": "chance to {}", "older_than_days": "waiting {} days",
    "has_conflict": "conflict: {}", "claimed_by": "at it: {}", "group": "alike to {}",
}  # fmt: skip


def _shown(wanted: QueueFilter) -> list[tuple[str, str]]:
    """The conditions in words, except for the place, which has its own list."""
    return [
        (name, _LABELS.get(name, f"{field_name(name).lower()}: {{}}").format(value))
        for name, value in wanted.pairs()
        if name != "status"
    ]


@router.post("/views")
def save(request: Request, name: Annotated[str, Form()], query: Annotated[str, Form()] = "",
         shared: Annotated[str, Form()] = "") -> Response:  # fmt: skip
    """Keep the conditions under a name."""
    wanted = filter_of(query)
    with desk(request, REVIEWER) as at:
        save_view(at.store, at.person.name, name, wanted.query(), shared=shared == "yes")
    return see_other(list_address(wanted))


@router.post("/views/delete")
def forget(request: Request, view: Annotated[int, Form(alias="id")], back: Annotated[str, Form()] = "") -> Response:
    """Forget a saved view."""
    with desk(request, REVIEWER) as at:
        delete_view(at.store, at.person.name, view)
    return see_other(back_to(back))


@router.post("/bulk")
def bulk(
    request: Request,
    action: Annotated[str, Form(max_length=20)],
    model: Annotated[list[str] | None, Form(max_length=PAGE)] = None,
    scope: Annotated[str, Form(max_length=20)] = "selected",
    reason: Annotated[str, Form(max_length=500)] = "",
    query: Annotated[str, Form(max_length=4000)] = "",
    expected: Annotated[int | None, Form(ge=0, le=2**31)] = None,
) -> Response:
    """Preview an action on several models; with ``expected``, the number that the preview told, do it.

    What a filter leaves is looked up anew: where it is another number by now, the preview is shown again.
    """
    wanted = filter_of(query)
    with desk(request, REVIEWER) as at:
        idents = matching_ids(at.connection, wanted) if scope == "filter" else tuple(model or ())
        if not idents:
            raise Refused("Select the models first, or take all that the conditions leave.")
        until = ON_NEW_EVIDENCE if action == "snooze" else None
        review = at.review()
        outcome = review.bulk(action, idents, reason=reason, until=until, preview=True)
        if expected is not None and outcome.count == expected:
            done = review.bulk(action, idents, reason=reason, until=until, preview=False)
            newest = audit(at.connection, batch=done.batch, limit=1).lines if done.batch else ()
            return see_other(list_address(wanted, newest[0].number if newest else None))
        return at.show(
            "bulk.html", outcome=outcome, action=action, reason=reason, scope=scope, filter=wanted, models=model or [],
            changed=expected is not None, skipped=outcome.skipped[:BULK_SHOWN],
        )  # fmt: skip
