"""OpenRouter: developers and cover names, variants, dates in slugs, pages, failures."""

from __future__ import annotations

import json

from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, check_paging, fixture
from tests.spiders.jobs import Answer

URL = "https://openrouter.ai/api/v1/models?output_modalities=all"
ANSWERS = {URL: fixture("openrouter/models.json", Content_Type="application/json")}
GOLDEN: dict[str, dict[str, object]] = {
    "deepseek/deepseek-v3.2-speciale": {
        "name": "DeepSeek V3.2 Speciale",
        "organization": "DeepSeek",
        "release_date": "2025-12-01",
        "hugging_face_id": "deepseek-ai/DeepSeek-V3.2-Speciale",
        "domain": "Language",
    },
    "openai/gpt-4o-2024-08-06": {
        "name": "GPT-4o (2024-08-06)",
        "organization": "OpenAI",
        "release_date": "2024-08-06",
        "domain": "Language,Vision,Multimodal",
    },
}


def test_golden_rows() -> None:
    done = check_golden("openrouter", ANSWERS, GOLDEN)
    assert len(done.rows) == 4  # without the embedding
    deepseek = done.rows["deepseek/deepseek-v3.2-speciale"]
    assert deepseek.aliases == ("deepseek-v3.2-speciale",)
    assert deepseek.metrics == {"price_in": 2.7e-07, "price_out": 4.1e-07}
    assert "pricing.prompt" not in deepseek.row
    assert deepseek.row["created"] == 1764594837
    assert [document.body.decode() for document in done.documents] == [
        "A model of 685 billion parameters for hard problems."
    ]


def test_cover_names_and_variants_discover_nothing() -> None:
    rows = check_golden("openrouter", ANSWERS, {}).rows
    assert {key for key, row in rows.items() if row.discovers} == set(GOLDEN)
    assert rows["moonshotai/kimi-dev-72b:free"].raw_name == "Kimi Dev 72B"
    assert "organization" not in rows["stealth/night-owl"].fields


def test_it_may_not_be_passed_on() -> None:
    assert not load_sources()["openrouter"].redistribute


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("openrouter", ANSWERS)


def test_pages() -> None:
    rows = json.loads(ANSWERS[URL].body)["data"]
    second = "https://openrouter.ai/api/v1/models?offset=2&limit=2"
    answers = {
        URL: Answer(json.dumps({"data": rows[:2], "links": {"next": "/api/v1/models?offset=2&limit=2"}}).encode()),
        second: Answer(json.dumps({"data": rows[2:], "links": {"next": None}}).encode()),
    }
    assert len(check_paging("openrouter", answers, pages=2).rows) == 4
