"""The list of Japanese models: sizes as rows, tokens of the first stage only, derived models, failures."""

from __future__ import annotations

from pathlib import Path

from crawler.records import Sighting
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, fixture, visit
from tests.spiders.jobs import Answer

URL = "https://raw.githubusercontent.com/llm-jp/awesome-japanese-llm/main/en/README.md"
ANSWERS = {URL: fixture("awesome_japanese_llm/README.md")}
GOLDEN: dict[str, dict[str, object]] = {
    "PLaMo-100B-Pretrained|PLaMo-100B-Pretrained": {
        "name": "PLaMo-100B-Pretrained",
        "organization": "Preferred Networks",
        "release_date": "2024",
        "parameters": 100e9,
        "tokens": 2e12,
        "hugging_face_id": "pfnet/plamo-100b",
        "licence": "PLaMo Non-Commercial License",
        "accessibility": "Open weights (non-commercial)",
        "domain": "Language",
    },
    "LLM-jp-3 13B|LLM-jp-3 1.8b": {
        "name": "LLM-jp-3 1.8b",
        "organization": "LLM-jp",
        "release_date": "2024",
        "parameters": 1.8e9,
        "tokens": 2.1e12,
        "hugging_face_id": "llm-jp/llm-jp-3-1.8b",
        "licence": "Apache 2.0",
        "accessibility": "Open weights (unrestricted)",
        "domain": "Language",
    },
    "Qwen3 Swallow 30B-A3B|Qwen3 Swallow 30B-A3B": {
        "name": "Qwen3 Swallow 30B-A3B",
        "organization": "Swallow Project",
        "release_date": "2026",
        "parameters": 30e9,
        "active_parameters": 3e9,
        "tokens": 209.7e9,
        "hugging_face_id": "tokyotech-llm/Qwen3-Swallow-30B-A3B-CPT-v0.2",
        "licence": "Apache 2.0",
        "accessibility": "Open weights (unrestricted)",
        "base_model": "Qwen3 30b-A3B",
        "domain": "Language",
    },
}


def test_golden_rows() -> None:
    done = check_golden("awesome_japanese_llm", ANSWERS, GOLDEN)
    assert len(done.rows) == 7  # without the merged model and the benchmark
    assert done.rows["LLM-jp-3 13B|LLM-jp-3 13B"].fields["parameters"] == 13e9


def test_a_mixtures_size_is_the_total() -> None:
    fields = check_golden("awesome_japanese_llm", ANSWERS, {}).rows["Sarashina2-8x70B|Sarashina2-8x70B"].fields
    assert fields["parameters"] == 465e9


def test_tokens_of_a_mixture_count_only_with_its_active_part() -> None:
    (page,) = ANSWERS.values()
    assert isinstance(page, Answer)
    told = page.body.replace(b"Made from the 70B model", b"A corpus (**2.5T** tokens)")
    rows = check_golden("awesome_japanese_llm", {URL: Answer(told)}, {}).rows
    assert "tokens" not in rows["Sarashina2-8x70B|Sarashina2-8x70B"].fields
    assert rows["Qwen3 Swallow 30B-A3B|Qwen3 Swallow 30B-A3B"].fields["tokens"] == 209.7e9


def test_two_counts_are_left_to_the_reader() -> None:
    row = check_golden("awesome_japanese_llm", ANSWERS, {}).rows["LLM-jp-4 32B-A3B|LLM-jp-4 32B-A3B"]
    assert "tokens" not in row.fields
    assert row.fields["active_parameters"] == 3e9


def test_models_that_were_only_tuned_are_names_in_use() -> None:
    rows = check_golden("awesome_japanese_llm", ANSWERS, {}).rows
    tuned = [row for row in rows.values() if not row.discovers]
    assert [(row.raw_name, row.fields["base_model"]) for row in tuned] == [
        ("shisa-ai/shisa-v2-qwen2.5-7b", "Qwen 2.5 7b")
    ]


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("awesome_japanese_llm", ANSWERS)


def test_the_real_list(shared: Path) -> None:
    body = (shared / "data" / "leaderboards" / "llm-jp" / "README_en.md").read_bytes()
    done = visit(load_sources()["awesome_japanese_llm"], {URL: Answer(body)})
    assert done.job.failures == []
    rows = [item for item in done.items if isinstance(item, Sighting)]
    assert len(rows) == 307
    assert sum("tokens" in row.fields for row in rows) == 71
    assert sum("parameters" in row.fields for row in rows) == 254
