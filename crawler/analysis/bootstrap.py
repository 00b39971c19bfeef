"""Intervals by resampling the models: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 9.

Every resample draws as many models as there are, with replacement, and is fitted again; a 90 % interval runs from the
5th to the 95th percentile of what the fits say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.analysis.dates import MONTHS_PER_YEAR
from crawler.analysis.regression import Floats, Points

BLOCK = 500
"""Resamples fitted at once, which bounds the memory at some megabytes per thousand models."""

MAX_UNUSABLE = 0.05
"""With a larger share of resamples that determine no value, the percentiles would not be those of 90 %."""

SMALLEST_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """A 90 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Resampled:
    """What each resample says; NaN where it determines nothing. Slopes in log10 FLOP a year, lags in months."""

    open_slope: Floats
    closed_slope: Floats
    common_slope: Floats
    single_slope: Floats
    lag_months: Floats
    common_lag_months: Floats


def resample(points: Points, resamples: int, seed: int) -> Resampled:
    """Fit the three shapes of ``regression`` to resamples of the points; the last date of each is its own."""
    numbers = np.random.default_rng(seed)
    blocks = [
        _fit_block(points, numbers.integers(0, len(points), (min(BLOCK, resamples - start), len(points))))
        for start in range(0, resamples, BLOCK)
    ]
    return Resampled(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _fit_block(points: Points, drawn: NDArray[np.int64]) -> tuple[Floats, ...]:
    rows, n = drawn.shape
    weights = np.zeros((rows, n))
    np.add.at(weights, (np.arange(rows)[:, None], drawn), 1.0)
    last = np.where(weights > 0, points.years, -np.inf).max(axis=1)
    opened, closed, both = (
        _Sums.of(points, weights * kind) for kind in (points.is_open, 1 - points.is_open, np.ones(n))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        slope_open, slope_closed, slope_single = (part.sxy / part.sxx for part in (opened, closed, both))
        slope_common = (opened.sxy + closed.sxy) / (opened.sxx + closed.sxx)
        open_value = opened.mean_y + slope_open * (last - opened.mean_x)
        lag = last - (closed.mean_x + (open_value - closed.mean_y) / slope_closed)
        common_lag = (closed.mean_y - opened.mean_y) / slope_common - (closed.mean_x - opened.mean_x)
    return (
        slope_open,
        slope_closed,
        slope_common,
        slope_single,
        np.where(slope_closed > 0, lag, np.nan) * MONTHS_PER_YEAR,
        np.where(slope_common > 0, common_lag, np.nan) * MONTHS_PER_YEAR,
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Weighted means and sums of squares of each resample; NaN spread where all its dates are one."""

    mean_x: Floats
    mean_y: Floats
    sxx: Floats
    sxy: Floats

    @classmethod
    def of(cls, points: Points, weights: Floats) -> _Sums:
        with np.errstate(divide="ignore", invalid="ignore"):
            total = weights.sum(axis=1)
            mean_x, mean_y = weights @ points.years / total, weights @ points.values / total
            dx = points.years - mean_x[:, None]
            sxx = (weights * dx**2).sum(axis=1)
            sxy = (weights * dx * (points.values - mean_y[:, None])).sum(axis=1)
        return cls(mean_x, mean_y, np.where(sxx > SMALLEST_SPREAD, sxx, np.nan), sxy)


def interval(values: Floats) -> Interval | None:
    """The 5th and 95th percentiles; ``None`` where too many resamples determine nothing."""
    usable = values[np.isfinite(values)]
    if not len(values) or len(usable) < (1 - MAX_UNUSABLE) * len(values):
        return None
    low, high = np.percentile(usable, [5, 95])
    return Interval(float(low), float(high))
