"""The application's one shared object, and the desk at which each request is answered."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crawler.config import Settings
from crawler.review.reading.filters import QueueFilter, parse_filter
from crawler.review.reading.pages import dataset_page
from crawler.review.reading.paging import BY_TEXT
from crawler.review.reading.queue import queue_page_with_facets
from crawler.review.web.reader import PageReader
from crawler.review.web.rendering import environment
from crawler.review.web.sessions import OneTimeLink, Person, Sessions
from crawler.review.web.throttle import Throttle
from crawler.store.accounts import ADMIN, VIEWER, find_account, has_accounts
from crawler.store.assessing import Assessor
from crawler.store.database import Store, StoreError
from crawler.store.pool import StorePool
from crawler.store.references import SharedReferences
from crawler.store.reviewing import Review
from spiders.registry import Source, load_sources

THEMES = ("light", "dark")
THEME_COOKIE = "flopscout_theme"


class NotSignedIn(Exception):  # noqa: N818
    """The request shows neither a session nor a token that is valid."""


class NotAllowed(Exception):  # noqa: N818
    """The person's role is not enough; the message says which is."""


@dataclass
class Site:
    """What all requests share.

    ``link`` lets the machine's own user in; without it only accounts do.
    """

    settings: Settings
    sessions: Sessions
    link: OneTimeLink | None = None
    by_account: Throttle = field(default_factory=lambda: Throttle(5))
    by_name: Throttle = field(default_factory=lambda: Throttle(50))
    suggestions: Throttle = field(default_factory=lambda: Throttle(20))
    by_address: Throttle = field(default_factory=lambda: Throttle(25))

    def __post_init__(self) -> None:
        self.templates = environment()
        self.stores = StorePool(self.settings.database)
        self.references = SharedReferences()
        self.reader = PageReader(self.settings)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by name."""
        return load_sources(self.settings)

    def warm(self) -> None:
        """Read what lists are made of before anybody asks: with 100,000 models the first look takes seconds.

        What is read stays for good, so the collector of cyclic garbage is told not to look through it again: that would
        stop all requests for a tenth of a second every now and then.
        """
        with suppress(StoreError), self.stores.borrow() as store:
            queue_page_with_facets(store.connection, QueueFilter(), limit=1)
            self.references.of(store.connection)
            for sort in BY_TEXT:
                dataset_page(store.connection, QueueFilter(), sort=sort, limit=1)
        for name in self.templates.list_templates():
            self.templates.get_template(name)
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let go of the database."""
        self.stores.close()

    def render(self, template: str, **context: Any) -> str:
        """A template's text."""
        return self.templates.get_template(template).render(**context)


class Desk:
    """One request: who asks, the database, and the way to answer."""

    def __init__(self, site: Site, request: Request, store: Store, person: Person) -> None:
        self.site = site
        self.request = request
        self.store = store
        self.person = person

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.site.settings

    @property
    def connection(self) -> sqlite3.Connection:
        """The request's own connection."""
        return self.store.connection

    def review(self) -> Review:
        """What the person may do to the data."""
        known = self.site.references.of(self.connection)
        return Review(self.store, Assessor(self.store, self.settings, known), self.person.name)

    @cached_property
    def filter(self) -> QueueFilter:
        """The filter of the request's own address; what cannot be read of it is left out."""
        return parse_filter(self.request.query_params.multi_items()).filter

    @cached_property
    def is_demo(self) -> bool:
        """Whether the database holds demo data."""
        return bool(self.connection.execute("SELECT 1 FROM runs WHERE demo = 1 LIMIT 1").fetchone())

    def show(self, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
        """A page."""
        text = self.site.render(
            template, **_common(self.site, self.request), person=self.person, demo=self.is_demo, **context
        )
        return HTMLResponse(text, status_code)


@contextmanager
def desk(request: Request, role: str = VIEWER) -> Iterator[Desk]:
    """A desk for a request, with a connection of its own.

    Raises:
        NotSignedIn: nobody is signed in.
        NotAllowed: somebody is, with a lesser role.
    """
    site: Site = request.app.state.site
    with site.stores.borrow() as store:
        person = _person(site, request, store.connection)
        if person is None:
            raise NotSignedIn
        if not person.may(role):
            raise NotAllowed(f"This needs the role {role}, and yours is {person.role}. An admin can change that.")
        yield Desk(site, request, store, person)


def _person(site: Site, request: Request, connection: sqlite3.Connection) -> Person | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        # Where a token is shown a cookie does not count: pages of other sites cannot send this header.
        session = site.sessions.read_token(token.strip())
    else:
        session = site.sessions.read(request.cookies.get(site.sessions.cookie))
    if session is None:
        return None
    if site.link is not None and session == site.link.session:
        return Person(session.name, ADMIN, account=False)
    found = find_account(connection, session.name)
    if found is None or found.disabled or str(found.generation) != session.stamp:
        return None
    return Person(found.name, found.role)


def public(request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A page for anybody: it knows nothing of the data."""
    site: Site = request.app.state.site
    text = site.render(template, **_common(site, request), person=None, demo=False, **context)
    return HTMLResponse(text, status_code)


def accounts_exist(site: Site) -> bool:
    """Whether anybody can sign in by name."""
    with site.stores.borrow() as store:
        return has_accounts(store.connection)


def _common(site: Site, request: Request) -> dict[str, Any]:
    theme = request.cookies.get(THEME_COOKIE)
    path = request.url.path
    return {
        "theme": theme if theme in THEMES else None,
        "path": path,
        "here": own_address(path, request.url.query),
        "suggestion_form": site.settings.review.suggestion_form,
    }


def own_address(path: str, query: str = "") -> str:
    """One of our own addresses, safe in a Location header and never another site's."""
    plain = "/" + quote(path, safe="/@:+,;=~-._%").lstrip("/\\")
    return f"{plain}?{query}" if query else plain


def back_to(wanted: str | None, otherwise: str = "/queue") -> str:
    """Where to go after a write: the address if it is one of ours."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return otherwise
    if any(character <= " " or character == "\\" for character in wanted):
        return otherwise
    return wanted


def see_other(address: str) -> Response:
    """Post, redirect, get."""
    return RedirectResponse(address, 303)
