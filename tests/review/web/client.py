"""Talking to the application as a browser without JavaScript does, and as a script."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import httpx
from httpx import Response

from crawler.config import Settings
from crawler.review.web.app import create_app
from crawler.review.web.sessions import OneTimeLink, Session, Sessions
from crawler.review.web.site import Site
from crawler.store.accounts import create_account
from crawler.store.database import open_store

BASE = "http://localhost:8370"
SECRET = "a secret that only tests know, of forty characters"
PASSWORD = "correct horse battery"
OWN = {"Sec-Fetch-Site": "same-origin", "Origin": BASE}


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """An event loop in a thread of its own: playwright keeps one running in the tests' thread."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


class Browser:
    """One person's browser: keeps cookies, follows redirects, reads forms."""

    def __init__(self, site: Site, hosts: tuple[str, ...] = (), *, address: str = "127.0.0.1") -> None:
        self.site = site
        self.app = create_app(site, hosts)
        self.address = address
        self.cookies = httpx.Cookies()
        self.page = Response(204)

    def ask(
        self, method: str, path: str, *, follow: bool = True, data: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None, json: object = None, content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:  # fmt: skip
        """One request, as it is."""

        async def asked() -> Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 50_000))
            async with httpx.AsyncClient(
                transport=transport, base_url=BASE, cookies=self.cookies, follow_redirects=follow
            ) as client:
                answer = await client.request(
                    method,
                    path,
                    data=data,
                    params=params,
                    json=json,
                    content=content,
                    headers=headers,
                )
                self.cookies = client.cookies
                return answer

        return asyncio.run_coroutine_threadsafe(asked(), _loop()).result()

    def get(self, path: str, **params: str) -> Response:
        """Open a page."""
        self.page = self.ask("GET", path, params=params or None)
        return self.page

    def post(self, path: str, data: Mapping[str, object], **headers: str) -> Response:
        """Send a form as one of our own pages does."""
        self.page = self.ask("POST", path, data=data, headers={**OWN, **headers})
        return self.page

    def enter(self) -> Browser:
        """Come in by the one-time link."""
        assert self.site.link is not None
        assert self.get(f"/enter?token={self.site.link.token}").status_code == 200
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        """Sign in by name."""
        return self.post("/login", {"name": name, "password": password})

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        reader = _Forms()
        reader.feed(self.page.text)
        return reader.forms

    def submit(self, action: str, **values: str) -> Response:
        """Send the page's first form that takes this action of a decision, with some values filled in."""
        form = next(form for form in self.forms if form.fields.get("action") == action)
        return self.post(form.target, {**form.fields, **values})

    @property
    def model(self) -> str:
        """Id of the candidate that is shown."""
        return next(form.fields["model"] for form in self.forms if "model" in form.fields and "seen" in form.fields)

    @property
    def path(self) -> str:
        """Where the browser is."""
        return urlsplit(str(self.page.url)).path


class Form:
    """A form's target and its fields with the values that the page gives them."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.fields: dict[str, str] = {}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append(Form(found.get("action") or ""))
        elif tag == "input" and self.forms and found.get("type") not in {"checkbox", "radio"}:
            self.forms[-1].fields[found.get("name") or ""] = found.get("value") or ""


def site_of(home: Path, *, link: bool = True, told: list[str] | None = None, **settings: object) -> Site:
    """The application over a data folder."""
    heard = told if told is not None else []
    # No test of a page may start a crawl; the one that wants it says so.
    review = {"read_at_once": False, **cast("dict[str, object]", settings.pop("review", {}))}
    return Site(
        Settings.model_validate({"home": home, "review": review, **settings}),
        Sessions(SECRET, 8370),
        OneTimeLink("kim", heard.append) if link else None,
    )


def account(site: Site, name: str, role: str = "reviewer") -> str:
    """Make an account; returns a token for scripts."""
    with open_store(site.settings.database) as store:
        made = create_account(store, name, role, PASSWORD)
    return site.sessions.written_token(Session(made.name, str(made.generation)))
