"""Several reviewers: who is at what, second looks, and what each has done."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.review.web.site import Site
from tests.review.web.client import Browser, account, site_of


@pytest.fixture
def everything_twice(home: Path) -> Site:
    """An application in which every decision gets a second review."""
    site = site_of(home, link=False, review={"second_review_share": 1.0})
    account(site, "ana")
    account(site, "ben")
    return site


def signed_in(site: Site, name: str) -> Browser:
    browser = Browser(site)
    assert browser.sign_in(name).status_code == 200
    return browser


def first(browser: Browser) -> str:
    """Open the queue's first item; returns its address."""
    page = browser.get("/queue").text
    start = page.index('href="/model/') + 6
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    browser.get(address)
    return address


def test_others_see_who_is_at_an_item_and_may_decide_all_the_same(everything_twice: Site) -> None:
    ana, ben = signed_in(everything_twice, "ana"), signed_in(everything_twice, "ben")
    address = first(ana)
    assert "is at it" not in ana.page.text
    assert "ana is at it" in ben.get("/queue").text
    assert "ana is at it until" in ben.get(address).text
    ben.submit("accept")
    ana.post("/logout", {})
    assert "ana is at it" not in ben.get("/queue").text


def test_a_second_review_does_not_show_the_first_and_is_compared_with_it(everything_twice: Site) -> None:
    ana, ben = signed_in(everything_twice, "ana"), signed_in(everything_twice, "ben")
    first(ana)
    model = ana.model
    ana.submit("exclude", reason="product")
    assert "Nothing waits for you" in ana.get("/second").text
    page = ben.get("/second").text
    assert model in page
    blind = ben.get(f"/second/{model}").text
    assert "ana" not in blind.partition("<main")[2]
    assert "excluded" not in blind.partition("<main")[2].partition('class="decide"')[0]
    ben.submit("accept")
    agreed = ben.get("/statistics").text
    assert "0 of 1 agree" in agreed
    assert ben.get(f"/second/{model}").status_code == 404
    assert ana.get(f"/second/{model}").status_code == 404


def test_the_history_can_be_looked_at_by_person(everything_twice: Site) -> None:
    ana, ben = signed_in(everything_twice, "ana"), signed_in(everything_twice, "ben")
    first(ana)
    ana.submit("below")
    first(ben)
    ben.submit("accept")
    page = ana.get("/history?who=ben").text
    assert "What ben decided" in page
    log = page.partition("<tbody>")[2]
    assert '<td class="wide">accept</td>' in log
    assert "below" not in log.partition("</tbody>")[0]


def test_an_admin_makes_and_changes_accounts(browser: Browser) -> None:
    new = {"do": "add", "name": "zoe", "role": "viewer", "password": "short"}
    assert "10 to 1024 characters" in browser.post("/people", new).text
    browser.post("/people", {**new, "password": "long enough by now"})
    assert "zoe" in browser.page.text
    browser.post("/people", {"do": "role", "name": "zoe", "role": "reviewer"})
    browser.post("/people", {"do": "disable", "name": "zoe"})
    assert "disabled" in browser.page.text
    assert Browser(browser.site).sign_in("zoe", "long enough by now").status_code == 401
