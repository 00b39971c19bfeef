"""Training in stages, and bases that are estimated from their own facts."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records import Estimate, Facts, ModelContext, Stage
from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input
from pipelines.estimation.hardware_time import published_utilization

NOWHERE = ModelContext()
IN_2025 = ModelContext(published="2025-03", domains=("language",))


def of(facts: dict[str, Any], context: ModelContext = NOWHERE) -> Estimate:
    return estimate(parse_input({"facts": facts})[0], context)


def test_stages_are_added_to_the_run_that_the_facts_count() -> None:
    stages = (Stage("mid-training", Facts(tokens=1e12)), Stage("long-context", Facts(steps=1e4, batch_size_tokens=1e7)))
    found = estimate(Facts(parameters=70e9, tokens=15e12, stages=stages), NOWHERE)
    assert found.compute_flop == pytest.approx(6 * 70e9 * 16.1e12, rel=0.02)
    assert found.method == "stages+operations"
    assert found.steps[-1] == "6.3e24 + 4.2e23 + 4.2e22 = 6.76e24"
    assert found.used == ("parameters", "tokens", "stages")
    assert found.disclosed is True


def test_stages_that_hold_pre_training_are_the_whole() -> None:
    found = of(
        {"parameters": 70e9, "stages": [{"name": "pre-training", "tokens": "15T"}, {"name": "RL", "tokens": 1e11}]}
    )
    # Reinforcement learning also samples what it trains on: eight instead of six.
    assert found.compute_flop == pytest.approx(6 * 70e9 * 15e12 + 8 * 70e9 * 1e11, rel=0.02)
    assert found.steps[1] == "RL: 8 x 70e9 x 100e9 = 5.6e22"


def test_stages_that_make_up_the_total_are_not_counted_twice() -> None:
    stages = [{"name": "pre-training", "tokens": 14e12}, {"name": "mid-training", "tokens": 1e12}]
    assert of({"parameters": 70e9, "tokens": 15e12, "stages": stages}).compute_flop == pytest.approx(6.3e24)


def test_a_total_that_contradicts_stages_with_pre_training_is_left_out_and_named() -> None:
    stages = [{"name": "pre-training", "tokens": 14e12}, {"name": "mid-training", "tokens": 1e12}]
    found = of({"parameters": 70e9, "tokens": 5e12, "stages": stages})
    assert found.compute_flop == pytest.approx(6.3e24, rel=0.02)
    assert any("left out" in w for w in found.warnings)


def test_a_stage_may_have_its_own_hardware() -> None:
    stage = {"name": "reinforcement learning", "chip_hours": "200k", "hardware": "NVIDIA A100"}
    found = of({"parameters": 70e9, "tokens": 1e12, "hardware": "H100", "stages": [stage]})
    added = 2e5 * 3600 * 312e12 * published_utilization().median
    assert found.compute_flop == pytest.approx(6 * 70e9 * 1e12 + added, rel=0.02)


def test_a_stage_that_cannot_be_counted_is_named() -> None:
    found = of({"parameters": 7e9, "tokens": 1e12, "stages": [{"name": "SFT"}]})
    assert found.compute_flop == pytest.approx(4.2e22)
    assert "stage 'SFT': nothing to count it by; left out" in found.warnings


def test_a_later_stage_alone_does_not_disclose_the_run() -> None:
    found = estimate(Facts(parameters=70e9, stages=(Stage("mid-training", Facts(tokens=1e12)),)), IN_2025)
    assert found.compute_flop > 6 * 70e9 * 1e12
    assert (found.method, found.disclosed, found.added_flop) == ("prior+operations", False, None)


def test_stages_from_a_note() -> None:
    note = "pre-training 15T tokens, mid-training 1T tokens"
    assert of({"parameters": 7e9, "per_example": note}).compute_flop == pytest.approx(6 * 7e9 * 16e12, rel=0.02)
    assert of({"parameters": 7e9, "tokens": 2e12, "per_example": note}).compute_flop == pytest.approx(8.4e22)


@pytest.mark.parametrize(
    "stages", [7, "mid-training", {"name": "x"}, [7], [{"tokens": -1}], [{"mood": 3}], [[]], [None]]
)
def test_odd_stages_are_named(stages: object) -> None:
    facts, _, warnings, signals = parse_input({"facts": {"parameters": 7e9, "tokens": 1e12, "stages": stages}})
    assert warnings or signals or stages == [None]
    assert estimate(facts, NOWHERE).compute_flop == pytest.approx(4.2e22)


def test_the_base_is_estimated_from_its_own_facts_and_so_is_its_base() -> None:
    first = {"parameters": 70e9, "tokens": 2e12}
    second = {"name": "second", "parameters": 70e9, "tokens": 5e11, "base_model": first}
    found = of({"parameters": 70e9, "tokens": 1e11, "base_model": second})
    assert found.compute_flop == pytest.approx(6 * 70e9 * 2.6e12, rel=0.02)
    assert found.added_flop == pytest.approx(6 * 70e9 * 1e11, rel=1e-3)
    assert found.steps[0] == "base: base: 6 x 70e9 x 2e12 = 8.4e23"
    assert found.steps[-1] == "base 1.05e24 + added 4.2e22 = 1.1e24"
    assert (found.method, found.disclosed) == ("base+added", True)


def test_a_stated_figure_of_the_base_comes_before_its_facts() -> None:
    base = {"parameters": 70e9, "tokens": 2e12}
    found = of({"parameters": 70e9, "tokens": 1e11, "base_model": base, "base_model_flop": 1e24})
    assert found.compute_flop == pytest.approx(1e24 + 4.2e22, rel=0.02)


def test_a_base_that_only_the_prior_knows_discloses_nothing() -> None:
    found = of({"parameters": 70e9, "tokens": 1e11, "base_model": {"parameters": 70e9}}, IN_2025)
    assert (found.method, found.disclosed) == ("prior+operations", False)
    assert found.compute_flop > 4.2e22
    assert found.added_flop == pytest.approx(4.2e22, rel=1e-3)


def test_a_chain_of_bases_ends() -> None:
    facts: dict[str, Any] = {"parameters": 7e9, "tokens": 1e11}
    for _ in range(40):
        facts = {"parameters": 7e9, "tokens": 1e11, "base_model": facts}
    _, _, warnings, _ = parse_input({"facts": facts})
    assert any("levels deep" in w for w in warnings)
    assert of(facts).compute_flop > 4.2e21


def test_encoder_decoders_take_between_half_and_all() -> None:
    plain = of({"parameters": 11e9, "tokens": 1e12})
    halves = of({"parameters": 11e9, "tokens": 1e12, "per_example": "an encoder-decoder"})
    assert plain.compute_flop / 2 < halves.compute_flop < plain.compute_flop
    assert halves.low < plain.compute_flop / 2 < plain.compute_flop < halves.high


def test_passes_of_stated_cost() -> None:
    found = of({"epochs": 90, "per_example": "1.28M images, 4.1 GFLOPs per forward pass"})
    assert found.compute_flop == pytest.approx(3 * 4.1e9 * 1.28e6 * 90, rel=1e-3)
    assert found.used == ("epochs", "per_example")
    by_steps = of({"steps": 1.1e6, "per_example": "a forward pass takes 1980 GFLOPs; batch size 16384"})
    assert by_steps.compute_flop == pytest.approx(3 * 1.98e12 * 16384 * 1.1e6, rel=1e-3)
    assert by_steps.high / by_steps.low < found.high / found.low * 1.01
    once = of({"per_example": "1.28M images, 4.1 GFLOPs per forward pass"})
    assert any("epochs" in w for w in once.warnings)


def test_steps_and_batches_of_examples() -> None:
    found = of({"parameters": 20e9, "steps": 450_000, "per_example": "128 text + 1024 image tokens, batch 8192"})
    assert found.compute_flop == pytest.approx(6 * 20e9 * 450_000 * 8192 * 1152, rel=1e-3)
