"""Everything a reviewer does, by links and forms alone."""

from __future__ import annotations

from crawler.store.assessing import Assessor
from crawler.store.database import open_store
from crawler.store.decisions import all_decisions
from crawler.store.reviewing import Review
from tests.review.web.client import Browser


def log(browser: Browser) -> list[tuple[str, str, str]]:
    """What was decided: action, model, reason."""
    with open_store(browser.site.settings.database) as store:
        return [(entry.action, entry.model_id, entry.reason) for entry in all_decisions(store.connection)]


def first(browser: Browser) -> str:
    """Open the queue's first item."""
    page = browser.get("/queue").text
    start = page.index('href="/model/')
    browser.get(page[start + 6 : page.index('"', start + 6)].replace("&amp;", "&"))
    return browser.model


def test_a_decision_is_logged_and_the_next_item_is_there(browser: Browser) -> None:
    model = first(browser)
    answer = browser.submit("accept")
    assert answer.history[0].status_code == 303
    assert browser.path.startswith("/model/")
    assert browser.model != model
    assert log(browser) == [("accept", model, "")]
    assert "Undo" in browser.page.text


def test_undo_brings_the_item_back_as_often_as_one_likes(browser: Browser) -> None:
    seen = []
    first(browser)
    for _ in range(3):
        seen.append(browser.model)
        browser.submit("below")
    for model in reversed(seen):
        browser.post("/undo", {})
        assert browser.model == model
    assert browser.post("/undo", {}).status_code == 422
    assert "Nothing to undo" in browser.page.text


def test_an_undo_can_itself_be_undone(browser: Browser) -> None:
    model = first(browser)
    browser.submit("accept")
    browser.post("/undo", {})
    redo = next(form for form in browser.forms if form.target == "/undo" and form.fields.get("number"))
    browser.post("/undo", dict(redo.fields))
    assert [entry[0] for entry in log(browser)] == ["accept", "undo", "undo"]
    assert f"{model}" in browser.path


def test_an_exclusion_without_a_reason_says_so_beside_the_form(browser: Browser) -> None:
    model = first(browser)
    answer = browser.submit("exclude")
    assert answer.status_code == 422
    assert browser.model == model
    assert 'role="alert"' in answer.text
    browser.submit("exclude", words="it is a dataset")
    assert log(browser) == [("exclude", model, "it is a dataset")]


def test_an_edit_is_judged_by_the_server_and_the_claims_stay(browser: Browser) -> None:
    model = first(browser)
    answer = browser.submit("edit", field="tokens", value="a lot")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="a lot"' in answer.text
    browser.submit("edit", field="tokens", value="14.8T", words="from the report")
    assert browser.model == model
    assert "edited" in browser.page.text
    assert "14.8" in browser.page.text


def test_a_preview_shows_the_estimate_and_writes_nothing(browser: Browser) -> None:
    model = first(browser)
    seen = browser.get("/preview", model=model, field="training_compute_flop", value="3e25")
    assert "3e25 FLOP" in seen.text
    assert "is no number" in browser.get("/preview", model=model, field="tokens", value="many").text
    assert (
        "no disclosed compute is known of it"
        in browser.get("/preview", model=model, field="base_model", value="Nobody's 7B").text
    )
    assert "the model itself" in browser.get("/preview", model=model, field="base_model", value=model).text
    assert log(browser) == []


def test_a_duplicate_a_comment_a_snooze_and_evidence(browser: Browser) -> None:
    model = first(browser)
    browser.submit("comment", words="look at the paper")
    assert browser.model == model
    browser.submit("evidence", address="https://example.org/report")
    assert "https://example.org/report" in browser.page.text
    assert browser.submit("evidence", address="javascript:alert(1)").status_code == 422
    assert browser.submit("merge", other="no such model at all").status_code == 422
    browser.submit("snooze", until="evidence")
    browser.submit("merge", other=model)
    assert [entry[0] for entry in log(browser)] == ["comment", "snooze", "merge"]


def test_who_decides_on_what_has_changed_sees_the_difference_and_decides_again(browser: Browser) -> None:
    model = first(browser)
    site = browser.site
    with open_store(site.settings.database) as store:
        Review(store, Assessor(store, site.settings), "ana").exclude(model, reason="product")
    answer = browser.submit("accept")
    assert answer.status_code == 409
    assert "exclude by ana" in answer.text
    assert [entry[0] for entry in log(browser)] == ["exclude"]
    again = next(form for form in browser.forms if form.fields.get("action") == "accept")
    browser.post(again.target, dict(again.fields))
    assert [entry[0] for entry in log(browser)] == ["exclude", "accept"]
    assert "1 of " in browser.page.text  # the first of what is left, and not where the decided one has sunk to


def test_several_at_once_are_previewed_counted_and_undone_together(browser: Browser) -> None:
    query = "text=Vesta"
    answer = browser.post("/bulk", {"action": "below", "scope": "filter", "query": query, "reason": "too small"})
    assert "Put below the threshold: 12 models?" in answer.text
    assert log(browser) == []
    form = next(form for form in browser.forms if form.target == "/bulk")
    changed = browser.post("/bulk", {**form.fields, "expected": "11"})
    assert "The list has changed" in changed.text
    browser.post("/bulk", dict(form.fields))
    assert len(log(browser)) == 12
    undo = next(form for form in browser.forms if form.target == "/undo")
    browser.post("/undo", dict(undo.fields))
    assert [entry[0] for entry in log(browser)] == ["below"] * 12 + ["undo"] * 12


def test_a_saved_view_keeps_the_conditions(browser: Browser) -> None:
    browser.post("/views", {"name": "Small ones", "query": "text=Vesta"})
    assert "Small ones" in browser.page.text
    assert "Vesta 20B" in browser.page.text


def test_bad_conditions_are_named_beside_their_field(browser: Browser) -> None:
    page = browser.get("/queue?probability_from=often&published_to=soon").text
    assert "is no probability" in page
    assert "is no date" in page


def test_empty_lists_say_what_to_do_next(browser: Browser) -> None:
    assert "Remove a condition" in browser.get("/queue?text=nothing+is+called+so").text
    assert "flopscout" in browser.get("/queue?status=merged").text


def test_right_to_left_evidence_is_shown_so_with_its_marks(browser: Browser) -> None:
    listed = browser.get("/queue?language=ar&status=any").text
    start = listed.index('href="/model/')
    page = browser.get(listed[start + 6 : listed.index('"', start + 6)].replace("&amp;", "&")).text
    assert 'dir="rtl" lang="ar"' in page
    assert "<mark" in page
