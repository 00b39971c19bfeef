"""Growth of training compute: least squares of log10 FLOP on the date, for open and closed models.

Three models of the same points: a line for each kind, two parallel lines, and one line for both. They are compared by
the Bayesian information criterion, -2 ln L + k ln n with the residual variance counted in k (Schwarz, Annals of
Statistics 6, 1978; for normal errors -2 ln L = n (ln(2 pi RSS / n) + 1)), by cross-validation, and by backtesting.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from crawler.analysis.dates import DAYS_PER_YEAR, MONTHS_PER_YEAR
from crawler.analysis.selection import Release

Floats = NDArray[np.float64]

FOLDS = 10
FOLD_DRAWS = 20
"""Cross-validation is averaged over this many divisions into folds: one alone moves by some percent with the seed."""

BACKTEST_LEAST = 3
"""Fewest models of each kind before a split date."""

MEASURABLE = 1e-12
"""Residuals below this share of the values are rounding; a perfect fit then still has a finite likelihood."""


class Shape(StrEnum):
    """How the lines of open and closed models relate."""

    SEPARATE = "separate"
    COMMON = "common"
    SINGLE = "single"


class TooFew(Exception):  # noqa: N818  (what the analyst reads is the message)
    """There are too few models for a line."""


@dataclass(frozen=True, slots=True)
class Points:
    """Models as numbers: years since ``origin`` (a day number), log10 FLOP, and 1.0 for open or 0.0 for closed."""

    years: Floats
    values: Floats
    is_open: Floats
    origin: float

    @classmethod
    def of(cls, releases: Sequence[Release]) -> Points:
        """The points of releases whose access is known. The origin is their mean day, for a well-conditioned fit."""
        days = np.array([release.day for release in releases], dtype=float)
        origin = float(days.mean()) if len(days) else 0.0
        return cls(
            (days - origin) / DAYS_PER_YEAR,
            np.array([release.log_flop for release in releases], dtype=float),
            np.array([release.is_open is True for release in releases], dtype=float),
            origin,
        )

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Points:
        """Some of the points, on the same time scale."""
        return Points(self.years[chosen], self.values[chosen], self.is_open[chosen], self.origin)

    def __len__(self) -> int:
        return len(self.years)

    def supports(self, shape: Shape) -> bool:
        """Whether the lines of a shape are determined: two different dates for each slope, a point for each level."""
        if shape is Shape.SINGLE:
            return _dates(self.years) > 1
        by_kind = [_dates(self.years[self.is_open == kind]) for kind in (0.0, 1.0)]
        return min(by_kind) > 1 if shape is Shape.SEPARATE else min(by_kind) > 0 and max(by_kind) > 1


def _dates(years: Floats) -> int:
    return len(np.unique(years))


@dataclass(frozen=True, slots=True)
class Lines:
    """A fit: levels at the points' origin in log10 FLOP, and slopes in log10 FLOP a year."""

    shape: Shape
    closed_level: float
    open_level: float
    closed_slope: float
    open_slope: float
    bic: float

    @property
    def closed_growth(self) -> float:
        """Factor by which the compute of closed models grows in a year."""
        return growth(self.closed_slope)

    @property
    def open_growth(self) -> float:
        """Factor by which the compute of open models grows in a year."""
        return growth(self.open_slope)

    def predict(self, points: Points) -> Floats:
        """log10 FLOP on the lines."""
        closed = self.closed_level + self.closed_slope * points.years
        opened = self.open_level + self.open_slope * points.years
        return np.where(points.is_open > 0, opened, closed)

    def lag_months(self, years: float) -> float | None:
        """Months from when the closed line had the value that the open line has at ``years``, to then.

        ``None`` where the closed line does not rise, so that it never had the value, or had it always.
        """
        if self.closed_slope <= 0:
            return None
        value = self.open_level + self.open_slope * years
        return (years - (value - self.closed_level) / self.closed_slope) * MONTHS_PER_YEAR


def growth(slope: float) -> float:
    """Growth factor a year of a slope in log10 units a year; infinite beyond what a number can hold."""
    return 10**slope if slope < 300 else math.inf


