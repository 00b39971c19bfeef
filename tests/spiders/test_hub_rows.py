"""Rows of the Hub's list: what becomes a candidate, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from crawler.records import DocumentKind, SourceRank
from pipelines.identity.repositories import classify_repository
from spiders.hub.listing import Sweep
from spiders.hub.rows import (
    Candidate,
    Judged,
    Limits,
    Standing,
    as_before,
    candidate,
    card_document,
    judge_row,
    settled,
    with_parameters,
)
from spiders.hub.sizes import Size
from tests.spiders.jobs import FIXTURES
from tests.spiders.odd import mutated_json

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGE = (FIXTURES / "hub_page.json").read_text(encoding="utf-8")
ROWS: dict[str, dict[str, Any]] = {row["id"]: row for row in json.loads(PAGE) if "id" in row}

EXPERTS = {
    "num_experts": 128, "num_experts_per_tok": 8, "hidden_size": 4096, "moe_intermediate_size": 1536,
    "num_hidden_layers": 94, "model_type": "qwen3_moe",
}  # fmt: skip
"""Facts of the published configuration of Qwen3-235B-A22B."""


LIMITS = Limits(min_parameters=1e9, min_downloads=100)


def read(judged: Judged) -> Candidate:
    kind = classify_repository(judged.row)
    return candidate(judged, kind, source="huggingface", rank=SourceRank.CATALOGUE, seen_at=NOW)


def judge(row: dict[str, Any], sweep: Sweep = Sweep.SIZED) -> Candidate | None:
    judged = judge_row(row, LIMITS, sweep=sweep)
    return read(judged) if judged.standing is Standing.COUNTS else None


def judged(name: str, **changes: Any) -> Candidate:
    found = judge({**ROWS[name], **changes})
    assert found is not None
    return found


def test_an_original_model() -> None:
    found = judged("Qwen/Qwen3-235B-A22B")
    sighting = found.sighting
    assert sighting.raw_name == "Qwen3-235B-A22B"
    assert sighting.source_key == "Qwen/Qwen3-235B-A22B"
    assert sighting.url == "https://huggingface.co/Qwen/Qwen3-235B-A22B"
    assert sighting.fields["organization"] == "Alibaba"
    assert sighting.fields["parameters"] == 235093634560
    assert sighting.fields["active_parameters"] == pytest.approx(22e9, rel=0.05)
    assert sighting.fields["accessibility"] == "Open weights (unrestricted)"
    assert sighting.fields["domain"] == "Language"
    assert sighting.fields["release_date"] == "2025-04-27"
    assert sighting.fields["hugging_face_id"] == "Qwen/Qwen3-235B-A22B"
    assert sighting.metrics == {"downloads": 354190.0, "likes": 1108.0}
    assert set(sighting.pointers) == set(sighting.fields)
    assert (sighting.exclusion, sighting.owner_key) == (None, None)
    assert found.wants_card
    assert found.version == ROWS["Qwen/Qwen3-235B-A22B"]["sha"]


def test_the_kept_row_does_not_change_from_day_to_day() -> None:
    before = judged("Qwen/Qwen3-235B-A22B").sighting
    after = judged("Qwen/Qwen3-235B-A22B", downloads=999_999, likes=9, lastModified="2026-01-01T00:00:00.000Z").sighting
    assert after.row == before.row
    assert after.fields == before.fields
    assert after.metrics != before.metrics
    assert "tokenizer_config" not in str(before.row)


def test_experts_are_looked_up_where_the_name_does_not_tell() -> None:
    assert judged("openai/gpt-oss-120b").wants_config
    assert not judged("meta-llama/Llama-3.1-8B-Instruct").wants_config


def test_active_parameters_by_the_configuration() -> None:
    row = {**ROWS["Qwen/Qwen3-235B-A22B"], "id": "Qwen/Qwen3-Flagship"}
    found = judge(row)
    assert found is not None
    assert found.wants_config
    assert "active_parameters" not in found.sighting.fields
    told = with_parameters(found.sighting, row, EXPERTS)
    assert told.fields["active_parameters"] == pytest.approx(22e9, rel=0.05)
    assert "active_parameters" in told.pointers


def test_a_dense_model_claims_no_active_parameters() -> None:
    found = judged("meta-llama/Llama-3.1-8B-Instruct")
    assert "active_parameters" not in found.sighting.fields
    assert found.sighting.fields["base_model"] == "meta-llama/Llama-3.1-8B"
    assert found.sighting.fields["accessibility"] == "Open weights (restricted use)"
    assert found.sighting.exclusion is None


def test_a_conversion_is_excluded_and_its_card_left_alone() -> None:
    found = judged("unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF")
    assert found.sighting.exclusion == "quantisation"
    assert found.sighting.exclusion_detail
    assert found.sighting.owner_key is None
    assert not found.wants_card
    assert not found.wants_config


def test_a_strangers_fine_tune_keeps_its_own_identity() -> None:
    row = {
        **ROWS["meta-llama/Llama-3.1-8B-Instruct"], "id": "someone/Llama-3.1-8B-Poet", "author": "someone",
        "tags": ["base_model:meta-llama/Llama-3.1-8B", "base_model:finetune:meta-llama/Llama-3.1-8B"],
    }  # fmt: skip
    found = judge(row)
    assert found is not None
    assert found.sighting.exclusion == "finetune"
    assert found.sighting.owner_key == "someone/Llama-3.1-8B-Poet"
    assert found.sighting.fields["organization"] == "someone"
    assert not found.wants_card
    continued = judge({**row, "tags": [*row["tags"], "continued-pretraining"]})
    assert continued is not None
    assert continued.wants_card


def test_a_laboratorys_derivative_is_known_by_its_name_and_its_card_is_read() -> None:
    row = {
        **ROWS["meta-llama/Llama-3.1-8B-Instruct"], "id": "tokyotech-llm/Llama-3.1-Swallow-8B",
        "tags": ["base_model:meta-llama/Llama-3.1-8B", "base_model:finetune:meta-llama/Llama-3.1-8B"],
    }  # fmt: skip
    found = judge(row)
    assert found is not None
    assert found.sighting.exclusion == "finetune"
    assert found.sighting.owner_key is None
    assert found.wants_card


@pytest.mark.parametrize(
    "name",
    ["lab/tiny-model", "google/gemma-3-27b-it"],  # too small; too little used
)
def test_what_is_no_candidate(name: str) -> None:
    assert judge(ROWS[name]) is None


def test_the_unsized_sweep_takes_what_the_hub_does_not_measure() -> None:
    found = judge(ROWS["deepseek-ai/deepseek-llm-67b-base"], Sweep.UNSIZED)
    assert found is not None
    assert found.sighting.fields["parameters"] == 67e9
    assert found.sighting.fields["licence"] == "deepseek"
    assert found.sighting.fields["accessibility"] == "Open weights (restricted use)"
    assert judge(ROWS["Qwen/Qwen3-235B-A22B"], Sweep.UNSIZED) is None


@pytest.mark.parametrize("name", ["lab/mystery", "lab/flash-base-30T", "lab/vision-large"])
def test_the_unsized_sweep_leaves_what_has_no_size(name: str) -> None:
    row = {"id": name, "downloads": 5000, "tags": ["pytorch"], "createdAt": "2025-01-01T00:00:00.000Z"}
    assert judge(row, Sweep.UNSIZED) is None


def test_unknown_tasks_and_licences_are_signals_of_candidates_only() -> None:
    changes: dict[str, Any] = {"pipeline_tag": "text-to-smell"}
    changes["cardData"] = {"license": "other", "license_name": "Acme 1.0"}
    found = judged("Qwen/Qwen3-235B-A22B", **changes)
    assert {(signal.kind, signal.subject) for signal in found.signals} >= {
        ("pipeline_tag", "text-to-smell"),
        ("licence", "Acme 1.0"),
    }
    assert "domain" not in found.sighting.fields
    assert found.sighting.fields["licence"] == "Acme 1.0"
    assert "accessibility" not in found.sighting.fields
    assert judged("unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF", **changes).signals == ()


def test_the_strictest_of_several_licences_counts() -> None:
    found = judged("Qwen/Qwen3-235B-A22B", cardData={"license": ["apache-2.0", "cc-by-nc-4.0"]})
    assert found.sighting.fields["accessibility"] == "Open weights (non-commercial)"


def test_the_oldest_creation_date_says_nothing() -> None:
    found = judged("Qwen/Qwen3-235B-A22B", createdAt="2022-03-02T23:29:04.000Z")
    assert "release_date" not in found.sighting.fields


def test_a_card_of_a_known_developer_is_its_word() -> None:
    found = judged("Qwen/Qwen3-235B-A22B")
    document = card_document(found, b"# Card", "text/markdown", source="huggingface", fetched_at=NOW)
    assert document.kind is DocumentKind.MODEL_CARD
    assert document.rank is SourceRank.DEVELOPER
    assert document.url == "https://huggingface.co/Qwen/Qwen3-235B-A22B/resolve/main/README.md"
    assert (document.about, document.about_key) == ("Qwen3-235B-A22B", "Qwen/Qwen3-235B-A22B")
    assert document.version == found.version


def test_a_strangers_card_may_be_a_copy() -> None:
    changes = {"id": "nobody-in-particular/Zyx-9B", "author": "nobody-in-particular", "config": {"model_type": "zyx"}}
    found = judge({**ROWS["Qwen/Qwen3-235B-A22B"], **changes, "safetensors": {"total": 9_123_456_789}})
    assert found is not None
    document = card_document(found, b"# Card", "text/markdown", source="huggingface", fetched_at=NOW)
    assert document.rank is SourceRank.CATALOGUE


BASE = "mistralai/Mistral-7B-v0.1"
STRANGER = {
    **ROWS["Qwen/Qwen3-235B-A22B"], "id": "somebody/Kestrel-7B", "author": "somebody", "tags": [],
    "config": {"model_type": "kestrel"}, "safetensors": {"parameters": {"BF16": 7_123_456_789}, "total": 7_123_456_789},
}  # fmt: skip


def test_a_card_or_a_configuration_may_tell_of_a_base() -> None:
    found = judge(STRANGER)
    assert found is not None
    assert found.wants_config
    assert settled(found, None, None).sighting == found.sighting
    assert settled(found, {"model_type": "kestrel"}, "# Kestrel\nTrained from scratch.").sighting.exclusion is None
    for told in (
        settled(found, {"_name_or_path": BASE}, None),
        settled(found, None, f"This model is a fine-tuned version of [{BASE}](https://huggingface.co/{BASE})."),
    ):
        assert told.sighting.exclusion == "finetune"
        assert told.sighting.owner_key == "somebody/Kestrel-7B"
        again = as_before(found, None, told.sighting.exclusion, told.sighting.exclusion_detail)
        assert again.sighting == told.sighting


def test_what_a_row_declares_stands() -> None:
    row = {**STRANGER, "tags": ["base_model:a/B", "base_model:finetune:a/B"]}
    found = judge(row)
    assert found is not None
    assert settled(found, {}, "# Kestrel\nTrained from scratch.").sighting == found.sighting


@pytest.mark.parametrize(
    ("sweep", "changes", "standing"),
    [
        (Sweep.SIZED, {"downloads": 50}, Standing.PASSED),
        (Sweep.NEW, {"downloads": 50}, Standing.TOO_FEW),
        (Sweep.WATCHED, {"downloads": None}, Standing.TOO_FEW),
        (Sweep.WATCHED, {}, Standing.COUNTS),
        (Sweep.TRENDING, {"downloads": 50, "trendingScore": 4}, Standing.COUNTS),
        (Sweep.TRENDING, {"downloads": 50}, Standing.PASSED),
        (Sweep.TRENDING, {"trendingScore": 4}, Standing.PASSED),  # the sweeps by downloads have met it
        (Sweep.UNSIZED, {"safetensors": None, "id": "lab/kestrel"}, Standing.UNKNOWN_SIZE),
        (Sweep.NEW, {"safetensors": None, "id": "lab/kestrel", "downloads": 50}, Standing.PASSED),
        (Sweep.UNSIZED, {"safetensors": None, "id": "lab/kestrel-70b"}, Standing.COUNTS),
    ],
)
def test_what_a_row_is_to_each_sweep(sweep: Sweep, changes: dict[str, Any], standing: Standing) -> None:
    assert judge_row({**STRANGER, "downloads": 5000, **changes}, LIMITS, sweep=sweep).standing is standing


def test_an_estimate_stands_in_for_a_count() -> None:
    judged = judge_row({**STRANGER, "safetensors": None, "id": "lab/kestrel"}, LIMITS, sweep=Sweep.UNSIZED)
    found = read(replace(judged, size=Size(12e9, "files")))
    assert (found.sighting.fields["parameters"], found.sighting.pointers["parameters"]) == (12e9, "files")


@settings(deadline=None)
@given(mutated_json(json.dumps(list(ROWS.values()))))
def test_odd_rows_never_raise(rows: Any) -> None:
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"]:
            for sweep in Sweep:
                found = judge(row, sweep)
                assert found is None or isinstance(found, Candidate)
