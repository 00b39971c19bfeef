"""Who is let in, what is refused, and what no page ever does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crawler.review.web.guard import MAX_BODY
from crawler.review.web.site import back_to, own_address
from crawler.review.web.throttle import WINDOW_SECONDS, Throttle
from crawler.review.web.wording import web_address
from crawler.store.accounts import set_disabled, set_password
from crawler.store.database import open_store
from tests.review.web.client import BASE, OWN, PASSWORD, Browser, account, site_of

PAGES = (
    "/queue", "/dataset", "/figures", "/statistics", "/coverage", "/sources", "/runs", "/signals", "/history",
    "/people", "/second", "/keys", "/model/anything", "/preview", "/find", "/api/queue", "/api/model?id=x",
    "/dataset/download.csv",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_for_strangers(home: Path, path: str) -> None:
    answer = Browser(site_of(home)).ask("GET", path, follow=False)
    assert answer.status_code == (401 if path.startswith("/api/") else 303)
    assert "Vesta" not in answer.text


def test_the_link_works_once_and_the_next_is_told_at_the_terminal(home: Path) -> None:
    told: list[str] = []
    site = site_of(home, told=told)
    assert site.link is not None
    token = site.link.token
    first, second = Browser(site), Browser(site)
    assert first.get("/enter", token=token).status_code == 200
    assert first.get("/queue").status_code == 200
    assert second.get("/enter", token=token).status_code == 403
    assert second.get("/enter", token="").status_code == 403
    assert told == [site.link.token] != [token]
    assert second.get("/enter", token=told[0]).status_code == 200


def test_the_cookie_is_strict_and_out_of_reach_of_scripts(home: Path) -> None:
    site = site_of(home)
    assert site.link is not None
    cookie = Browser(site).get("/enter", token=site.link.token).headers["set-cookie"]
    assert re.search(r"HttpOnly; .*SameSite=strict", cookie)
    assert "kim" not in cookie.split(";")[0].split("=")[0]


def test_a_cookie_that_somebody_else_signed_is_nothing(browser: Browser) -> None:
    name = browser.site.sessions.cookie
    browser.cookies.set(name, "WyJraW0iLCIiXQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", domain="localhost.local")
    assert browser.ask("GET", "/queue", follow=False, headers={"Cookie": f"{name}=WyJraW0iLCIiXQ.x.y"}).status_code in {
        200,
        303,
    }
    stranger = Browser(browser.site)
    stranger.cookies.set(name, "WyJraW0iLCIiXQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert stranger.ask("GET", "/queue", follow=False).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.localhost:8370"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8371"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_write_from_elsewhere_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    for path in ("/decide", "/undo", "/bulk", "/views", "/people", "/theme", "/logout", "/login", "/api/decisions"):
        assert browser.ask("POST", path, data={"x": "y"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8370", "localhost.evil.example", "", "127.0.0.1.evil.example", "[::1", "a b"]
)
def test_a_name_that_somebody_pointed_at_this_machine_is_not_answered(browser: Browser, host: str) -> None:
    assert browser.ask("GET", "/queue", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8370", "localhost", "[::1]:8370", "review.example"])
def test_own_names_are_answered(site_home: Path, host: str) -> None:
    browser = Browser(site_of(site_home), ("review.example",))
    assert browser.ask("GET", "/login", headers={"Host": host}).status_code == 200


@pytest.fixture
def site_home(home: Path) -> Path:
    return home


def test_too_long_a_body_is_not_read(browser: Browser) -> None:
    content = b"model=" + b"x" * MAX_BODY
    form = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    assert browser.ask("POST", "/decide", content=content, headers=form).status_code == 413
    assert browser.ask("POST", "/api/decisions", content=content, headers=OWN).status_code == 413


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    for path in ("/queue", "/login", "/nothing-here", "/api/queue", "/static/review.css", "/api/openapi.json"):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert browser.get("/queue").headers["Cache-Control"] == "no-store"


class _Attributes(HTMLParser):
    """Elements and their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name for name, _ in attrs}))


def test_pages_have_no_inline_script_or_style(browser: Browser) -> None:
    for path in ("/queue?status=any", "/figures", "/people", "/login"):
        reader = _Attributes()
        reader.feed(browser.get(path).text)
        assert len(reader.found) > 20
        for tag, attributes in reader.found:
            assert tag != "style"
            assert tag != "script" or "src" in attributes
            assert not {name for name in attributes if name == "style" or name.startswith("on")}


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/ok\r\nX: y",
        "\t//evil.example",
        "evil",
    ],
)
def test_nobody_is_sent_to_another_site(browser: Browser, address: str) -> None:
    assert back_to(address) == "/queue"
    answer = browser.ask("POST", "/theme", follow=False, data={"theme": "dark", "back": address}, headers=OWN)
    assert answer.headers["Location"] == "/queue"


