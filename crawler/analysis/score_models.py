"""What a benchmark score depends on: training compute alone, or also openness or the date.

The logit of the score is fitted linearly on log10 FLOP and the other factors by least squares; the choice between them
is by BIC and 10-fold cross-validation, as in ``regression``. Logits keep predictions between 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from crawler.analysis.benchmarks import Score
from crawler.analysis.dates import DAYS_PER_YEAR
from crawler.analysis.regression import Floats, folds, least_squares
from crawler.analysis.tabulation import DECIMALS, Cell, Tabulation

LEAST_ROWS = 10

Regressor = Callable[[Score], float]

FACTORS: dict[str, tuple[str, ...]] = {
    "compute": ("compute",),
    "compute and openness": ("compute", "open"),
    "compute and date": ("compute", "date"),
    "compute, openness and date": ("compute", "open", "date"),
}


def usable(scores: Iterable[Score]) -> list[Score]:
    """Results with a known compute and a score strictly between 0 and 1."""
    return [score for score in scores if score.flop is not None and score.flop > 0 and 0 < score.value < 1]


def logit(value: float) -> float:
    """Log odds of a share strictly between 0 and 1."""
    return math.log(value / (1 - value))


def compare_factors(benchmark: str, scores: Sequence[Score], seed: int) -> Tabulation:
    """Each set of factors with its BIC, its cross-validated error in logits, and its coefficients.

    The coefficient of compute is per order of magnitude, that of the date per year, that of openness open minus closed.
    There are no rows where fewer than ten results can be used, or where a factor does not vary.
    """
    rows: list[tuple[Cell, ...]] = []
    known = usable(scores)
    if len(known) >= LEAST_ROWS:
        columns = _columns(known)
        values = np.array([logit(score.value) for score in known])
        for name, factors in FACTORS.items():
            matrix = np.column_stack([np.ones(len(known)), *(columns[factor] for factor in factors)])
            if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
                continue
            found = least_squares(matrix, values)
            by_factor = dict(zip(factors, found.coefficients[1:].tolist(), strict=True))
            coefficients = [
                None if (c := by_factor.get(factor)) is None else round(c, DECIMALS)
                for factor in ("compute", "open", "date")
            ]
            error = _cross_validated(matrix, values, seed)
            rows.append((name, len(known), round(found.bic, DECIMALS), error, *coefficients))
    return Tabulation(
        f"{benchmark.lower()}_and_compute",
        f"What the score on {benchmark} depends on besides compute",
        f"Logit of the score on log10 FLOP, for the {len(known)} of {len(scores)} results with a known compute. Lower "
        "BIC and error are better; coefficients are per order of magnitude, open instead of closed, and per year.",
        ("factors", "results", "BIC", "error left out", "compute", "open", "date"),
        tuple(rows),
    )


def _columns(scores: Sequence[Score]) -> dict[str, Floats]:
    days = np.array([score.day for score in scores], dtype=float)
    compute = np.array([math.log10(score.flop or math.nan) for score in scores])
    return {
        "compute": compute - compute.mean(),
        "open": np.array([score.is_open for score in scores], dtype=float),
        "date": (days - days.mean()) / DAYS_PER_YEAR,
    }


def _cross_validated(matrix: Floats, values: Floats, seed: int) -> float:
    squares: list[float] = []
    for left_out in folds(len(values), seed):
        coefficients = least_squares(matrix[~left_out], values[~left_out]).coefficients
        squares += np.square(values[left_out] - matrix[left_out] @ coefficients).tolist()
    return round(math.sqrt(float(np.mean(squares))), DECIMALS)
