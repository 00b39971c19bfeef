"""Coming in and going out: the one-time link, signing in by name, colours, and the list of keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from crawler.review.web.sessions import SESSION_SECONDS, Session
from crawler.review.web.site import (
    THEME_COOKIE,
    THEMES,
    NotSignedIn,
    Site,
    accounts_exist,
    back_to,
    desk,
    public,
    see_other,
)
from crawler.store.accounts import verify
from crawler.store.claims_on_items import release_all
from crawler.store.database import StoreError

router = APIRouter(include_in_schema=False)

YEAR_SECONDS = 365 * 24 * 3600


def login_page(request: Request, status_code: int = 200, *, problem: str = "", name: str = "", back: str = "",
               link_used: bool = False) -> Response:  # fmt: skip
    """The page for somebody who is not signed in."""
    site: Site = request.app.state.site
    return public(
        request, "login.html", status_code, accounts=accounts_exist(site), link=site.link is not None,
        link_used=link_used, problem=problem, name=name, back=back_to(back),
    )  # fmt: skip


@router.get("/login")
def login(request: Request, back: str = "") -> Response:
    """Where one signs in."""
    return login_page(request, back=back)


@router.post("/login")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    back: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Sign in by name and password; who guesses has to wait."""
    site: Site = request.app.state.site
    address = request.client.host if request.client else ""
    known, pair = name.strip().casefold(), f"{name.strip().casefold()}\n{address}"
    throttles = ((site.by_account, pair), (site.by_name, known), (site.by_address, address))
    wait = max(throttle.wait_seconds(key) for throttle, key in throttles)
    if wait:
        minutes = -(-wait // 60)
        answer = login_page(
            request, 429, problem=f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
            name=name, back=back,
        )  # fmt: skip
        answer.headers["Retry-After"] = str(wait)
        return answer
    with site.stores.borrow() as store:
        account = verify(store, name, password)
    if account is None:
        for throttle, key in throttles:
            throttle.failed(key)
        return login_page(request, 401, problem="The name or the password is wrong.", name=name, back=back)
    site.by_account.succeeded(pair)
    return _entered(site, request, Session(account.name, str(account.generation)), back_to(back))


@router.get("/enter")
def enter(request: Request, token: str = "") -> Response:
    """The one-time link."""
    site: Site = request.app.state.site
    if site.link is None or not site.link.use(token):
        return login_page(request, 403, link_used=site.link is not None)
    answer = continue_page(site, "/queue")
    _set_cookie(answer, site, request, site.link.session)
    return answer


@router.post("/logout")
def logout(request: Request) -> Response:
    """Forget who was signed in."""
    site: Site = request.app.state.site
    try:
        with desk(request) as at:
            release_all(at.store, at.person.name)
    except (NotSignedIn, StoreError):
        pass  # nobody to forget, or nothing to write to: what was claimed expires by itself
    answer = see_other("/login")
    answer.delete_cookie(site.sessions.cookie, path="/", httponly=True, samesite="strict")
    return answer


@router.post("/theme")
def theme(theme: Annotated[str, Form(max_length=10)], back: Annotated[str, Form()] = "") -> Response:
    """Choose light or dark colours, or those of the system."""
    answer = see_other(back_to(back))
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="strict", httponly=True, path="/")
    else:
        answer.delete_cookie(THEME_COOKIE, path="/")
    return answer


@router.get("/keys")
def keys(request: Request) -> Response:
    """The keys, for those without JavaScript and for bookmarks."""
    with desk(request) as at:
        return at.show("keys.html")


def continue_page(site: Site, address: str) -> HTMLResponse:
    """A page that goes on by itself: what it leads to is then asked for by us, so that the strict cookie is sent."""
    return HTMLResponse(site.render("continue.html", address=address))


def _entered(site: Site, request: Request, session: Session, address: str) -> Response:
    answer = see_other(address)
    _set_cookie(answer, site, request, session)
    return answer


def _set_cookie(answer: Response, site: Site, request: Request, session: Session) -> None:
    answer.set_cookie(
        site.sessions.cookie, site.sessions.written(session), httponly=True, samesite="strict", path="/",
        secure=request.url.scheme == "https",
        max_age=None if site.link is not None and session == site.link.session else SESSION_SECONDS,
    )  # fmt: skip
