"""Training compute as a mixture of log-normals: FLOP on a base-10 logarithmic scale.

Each method's answer is one, small enough to be exact where it is a single log-normal and to be computed by vectorised
bisection where it is a mixture. No sampling: equal input gives equal output to the last digit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

NORMAL_95 = 1.6448536269514722
"""Standard normal quantile at 0.95: half of a 90 % interval in standard deviations."""

_BISECTIONS = 25
_HERMITE_NODES, _HERMITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_HERMITE_SHARES = _HERMITE_WEIGHTS / _HERMITE_WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class LogMixture:
    """A weighted mixture of normal distributions of log10(FLOP). Weights are positive and sum to 1."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    sigmas: tuple[float, ...]

    @classmethod
    def single(cls, mean: float, sigma: float) -> LogMixture:
        """One normal in log10: ``sigma`` in orders of magnitude."""
        return cls((1.0,), (mean,), (sigma,))

    @classmethod
    def blend(cls, parts: list[tuple[float, LogMixture]]) -> LogMixture:
        """The mixture of several distributions with the given weights, which need not sum to 1."""
        total = math.fsum(weight for weight, _ in parts)
        return cls(
            tuple(weight / total * w for weight, part in parts for w in part.weights),
            tuple(m for _, part in parts for m in part.means),
            tuple(s for _, part in parts for s in part.sigmas),
        )

    @property
    def mean(self) -> float:
        """Mean of log10(FLOP)."""
        return math.fsum(w * m for w, m in zip(self.weights, self.means, strict=True))

    @property
    def sigma(self) -> float:
        """Standard deviation of log10(FLOP)."""
        mean = self.mean
        spread = zip(self.weights, self.means, self.sigmas, strict=True)
        return math.sqrt(math.fsum(w * (s * s + (m - mean) ** 2) for w, m, s in spread))

    def shifted(self, by: float) -> LogMixture:
        """Multiplied by ``10**by``."""
        return LogMixture(self.weights, tuple(m + by for m in self.means), self.sigmas)

    def widened(self, sigma: float) -> LogMixture:
        """With an independent log-normal error of ``sigma`` orders of magnitude multiplied on."""
        return LogMixture(self.weights, self.means, tuple(math.hypot(s, sigma) for s in self.sigmas))

    def above(self, log_threshold: float) -> float:
        """P(log10(FLOP) > ``log_threshold``)."""
        parts = zip(self.weights, self.means, self.sigmas, strict=True)
        return min(1.0, math.fsum(w * _normal_cdf((m - log_threshold) / s) for w, m, s in parts))

    def quantiles(self, *levels: float) -> tuple[float, ...]:
        """log10(FLOP) below which the given shares of probability lie, by bisection to 1e-6 orders of magnitude."""
        if len(self.weights) == 1:
            normal = NormalDist(self.means[0], self.sigmas[0])
            return tuple(normal.inv_cdf(level) for level in levels)
        means, sigmas, weights = np.array(self.means), np.array(self.sigmas), np.array(self.weights)
        low = np.full(len(levels), float(np.min(means - 6 * sigmas)))
        high = np.full(len(levels), float(np.max(means + 6 * sigmas)))
        targets = np.array(levels)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            below = _normal_cdfs((middle[:, None] - means) / sigmas) @ weights < targets
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return tuple(float(x) for x in (low + high) / 2)


def add(a: LogMixture, b: LogMixture) -> LogMixture:
    """The distribution of the sum of two independent quantities.

    Each pair of components becomes the log-normal whose log has the sum's mean and spread, by Gauss-Hermite quadrature.
    """
    points_a, points_b = _points(a), _points(b)
    sums = np.logaddexp(points_a[:, None, :, None], points_b[None, :, None, :]) / math.log(10)
    shares = np.outer(_HERMITE_SHARES, _HERMITE_SHARES)
    means = (sums * shares).sum(axis=(2, 3))
    spreads = np.sqrt(((sums - means[:, :, None, None]) ** 2 * shares).sum(axis=(2, 3)))
    weights = np.outer(a.weights, b.weights)
    return LogMixture(tuple(weights.ravel().tolist()), tuple(means.ravel().tolist()), tuple(spreads.ravel().tolist()))


def from_sample(values: NDArray[np.float64], weights: NDArray[np.float64], bandwidth: float) -> LogMixture:
    """A kernel-smoothed distribution from weighted values of log10(FLOP)."""
    return _bin(values, weights, bandwidth)


def _points(mixture: LogMixture) -> NDArray[np.float64]:
    """Quadrature points of each component, in natural logarithms."""
    means, sigmas = np.array(mixture.means), np.array(mixture.sigmas)
    points: NDArray[np.float64] = (means[:, None] + sigmas[:, None] * _HERMITE_NODES) * math.log(10)
    return points


def _bin(values: NDArray[np.float64], weights: NDArray[np.float64], bandwidth: float) -> LogMixture:
    """Merge values closer than the kernel can tell apart: at most a few hundred components whatever the input."""
    bandwidth = max(bandwidth, 0.01)
    keys = np.round(values / (bandwidth / 2)).astype(np.int64)
    _, inverse = np.unique(keys, return_inverse=True)
    mass = np.bincount(inverse, weights=weights)
    centre = np.bincount(inverse, weights=weights * values) / mass
    keep = mass > 1e-9
    mass, centre = mass[keep] / mass[keep].sum(), centre[keep]
    return LogMixture(tuple(mass.tolist()), tuple(centre.tolist()), (bandwidth,) * len(mass))


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _normal_cdfs(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vectorised normal distribution function, within 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    x = np.abs(z) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail: NDArray[np.float64] = 0.5 * poly * np.exp(-x * x)
    return np.where(z > 0, 1 - tail, tail)
