"""Calibration figures against cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimation.reliability import brier, calibration, interval_score, reliability, roc_area

cases = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_bins_hold_their_models() -> None:
    points = reliability([0.05, 0.08, 0.95, 1.0], [False, True, True, True], bins=10)
    assert [(p.low, p.models, p.frequency) for p in points] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]
    assert points[0].mean_chance == pytest.approx(0.065)
    assert points[0].frequency_low < 0.5 < points[0].frequency_high
    assert points[1].frequency_high == 1.0


def test_more_models_make_a_share_surer() -> None:
    (few,), (many,) = reliability([0.5] * 4, [True, False] * 2, 1), reliability([0.5] * 400, [True, False] * 200, 1)
    assert many.frequency_high - many.frequency_low < (few.frequency_high - few.frequency_low) / 5


@given(cases)
def test_no_model_is_lost(rows: list[tuple[float, bool]]) -> None:
    points = reliability([p for p, _ in rows], [up for _, up in rows])
    assert sum(p.models for p in points) == len(rows)
    for point in points:
        assert point.low - 1e-9 <= point.mean_chance <= point.high + 1e-9
        assert 0 <= point.frequency_low <= point.frequency <= point.frequency_high <= 1


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 chances for 1 outcomes"):
        reliability([0.1, 0.2], [True])


def outcomes(chances: list[float], each: int) -> tuple[list[float], list[bool]]:
    """As many models as asked for at each chance, of which that share exceeds."""
    return [c for c in chances for _ in range(each)], [i < round(c * each) for c in chances for i in range(each)]


def test_true_chances_have_slope_one() -> None:
    slope, intercept = calibration(*outcomes([0.1, 0.3, 0.5, 0.7, 0.9], 100))
    assert slope == pytest.approx(1, abs=0.01)
    assert intercept == pytest.approx(0, abs=0.01)


def test_timid_chances_have_more_and_bold_ones_less() -> None:
    truth = outcomes([0.1, 0.3, 0.5, 0.7, 0.9], 100)[1]
    odds = [math.log(p / (1 - p)) for p in (0.1, 0.3, 0.5, 0.7, 0.9) for _ in range(100)]
    timid, bold = ([1 / (1 + math.exp(-k * o)) for o in odds] for k in (0.5, 2.0))
    assert calibration(timid, truth)[0] == pytest.approx(2, abs=0.05)
    assert calibration(bold, truth)[0] == pytest.approx(0.5, abs=0.05)


@given(cases)
def test_calibration_is_finite(rows: list[tuple[float, bool]]) -> None:
    assert all(map(math.isfinite, calibration([p for p, _ in rows], [up for _, up in rows])))


def test_a_miss_costs_twenty_times_its_distance() -> None:
    low, high, truth = np.array([22.0, 22.0]), np.array([24.0, 24.0]), np.array([23.0, 24.5])
    assert interval_score(low, high, truth) == pytest.approx((2 + 2 + 20 * 0.5) / 2)


def test_brier_and_area() -> None:
    assert brier([0.0, 1.0, 0.5], [False, True, True]) == pytest.approx(0.25 / 3)
    assert roc_area([0.1, 0.2, 0.2, 0.9], [False, False, True, True]) == pytest.approx(3.5 / 4)
    assert math.isnan(roc_area([0.1], [True]))
