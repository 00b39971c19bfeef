"""The JSON API: the pages' reads and decisions for scripts, with the same permissions.

Scripts show a token of their account (``Authorization: Bearer``); the pages' cookie works as well. Errors are
``{"detail": ...}``. Ids have slashes, so they are parameters and not parts of paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from crawler.review.reading.candidate import Candidate, candidate
from crawler.review.reading.filters import WAITING, QueueFilter
from crawler.review.reading.pages import (
    DatasetPage,
    QueueStatistics,
    RunsPage,
    SignalsPage,
    SourceLine,
    dataset_page,
    queue_statistics,
    runs_page,
    signals_page,
    sources_page,
)
from crawler.review.reading.people import Agreement, AuditPage, agreement, audit
from crawler.review.reading.queue import BadCursor, Facets, QueuePage, facets, queue_page
from crawler.review.web import adding
from crawler.review.web.api_conditions import conditions
from crawler.review.web.differences import told_changes
from crawler.review.web.site import desk
from crawler.store.accounts import REVIEWER
from crawler.store.bulk import BulkOutcome
from crawler.store.changes import Conflict
from crawler.store.reviewing import Outcome, Review
from crawler.store.suggested_pages import SuggestedPage

bearer = HTTPBearer(auto_error=False, description="A token of `flopscout accounts token NAME`.")

ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"description": "Not signed in"},
    403: {"description": "The role is not enough"},
    404: {"description": "There is no such thing"},
    409: {"description": "Somebody has decided since"},
    413: {"description": "Too large"},
    421: {"description": "Not a name of this application"},
    422: {"description": "Cannot be read, or cannot be done"},
    503: {"description": "The database cannot be used"},
}

router = APIRouter(tags=["review"], dependencies=[Depends(bearer)], responses=ERRORS)

Ident = Annotated[str, Query(min_length=1, max_length=500, description="A model's id.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Sort = Literal["worth", "name", "developer", "published", "compute", "parameters", "probability", "waiting"]
Cursor = Annotated[str | None, Query(max_length=500, description="`next` or `previous` of another page.")]


@router.get("/queue")
def read_queue(
    request: Request,
    wanted: Annotated[QueueFilter, Depends(conditions(WAITING))],
    sort: Sort = "worth",
    after: Cursor = None,
    before: Cursor = None,
    limit: Limit = 50,
) -> QueuePage:
    """A page of models that meet all conditions, best worth a look first."""
    with desk(request) as at, _readable():
        return queue_page(at.connection, wanted, after=after, before=before, limit=limit, sort=sort)


@router.get("/facets")
def read_facets(request: Request, wanted: Annotated[QueueFilter, Depends(conditions(WAITING))]) -> Facets:
    """How many models each value of a condition would leave, under the other conditions given."""
    with desk(request) as at:
        return facets(at.connection, wanted)


@router.get("/model")
def read_model(request: Request, id: Ident) -> Candidate:  # noqa: A002
    """Everything about one model: documents, claims, estimate, likely duplicates, history."""
    with desk(request) as at:
        found = candidate(at.connection, id)
        if found is None:
            raise HTTPException(404, f"there is no model {id!r}")
        return found


class DecisionIn(BaseModel):
    """One decision. ``seen`` is the version of the model that was looked at: if somebody has decided since, 409."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(min_length=1, max_length=500)]
    action: Literal["accept", "keep", "below", "exclude", "snooze", "merge", "unmerge", "apart", "edit", "comment"]
    seen: Annotated[int | None, Field(ge=0, le=2**53)] = None
    reason: Annotated[str, Field(max_length=2000)] = ""
    other: Annotated[str, Field(max_length=500)] = ""
    until: Annotated[str, Field(max_length=30)] = ""
    field: Annotated[str, Field(max_length=60)] = ""
    value: Annotated[str, Field(max_length=300)] = ""


class DecisionOut(BaseModel):
    """A decision as it stands in the log."""

    decision: int
    model_id: str
    action: str
    who: str
    at: str
    reason: str
    notes: list[str]


@router.post("/decisions", status_code=201)
def decide(request: Request, wanted: DecisionIn) -> DecisionOut:
    """Take a decision."""
    with desk(request, REVIEWER) as at:
        try:
            return _out(_done(at.review(), wanted))
        except Conflict as conflict:
            raise HTTPException(409, "; ".join(told_changes(conflict.changes)) or str(conflict)) from None


def _done(review: Review, wanted: DecisionIn) -> Outcome:
    model, reason, seen = wanted.model, wanted.reason, wanted.seen
    match wanted.action:
        case "snooze":
            return review.snooze(model, wanted.until, reason=reason, seen=seen)
        case "merge":
            return review.merge(model, wanted.other, reason=reason, seen=seen)
        case "unmerge":
            return review.unmerge(model, reason=reason, seen=seen)
        case "apart":
            return review.apart(model, wanted.other, reason=reason, seen=seen)
        case "edit":
            return review.edit(model, wanted.field, wanted.value, reason=reason, seen=seen)
        case "comment":
            return review.comment(model, reason)
        case "exclude":
            return review.exclude(model, reason=reason, seen=seen)
        case "accept":
            return review.accept(model, reason=reason, seen=seen)
        case "keep":
            return review.keep(model, reason=reason, seen=seen)
        case "below":
            return review.below(model, reason=reason, seen=seen)


