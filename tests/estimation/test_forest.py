"""The forest: it learns, it answers with distributions, and it survives its file."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.estimation.forest import Forest, Growth, LeafFinder, Sample, grow

GROWTH = Growth(trees=20)


def drawn() -> Sample:
    random = np.random.default_rng(1)
    rows = np.column_stack([random.uniform(-2, 2, 300), random.integers(0, 2, 300), random.normal(size=300)])
    values = np.round(23 + 2 * rows[:, 0] + rows[:, 1], 1)
    return Sample(rows, values[:, None], values)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return drawn()


@cache
def grown() -> tuple[Forest, LeafFinder]:
    forest = grow(drawn(), GROWTH)
    return forest, LeafFinder(forest, 1)


def middle(forest: Forest, *row: float) -> float:
    return float(np.mean([np.mean(forest.values[leaf]) for leaf in forest.leaves(row)]))


def test_it_learns_what_the_rows_show(sample: Sample) -> None:
    forest = grow(sample, GROWTH)
    assert middle(forest, 1.5, 0, 0) == pytest.approx(26, abs=0.6)
    assert middle(forest, -1.5, 0, 0) == pytest.approx(20, abs=0.6)
    assert middle(forest, 0, 1, 0) - middle(forest, 0, 0, 0) == pytest.approx(1, abs=0.5)


def test_a_row_ends_in_one_leaf_of_each_tree(sample: Sample) -> None:
    forest = grow(sample, GROWTH)
    leaves = forest.leaves([0.3, 1, 5])
    assert len(leaves) == GROWTH.trees
    assert {value for leaf in leaves for value in forest.values[leaf]} <= set(sample.values.tolist())


@settings(deadline=None)
@given(st.tuples(*[st.floats(-4, 4) | st.sampled_from([0.0, 1.0])] * 3))
def test_the_finder_ends_where_walking_does(row: tuple[float, ...]) -> None:
    forest, find = grown()
    assert find.nodes[find(row)].tolist() == forest.leaves(row)


def test_leaves_hold_at_least_the_minimum(sample: Sample) -> None:
    forest = grow(sample, replace(GROWTH, minimum_leaf=7))
    sizes = [len(kept) for kept, feature in zip(forest.values, forest.feature, strict=True) if feature == -1]
    assert min(sizes) >= 7
    assert sum(sizes) == GROWTH.trees * len(sample.rows)


def test_equal_seeds_give_equal_forests(sample: Sample) -> None:
    assert grow(sample, GROWTH).to_json() == grow(sample, GROWTH).to_json()
    assert grow(sample, GROWTH).to_json() != grow(sample, replace(GROWTH, seed=7)).to_json()


def test_a_forest_survives_its_file(sample: Sample) -> None:
    forest = grow(sample, GROWTH)
    again = Forest.from_json(json.loads(json.dumps(forest.to_json())))
    for row in sample.rows[:50]:
        assert middle(again, *row) == middle(forest, *row)