def design(points: Points, shape: Shape) -> Floats:
    """The regressors of a shape, one column per coefficient."""
    closed, opened, years = 1 - points.is_open, points.is_open, points.years
    columns = {
        Shape.SEPARATE: (closed, opened, closed * years, opened * years),
        Shape.COMMON: (closed, opened, years),
        Shape.SINGLE: (np.ones_like(years), years),
    }[shape]
    return np.column_stack(columns)


def fit(points: Points, shape: Shape) -> Lines:
    """Least squares.

    Raises:
        TooFew: the points do not determine the lines.
    """
    if not points.supports(shape):
        closed, opened = (int(np.sum(points.is_open == kind)) for kind in (0.0, 1.0))
        raise TooFew(f"{opened} open and {closed} closed models do not make a line each")
    matrix = design(points, shape)
    solved = least_squares(matrix, points.values)
    b = solved.coefficients
    closed_level, open_level, closed_slope, open_slope = (float(b[place]) for place in COEFFICIENTS[shape])
    return Lines(shape, closed_level, open_level, closed_slope, open_slope, solved.bic)


COEFFICIENTS = {Shape.SEPARATE: (0, 1, 2, 3), Shape.COMMON: (0, 1, 2, 2), Shape.SINGLE: (0, 0, 1, 1)}
"""Where the levels and slopes of closed and open models stand among a shape's coefficients, as ``design`` has them."""


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Coefficients of a linear model and its Bayesian information criterion."""

    coefficients: Floats
    bic: float


def least_squares(matrix: Floats, values: Floats) -> LeastSquares:
    """Ordinary least squares with normal errors; the residual variance is one of the parameters that BIC counts."""
    coefficients: Floats = np.linalg.lstsq(matrix, values, rcond=None)[0].astype(np.float64)
    n, k = matrix.shape
    residuals = values - matrix @ coefficients
    floor = n * (MEASURABLE * max(1.0, float(np.max(np.abs(values))))) ** 2
    rss = max(float(residuals @ residuals), floor)
    return LeastSquares(coefficients, n * (math.log(2 * math.pi * rss / n) + 1) + (k + 1) * math.log(n))


def cross_validate(points: Points, shape: Shape, seed: int) -> float | None:
    """Root mean square error in log10 FLOP of models left out, 10-fold, averaged over divisions into folds.

    ``None`` where there are so few models that some fold leaves the lines undetermined.
    """

    def errors(train: Points, test: Points) -> Floats | None:
        return fit(train, shape).predict(test) - test.values if train.supports(shape) else None

    squares: list[float] = []
    for left_out in folds(len(points), seed):
        found = errors(points.take(~left_out), points.take(left_out))
        if found is None:
            return None
        squares += np.square(found).tolist()
    return math.sqrt(float(np.mean(squares))) if squares else None


def folds(n: int, seed: int) -> Iterable[NDArray[np.bool_]]:
    """Which of ``n`` rows are left out, for each fold of each division."""
    numbers = np.random.default_rng(seed)
    for _ in range(FOLD_DRAWS):
        for part in np.array_split(numbers.permutation(n), min(FOLDS, n)):
            left_out = np.zeros(n, dtype=np.bool_)
            left_out[part] = True
            yield left_out


@dataclass(frozen=True, slots=True)
class Split:
    """A backtest's split: the day number, and the root mean square error in log10 FLOP from that day on."""

    day: int
    rmse: float


def backtest(releases: Sequence[Release], shape: Shape) -> list[Split]:
    """Fit what was released before a date, predict what came on and after it, for every release date.

    The first split is the first with half of the models and at least three of each kind before it.
    """
    points, days = Points.of(releases), np.array([release.day for release in releases])
    splits = []
    for day in np.unique(days):
        train = points.take(days < day)
        each = [int(np.sum(train.is_open == kind)) for kind in (0.0, 1.0)]
        if 2 * len(train) < len(points) or min(each) < BACKTEST_LEAST or not train.supports(shape):
            continue
        test = points.take(days >= day)
        error = fit(train, shape).predict(test) - test.values
        splits.append(Split(int(day), math.sqrt(float(np.mean(error**2)))))
    return splits
