"""What only a real browser shows: keys, focus, accessibility, and that nothing hostile runs."""

from __future__ import annotations

from pathlib import Path

import playwright.sync_api as playwright
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from crawler.store.database import open_store
from crawler.store.decisions import all_decisions
from tests.review.web import world
from tests.review.web.chromium import Server, serving

TO_EMPTY = 30

DECISIONS = (("a",), ("b",), ("w",), ("r", "2"), ("s", "1"))
"""Keys of one decision each."""


def test_a_reviewer_empties_thirty_candidates_by_keyboard_alone(
    built: Path, tmp_path: Path, chromium: playwright.Browser
) -> None:
    with serving(world.copy(built, tmp_path / "data")) as server:
        context = chromium.new_context(base_url=server.base)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(server.link)
        page.wait_for_url("**/queue")
        before = _waiting(server)
        page.keyboard.press("o")
        page.wait_for_url("**/model/**")
        for number in range(TO_EMPTY):
            shown = page.locator("input[name=model]").first.input_value()
            for key in DECISIONS[number % len(DECISIONS)]:
                page.keyboard.press(key)
            page.wait_for_function("model => document.querySelector('input[name=model]')?.value !== model", arg=shown)
            playwright.expect(page.locator("#title")).to_be_focused()
        assert _waiting(server) == before - TO_EMPTY
        for _ in range(3):
            number = _decisions(server)
            page.keyboard.press("u")
            page.wait_for_function(
                "number => new URLSearchParams(location.search).get('did') == number", arg=str(number + 1)
            )
        assert _waiting(server) == before - TO_EMPTY + 3
        context.close()


def _waiting(server: Server) -> int:
    with open_store(server.site.settings.database) as store:
        return int(store.connection.execute("SELECT count(*) FROM review_items WHERE waiting = 1").fetchone()[0])


def _decisions(server: Server) -> int:
    with open_store(server.site.settings.database) as store:
        return all_decisions(store.connection)[-1].id


def _first(page: playwright.Page, address: str = "/queue") -> str:
    page.goto(address)
    found = page.locator(".item .name a").first.get_attribute("href")
    assert found
    return found


def test_keys_are_off_while_one_types(page: playwright.Page) -> None:
    page.goto(_first(page))
    page.keyboard.press("e")
    playwright.expect(page.locator("#edit-value")).to_be_focused()
    page.keyboard.type("aurbj")
    playwright.expect(page.locator("#edit-value")).to_have_value("aurbj")
    playwright.expect(page.locator("#preview .problem")).to_contain_text("is no number")
    page.locator("#edit-field").select_option("training_compute_flop")
    page.locator("#edit-value").fill("3e25")
    playwright.expect(page.locator("#preview")).to_contain_text("3e25 FLOP")
    page.keyboard.press("Escape")
    playwright.expect(page.locator("#edit-value")).to_be_hidden()


