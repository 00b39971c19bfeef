"""The forest: it learns, it answers with distributions, and it survives its file."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from pipelines.estimation.forest import Forest, Growth, Sample, grow

GROWTH = Growth(trees=20)


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(1)
    rows = np.column_stack([random.uniform(-2, 2, 300), random.integers(0, 2, 300), random.normal(size=300)])
    values = np.round(23 + 2 * rows[:, 0] + rows[:, 1], 1)
    return Sample(rows, values[:, None], values)


def middle(forest: Forest, *row: float) -> float:
    values, weights = forest.sample(np.array(row))
    return float(values @ weights)


def test_it_learns_what_the_rows_show(sample: Sample) -> None:
    forest = grow(sample, GROWTH)
    assert middle(forest, 1.5, 0, 0) == pytest.approx(26, abs=0.6)
    assert middle(forest, -1.5, 0, 0) == pytest.approx(20, abs=0.6)
    assert middle(forest, 0, 1, 0) - middle(forest, 0, 0, 0) == pytest.approx(1, abs=0.5)


def test_weights_are_shares(sample: Sample) -> None:
    values, weights = grow(sample, GROWTH).sample(np.array([0.3, 1, 5]))
    assert weights.sum() == pytest.approx(1)
    assert set(values) <= set(sample.values)


def test_leaves_hold_at_least_the_minimum(sample: Sample) -> None:
    forest = grow(sample, replace(GROWTH, minimum_leaf=7))
    sizes = np.diff(forest.first)[forest.feature == -1]
    assert sizes.min() >= 7
    assert sizes.sum() == GROWTH.trees * len(sample.rows)


def test_equal_seeds_give_equal_forests(sample: Sample) -> None:
    assert grow(sample, GROWTH).to_json() == grow(sample, GROWTH).to_json()
    assert grow(sample, GROWTH).to_json() != grow(sample, replace(GROWTH, seed=7)).to_json()


def test_a_forest_survives_its_file(sample: Sample) -> None:
    forest = grow(sample, GROWTH)
    again = Forest.from_json(json.loads(json.dumps(forest.to_json())))
    for row in sample.rows[:50]:
        assert middle(again, *row) == middle(forest, *row)