class UndoIn(BaseModel):
    """Which decision to take back; without a number one's own last that stands."""

    model_config = ConfigDict(extra="forbid")

    decision: Annotated[int | None, Field(ge=1, le=2**53)] = None
    reason: Annotated[str, Field(max_length=2000)] = ""


@router.post("/undo", status_code=201)
def undo(request: Request, wanted: UndoIn) -> DecisionOut:
    """Take a decision back; undoing an undoing restores it."""
    with desk(request, REVIEWER) as at:
        return _out(at.review().undo(wanted.decision, reason=wanted.reason))


def _out(outcome: Outcome) -> DecisionOut:
    made = outcome.decision
    return DecisionOut(
        decision=made.id, model_id=made.model_id, action=made.action, who=made.who, at=made.at, reason=made.reason,
        notes=list(outcome.notes),
    )  # fmt: skip


class BulkIn(BaseModel):
    """One action on several models, by id."""

    model_config = ConfigDict(extra="forbid")

    action: Annotated[str, Field(max_length=20)]
    models: Annotated[list[Annotated[str, Field(max_length=500)]], Field(min_length=1, max_length=1000)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    until: Annotated[str | None, Field(max_length=30)] = None
    preview: bool = True


@router.post("/bulk")
def bulk(request: Request, wanted: BulkIn) -> BulkOutcome:
    """Do one thing to several models; with `preview` (the default) only say to which, and which are skipped and why."""
    with desk(request, REVIEWER) as at:
        return at.review().bulk(
            wanted.action, wanted.models, reason=wanted.reason, until=wanted.until, preview=wanted.preview
        )


class EvidenceIn(BaseModel):
    """An address that speaks of a model; it is fetched and read like any other page."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(min_length=1, max_length=500)]
    url: Annotated[str, Field(min_length=1, max_length=2000)]


@router.post("/evidence", status_code=201)
def add_evidence(request: Request, wanted: EvidenceIn) -> SuggestedPage:
    """Want an address to be read as evidence."""
    with desk(request, REVIEWER) as at:
        return adding.add_page(at, wanted.url, model=wanted.model)


@router.get("/decisions")
def read_decisions(
    request: Request,
    who: Annotated[str | None, Query(max_length=100)] = None,
    action: Annotated[str | None, Query(max_length=20)] = None,
    model: Annotated[str | None, Query(max_length=500)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Limit = 50,
) -> AuditPage:
    """The log of decisions, the latest first."""
    with desk(request) as at:
        return audit(at.connection, who=who, action=action, model=model, before=before, limit=limit)


@router.get("/dataset")
def read_dataset(
    request: Request,
    wanted: Annotated[QueueFilter, Depends(conditions("confirmed"))],
    sort: Sort = "compute",
    after: Cursor = None,
    before: Cursor = None,
    limit: Limit = 50,
) -> DatasetPage:
    """Rows of the data set that meet all conditions."""
    with desk(request) as at, _readable():
        return dataset_page(at.connection, wanted, sort=sort, after=after, before=before, limit=limit)


class StatisticsOut(BaseModel):
    """How the queue does, and how far first and second reviews agree."""

    queue: QueueStatistics
    agreement: Agreement


@router.get("/statistics")
def read_statistics(request: Request) -> StatisticsOut:
    """How the queue does, and how far reviewers agree."""
    with desk(request) as at:
        return StatisticsOut(queue=queue_statistics(at.connection), agreement=agreement(at.connection))


@router.get("/runs")
def read_runs(request: Request, after: Cursor = None, limit: Limit = 25) -> RunsPage:
    """The runs, the latest first."""
    with desk(request) as at, _readable():
        return runs_page(at.connection, after=after, limit=limit)


@router.get("/sources")
def read_sources(request: Request) -> list[SourceLine]:
    """The sources with their health."""
    with desk(request) as at:
        return list(sources_page(at.connection, at.site.sources))


@router.get("/signals")
def read_signals(
    request: Request, kind: Annotated[str | None, Query(max_length=60)] = None, after: Cursor = None, limit: Limit = 50
) -> SignalsPage:
    """What was met and is not known."""
    with desk(request) as at, _readable():
        return signals_page(at.connection, kind=kind, after=after, limit=limit)


@contextmanager
def _readable() -> Iterator[None]:
    """A cursor that no page gave out is the asker's mistake."""
    try:
        yield
    except BadCursor as error:
        raise HTTPException(422, str(error) or "after or before cannot be read") from None
