"""What people did and do: the log, one person's audit, second reviews, and accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from crawler.review.reading.filters import QueueFilter
from crawler.review.reading.people import agreement, audit, person_summary, second_review_queue
from crawler.review.web.pages.candidate import Problem, Wish, candidate_page
from crawler.review.web.site import Desk, desk, see_other
from crawler.review.web.wording import path_part
from crawler.store.accounts import (
    ADMIN,
    REVIEWER,
    ROLES,
    accounts,
    create_account,
    set_disabled,
    set_password,
    set_role,
)
from crawler.store.decisions import ACTIONS
from crawler.store.finding import Refused
from crawler.store.second_reviews import give_verdict

router = APIRouter(include_in_schema=False)


@router.get("/history")
def history(
    request: Request, who: str | None = None, action: str | None = None, batch: str | None = None,
    before: Annotated[int | None, "number of a decision"] = None,
) -> Response:  # fmt: skip
    """The log, the latest first; of one person with what they have done in all."""
    with desk(request) as at:
        page = audit(
            at.connection, who=who or None, action=action or None, batch=batch or None,
            before=before if before is not None and 0 < before < 2**53 else None,
        )  # fmt: skip
        pairs = [(name, text) for name, text in (("who", who), ("action", action), ("batch", batch)) if text]
        return at.show(
            "history.html", page=page, pairs=pairs, who=who, action=action, actions=ACTIONS,
            people=_people(at), summary=person_summary(at.connection, who) if who else None,
        )  # fmt: skip


def _people(at: Desk) -> list[str]:
    return [row["who"] for row in at.connection.execute("SELECT DISTINCT who FROM decisions ORDER BY who LIMIT 200")]


@router.get("/second")
def second(request: Request) -> Response:
    """Decided items that wait for a second look by somebody else."""
    with desk(request, REVIEWER) as at:
        return at.show(
            "second.html",
            items=second_review_queue(at.connection, at.person.name),
            agreed=agreement(at.connection),
        )


@router.get("/second/{ident:path}")
def second_look(request: Request, ident: str) -> Response:
    """One of them, without what was decided."""
    with desk(request, REVIEWER) as at:
        if ident not in {item.id for item in second_review_queue(at.connection, at.person.name, limit=1000)}:
            raise HTTPException(404, "It does not wait for a second review by you.")
        return candidate_page(at, ident, QueueFilter(), Wish(document=request.query_params.get("doc"), blind=True))


@router.post("/second")
def second_verdict(
    request: Request,
    model: Annotated[str, Form(max_length=500)],
    action: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=500)] = "",
    words: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """The second verdict; it changes nothing, and is compared with the first."""
    with desk(request, REVIEWER) as at:
        try:
            give_verdict(at.store, model, at.person.name, action, reason=reason or words)
        except Refused as refused:
            wish = Wish(opened=action, given={"words": words}, problem=Problem("", str(refused)), blind=True)
            return candidate_page(at, model, QueueFilter(), wish, 422)
        waiting = second_review_queue(at.connection, at.person.name, limit=1)
    return see_other(f"/second/{path_part(waiting[0].id)}" if waiting else "/second")


@router.get("/people")
def people(request: Request) -> Response:
    """Oneself, and for admins all accounts."""
    with desk(request) as at:
        return _people_page(at)


def _people_page(at: Desk, status_code: int = 200, problem: str = "", token: str = "") -> Response:
    return at.show(
        "people.html", status_code, problem=problem, token=token, roles=ROLES,
        summary=person_summary(at.connection, at.person.name),
        accounts=accounts(at.connection) if at.person.may(ADMIN) else [],
    )  # fmt: skip


@router.post("/people")
def change_people(
    request: Request,
    do: Annotated[str, Form(max_length=20)],
    name: Annotated[str, Form(max_length=100)] = "",
    role: Annotated[str, Form(max_length=20)] = "",
    password: Annotated[str, Form(max_length=1100)] = "",
) -> Response:
    """Make or change an account; ``do`` is add, role, disable, enable or password."""
    with desk(request, ADMIN) as at:
        try:
            match do:
                case "add":
                    create_account(at.store, name, role, password)
                case "role":
                    set_role(at.store, name, role)
                case "disable" | "enable":
                    set_disabled(at.store, name, do == "disable")
                case "password":
                    set_password(at.store, name, password)
                case _:
                    raise Refused("There is no such change.")
        except Refused as refused:
            return _people_page(at, 422, problem=str(refused))
    return see_other("/people")