def test_moving_about_by_keys(page: playwright.Page) -> None:
    page.goto("/queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".item .name a").nth(1)
    playwright.expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/model/**")
    title = page.locator("h1").inner_text()
    page.keyboard.press("j")
    playwright.expect(page.locator("h1")).not_to_have_text(title)
    page.keyboard.press("k")
    playwright.expect(page.locator("h1")).to_have_text(title)
    page.keyboard.press("?")
    playwright.expect(page.locator("dialog#help")).to_be_visible()
    page.keyboard.press("Escape")
    playwright.expect(page.locator("dialog#help")).to_be_hidden()
    page.keyboard.press("/")
    playwright.expect(page.locator("#find")).to_be_focused()


def test_a_real_browser_without_javascript_decides_and_undoes(
    server: Server, chromium: playwright.Browser, state: playwright.StorageState
) -> None:
    context = chromium.new_context(storage_state=state, base_url=server.base, java_script_enabled=False)
    page = context.new_page()
    page.goto(_first(page, "/queue?text=Vesta"))
    title = page.locator("h1").inner_text()
    page.get_by_role("button", name="Below").click()
    playwright.expect(page.locator("h1")).not_to_have_text(title)
    page.locator(".said").get_by_role("button", name="Undo").click()
    playwright.expect(page.locator("h1")).to_have_text(title)
    page.locator("summary", has_text="Edit").click()
    page.locator("#edit-value").fill("nonsense")
    page.get_by_role("button", name="Set", exact=True).click()
    playwright.expect(page.locator("#problem")).to_contain_text("is no number")
    context.close()


def test_a_claim_jumps_to_its_place_in_the_text(page: playwright.Page) -> None:
    page.goto(_first(page, "/queue?language=ar&status=any"))
    page.locator("details summary", has_text="claim").first.evaluate("summary => summary.parentElement.open = true")
    page.locator("a[data-jump]").first.click()
    assert page.locator("mark.lit").count() == 1


PAGES = (
    "/queue?text=Vesta&probability_from=x", "/queue?text=nothing+is+so", "/dataset?text=Vesta&status=any", "/figures",
    "/statistics", "/coverage", "/sources?which=read", "/runs", "/signals", "/history", "/people", "/second", "/keys",
)  # fmt: skip


def test_axe_finds_nothing_to_complain_of_in_light_and_dark(page: playwright.Page) -> None:
    rtl = _first(page, "/queue?language=ar&status=any")
    conflict = _first(page, "/queue?has_conflict=yes&status=any")
    page.goto("/runs")
    run = page.locator('a[href^="/runs/"]').first.get_attribute("href") or ""
    found = []
    for address in (*PAGES, run, rtl, conflict, f"{conflict}&edit=tokens"):
        page.goto(address)
        found += _violations(page, address)
    page.goto(conflict)
    for key, within in (("r", ".decide"), ("d", ".decide"), ("s", ".decide"), ("?", "dialog")):
        page.keyboard.press(key)
        found += _violations(page, key, within)
        page.keyboard.press("Escape")
    assert found == []


def _violations(page: playwright.Page, where: str, within: str = "html") -> list[str]:
    """What axe-core finds in light colours, and in dark ones what depends on colours."""
    found = list(Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"])
    page.emulate_media(color_scheme="dark")
    dark = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
    found += page.evaluate("([within, options]) => axe.run(within, options)", [within, dark])["violations"]
    page.emulate_media(color_scheme="light")
    return [f"{where} {entry['id']}: {entry['nodes'][0]['html']}" for entry in found]


HOSTILE_ADDRESSES = (
    "/queue?status=any&text=%22%3E%3Cscript%3Ewindow.hacked%3D1%3C/script%3E", "/dataset?status=any&text=Harm",
    "/figures", "/signals", "/history?who=%3Cscript%3Ewindow.hacked%3D1%3C/script%3E", "/model/%3Cscript%3E?doc=%22%3E",
)  # fmt: skip


def test_nothing_hostile_runs_and_nothing_leaves(
    server: Server, chromium: playwright.Browser, state: playwright.StorageState
) -> None:
    context = chromium.new_context(storage_state=state, base_url=server.base)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto("/queue?status=any&text=Harm")
    addresses = [link.get_attribute("href") or "" for link in page.locator(".item .name a").all()]
    assert len(addresses) >= 2
    for address in (*HOSTILE_ADDRESSES, *addresses):
        page.goto(address)
        assert page.evaluate("window.hacked === undefined")
        assert page.locator('a[href^="javascript:" i], form[action^="http"], iframe, object, embed').count() == 0
        for link in page.locator('a[href^="http"]').all():
            assert "noopener" in (link.get_attribute("rel") or "")
            assert "noreferrer" in (link.get_attribute("rel") or "")
    assert dialogs == []
    assert [url for url in asked if not url.startswith(server.base)] == []
    assert server.site.link is not None
    assert server.site.link.token not in page.content()
    context.close()
