"""Training compute as a mixture of log-normals: FLOP on a base-10 logarithmic scale.

Each method's answer is one, small enough to be exact where it is a single log-normal and to be computed by vectorised
root finding where it is a mixture. No sampling: equal input gives equal output to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL_95 = 1.6448536269514722
"""Standard normal quantile at 0.95: half of a 90 % interval in standard deviations."""

_STEPS = 40
_CLOSE = 1e-7
SAMPLE_WIDTH = 0.4
"""Orders of magnitude within which the components of a smoothed sample are merged before they are added or updated."""

_FEW = 24
"""Components up to which plain Python is faster than numpy."""

_POLISHES = 3
"""Newton steps from the chord of a cubic that is nearly straight."""

_HERMITE_NODES, _HERMITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_HERMITE_SHARES = _HERMITE_WEIGHTS / _HERMITE_WEIGHTS.sum()
_NEGLIGIBLE = 1e-9
_REMEMBERED = 64
_ROOT_2, _ROOT_2_PI = math.sqrt(2.0), math.sqrt(2.0 * math.pi)


@dataclass(frozen=True, slots=True)
class LogMixture:
    """A weighted mixture of normal distributions of log10(FLOP). Weights are positive and sum to 1."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    sigmas: tuple[float, ...]

    @classmethod
    def single(cls, mean: float, sigma: float) -> LogMixture:
        """One normal in log10: ``sigma`` in orders of magnitude."""
        return LogMixture((1.0,), (mean,), (sigma,))

    @classmethod
    def blend(cls, parts: Sequence[tuple[float, LogMixture]]) -> LogMixture:
        """The mixture of several distributions with the given weights, which need not sum to 1."""
        total = math.fsum(weight for weight, _ in parts)
        return LogMixture(
            tuple(weight / total * w for weight, part in parts for w in part.weights),
            tuple(m for _, part in parts for m in part.means),
            tuple(s for _, part in parts for s in part.sigmas),
        )

    @property
    def as_mixture(self) -> LogMixture:
        """Itself."""
        return self

    @property
    def mean(self) -> float:
        """Mean of log10(FLOP)."""
        return math.fsum(w * m for w, m in zip(self.weights, self.means, strict=True))

    @property
    def sigma(self) -> float:
        """Standard deviation of log10(FLOP)."""
        if len(self.sigmas) == 1:
            return self.sigmas[0]
        mean = self.mean
        spread = zip(self.weights, self.means, self.sigmas, strict=True)
        return math.sqrt(math.fsum(w * (s * s + (m - mean) ** 2) for w, m, s in spread))

    def shifted(self, by: float) -> LogMixture:
        """Multiplied by ``10**by``."""
        return LogMixture(self.weights, tuple(m + by for m in self.means), self.sigmas)

    def widened(self, sigma: float) -> LogMixture:
        """With an independent log-normal error of ``sigma`` orders of magnitude multiplied on."""
        return LogMixture(self.weights, self.means, tuple(math.hypot(s, sigma) for s in self.sigmas))

    def condensed(self, width: float) -> LogMixture:
        """With neighbours less than ``width`` orders of magnitude apart merged, keeping their mean and spread."""
        merged: list[list[float]] = []
        first = -math.inf
        for m, w, s in sorted(zip(self.means, self.weights, self.sigmas, strict=True)):
            if m - first >= width:
                merged.append([0.0, 0.0, 0.0])
                first = m
            sums = merged[-1]
            sums[0] += w
            sums[1] += w * m
            sums[2] += w * (s * s + m * m)
        means = tuple(total / weight for weight, total, _ in merged)
        sigmas = tuple(
            math.sqrt(max(squares / weight - mean * mean, 1e-12))
            for (weight, _, squares), mean in zip(merged, means, strict=True)
        )
        return LogMixture(tuple(weight for weight, _, _ in merged), means, sigmas)

    def above(self, log_threshold: float) -> float:
        """P(log10(FLOP) > ``log_threshold``)."""
        return self.chances((log_threshold,))[0]

    def chances(self, log_thresholds: tuple[float, ...]) -> tuple[float, ...]:
        """P(log10(FLOP) > t) for each threshold t."""
        parts = tuple(zip(self.weights, self.means, self.sigmas, strict=True))
        return tuple(
            min(1.0, math.fsum(w * 0.5 * math.erfc((t - m) / (s * _ROOT_2)) for w, m, s in parts))
            for t in log_thresholds
        )

    def quantiles(self, *levels: float) -> tuple[float, ...]:
        """log10(FLOP) below which the given shares of probability lie, to 1e-6 orders of magnitude."""
        if len(self.weights) == 1:
            return tuple(self.means[0] + self.sigmas[0] * _normal_quantile(level) for level in levels)
        if len(self.weights) <= _FEW:
            return tuple(self._crossing(level) for level in levels)
        means, sigmas, weights = np.array(self.means), np.array(self.sigmas), np.array(self.weights)
        low = np.full(len(levels), float(np.min(means - 7 * sigmas)))
        high = np.full(len(levels), float(np.max(means + 7 * sigmas)))
        middle = float(weights @ means)
        spread = math.sqrt(float(weights @ (sigmas**2 + (means - middle) ** 2)))
        targets = np.array(levels)
        at = np.array([middle + spread * _normal_quantile(level) for level in levels])
        for _ in range(_STEPS):
            # Newton's method inside a bracket: a step that would leave it is replaced by its middle.
            z = (at[:, None] - means) / sigmas
            bell = np.exp(-0.5 * z * z)
            excess = _normal_cdfs(z, bell) @ weights - targets
            low, high = np.where(excess < 0, at, low), np.where(excess < 0, high, at)
            slope = bell @ (weights / (sigmas * _ROOT_2_PI))
            newton = at - excess / np.maximum(slope, 1e-12)
            following = np.where((newton > low) & (newton < high), newton, (low + high) / 2)
            moved = float(np.abs(following - at).max())
            at = following
            if moved < _CLOSE:
                break
        return tuple(at.tolist())

    def _crossing(self, level: float) -> float:
        """The same for one level and few components, by the same method."""
        parts = tuple(zip(self.weights, self.means, self.sigmas, strict=True))
        low, high = min(m - 7 * s for _, m, s in parts), max(m + 7 * s for _, m, s in parts)
        at = min(max(self.mean + self.sigma * _normal_quantile(level), low), high)
        for _ in range(_STEPS):
            excess, slope = -level, 0.0
            for w, m, s in parts:
                z = (at - m) / s
                excess += w * 0.5 * math.erfc(-z / _ROOT_2)
                slope += w * math.exp(-0.5 * z * z) / (s * _ROOT_2_PI)
            low, high = (at, high) if excess < 0 else (low, at)
            newton = at - excess / max(slope, 1e-12)
            following = newton if low < newton < high else (low + high) / 2
            if abs(following - at) < _CLOSE:
                return following
            at = following
        return at


