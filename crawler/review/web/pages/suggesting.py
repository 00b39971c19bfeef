"""A form with which anybody may point at a page, where the operator has turned it on. Nothing is shown of the data."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from crawler.records import Signal
from crawler.review.web.site import Site, public
from crawler.review.web.wording import web_address
from crawler.store.database import open_store
from crawler.store.signals import record_signals

router = APIRouter(include_in_schema=False)

KIND = "suggested_page"
"""Kind of the signals under which reviewers find what was suggested."""

MOST_KEPT = 1000
"""Suggestions that are kept; a flood of them must not fill the database."""


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
    """Keep the address for reviewers to look at; it is not fetched."""
    site = _site(request)
    sender = request.client.host if request.client else ""
    if site.suggestions.wait_seconds(sender):
        return _form(request, 429, problem="That is enough for now; come back later.", address=address, note=note)
    url = web_address(address)
    if url is None or urlsplit(url).username is not None or not url.isprintable() or " " in url:
        return _form(
            request, 422, problem="Give the address of a page, beginning with https:// or http://.",
            address=address, note=note,
        )  # fmt: skip
    site.suggestions.failed(sender)
    with open_store(site.settings.database, create=False) as store, store.write() as connection:
        kept = connection.execute("SELECT count(*) FROM signals WHERE kind = ?", (KIND,)).fetchone()[0]
        if kept >= MOST_KEPT:
            return _form(request, 503, problem="Too many suggestions wait already.", address=address, note=note)
        record_signals(connection, "suggestion form", [Signal(KIND, url, " ".join(note.split()))])
    return public(request, "message.html", heading="Thank you", message="Somebody will look at the page you named.")


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
