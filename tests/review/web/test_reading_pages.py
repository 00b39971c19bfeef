"""Pages that reviewers name are read while they go on working."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.review.web.reader import PageReader
from crawler.store.database import open_store
from crawler.store.suggested_pages import suggest_page, suggested_pages
from tests.endtoend.test_suggestions import PAGES
from tests.spiders.site import serving


def finish(reader: PageReader) -> None:
    """Wait until the reader's thread has nothing left to do."""
    for thread in threading.enumerate():
        if thread.name == "page-reader":
            thread.join(120)
    assert reader.is_idle


def name_page(settings: Settings, url: str) -> None:
    with open_store(settings.database) as store, store.write() as connection:
        suggest_page(connection, url, who="ana", now="2026-01-01T00:00:00Z")


def states(settings: Settings) -> dict[str, str]:
    with open_store(settings.database) as store:
        return {page.url: page.state for page in suggested_pages(store.connection)}


def test_what_is_named_while_pages_are_read_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    with serving(PAGES) as site:
        monkeypatch.setenv("FLOPSCOUT_NETWORK__HOSTS", json.dumps(site.hosts))
        monkeypatch.setenv("FLOPSCOUT_NETWORK__DELAY_SECONDS", "0")
        reader = PageReader(settings)
        name_page(settings, "https://news.example/a")
        reader.read_soon()
        name_page(settings, "https://news.example/weather")
        reader.read_soon()
        finish(reader)
    assert states(settings) == {"https://news.example/a": "read", "https://news.example/weather": "read"}


def test_nothing_is_fetched_where_the_settings_want_it_so(tmp_path: Path) -> None:
    settings = Settings.model_validate({"home": tmp_path, "review": {"read_at_once": False}})
    name_page(settings, "https://news.example/a")
    reader = PageReader(settings)
    reader.read_soon()
    assert reader.is_idle
    assert states(settings) == {"https://news.example/a": "waiting"}
