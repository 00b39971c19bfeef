"""Extremely randomised regression trees whose leaves keep the training values, so that they answer with distributions.

Geurts, Ernst and Wehenkel, "Extremely randomized trees" (2006), with the leaves of Meinshausen, "Quantile regression
forests" (2006). Chosen over a linear model and a Gaussian process because the data are few, mixed and full of gaps,
and over a library because numpy is enough: a forest is a few flat arrays in a JSON file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEAF = -1
_MOST_REMEMBERED = 2000

_Table = tuple[int, list[float], list[int]]
"""A feature, its thresholds, and the leaves that are left where a value passes so many of them."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown; the values are chosen by cross-validation in ``fit_prior``."""

    trees: int = 60
    minimum_leaf: int = 4
    share_of_features: float = 0.5
    seed: int = 20230101


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as flat lists: node ``i`` sends a row with ``row[feature[i]] <= threshold[i]`` to node ``i + 1``.

    Others go to ``right[i]``. A leaf has feature -1 and keeps ``values[i]``; an inner node keeps none.
    """

    roots: list[int]
    feature: list[int]
    threshold: list[float]
    right: list[int]
    values: list[list[float]]

    def leaves(self, row: Sequence[float]) -> list[int]:
        """The leaf in which ``row`` ends in each tree."""
        found = []
        for root in self.roots:
            node = root
            while self.feature[node] != _LEAF:
                goes_left = row[self.feature[node]] <= self.threshold[node]
                node = node + 1 if goes_left else self.right[node]
            found.append(node)
        return found

    @property
    def ends(self) -> list[int]:
        """The first node behind each tree."""
        return [*self.roots[1:], len(self.feature)]

    def to_json(self) -> dict[str, list[list[float | list[float]]]]:
        """One list per tree, depth first: an inner node is ``feature, threshold``, a leaf the list of its values."""
        return {"trees": [self._tree_to_json(a, b) for a, b in zip(self.roots, self.ends, strict=True)]}

    def _tree_to_json(self, start: int, end: int) -> list[float | list[float]]:
        tree: list[float | list[float]] = []
        for node in range(start, end):
            if self.feature[node] == _LEAF:
                tree.append(self.values[node])
            else:
                tree += [self.feature[node], self.threshold[node]]
        return tree

    @classmethod
    def from_json(cls, document: dict[str, list[list[float | list[float]]]]) -> Forest:
        """The inverse of ``to_json``."""
        builder = _Builder()
        for tree in document["trees"]:
            builder.roots.append(len(builder.feature))
            builder.read(iter(tree))
        return builder.forest()


class LeafFinder:
    """``Forest.leaves`` for one row after another, several times faster than walking the trees.

    Every inner node whose test fails rules out the leaves on its left; the first leaf that no test rules out is the
    row's (Lucchese et al., "QuickScorer", 2015). What all failing tests of one feature rule out depends only on where
    the value lies among its thresholds, so that one table look-up per feature answers all trees at once. The features
    from ``recurring_from`` on come in few combinations, of which the answers are remembered.
    """

    def __init__(self, forest: Forest, recurring_from: int) -> None:
        leaves = [
            [n for n in range(start, end) if forest.feature[n] == _LEAF]
            for start, end in zip(forest.roots, forest.ends, strict=True)
        ]
        self._width = -(-max(map(len, leaves)) // 8) * 8
        self._trees = len(leaves)
        place = {node: t * self._width + i for t, own in enumerate(leaves) for i, node in enumerate(own)}
        self.nodes = np.full(self._trees * self._width, _LEAF)
        self.nodes[list(place.values())] = list(place)
        self._offsets = np.arange(self._trees) * self._width
        everything = (1 << (self._trees * self._width)) - 1
        before = np.cumsum([0, *(f == _LEAF for f in forest.feature)]).tolist()
        ordered = [node for own in leaves for node in own]
        rules: dict[int, dict[float, int]] = {}
        for node, feature in enumerate(forest.feature):
            if feature != _LEAF:
                first, last = place[ordered[before[node]]], place[ordered[before[forest.right[node]] - 1]]
                by_threshold = rules.setdefault(feature, {})
                ruled_out = ((1 << (last - first + 1)) - 1) << first
                by_threshold[forest.threshold[node]] = by_threshold.get(forest.threshold[node], 0) | ruled_out
        tables: list[_Table] = []
        for feature, by_threshold in sorted(rules.items()):
            thresholds, left = sorted(by_threshold), [everything]
            for threshold in thresholds:
                left.append(left[-1] & ~by_threshold[threshold])
            tables.append((feature, thresholds, left))
        self._recurring_from = recurring_from
        self._recurring = [table for table in tables if table[0] >= recurring_from]
        self._others = [table for table in tables if table[0] < recurring_from]
        self._remembered: dict[tuple[float, ...], int] = {}

    def __call__(self, row: Sequence[float]) -> NDArray[np.int64]:
        """The leaves' places in ``nodes``, one per tree."""
        described = tuple(row[self._recurring_from :])
        left = self._remembered.get(described)
        if left is None:
            left = self._left(self._recurring, row, (1 << (self._trees * self._width)) - 1)
            if len(self._remembered) < _MOST_REMEMBERED:
                self._remembered[described] = left
        left = self._left(self._others, row, left)
        size = self._trees * self._width // 8
        bits = np.unpackbits(np.frombuffer(left.to_bytes(size, "little"), dtype=np.uint8), bitorder="little")
        places: NDArray[np.int64] = bits.reshape(self._trees, self._width).argmax(axis=1) + self._offsets
        return places

    @staticmethod
    def _left(tables: list[_Table], row: Sequence[float], left: int) -> int:
        for feature, thresholds, remaining in tables:
            passed = bisect_left(thresholds, row[feature])
            if passed:
                left &= remaining[passed]
        return left


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
        return Forest(self.roots, self.feature, self.threshold, self.right, self.leaves)


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
