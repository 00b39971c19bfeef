"""A machine translation: beside the original, labelled, asked for once, and absent without a service."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.review.web import translation
from tests.review.web.client import Browser, site_of


def arabic(browser: Browser) -> str:
    """The address of a candidate's Arabic text."""
    page = browser.get("/queue?language=ar&status=any").text
    start = page.index('href="/model/') + 6
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    page = browser.get(address).text
    start = page.index('href="', page.rindex('href="', 0, page.index("Translate <kbd>"))) + 6
    return page[start : page.index('"', start)].replace("&amp;", "&")


def test_it_stands_beside_the_original_is_labelled_and_asked_for_once(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def made(settings: Settings, language: str, text: str) -> str:
        asked.append(language)
        return f"<b>In English</b>: {len(text)} characters"

    monkeypatch.setattr(translation, "_translated", made)
    address = arabic(browser)
    for _ in range(2):
        page = browser.get(address).text
        assert "machine translation" in page
        assert "&lt;b&gt;In English&lt;/b&gt;" in page
        assert 'dir="rtl" lang="ar"' in page
    assert asked == ["ar"]


def test_a_service_that_does_not_answer_is_named_and_the_original_stays(home: Path) -> None:
    nowhere = {"hosts": {"*": "http://127.0.0.1:9/_"}}
    browser = Browser(site_of(home, network=nowhere)).enter()
    page = browser.get(arabic(browser)).text
    assert "The translation service" in page
    assert 'dir="rtl" lang="ar"' in page


def test_without_a_service_there_is_nothing_to_press(home: Path) -> None:
    browser = Browser(site_of(home, translation={"service": "none"})).enter()
    page = browser.get("/queue?language=ar&status=any").text
    start = page.index('href="/model/') + 6
    assert "Translate <kbd>" not in browser.get(page[start : page.index('"', start)].replace("&amp;", "&")).text