def add(a: Distribution, b: Distribution) -> LogMixture:
    """The distribution of the sum of two independent quantities.

    Each pair of components becomes the log-normal whose log has the sum's mean and spread, by Gauss-Hermite quadrature.
    """
    one, other = (_few(part.as_mixture) for part in (a, b))
    points_a, points_b = _points(one), _points(other)
    sums = np.logaddexp(points_a[:, None, :, None], points_b[None, :, None, :]) / math.log(10)
    shares = np.outer(_HERMITE_SHARES, _HERMITE_SHARES)
    means = (sums * shares).sum(axis=(2, 3))
    spreads = np.sqrt(((sums - means[:, :, None, None]) ** 2 * shares).sum(axis=(2, 3)))
    weights = np.outer(one.weights, other.weights)
    found = (tuple(part.ravel().tolist()) for part in (weights, means, spreads))
    return _few(LogMixture(*found))


def _few(mixture: LogMixture) -> LogMixture:
    return mixture if len(mixture.weights) <= _FEW else mixture.condensed(SAMPLE_WIDTH)


class Kernel:
    """A normal kernel over bins of equal width, with what is needed to read quantiles off at once.

    ``centres`` are the bins' middles in log10(FLOP), ``bandwidth`` the kernel's spread in orders of magnitude.
    """

    def __init__(self, first: float, bins: int, step: float, bandwidth: float) -> None:
        self.step, self.bandwidth = step, bandwidth
        self.centres: Floats = first + step * np.arange(bins, dtype=np.float64)
        # Half a bin between points: the cubic through four of them is then within 1e-4 of the distribution function.
        self._reach = 2 * math.ceil(7 * bandwidth / step)
        self._first = first - step / 2 * self._reach
        away = step / 2 * np.arange(-self._reach - 1, self._reach + 1, dtype=np.float64)
        self._rises: Floats = np.diff(normal_cdfs(away / bandwidth), prepend=0.0)[1:]
        self._above: dict[tuple[float, ...], Floats] = {}

    def above(self, log_thresholds: tuple[float, ...]) -> Floats:
        """For each threshold a row with P(log10(FLOP) > threshold) by bin."""
        known = self._above.get(log_thresholds)
        if known is None:
            known = normal_cdfs((self.centres - np.array(log_thresholds)[:, None]) / self.bandwidth)
            if len(self._above) < _REMEMBERED:
                self._above[log_thresholds] = known
        return known

    def below(self, mass: Floats) -> Floats:
        """The smoothed distribution function of ``mass`` at points half a bin apart; see ``point``."""
        spread = np.zeros(2 * len(mass) - 1)
        spread[::2] = mass
        return np.asarray(np.convolve(spread, self._rises).cumsum())

    def point(self, index: int) -> float:
        """log10(FLOP) at one of the points of ``below``."""
        return self._first + self.step / 2 * index

    def mixture(self, mass: Floats) -> KernelMixture:
        """The smoothed distribution of probability ``mass`` by bin, which must sum to 1."""
        return KernelMixture(self, mass, self.below(mass))


