"""Extremely randomised regression trees whose leaves keep the training values, so that they answer with distributions.

Geurts, Ernst and Wehenkel, "Extremely randomized trees" (2006), with the leaves of Meinshausen, "Quantile regression
forests" (2006). Chosen over a linear model and a Gaussian process because the data are few, mixed and full of gaps,
and over a library because numpy is enough: a forest is a few flat arrays in a JSON file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAF = -1


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown; the values are chosen by cross-validation in ``fit_prior``."""

    trees: int = 60
    minimum_leaf: int = 4
    share_of_features: float = 0.5
    seed: int = 20230101


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as flat arrays: node ``i`` sends a row with ``row[feature[i]] <= threshold[i]`` to node ``i + 1``.

    Others go to ``right[i]``. A leaf has feature -1 and holds ``values[first[i]:first[i + 1]]``.
    """

    roots: Ints
    feature: Ints
    threshold: Floats
    right: Ints
    first: Ints
    values: Floats

    def sample(self, row: Floats) -> tuple[Floats, Floats]:
        """The training values that share a leaf with ``row``, over all trees, and their weights, which sum to 1."""
        nodes = self.roots.copy()
        inner = self.feature[nodes] != _LEAF
        while inner.any():
            at = nodes[inner]
            goes_left = row[self.feature[at]] <= self.threshold[at]
            nodes[inner] = np.where(goes_left, at + 1, self.right[at])
            inner = self.feature[nodes] != _LEAF
        counts = self.first[nodes + 1] - self.first[nodes]
        values = np.concatenate([self.values[self.first[node] : self.first[node + 1]] for node in nodes])
        weights = np.repeat(1.0 / (counts * len(nodes)), counts)
        return values, weights

    def to_json(self) -> dict[str, list[list[float | list[float]]]]:
        """One list per tree, depth first: an inner node is ``feature, threshold``, a leaf the list of its values."""
        ends = [*self.roots[1:].tolist(), len(self.feature)]
        return {"trees": [self._tree_to_json(a, b) for a, b in zip(self.roots.tolist(), ends, strict=True)]}

    def _tree_to_json(self, start: int, end: int) -> list[float | list[float]]:
        tree: list[float | list[float]] = []
        for node in range(start, end):
            if self.feature[node] == _LEAF:
                tree.append(self.values[self.first[node] : self.first[node + 1]].tolist())
            else:
                tree += [int(self.feature[node]), float(self.threshold[node])]
        return tree

    @classmethod
    def from_json(cls, document: dict[str, list[list[float | list[float]]]]) -> Forest:
        """The inverse of ``to_json``."""
        builder = _Builder()
        for tree in document["trees"]:
            builder.roots.append(len(builder.feature))
            builder.read(iter(tree))
        return builder.forest()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a forest learns from: one row of features each, the columns to separate, the value that leaves keep."""

    rows: Floats
    targets: Floats
    values: Floats

    def part(self, members: NDArray[np.bool_]) -> Sample:
        """The rows that ``members`` selects."""
        return Sample(self.rows[members], self.targets[members], self.values[members])


def grow(sample: Sample, growth: Growth) -> Forest:
    """Grow a forest on ``sample``; equal input and seed give an equal forest."""
    random = np.random.default_rng(growth.seed)
    builder = _Builder()
    for _ in range(growth.trees):
        builder.roots.append(len(builder.feature))
        builder.grow(sample, growth, random)
    return builder.forest()


class _Builder:
    def __init__(self) -> None:
        self.roots: list[int] = []
        self.feature: list[int] = []
        self.threshold: list[float] = []
        self.right: list[int] = []
        self.leaves: list[list[float]] = []

    def grow(self, sample: Sample, growth: Growth, random: np.random.Generator) -> None:
        split = _split(sample, growth, random)
        if split is None:
            self._leaf(np.sort(sample.values).tolist())
            return
        feature, threshold = split
        node = self._inner(feature, threshold)
        goes_left = sample.rows[:, feature] <= threshold
        self.grow(sample.part(goes_left), growth, random)
        self.right[node] = len(self.feature)
        self.grow(sample.part(~goes_left), growth, random)

    def read(self, tree: Iterator[float | list[float]]) -> None:
        head = next(tree)
        if isinstance(head, list):
            self._leaf(head)
            return
        threshold = next(tree)
        assert isinstance(threshold, (int, float))
        node = self._inner(int(head), float(threshold))
        self.read(tree)
        self.right[node] = len(self.feature)
        self.read(tree)

    def _leaf(self, values: list[float]) -> None:
        self._append(_LEAF, 0.0, values)

    def _inner(self, feature: int, threshold: float) -> int:
        self._append(feature, threshold, [])
        return len(self.feature) - 1

    def _append(self, feature: int, threshold: float, values: list[float]) -> None:
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.right.append(_LEAF)
        self.leaves.append(values)

    def forest(self) -> Forest:
        return Forest(
            roots=np.array(self.roots, dtype=np.int64),
            feature=np.array(self.feature, dtype=np.int64),
            threshold=np.array(self.threshold),
            right=np.array(self.right, dtype=np.int64),
            first=np.concatenate([[0], np.cumsum([len(v) for v in self.leaves])]).astype(np.int64),
            values=np.array([v for leaf in self.leaves for v in leaf]),
        )


def _split(sample: Sample, growth: Growth, random: np.random.Generator) -> tuple[int, float] | None:
    """The best of one random cut per randomly chosen feature, by explained variance; ``None`` makes a leaf."""
    rows, targets = sample.rows, sample.targets
    if len(rows) < 2 * growth.minimum_leaf:
        return None
    low, high = rows.min(axis=0), rows.max(axis=0)
    varying = np.flatnonzero(high > low)
    wanted = max(1, round(growth.share_of_features * rows.shape[1]))
    features = random.permutation(varying)[:wanted]
    # Two decimals keep the file small; every feature is a flag or spans several units.
    cuts = np.round(random.uniform(low[features], high[features]), 2)
    goes_left = rows[:, features] <= cuts
    left = goes_left.sum(axis=0)
    right = len(rows) - left
    allowed = (left >= growth.minimum_leaf) & (right >= growth.minimum_leaf)
    if not allowed.any():
        return None
    centred = targets - targets.mean(axis=0)
    sums = goes_left.T.astype(np.float64) @ centred
    gain = (sums**2).sum(axis=1) * np.where(allowed, 1 / np.maximum(left, 1) + 1 / np.maximum(right, 1), 0.0)
    best = int(np.argmax(gain))
    return (int(features[best]), float(cuts[best])) if gain[best] > 0 else None
