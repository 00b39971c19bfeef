"""The Open LLM Leaderboard: only own models of some size, both versions, developers by their accounts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.open_llm_leaderboard import is_own
from tests.spiders.golden import check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer

ROWS = "https://datasets-server.huggingface.co/rows?dataset=open-llm-leaderboard"
PAGE = "%2Fcontents&config=default&split=train&length=100&offset=0"
ANSWERS = {
    f"{ROWS}-old{PAGE}": fixture("open_llm_leaderboard/v1.json"),
    f"{ROWS}{PAGE}": fixture("open_llm_leaderboard/v2.json"),
}
GOLDEN: dict[str, dict[str, object]] = {
    "Qwen/Qwen2.5-72B|v2": {
        "name": "Qwen2.5-72B",
        "organization": "Alibaba",
        "parameters": 72.706e9,
        "release_date": "2024-09-15",
        "hugging_face_id": "Qwen/Qwen2.5-72B",
        "licence": "other",
        "domain": "Language",
    },
    "google/gemma-2-2b|v2": {
        "name": "gemma-2-2b",
        "organization": "Google",
        "release_date": "2024-06-24",
        "hugging_face_id": "google/gemma-2-2b",
        "licence": "gemma",
        "accessibility": "Open weights (restricted use)",
        "domain": "Language",
    },
    "01-ai/Yi-34B|v1": {
        "name": "Yi-34B",
        "organization": "01.AI",
        "parameters": 34.39e9,
        "hugging_face_id": "01-ai/Yi-34B",
        "licence": "other",
        "domain": "Language",
    },
}


def test_golden_rows() -> None:
    rows = check_golden("open_llm_leaderboard", ANSWERS, GOLDEN).rows
    assert set(rows) == {*GOLDEN, "CohereForAI/aya-expanse-32b|v2", "someone/Own-3B|v2"}
    assert rows["Qwen/Qwen2.5-72B|v2"].discovers
    assert not rows["someone/Own-3B|v2"].discovers


def test_a_model_of_both_versions_keeps_what_each_says() -> None:
    first, second = ANSWERS
    both = {first: ANSWERS[first], second: Answer(ANSWERS[first].body)}
    rows = visit(small("open_llm_leaderboard"), both).rows
    assert {key for key in rows if key.startswith("01-ai/Yi-34B|")} == {"01-ai/Yi-34B|v1", "01-ai/Yi-34B|v2"}


def test_failures_are_named_and_overwrite_nothing() -> None:
    source = small("open_llm_leaderboard")
    source = source.model_copy(update={"urls": source.urls[:1]})
    check_failures(source, {url: answer for url, answer in ANSWERS.items() if "-old" not in url})


@pytest.mark.parametrize(
    ("row", "own"),
    [
        ({"Type": "🟢 pretrained", "#Params (B)": 7.2}, True),
        ({"Type": "🟢 pretrained", "#Params (B)": 0.9}, False),
        ({"Type": "🟢 pretrained", "#Params (B)": -1}, True),
        ({"Type": "💬 chat models", "#Params (B)": 7.2, "Official Providers": True}, True),
        ({"Type": "💬 chat models", "#Params (B)": 7.2, "Official Providers": False}, False),
        ({"Type": "🤝 base merges and moerges", "#Params (B)": 72, "Official Providers": True}, False),
        ({}, False),
    ],
)
def test_whose_model_a_row_is(row: dict[str, Any], own: bool) -> None:
    assert is_own(row) is own


@given(st.dictionaries(st.sampled_from(["Type", "#Params (B)", "Official Providers"]), st.none() | st.text(max_size=4)))
def test_odd_rows_never_raise(row: dict[str, Any]) -> None:
    assert is_own(row) in {True, False}
