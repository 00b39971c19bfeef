"""Arena: boards told apart, the overall category alone, developers known before a candidate opens, pages, failures."""

from __future__ import annotations

import json
from typing import Any

from crawler.records import Failure
from spiders.arena import board_of
from spiders.registry import load_sources
from spiders.source_record import Source
from tests.spiders.golden import check_failures, check_golden, check_paging, fixture, small, visit
from tests.spiders.jobs import FIXTURES, Answer

ROWS = "https://datasets-server.huggingface.co/rows?dataset=lmarena-ai%2Fleaderboard-dataset&config="
TEXT, IMAGES = f"{ROWS}text&split=latest", f"{ROWS}text_to_image&split=latest"
PAGE = "&length=100&offset=0"
ANSWERS = {
    f"{IMAGES}{PAGE}": fixture("arena/text_to_image.json", Content_Type="application/json"),
    f"{TEXT}{PAGE}": fixture("arena/text.json", Content_Type="application/json"),
}
GOLDEN: dict[str, dict[str, object]] = {
    "text|claude-opus-5-max": {
        "name": "claude-opus-5-max",
        "organization": "Anthropic",
        "licence": "Proprietary",
        "domain": "Language",
    },
    "text|llama-4-maverick-17b-128e-instruct": {
        "name": "llama-4-maverick-17b-128e-instruct",
        "organization": "Meta",
        "licence": "Llama 4",
        "accessibility": "Open weights (restricted use)",
        "domain": "Language",
    },
    "text_to_image|gpt-image-1.5-high-fidelity": {
        "name": "gpt-image-1.5-high-fidelity",
        "organization": "OpenAI",
        "licence": "Proprietary",
        "domain": "Image generation",
    },
}


def boards(*urls: str) -> Source:
    return small("arena").model_copy(update={"urls": urls})


def test_golden_rows() -> None:
    done = check_golden(boards(IMAGES, TEXT), ANSWERS, GOLDEN)
    assert len(done.rows) == 6  # without the rows of other categories
    row = done.rows["text|claude-opus-5-max"]
    assert row.metrics == {"score": 1504.75, "score_low": 1500.25, "score_high": 1509.25, "votes": 11840, "rank": 1}
    assert "rating" not in row.row


def test_a_model_without_developer_opens_no_candidate() -> None:
    rows = check_golden(boards(IMAGES, TEXT), ANSWERS, {}).rows
    assert not rows["text|anonymous-fox"].discovers
    assert rows["text|claude-opus-5-max"].discovers


def test_every_board_has_a_domain_and_is_no_second_set_of_another() -> None:
    source = load_sources()["arena"]
    assert source.fields is not None
    asked = [board_of(url) for url in source.urls]
    assert len(set(asked)) == len(asked) == 7
    assert set(asked) <= set(source.fields.domain[0].words)
    assert not any(board.endswith("_style_control") for board in asked)


def page(start: int, category: str = "overall") -> Answer:
    row: dict[str, Any] = json.loads((FIXTURES / "arena" / "text.json").read_text(encoding="utf-8"))["rows"][0]["row"]
    names = [f"oddly-{start + number}b" for number in range(2)]
    rows = [{"row_idx": 0, "row": {**row, "model_name": name, "category": category}} for name in names]
    return Answer(json.dumps({"rows": rows, "num_rows_total": 8}).encode())


def test_pages_until_the_category_changes() -> None:
    source = boards(TEXT)
    assert source.paging is not None
    source = source.model_copy(update={"paging": source.paging.model_copy(update={"size": 2})})
    answers = {f"{TEXT}&length=2&offset={start}": page(start) for start in (0, 2)}
    answers[f"{TEXT}&length=2&offset=4"] = page(4, "chinese")
    done = visit(source, answers)
    assert done.job.failures == []
    assert len(done.rows) == 4
    # The page that only shows where the category ends costs nothing but completeness.
    whole = {f"{TEXT}&length=2&offset={start}": page(start) for start in (0, 2, 4, 6)}
    assert len(check_paging(source, whole, pages=4).rows) == 8


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures(boards(TEXT), {f"{TEXT}{PAGE}": ANSWERS[f"{TEXT}{PAGE}"]})


def test_a_board_that_dries_up_is_reported_and_costs_only_its_own_rows() -> None:
    empty = Answer(json.dumps({"rows": [], "num_rows_total": 0}).encode())
    done = visit(boards(IMAGES, TEXT), {**ANSWERS, f"{IMAGES}{PAGE}": empty})
    assert done.job.failure_names == [Failure.EMPTY]
    assert len(done.rows) == 4


def test_a_board_whose_first_category_is_another_is_reported() -> None:
    done = visit(boards(TEXT), {f"{TEXT}{PAGE}": page(0, "chinese")})
    assert done.job.failure_names == [Failure.EMPTY]


def test_a_renamed_column_is_a_change() -> None:
    renamed = Answer(ANSWERS[f"{TEXT}{PAGE}"].body.replace(b'"model_name"', b'"model"'))
    done = visit(boards(TEXT), {f"{TEXT}{PAGE}": renamed})
    assert done.job.failure_names == [Failure.CHANGED]
    assert done.items == []
