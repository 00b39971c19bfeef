"""Log-normal mixtures: quantiles, chances, sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.estimation.distribution import NORMAL_95, Kernel, LogMixture, add

KERNEL = Kernel(first=22.0, bins=21, step=0.1, bandwidth=0.15)

mixtures = st.lists(st.tuples(st.floats(0.05, 1), st.floats(15, 28), st.floats(0.02, 1.5)), min_size=1, max_size=6).map(
    lambda parts: LogMixture.blend([(w, LogMixture.single(m, s)) for w, m, s in parts])
)


def test_a_single_log_normal_has_textbook_quantiles() -> None:
    low, middle, high = LogMixture.single(24.0, 0.5).quantiles(0.05, 0.5, 0.95)
    assert (low, middle, high) == pytest.approx((24 - NORMAL_95 / 2, 24, 24 + NORMAL_95 / 2))


def test_mean_and_spread_of_a_mixture() -> None:
    mixture = LogMixture.blend([(1, LogMixture.single(22, 0.1)), (3, LogMixture.single(24, 0.1))])
    assert mixture.mean == pytest.approx(23.5)
    assert mixture.sigma == pytest.approx(math.sqrt(0.01 + 0.75))


def test_sum_of_equal_narrow_parts_is_twice_one() -> None:
    part = LogMixture.single(23.0, 0.02)
    assert add(part, part).quantiles(0.5)[0] == pytest.approx(23 + math.log10(2), abs=0.01)


def test_a_negligible_part_leaves_the_other() -> None:
    total = add(LogMixture.single(23.0, 0.1), LogMixture.single(17.0, 0.5))
    assert total.mean == pytest.approx(23.0, abs=0.01)
    assert total.sigma == pytest.approx(0.1, rel=0.2)


def test_bins_keep_their_mean_and_shares() -> None:
    mixture = KERNEL.mixture(np.array([0.25] + [0.0] * 19 + [0.75]))
    assert mixture.mean == pytest.approx(23.5)
    assert mixture.above(23.0) == pytest.approx(0.75)


@settings(deadline=None)
@given(mixtures, st.floats(0.05, 1))
def test_condensing_keeps_mean_and_spread(mixture: LogMixture, width: float) -> None:
    fewer = mixture.condensed(width)
    assert len(fewer.weights) <= len(mixture.weights)
    assert (fewer.mean, fewer.sigma) == pytest.approx((mixture.mean, mixture.sigma), abs=1e-5)


def test_many_components_answer_as_few_do() -> None:
    few = LogMixture.blend([(1, LogMixture.single(22, 0.3)), (2, LogMixture.single(24, 0.5))])
    many = LogMixture.blend([(1, few)] * 40)
    assert many.quantiles(0.05, 0.5, 0.95) == pytest.approx(few.quantiles(0.05, 0.5, 0.95), abs=1e-5)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=21, max_size=21).filter(any), st.floats(0.01, 0.99), st.floats(18, 28))
def test_bins_answer_as_their_mixture_does(mass: list[float], level: float, threshold: float) -> None:
    fast = KERNEL.mixture(np.array(mass) / sum(mass))
    slow = fast.as_mixture
    assert (fast.mean, fast.sigma) == pytest.approx((slow.mean, slow.sigma), abs=1e-6)
    assert slow.above(fast.quantiles(level)[0]) == pytest.approx(1 - level, abs=1e-4)
    assert fast.above(threshold) == pytest.approx(slow.above(threshold), abs=1e-6)


@settings(deadline=None)
@given(mixtures, st.floats(0.001, 0.999))
def test_quantiles_and_chances_are_inverse(mixture: LogMixture, level: float) -> None:
    (value,) = mixture.quantiles(level)
    assert mixture.above(value) == pytest.approx(1 - level, abs=1e-5)


@settings(deadline=None)
@given(mixtures, st.floats(10, 30), st.floats(10, 30))
def test_higher_thresholds_are_passed_less(mixture: LogMixture, a: float, b: float) -> None:
    assert mixture.above(min(a, b)) >= mixture.above(max(a, b))


@settings(deadline=None)
@given(mixtures, mixtures)
def test_a_sum_is_more_than_its_parts(a: LogMixture, b: LogMixture) -> None:
    assert add(a, b).mean >= max(a.mean, b.mean) - 1e-9
