"""One database, one server and one browser for all tests of the application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import playwright.sync_api as playwright
import pytest
from argon2 import PasswordHasher

from crawler.review.web.site import Site
from crawler.store import accounts
from tests.review.web import world
from tests.review.web.chromium import CHROMIUM, FLAGS, Server, serving
from tests.review.web.client import Browser, site_of


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing passwords slowly is the library's business, and takes most of a second on a busy machine."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: quick)
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that tests copy."""
    home = tmp_path_factory.mktemp("review") / "data"
    world.build(home)
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return world.copy(built, tmp_path / "data")


@pytest.fixture
def site(home: Path) -> Site:
    """The application with the one-time link."""
    return site_of(home)


@pytest.fixture
def browser(site: Site) -> Browser:
    """A browser that has come in."""
    return Browser(site).enter()


@pytest.fixture(scope="session")
def server(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application at an address, over one more copy."""
    with serving(world.copy(built, tmp_path_factory.mktemp("served") / "data")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    """One Chromium for all."""
    if not CHROMIUM.exists():
        pytest.skip(f"skipped: there is no Chromium at {CHROMIUM}; apt-get install chromium")
    with playwright.sync_playwright() as engine:
        launched = engine.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def state(server: Server, chromium: playwright.Browser) -> playwright.StorageState:
    """The cookies of somebody who has come in by the link."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.link)
    page.wait_for_url("**/queue")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def page(
    request: pytest.FixtureRequest, server: Server, chromium: playwright.Browser, state: playwright.StorageState
) -> Iterator[playwright.Page]:
    """A page of somebody who has come in; what its console complains of fails the test."""
    context = chromium.new_context(storage_state=state, base_url=server.base, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
