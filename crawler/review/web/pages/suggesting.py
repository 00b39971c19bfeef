"""A form with which anybody may point at a page, where the operator has turned it on. Nothing is shown of the data.

The page is read by the next run, under the address guard and robots.txt. A stranger starts no fetch at will.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from crawler.review.web.site import Site, public
from crawler.store.keys import utc_now
from crawler.store.suggested_pages import suggest_page, suggested_page, waiting_pages
from spiders.urls import NoPageAddressError, page_address

router = APIRouter(include_in_schema=False)

VISITOR = "a visitor"
"""Who suggests a page without signing in."""

MOST_WAITING = 100
"""Pages that may wait to be read; a flood of suggestions must not occupy the runs."""


@router.get("/suggest")
def suggest(request: Request) -> Response:
    """The form."""
    return _form(request)


@router.post("/suggest")
def suggested(
    request: Request,
    address: Annotated[str, Form(max_length=2000)],
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Note the address for the next run; one that is known already stays as it is."""
    site = _site(request)
    sender = request.client.host if request.client else ""
    if site.suggestions.wait_seconds(sender):
        return _form(request, 429, problem="That is enough for now; come back later.", address=address, note=note)
    try:
        url = page_address(address)
    except NoPageAddressError:
        return _form(
            request, 422, problem="Give the address of a page, beginning with https:// or http://.",
            address=address, note=note,
        )  # fmt: skip
    site.suggestions.failed(sender)
    with site.stores.borrow() as store, store.write() as connection:
        if len(waiting_pages(connection)) >= MOST_WAITING:
            return _form(request, 503, problem="Too many suggestions wait already.", address=address, note=note)
        if suggested_page(connection, url) is None:
            suggest_page(connection, url, who=VISITOR, now=utc_now(), note=" ".join(note.split()))
    return public(request, "message.html", heading="Thank you", message="The page you named will be read.")


def _form(
    request: Request, status_code: int = 200, *, problem: str = "", address: str = "", note: str = ""
) -> Response:
    _site(request)
    return public(request, "suggest.html", status_code, problem=problem, address=address, note=note)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    if not site.settings.review.suggestion_form:
        raise HTTPException(404, "There is no such page.")
    return site
