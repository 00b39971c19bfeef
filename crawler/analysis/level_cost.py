"""What it takes to train a model that reaches a given level of a benchmark, over time.

Compute is that of the cheapest model so far with the score. Its price is not observed for most of them: dollars follow
from the trend of FLOP per dollar, a line through log10 (compute / cost) of the models whose cost the dataset states.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crawler.analysis.benchmarks import Score, without_variants
from crawler.analysis.catalogue import Model
from crawler.analysis.dates import DAYS_PER_YEAR, iso
from crawler.analysis.regression import growth
from crawler.analysis.score_models import usable
from crawler.analysis.tabulation import Cell, Tabulation

LEVELS = (0.4, 0.5, 0.6, 0.7, 0.8)

LEAST_PRICES = 10


@dataclass(frozen=True, slots=True)
class PriceTrend:
    """FLOP per US dollar of training: log10 at day 0 and its slope a day, from ``models`` models."""

    level: float
    slope: float
    models: int

    @property
    def growth(self) -> float:
        """Factor by which a dollar buys more compute in a year."""
        return growth(self.slope * DAYS_PER_YEAR)

    def cost_usd(self, flop: float, day: int) -> float:
        """What ``flop`` of training cost on a day, in the dollars of the dataset."""
        return float(10 ** (math.log10(flop) - self.level - self.slope * day))


def price_trend(models: Iterable[Model]) -> PriceTrend | None:
    """The trend, ``None`` where fewer than ten models state their cost or all of one day."""
    priced = [(model.day, math.log10(model.flop / model.cost_usd)) for model in models
              if model.day is not None and model.flop is not None and model.cost_usd is not None]  # fmt: skip
    days = np.array([day for day, _ in priced], dtype=float)
    if len(priced) < LEAST_PRICES or len(np.unique(days)) < 2:
        return None
    middle = float(days.mean())
    slope, level = np.polyfit(days - middle, [value for _, value in priced], 1)
    return PriceTrend(float(level - slope * middle), float(slope), len(priced))


def cost_of_level(
    benchmark: str, scores: Sequence[Score], trend: PriceTrend | None, levels: Sequence[float] = LEVELS
) -> Tabulation:
    """Each model that reached a level with less compute than every model before it."""
    known = sorted(
        usable(without_variants(scores)[0]), key=lambda score: (score.day, score.flop or math.inf, score.name)
    )
    rows: list[tuple[Cell, ...]] = []
    for level in levels:
        least = math.inf
        for score in known:
            if score.value < level or score.flop is None or score.flop >= least:
                continue
            least = score.flop
            cost = round(trend.cost_usd(score.flop, score.day), -2) if trend else None
            kind = "open" if score.is_open else "closed"
            rows.append((level, iso(score.day), score.name, kind, score.value, score.flop, cost))
    price = (
        f"Dollars by the trend of FLOP per dollar of {trend.models} models whose cost is stated (x {trend.growth:.2f} "
        "a year), not by the model's own bill."
        if trend
        else "The dataset states too few costs for dollars."
    )
    return Tabulation(
        f"cost_of_{benchmark.lower()}",
        f"Least training compute for a level of {benchmark}, over time",
        f"Only the {len(known)} of {len(scores)} results whose compute is known, without variants under their base's "
        f"date. {price}",
        ("level", "date", "model", "access", "score", "FLOP", "USD by trend"),
        tuple(rows),
    )