@dataclass(frozen=True, slots=True, eq=False)
class KernelMixture:
    """A mixture of equal components on a kernel's bins: answers as its ``LogMixture`` does, faster."""

    kernel: Kernel
    mass: Floats
    below: Floats

    @property
    def as_mixture(self) -> LogMixture:
        """The same as a mixture of its components that have any weight."""
        keep = np.flatnonzero(self.mass > _NEGLIGIBLE)
        kept = self.mass[keep]
        weights, means = (kept / kept.sum()).tolist(), self.kernel.centres[keep].tolist()
        return LogMixture(tuple(weights), tuple(means), (self.kernel.bandwidth,) * len(keep))

    @property
    def mean(self) -> float:
        """Mean of log10(FLOP)."""
        return float(self.mass @ self.kernel.centres)

    @property
    def sigma(self) -> float:
        """Standard deviation of log10(FLOP)."""
        away = self.kernel.centres - self.mean
        return math.sqrt(float(self.mass @ (away * away)) + self.kernel.bandwidth**2)

    def above(self, log_threshold: float) -> float:
        """P(log10(FLOP) > ``log_threshold``)."""
        return self.chances((log_threshold,))[0]

    def chances(self, log_thresholds: tuple[float, ...]) -> tuple[float, ...]:
        """P(log10(FLOP) > t) for each threshold t."""
        return tuple(np.minimum(self.kernel.above(log_thresholds) @ self.mass, 1.0).tolist())

    def quantiles(self, *levels: float) -> tuple[float, ...]:
        """log10(FLOP) below which the given shares of probability lie, to 1e-3 orders of magnitude."""
        return tuple(self._crossing(level) for level in levels)

    def _crossing(self, level: float) -> float:
        """Where the cubic through four neighbouring points of the distribution function meets a level."""
        kernel, below = self.kernel, self.below
        right = min(max(int(below.searchsorted(level)), 2), len(below) - 2)
        start, width = kernel.point(right - 1), kernel.step / 2
        before, f0, f1, after = below[right - 2 : right + 2].tolist()
        d0, d1 = (f1 - before) / 2, (after - f0) / 2
        rise = f1 - f0
        if rise <= 0:
            return start
        bend, turn = 3 * rise - 2 * d0 - d1, d0 + d1 - 2 * rise
        u = (level - f0) / rise
        for _ in range(_POLISHES):
            slope = d0 + u * (2 * bend + 3 * u * turn)
            if slope <= 0:
                break
            u = min(max(u - (f0 + u * (d0 + u * (bend + u * turn)) - level) / slope, 0.0), 1.0)
        return float(start + width * u)


Distribution = LogMixture | KernelMixture
"""What a method may answer with."""


def _points(mixture: LogMixture) -> Floats:
    """Quadrature points of each component, in natural logarithms."""
    means, sigmas = np.array(mixture.means), np.array(mixture.sigmas)
    points: Floats = (means[:, None] + sigmas[:, None] * _HERMITE_NODES) * math.log(10)
    return points


@lru_cache(maxsize=64)
def _normal_quantile(level: float) -> float:
    return NormalDist().inv_cdf(level)


def normal_cdfs(z: Floats) -> Floats:
    """Vectorised normal distribution function, within 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    return _normal_cdfs(z, np.exp(-0.5 * z * z))


def _normal_cdfs(z: Floats, bell: Floats) -> Floats:
    t = 1 / (1 + (0.3275911 / _ROOT_2) * np.abs(z))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail: Floats = 0.5 * poly * bell
    return np.where(z > 0, 1 - tail, tail)
