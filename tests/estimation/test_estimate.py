"""Estimates against arithmetic done by hand, and what must hold for any facts."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Estimate, Facts, ModelContext, Signal
from pipelines.estimation import estimate
from pipelines.estimation.facts import NESTED_FACTS, TEXT_FACTS, parse_input
from pipelines.estimation.hardware_time import published_utilization

NOWHERE = ModelContext()
IN_2024 = ModelContext(published="2024-12-26", domains=("language",))
NUMBERS = [f.name for f in fields(Facts) if f.name not in {*TEXT_FACTS, *NESTED_FACTS}]


def test_six_times_active_parameters_times_tokens() -> None:
    found = estimate(Facts(parameters=671e9, active_parameters=37e9, tokens=14.8e12), IN_2024)
    assert found.compute_flop == pytest.approx(6 * 37e9 * 14.8e12)
    assert found.steps == ("6 x 37e9 x 14.8e12 = 3.29e24",)
    assert (found.method, found.disclosed, found.confidence) == ("operations", True, "Confident")
    assert found.warnings == ()
    assert found.p_above[1e23] > 0.999
    assert found.p_above[1e25] < 0.001


def test_dense_models_use_all_parameters() -> None:
    assert estimate(Facts(parameters=7e9, tokens=2e12), IN_2024).compute_flop == pytest.approx(8.4e22)


def test_tokens_from_steps_and_batch() -> None:
    found = estimate(Facts(parameters=1e9, steps=100_000, batch_size_tokens=4e6), IN_2024)
    assert found.compute_flop == pytest.approx(6 * 1e9 * 4e11)
    assert found.steps[0] == "100000 steps x 4e6 tokens = 400e9 tokens"


def test_tokens_from_data_set_and_epochs() -> None:
    assert estimate(Facts(parameters=1e9, dataset_tokens=2e11, epochs=3), IN_2024).compute_flop == pytest.approx(3.6e21)


def test_tokens_seen_are_not_multiplied_by_epochs_again() -> None:
    facts = Facts(parameters=1e9, tokens=6e11, dataset_tokens=2e11, epochs=3)
    assert estimate(facts, IN_2024).compute_flop == pytest.approx(3.6e21)


def test_an_unknown_number_of_epochs_widens_and_warns() -> None:
    sure, unsure = Facts(parameters=1e9, tokens=2e11), Facts(parameters=1e9, dataset_tokens=2e11)
    narrow, wide = estimate(sure, IN_2024), estimate(unsure, IN_2024)
    assert wide.compute_flop == pytest.approx(narrow.compute_flop)
    assert wide.high / wide.low > narrow.high / narrow.low
    assert any("epochs" in w for w in wide.warnings)


def test_token_counts_that_contradict_are_named() -> None:
    facts = Facts(parameters=1e9, tokens=1e12, steps=1000, batch_size_tokens=1e6)
    assert any(w.startswith("tokens: 1e12 stated, 1e9") for w in estimate(facts, IN_2024).warnings)


def test_chips_times_peak_times_utilisation_times_time() -> None:
    facts = Facts(hardware="NVIDIA A100", hardware_quantity=1024, training_days=30, utilization=0.4)
    found = estimate(facts, IN_2024)
    assert found.compute_flop == pytest.approx(1024 * 30 * 86400 * 312e12 * 0.4, rel=1e-6)
    assert found.method == "hardware"
    assert found.steps == ("1024 chips x 30 days x 24 h x 3600 s x 312e12 FLOP/s (NVIDIA A100) x 0.4 = 3.31e23",)


def test_chip_hours_use_the_published_utilisation() -> None:
    found = estimate(Facts(hardware="NVIDIA A100 SXM4 80 GB", chip_hours=1e6), IN_2024)
    assert found.compute_flop == pytest.approx(1e6 * 3600 * 312e12 * published_utilization().median, rel=1e-6)


def test_chip_hours_that_contradict_chips_and_days_are_named() -> None:
    facts = Facts(hardware="H100", chip_hours=1e6, hardware_quantity=10, training_days=10)
    assert any(w.startswith("chip_hours: 1e6 stated") for w in estimate(facts, IN_2024).warnings)


def test_a_family_takes_its_widest_variant_and_more_uncertainty() -> None:
    variant = estimate(Facts(hardware="NVIDIA H100 SXM5 80GB", chip_hours=1e6), IN_2024)
    family = estimate(Facts(hardware="NVIDIA H100", chip_hours=1e6), IN_2024)
    assert family.compute_flop == pytest.approx(variant.compute_flop)
    assert family.low < variant.low
    assert family.high > variant.high


def test_a_line_without_generation_means_the_chips_of_its_time() -> None:
    found = estimate(Facts(hardware="Google TPU", chip_hours=1e6), ModelContext(published="2018-10-11"))
    v2, v3 = 46e12, 123e12
    scale = 1e6 * 3600 * published_utilization().median
    assert v2 * scale < found.compute_flop < v3 * scale


def test_several_chips_are_all_considered() -> None:
    both = estimate(Facts(hardware="NVIDIA A100, Google TPU v3", chip_hours=1e6), IN_2024)
    assert both.steps[0].count("NVIDIA A100, Google TPU v3") == 1


def test_an_unknown_chip_is_left_out_named_and_signalled() -> None:
    found = estimate(Facts(hardware="Frobnicator 9000, NVIDIA A100", chip_hours=1e6), IN_2024)
    assert found.signals == (Signal("unknown_chip", "Frobnicator 9000"),)
    assert "hardware: unknown chip 'Frobnicator 9000'; left out" in found.warnings
    assert found.method == "hardware"


def test_unnamed_accelerators_inform_the_prior_without_disclosing() -> None:
    found = estimate(Facts(hardware="GPU", hardware_quantity=2048, training_days=60), IN_2024)
    assert found.disclosed is False
    assert found.method == "prior+chips"
    assert found.signals == ()
    assert 1e23 < found.compute_flop < 1e25


def test_a_reported_figure_stands() -> None:
    facts = Facts(reported_flop=3.8e25, parameters=405e9, tokens=15.6e12)
    found = estimate(facts, IN_2024)
    assert found.compute_flop == pytest.approx(3.8e25)
    assert found.method == "reported"
    assert found.steps[0] == "reported 3.8e25"
    assert found.steps[1].startswith("check: 6 x 405e9 x 15.6e12 = 3.79e25")


def test_a_contradicted_report_warns_and_widens() -> None:
    alone = estimate(Facts(reported_flop=1e23), IN_2024)
    contradicted = estimate(Facts(reported_flop=1e23, parameters=1e9, tokens=1e11), IN_2024)
    assert contradicted.compute_flop == pytest.approx(1e23)
    assert any(w.startswith("methods disagree") for w in contradicted.warnings)
    assert contradicted.high / contradicted.low > alone.high / alone.low


def test_agreeing_methods_lie_between_and_narrow() -> None:
    counts = Facts(parameters=70e9, tokens=2e12)
    clock = Facts(hardware="NVIDIA A100", chip_hours=1.72e6)
    one, other = estimate(counts, IN_2024), estimate(clock, IN_2024)
    both = estimate(replace(counts, hardware=clock.hardware, chip_hours=clock.chip_hours), IN_2024)
    assert both.method == "operations+hardware"
    assert min(one.compute_flop, other.compute_flop) < both.compute_flop < max(one.compute_flop, other.compute_flop)
    assert both.high / both.low < one.high / one.low
    assert both.warnings == ()


def test_disagreeing_methods_widen_and_warn() -> None:
    facts = Facts(parameters=101e9, tokens=311.5e9, hardware="NVIDIA A800", hardware_quantity=192, training_days=21.54)
    found = estimate(facts, IN_2024)
    assert any(w.startswith("methods disagree: parameters x tokens gives 4.4 times more") for w in found.warnings)
    # 6ND would need more than the chips can do at peak: the clock weighs more than the counts.
    assert found.compute_flop < 2 * 4.3e22
    assert found.high / found.low > 4


def test_base_and_added_stage_add_up() -> None:
    facts = Facts(parameters=671e9, active_parameters=37e9, tokens=839e9, base_model="a base", base_model_flop=3.408e24)
    found = estimate(facts, IN_2024)
    added = 6 * 37e9 * 839e9
    assert found.compute_flop == pytest.approx(3.408e24 + added, rel=0.02)
    assert found.added_flop == pytest.approx(added, rel=1e-3)
    assert found.method == "base+added"
    assert found.steps[-1] == "base 3.41e24 + added 1.86e23 = 3.59e24"
    assert found.p_added_above_threshold is not None
    assert found.p_added_above_threshold > 0.95


def test_an_undisclosed_stage_is_small_and_says_so() -> None:
    found = estimate(Facts(base_model="a base", base_model_flop=1e24), IN_2024)
    assert 1e24 <= found.compute_flop < 1.1e24
    assert found.added_flop is None
    assert found.p_added_above_threshold is None
    assert "nothing disclosed about the added stage" in found.warnings


def test_a_tiny_stage_on_an_unknown_base_does_not_become_the_whole() -> None:
    found = estimate(Facts(parameters=7e9, tokens=4e6, base_model="a base"), IN_2024)
    assert found.compute_flop > 1e21
    assert found.added_flop == pytest.approx(6 * 7e9 * 4e6, rel=1e-3)
    assert found.disclosed is False
    assert found.p_added_above_threshold == pytest.approx(0, abs=1e-9)


def test_a_large_stage_on_an_unknown_base_is_the_figure_with_a_warning() -> None:
    found = estimate(Facts(parameters=32e9, tokens=5.5e12, base_model="a base"), IN_2024)
    assert 1.05e24 < found.compute_flop < 2.1e24
    assert found.disclosed is True
    assert any("the whole is more" in w for w in found.warnings)


def test_a_report_below_the_base_is_the_added_stage() -> None:
    found = estimate(Facts(reported_flop=5e21, base_model="a base", base_model_flop=3e23), IN_2024)
    assert found.compute_flop == pytest.approx(3.05e23, rel=0.02)
    assert found.added_flop == pytest.approx(5e21, rel=1e-3)


def test_petaflop_days_in_a_note_about_the_tuning_stage() -> None:
    facts = Facts(base_model="a base", base_model_flop=3.14e23, per_example="33,207 prompts; tuning stage 60 PF-days")
    found = estimate(facts, IN_2024)
    assert found.added_flop == pytest.approx(60 * 8.64e19, rel=1e-3)


def test_tokens_from_a_note_about_examples() -> None:
    note = "9B image-text examples, 729 patches + 16 text tokens each"
    found = estimate(Facts(parameters=4e8, per_example=note), IN_2024)
    assert found.steps[0] == "9e9 examples x 745 tokens = 6.705e12 tokens"
    assert "tokens read from a note" in found.warnings


@pytest.mark.parametrize("note", ["680,000 hours of audio", "billions of images", "2B pairs and 3B pairs", "C4", ""])
def test_notes_that_do_not_parse_safely_are_not_read(note: str) -> None:
    assert estimate(Facts(parameters=4e8, per_example=note), IN_2024).disclosed is False


def test_cost_is_the_last_resort() -> None:
    found = estimate(Facts(cost_usd=1e7), ModelContext(published="2023-01"))
    assert found.method == "cost"
    assert 1e24 < found.compute_flop < 1e25
    assert "estimated from cost alone" in found.warnings
    with_tokens = estimate(Facts(cost_usd=1e7, parameters=1e9, tokens=1e12), IN_2024)
    assert with_tokens.method == "operations"


def test_a_huge_model_of_unknown_active_count_may_be_sparse() -> None:
    dense_age = estimate(Facts(parameters=530e9, tokens=300e9), ModelContext(published="2020-06"))
    sparse_age = estimate(Facts(parameters=1000e9, tokens=15e12), ModelContext(published="2025-09"))
    assert dense_age.warnings == ()
    assert any("mixture of experts" in w for w in sparse_age.warnings)
    assert sparse_age.low < 0.2 * 6 * 1000e9 * 15e12
    assert sparse_age.high > 6 * 1000e9 * 15e12


def test_more_active_than_total_parameters_is_left_out() -> None:
    found = estimate(Facts(parameters=7e9, active_parameters=70e9, tokens=1e12), IN_2024)
    assert found.compute_flop == pytest.approx(4.2e22)
    assert found.warnings[0].startswith("active_parameters:")


def test_with_nothing_the_prior_answers() -> None:
    found = estimate(Facts(), NOWHERE)
    assert found.method == "prior"
    assert found.disclosed is False
    assert found.confidence in {"Speculative", "Unknown"}
    assert 0 < found.p_above[1e23] < 1


def test_chances_for_any_thresholds() -> None:
    found = estimate(Facts(reported_flop=1e24), NOWHERE, thresholds=(5e23,), threshold=2e24)
    assert list(found.p_above) == [5e23, 2e24]


@pytest.mark.parametrize(
    ("width", "word"), [(2.9, "Confident"), (3.1, "Likely"), (9.9, "Likely"), (10.1, "Speculative"), (31, "Unknown")]
)
def test_words_for_intervals(width: float, word: str) -> None:
    from pipelines.estimation.estimator import confidence  # noqa: PLC0415

    assert confidence(24 - math.log10(width), 24 + math.log10(width)) == word


def test_names_never_change_an_estimate() -> None:
    line = {"published": "2024-05", "domain": "language", "facts": {"parameters": 2e11, "base_model": "first"}}

    def read(**names: str) -> Estimate:
        facts, context, _, _ = parse_input({**line, **names})
        return estimate(facts, context)

    unnamed = read()
    assert read(id="x", model="Llama 3 405B", organization="Meta") == unnamed
    assert read(id="y", model="tiny", organization="nobody") == unnamed
    facts, context, _, _ = parse_input(line)
    assert estimate(replace(facts, base_model="Llama 3 405B"), context) == unnamed


counts = st.floats(1e6, 1e13)
quantities = st.none() | st.floats(1, 1e6)
hardware = st.none() | st.sampled_from(["NVIDIA H100", "NVIDIA A100", "Google TPU v4", "GPU", "nonsense"])
any_facts = st.builds(
    Facts,
    parameters=st.none() | counts,
    active_parameters=st.none() | counts,
    tokens=st.none() | st.floats(1e6, 1e15),
    dataset_tokens=st.none() | st.floats(1e6, 1e15),
    epochs=st.none() | st.floats(0.01, 100),
    hardware=hardware,
    hardware_quantity=quantities,
    training_days=st.none() | st.floats(0.01, 1000),
    chip_hours=st.none() | st.floats(1, 1e9),
    utilization=st.none() | st.floats(0.01, 1),
    reported_flop=st.none() | st.floats(1e15, 1e28),
    base_model=st.none() | st.just("base"),
    base_model_flop=st.none() | st.floats(1e15, 1e28),
    steps=quantities,
    batch_size_tokens=st.none() | st.floats(1, 1e8),
    cost_usd=st.none() | st.floats(1, 1e10),
)
dates = st.none() | st.sampled_from(["2019", "2021-03", "2023-07-01", "2025-11"])
contexts = st.builds(
    ModelContext,
    published=dates,
    domains=st.lists(st.sampled_from(["language", "biology", "image-generation", "poetry"]), max_size=2).map(tuple),
    organization_types=st.lists(st.sampled_from(["Industry", "Academia"]), max_size=2).map(tuple),
    countries=st.lists(st.sampled_from(["China", "France"]), max_size=2).map(tuple),
    accessibility=st.sampled_from([None, "", "API access", "Open weights (unrestricted)"]),
)


@settings(deadline=None)
@given(any_facts, contexts)
def test_every_estimate_is_ordered_finite_and_explained(facts: Facts, context: ModelContext) -> None:
    found = estimate(facts, context)
    assert 0 < found.low <= found.compute_flop <= found.high < math.inf
    assert found.p_above[1e23] >= found.p_above[1e25] >= found.p_above[1e26] >= 0
    assert found.p_above[1e23] <= 1
    assert found.steps
    assert found == estimate(facts, context)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NUMBERS), st.floats(allow_nan=True, allow_infinity=True)), contexts)
def test_no_number_breaks_the_estimator(values: dict[str, float], context: ModelContext) -> None:
    found = estimate(Facts(**values), context)  # type: ignore[arg-type]
    assert 0 < found.low <= found.compute_flop <= found.high < math.inf


@settings(deadline=None)
@given(any_facts.filter(lambda f: f.reported_flop is None), st.floats(1e6, 1e15), st.floats(1, 1000), contexts)
def test_more_tokens_never_lower_the_estimate(
    facts: Facts, tokens: float, factor: float, context: ModelContext
) -> None:
    # Without a base of unknown compute, whose reading changes from the base's to the stage's as the stage grows.
    facts = replace(facts, base_model=None, parameters=facts.parameters or 1e9)
    less = estimate(replace(facts, tokens=tokens), context)
    more = estimate(replace(facts, tokens=tokens * factor), context)
    assert more.compute_flop >= less.compute_flop * (1 - 1e-4)


@settings(deadline=None)
@given(counts, st.floats(1e9, 1e14), st.floats(1.01, 100))
def test_operations_scale_with_each_factor(parameters: float, tokens: float, factor: float) -> None:
    facts = Facts(parameters=parameters, active_parameters=parameters, tokens=tokens)
    once, more = estimate(facts, NOWHERE), estimate(replace(facts, tokens=tokens * factor), NOWHERE)
    assert more.compute_flop == pytest.approx(once.compute_flop * factor)
    assert more.high / more.low == pytest.approx(once.high / once.low)


@settings(deadline=None)
@given(st.floats(1, 1e5), st.floats(0.1, 500))
def test_days_and_chips_are_chip_hours(chips: float, days: float) -> None:
    by_days = estimate(Facts(hardware="A100", hardware_quantity=chips, training_days=days), NOWHERE)
    by_hours = estimate(Facts(hardware="A100", chip_hours=chips * days * 24), NOWHERE)
    assert by_days.compute_flop == pytest.approx(by_hours.compute_flop)