def test_a_path_with_two_slashes_stays_here(browser: Browser) -> None:
    assert own_address("//evil.example/x") == "/evil.example/x"
    stranger = Browser(browser.site)
    answer = stranger.ask("GET", f"{BASE}//evil.example", follow=False)
    assert answer.headers.get("Location", "/").startswith("/")
    assert not answer.headers.get("Location", "/").startswith("//")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//example.org", "http://", "http://[", ""]
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert web_address(url) is None


# Accounts


def test_without_the_link_only_accounts_come_in(home: Path) -> None:
    site = site_of(home, link=False)
    browser = Browser(site)
    assert "flopscout accounts add" in browser.get("/login").text
    account(site, "ana")
    assert browser.sign_in("ana", "wrong password").status_code == 401
    assert browser.sign_in("ana").status_code == 200
    assert browser.path == "/queue"
    assert "ana" in browser.page.text


def test_roles_bound_what_one_may_do(home: Path) -> None:
    site = site_of(home, link=False)
    account(site, "vera", "viewer")
    account(site, "rita", "reviewer")
    viewer, reviewer = Browser(site), Browser(site)
    viewer.sign_in("vera")
    reviewer.sign_in("rita")
    assert viewer.get("/queue").status_code == 200
    assert 'data-key="u"' not in viewer.page.text
    for path in ("/decide", "/undo", "/bulk", "/views"):
        data = {"model": "x", "action": "accept", "name": "n", "reason": "r"}
        assert viewer.post(path, data).status_code == 403
    assert (
        reviewer.post("/people", {"do": "add", "name": "eve", "role": "admin", "password": PASSWORD}).status_code == 403
    )
    assert "Add an account" not in reviewer.get("/people").text


def test_a_new_password_or_a_disabled_account_ends_sessions_and_tokens(home: Path) -> None:
    site = site_of(home, link=False)
    account(site, "boss", "admin")
    token = account(site, "ana")
    browser = Browser(site)
    browser.sign_in("ana")
    bearer = {"Authorization": f"Bearer {token}"}
    assert browser.ask("GET", "/api/queue", headers=bearer).status_code == 200
    with open_store(site.settings.database) as store:
        set_password(store, "ana", "another long password")
    assert browser.ask("GET", "/queue", follow=False).status_code == 303
    assert browser.ask("GET", "/api/queue", headers=bearer).status_code == 401
    browser.sign_in("ana", "another long password")
    with open_store(site.settings.database) as store:
        set_disabled(store, "ana", True)
    assert browser.ask("GET", "/queue", follow=False).status_code == 303
    assert browser.sign_in("ana", "another long password").status_code == 401


def test_who_guesses_has_to_wait_and_others_need_not(home: Path) -> None:
    site = site_of(home, link=False)
    account(site, "ana")
    guesser = Browser(site, address="203.0.113.7")
    statuses = [guesser.sign_in("ana", "guess after guess").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert int(guesser.page.headers["Retry-After"]) > 0
    assert guesser.sign_in("ana").status_code == 429  # not even with the right password now
    assert Browser(site, address="203.0.113.8").sign_in("ana").status_code == 200


def test_failures_are_forgotten_after_a_while() -> None:
    now = 0.0
    throttle = Throttle(2, lambda: now)
    throttle.failed("ana")
    throttle.failed("ana")
    assert throttle.wait_seconds("ana") > 0
    assert throttle.wait_seconds("bob") == 0
    now = WINDOW_SECONDS + 1
    assert throttle.wait_seconds("ana") == 0


def test_a_link_from_a_mail_is_followed_with_the_cookie(home: Path) -> None:
    browser = Browser(site_of(home))
    answer = browser.ask("GET", "/model/a/b?text=x", follow=False, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert 'content="0;url=/model/a/b?text=x"' in answer.text


def test_the_suggestion_form_is_off_unless_it_is_turned_on(home: Path) -> None:
    assert Browser(site_of(home)).get("/suggest").status_code == 404
    stranger = Browser(site_of(home, review={"suggestion_form": True}))
    assert stranger.get("/suggest").status_code == 200
    assert stranger.post("/suggest", {"address": "javascript:alert(1)"}).status_code == 422
    assert "Thank you" in stranger.post("/suggest", {"address": "https://example.org/new"}).text
    assert "example.org/new" in Browser(stranger.site).enter().get("/sources").text
    assert [stranger.post("/suggest", {"address": f"https://example.org/{n}"}).status_code for n in range(20)][
        -1
    ] == 429
