"""A second, weaker prior: what models of one score and date took, for those of which a board is all that is known.

log10(FLOP) = a + b x score + c x (year - 2024), one regression per board, fitted by ``fit_scores``. Scores that are
shares of right answers enter as the log-odds of what exceeds guessing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.records import ModelContext
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.features import decimal_year

YEAR_ORIGIN = 2024.0

GUESSING = {"mmlu": 0.25, "gpqa": 0.25, "bbh": 0.25}
"""Share of right answers that guessing reaches; boards that are not here ("arena") use their points over 100."""

BOARDS = ("arena", *GUESSING)

_SIGMA_PER_YEAR_BEYOND = 0.3
"""Added for each year that a model lies outside the years of the fit: methods move on, and boards change."""

_LEAST_SIGMA = 0.6
"""Models that state both a score and their compute are few and the well documented ones: the rest scatter more."""

_INFLATION = 1.25
"""The fit has few models and one board's history; the next board's scores are made in other ways."""

SIGMA_PRIOR_BESIDE_SCORE = 1.0
"""Orders of magnitude by which the prior is widened before a score sharpens it: both know the date, and the prior's
models are mostly smaller than those that boards list."""


@dataclass(frozen=True, slots=True)
class Board:
    """One board's regression with its leave-one-out error in orders of magnitude and the years it was fitted on."""

    intercept: float
    per_unit: float
    per_year: float
    sigma: float
    first_year: float
    last_year: float


def from_scores(context: ModelContext) -> Answer | None:
    """What the best-fitting of the known scores says, or ``None`` without a score or a date."""
    year = decimal_year(context.published)
    if year is None:
        return None
    found = [(name, score, _read(fitted()[name], unit(name, score), year)) for name, score in context.scores
             if name in fitted()]  # fmt: skip
    if not found:
        return None
    name, score, compute = min(found, key=lambda f: f[2].sigma)
    step = f"models with {plain(score)} on {name} in {context.published}: {scientific(power(compute.mean))}"
    warning = "a score says little about compute: methods differ, and the boards change"
    return Answer("scores", compute, (step,), (warning,), ("published", "scores"))


def unit(board: str, score: float) -> float:
    """A score as the regression takes it."""
    if board not in GUESSING:
        return score / 100
    share = (score - GUESSING[board]) / (1 - GUESSING[board])
    return math.log(min(max(share, 0.02), 0.98) / (1 - min(max(share, 0.02), 0.98)))


@cache
def fitted() -> dict[str, Board]:
    """The regressions that ship beside this module, by board."""
    document = json.loads(files(__package__).joinpath("scores.json").read_text(encoding="utf-8"))
    return {
        name: Board(board["intercept"], board["per_unit"], board["per_year"], board["sigma_log10"], *board["years"])
        for name, board in document["boards"].items()
    }


def _read(board: Board, value: float, year: float) -> LogMixture:
    within = min(max(year, board.first_year), board.last_year)
    mean = board.intercept + board.per_unit * value + board.per_year * (within - YEAR_ORIGIN)
    sigma = _INFLATION * max(board.sigma, _LEAST_SIGMA) + _SIGMA_PER_YEAR_BEYOND * abs(year - within)
    return LogMixture.single(mean, sigma)
