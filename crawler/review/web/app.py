"""The application put together."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from crawler.review.web import api
from crawler.review.web.guard import Guard
from crawler.review.web.pages import candidate, dataset, deciding, entering, overview, people, queue, suggesting
from crawler.review.web.site import NotAllowed, NotSignedIn, Site, desk, own_address, public, see_other
from crawler.store.database import StoreError
from crawler.store.finding import Refused

API = "/api"


def create_app(site: Site, hosts: Iterable[str] = ()) -> FastAPI:
    """The application of one site.

    Args:
        site: settings, sessions, and who is let in.
        hosts: names besides ``localhost`` under which it may be addressed.
    """
    app = FastAPI(
        title="flopscout review",
        version=version("flopscout"),
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.site = site
    for topic in (queue, candidate, deciding, dataset, overview, people, entering, suggesting):
        app.include_router(topic.router)
    app.include_router(api.router, prefix=API)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StoreError, _unusable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(Guard, hosts=hosts)
    return app


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(f"{API}/")


def _told(request: Request, status_code: int, heading: str, message: str) -> Response:
    if _is_api(request):
        return JSONResponse({"detail": message}, status_code)
    try:
        with desk(request) as at:
            return at.show("message.html", status_code, heading=heading, message=message)
    except (NotSignedIn, NotAllowed, StoreError):
        return public(request, "message.html", status_code, heading=heading, message=message)


def _not_signed_in(request: Request, error: Exception) -> Response:
    del error
    if _is_api(request):
        return JSONResponse(
            {"detail": "sign in, or send a token as `Authorization: Bearer`; `flopscout accounts token` makes one"},
            401,
            {"WWW-Authenticate": "Bearer"},
        )
    here = own_address(request.url.path, request.url.query)
    if request.method in {"GET", "HEAD"} and request.headers.get("sec-fetch-site") == "cross-site":
        # A link in a mail or on another page: the strict cookie only comes with a request of our own.
        return entering.continue_page(request.app.state.site, here)
    if request.method in {"GET", "HEAD"} and request.url.path != "/":
        return see_other(f"/login?{urlencode({'back': here})}")
    return see_other("/login")


def _not_allowed(request: Request, error: Exception) -> Response:
    return _told(request, 403, "Not with your role", str(error))


def _refused(request: Request, error: Exception) -> Response:
    return _told(request, 422, "That cannot be done", str(error))


def _unusable(request: Request, error: Exception) -> Response:
    return _told(request, 503, "The database cannot be used", str(error))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(str(part) for part in entry['loc'][1:])}: {entry['msg']}" for entry in error.errors())
    return _told(request, 422, "That could not be read", said)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    heading = "There is no such page" if error.status_code == 404 else "That cannot be done"
    return _told(request, error.status_code, heading, str(error.detail))
