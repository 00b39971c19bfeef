"""Phrases of model cards: what a card says of its own model, read with the repository's name as title."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from crawler.records import ModelFacts
from pipelines.extraction import extract

CARDS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "hugging_face" / "card_phrases.json"

FIELDS = {
    "tokens": "tokens",
    "params": "parameters",
    "active_params": "active_parameters",
    "gpu_hours": "gpu_hours",
    "chips": "hardware_quantity",
    "days": "training_days",
    "flop": "training_compute_flop",
}
"""Their words for our fields; what they note beside (kind, rule, stages, steps, nodes, epochs) is no field of ours."""

WRONG_AT_MOST = 2
TOLERANCE = 0.01


@pytest.mark.skipif(not CARDS.exists(), reason="the shared data with card phrases is not here")
def test_nearly_all_phrases_of_cards_are_read() -> None:
    cases = json.loads(CARDS.read_text(encoding="utf-8"))["cases"]
    wrong = [f"{case['text']!r}: {found}" for case in cases if (found := list(_wrong(case)))]
    assert len(wrong) <= WRONG_AT_MOST, "\n".join(wrong)


def _wrong(case: dict[str, Any]) -> Iterable[str]:
    models = extract(case["text"], title="Kestrel").models
    for key, field in FIELDS.items():
        if key in case["expect"]:
            expected, stated = case["expect"][key], _values(models, field)
            right = not stated if expected is None else stated == pytest.approx([expected], rel=TOLERANCE)
            if not right:
                yield f"{field} is {stated}, not {expected}"
    chip = case["expect"].get("hardware")
    if chip and not any(str(chip).split()[0] in str(name) for name in _values(models, "hardware")):
        yield f"hardware is {_values(models, 'hardware')}, not {chip}"


def _values(models: Iterable[ModelFacts], field: str) -> list[Any]:
    return [value for model in models if (value := getattr(model, field)) is not None]


def _tokens(text: str, language: str = "en") -> float | None:
    (model,) = extract(text, language=language, title="Kestrel").models
    return model.tokens


def test_a_written_sum_is_added() -> None:
    (model,) = extract("Compute of Kestrel-7B: 2e23 + 1.5e23 FLOP", language="en").models
    assert model.training_compute_flop == pytest.approx(3.5e23)
    assert [e.quote for e in model.evidence if e.field == "training_compute_flop"] == ["2e23 + 1.5e23 FLOP"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kestrel-7B saw 10 trillion tokens in phase one; phase two added 2 trillion tokens.", "en"),
        ("Stage 1 of Kestrel-7B: 10T tokens. Stage 2: 2T tokens.", "en"),
        ("Kestrel-7B: In Phase 1 wurde es mit 10 Billionen Token trainiert, in Phase 2 mit 2 Billionen Token.", "de"),
        ("Kestrel-7B : étape 1 : 10 000 milliards de tokens ; étape 2 : 2 000 milliards de tokens.", "fr"),
        ("Kestrel-7B 第一阶段用 10 万亿 tokens 训练，第二阶段用 2 万亿 tokens 训练。", "zh"),
        ("Kestrel-7Bは第1段階で10兆トークン、第2段階で2兆トークンを学習した。", "ja"),
    ],
)
def test_the_stages_of_one_training_add_up(text: str, language: str) -> None:
    found = {model.name: model.tokens for model in extract(text, language=language).models}
    assert found == {"Kestrel-7B": pytest.approx(12e12)}


def test_a_total_is_not_added_to_its_stages() -> None:
    text = "Kestrel-7B was trained on 12T tokens in total: 10T tokens in stage 1, then in stage 2 on 2T tokens."
    assert extract(text, language="en").models[0].tokens == 12e12


def test_figures_that_are_no_stages_are_not_added() -> None:
    text = "Kestrel-7B was trained on 12T tokens, of which 2T tokens were code."
    assert extract(text, language="en").models[0].tokens == 12e12


def test_the_bold_column_is_the_cards_own_model() -> None:
    table = "| Training tokens | 12T | **3T** | 9T |\n|---|---|---|---|\n| Layers | 32 | **28** | 30 |\n"
    assert _tokens(table) == 3e12
    assert _tokens("| Model | A | B |\n|---|---|---|\n| Training tokens | 4T | **5T** |\n") == 5e12


def test_a_corpus_on_a_card_is_the_models_own() -> None:
    assert _tokens("The corpus comprises 3 trillion tokens.") == 3e12
    assert extract("The corpus comprises 3 trillion tokens.", language="en").models == ()


def test_tokens_served_are_not_trained_on() -> None:
    text = "Kestrel-7B was announced. It reaches 3 trillion tokens served per month."
    assert [m.tokens for m in extract(text, language="en").models] == [None]
