"""How far stated chances and intervals can be trusted: what a reliability diagram and the fits' reports show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISS_PENALTY = 20.0
"""Weight of a miss in the interval score of a 90 % interval, 2 / 0.1 (Gneiting and Raftery, "Strictly Proper Scoring
Rules, Prediction, and Estimation", 2007, section 6.2)."""

_LEAST_CHANCE = 1e-4
_STEPS = 50
_RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Models whose stated chance lies in [low, high): how many, their mean chance, and the share that did exceed.

    ``frequency_low`` and ``frequency_high`` bound the share at 90 % (Wilson's interval).
    """

    low: float
    high: float
    models: int
    mean_chance: float
    frequency: float
    frequency_low: float
    frequency_high: float


def reliability(chances: Sequence[float], exceeded: Sequence[bool], bins: int = 10) -> list[ReliabilityBin]:
    """The points of a reliability diagram in ``bins`` equal steps of chance; empty bins are left out.

    Raises:
        ValueError: the two sequences differ in length.
    """
    if len(chances) != len(exceeded):
        raise ValueError(f"{len(chances)} chances for {len(exceeded)} outcomes")
    points = []
    for i in range(bins):
        low, high = i / bins, (i + 1) / bins
        inside = [(p, up) for p, up in zip(chances, exceeded, strict=True) if low <= p < high or p == high == 1.0]
        if not inside:
            continue
        count = len(inside)
        share = sum(up for _, up in inside) / count
        bounds = _wilson(share, count)
        points.append(ReliabilityBin(low, high, count, math.fsum(p for p, _ in inside) / count, share, *bounds))
    return points


def calibration(chances: Sequence[float], exceeded: Sequence[bool]) -> tuple[float, float]:
    """Slope and intercept of a logistic regression of outcomes on the stated log-odds; 1 and 0 are perfect.

    Above 1 the chances are too timid, below 1 too bold (Cox, "Two further applications of a model for binary
    regression", 1958). Chances are kept from 0 and 1 by 1e-4.
    """
    stated = np.clip(np.array(chances, dtype=float), _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    design = np.column_stack([np.log(stated / (1 - stated)), np.ones(len(stated))])
    outcome, weights = np.array(exceeded, dtype=float), np.array([1.0, 0.0])
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (outcome - fitted)
        curvature = design.T @ (design * (fitted * (1 - fitted))[:, None]) + _RIDGE * np.eye(2)
        weights = weights + np.clip(np.linalg.solve(curvature, slope), -1, 1)
    return float(weights[0]), float(weights[1])


def interval_score(low: NDArray[np.float64], high: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Mean interval score of 90 % intervals in orders of magnitude: width plus 20 times the distance of a miss."""
    missed = np.maximum(0.0, np.maximum(low - truth, truth - high))
    return float(np.mean(high - low + MISS_PENALTY * missed))


def brier(chances: Sequence[float], exceeded: Sequence[bool]) -> float:
    """Mean squared difference of chance and outcome."""
    return float(np.mean((np.array(chances, dtype=float) - np.array(exceeded, dtype=float)) ** 2))


def roc_area(chances: Sequence[float], exceeded: Sequence[bool]) -> float:
    """The chance that a model above the threshold is ranked over one below, ties half; NaN where a side is empty."""
    stated, up = np.array(chances, dtype=float), np.array(exceeded, dtype=bool)
    above, below = stated[up], stated[~up]
    if not len(above) or not len(below):
        return math.nan
    wins = (above[:, None] > below).sum() + 0.5 * (above[:, None] == below).sum()
    return float(wins / (len(above) * len(below)))


def _wilson(share: float, count: int) -> tuple[float, float]:
    z2 = 1.6448536269514722**2
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = math.sqrt(z2 * (share * (1 - share) / count + z2 / (4 * count**2))) / (1 + z2 / count)
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))
