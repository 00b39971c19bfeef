"""Estimates for programs and for a terminal."""

from __future__ import annotations

import json

import pytest

from crawler.records import Facts, ModelContext
from pipelines.estimation import estimate
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.present import picture, threshold_key, to_json


def test_json_has_the_contracts_keys_in_order() -> None:
    found = to_json(estimate(Facts(parameters=37e9, tokens=14.8e12), ModelContext()))
    assert list(found) == [
        "compute_flop", "low", "high", "p_above_1e23", "p_above_1e25", "p_above_1e26",
        "confidence", "method", "steps", "warnings", "used",
    ]  # fmt: skip
    assert found["compute_flop"] == 3.286e24
    assert found["steps"] == ["6 x 37e9 x 14.8e12 = 3.29e24"]
    assert found["used"] == ["parameters", "tokens"]
    assert json.loads(json.dumps(found)) == found


def test_a_derivative_states_what_it_adds() -> None:
    found = to_json(estimate(Facts(parameters=7e9, tokens=1e11, base_model_flop=8.4e22), ModelContext()))
    assert found["added_flop"] == 4.2e21
    assert found["used"] == ["parameters", "tokens", "base_model_flop"]


@pytest.mark.parametrize(
    ("threshold", "key"), [(1e23, "p_above_1e23"), (5e24, "p_above_5e24"), (1.5e25, "p_above_1.5e25")]
)
def test_keys_of_thresholds(threshold: float, key: str) -> None:
    assert threshold_key(threshold) == key


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (14.8e12, "14.8e12"),
        (37e9, "37e9"),
        (2048, "2048"),
        (0.35, "0.35"),
        (300_000, "300000"),
        (1e6, "1e6"),
        (6.7e-5, "67e-6"),
    ],
)
def test_factors_as_people_write_them(value: float, text: str) -> None:
    assert plain(value) == text


def test_results_and_powers() -> None:
    assert scientific(3.2856e24) == "3.29e24"
    assert power(400) == 1e308
    assert power(-400) > 0


def test_the_picture_shows_the_interval_against_the_thresholds() -> None:
    found = estimate(Facts(reported_flop=1e24), ModelContext())
    line = picture(found, (1e23, 1e25), width=41)
    drawn, _, legend = line.partition("  1e24 FLOP; ")
    assert len(drawn) == 41
    assert legend == "| = 1e23 1e25"
    assert drawn.index("|") < drawn.index("[") < drawn.index("o") < drawn.index("]") < drawn.rindex("|")
    assert drawn.count("|") == 2


def test_a_threshold_under_a_mark_is_seen() -> None:
    found = estimate(Facts(reported_flop=1e25), ModelContext())
    assert "#" in picture(found, (1e23, 1e25), width=40)


def test_the_picture_is_one_line_for_any_estimate() -> None:
    for facts in (Facts(), Facts(reported_flop=1e300), Facts(parameters=1, tokens=1)):
        assert "\n" not in picture(estimate(facts, ModelContext()), (1e23,), width=30)
