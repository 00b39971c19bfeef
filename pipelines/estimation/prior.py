"""p(training compute | what is known besides the training facts), fitted to published estimates by ``fit_prior``."""

from __future__ import annotations

import copy
import json
import math
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from crawler.records import Facts, ModelContext
from pipelines.estimation.distribution import Floats, Kernel, KernelMixture, normal_cdfs
from pipelines.estimation.features import DESCRIBED_FROM, decimal_year, feature_row
from pipelines.estimation.forest import Forest, LeafFinder

BANDWIDTH = 0.15
"""Kernel width in orders of magnitude: published figures themselves are uncertain by about a factor 1.4."""

BIN = 0.1
"""Width of the bins in which leaves keep their values, in orders of magnitude; ``fit_prior`` rounds to it."""

LOG_THRESHOLD = 23.0
"""Where catalogues of large models cut: what is known of a row tells its two sides apart better than values near it."""

GROWTH_PER_YEAR, DRIFT_PER_YEAR = 0.4, 0.3
"""Shift and added spread in orders of magnitude for each year that a model is younger than all that was fitted.

A forest knows no trend beyond its rows. Fitted on the rows before mid-2022, mid-2023, mid-2024 and 2025, it puts the
rows from then on 0.8, 0.8, 0.5 and 0.4 too low in the median; with these two its 90 % intervals hold 89 to 92 % of them
instead of 63 to 84 % (``fit_prior --since``).
"""

MOST_YEARS_AHEAD = 4.0
"""Years beyond the fitted rows for which the trend is followed."""


class Prior:
    """A fitted forest with its values laid out for fast answers.

    ``until`` is the decimal year of the youngest row that it was fitted on, ``None`` for no trend beyond.
    ``sharpening`` multiplies the log-odds of exceeding ``LOG_THRESHOLD`` for models whose size and developer are known;
    the shape of either side stays. Averaging over trees blurs that edge, which cross-validation shows as a calibration
    slope near 1.8 (see ``fit_prior``); for models of which less is known it is near 1, and nothing is sharpened.
    """

    def __init__(self, forest: Forest, *, sharpening: float = 1.0, until: float | None = None) -> None:
        self._sharpening, self._until = sharpening, until
        values = [v for leaf in forest.values for v in leaf]
        first, last = round(min(values) / BIN), round(max(values) / BIN)
        bins = last - first + 1
        ahead = round(MOST_YEARS_AHEAD * (GROWTH_PER_YEAR + 3 * DRIFT_PER_YEAR) / BIN) if until is not None else 0
        self._kernel = Kernel(first * BIN, bins + ahead, BIN, BANDWIDTH)
        self._find = LeafFinder(forest, DESCRIBED_FROM)
        self._shares = np.zeros((len(self._find.nodes), bins + ahead), dtype=np.float32)
        for place, node in enumerate(self._find.nodes.tolist()):
            leaf = forest.values[node] if node >= 0 else []
            for value in leaf:
                self._shares[place, round(value / BIN) - first] += 1.0 / (len(leaf) * len(forest.roots))

    def with_sharpening(self, sharpening: float) -> Prior:
        """The same forest with other sharpening."""
        other = copy.copy(self)
        other._sharpening = sharpening
        return other

    def distribution(self, facts: Facts, context: ModelContext) -> KernelMixture:
        """Training compute of published models that resemble this one."""
        leaves = self._find(feature_row(facts, context))
        mass: Floats = self._shares.take(leaves, axis=0).sum(axis=0).astype(np.float64)
        if self._sharpening != 1 and is_well_known(facts, context):
            mass = self._sharpened(mass)
        year = decimal_year(context.published)
        if self._until is not None and year is not None and year > self._until:
            mass = _ahead(mass, min(year - self._until, MOST_YEARS_AHEAD))
        return self._kernel.mixture(mass)

    def _sharpened(self, mass: Floats) -> Floats:
        above = self._kernel.above((LOG_THRESHOLD,))[0]
        chance = min(max(float(above @ mass), 1e-9), 1 - 1e-9)
        sharper = 1 / (1 + ((1 - chance) / chance) ** self._sharpening)
        weighted = mass * (above * (sharper / chance) + (1 - above) * ((1 - sharper) / (1 - chance)))
        return np.asarray(weighted / weighted.sum())


def is_well_known(facts: Facts, context: ModelContext) -> bool:
    """Whether a model's size and developer are known, as a catalogue's row has them."""
    return bool((facts.parameters or facts.active_parameters) and context.countries)


def prior(facts: Facts, context: ModelContext) -> KernelMixture:
    """Training compute of published models that resemble this one in size, date, domain and kind of developer."""
    return _fitted().distribution(facts, context)


def _ahead(mass: Floats, years: float) -> Floats:
    """Bins moved and spread by the trend of so many years."""
    moved = np.convolve(mass, _trend(round(years, 2)))
    extra = len(moved) - len(mass)
    kept = moved[extra // 2 : extra // 2 + len(mass)]
    return np.asarray(kept / kept.sum())


@lru_cache(maxsize=512)
def _trend(years: float) -> Floats:
    """The share of a bin that the trend carries to each of its neighbours."""
    shift, spread = GROWTH_PER_YEAR * years, max(DRIFT_PER_YEAR * years, BIN / 10)
    reach = math.ceil((shift + 4 * spread) / BIN)
    edges: Floats = BIN * (np.arange(-reach, reach + 2, dtype=np.float64) - 0.5)
    return np.asarray(np.diff(normal_cdfs((edges - shift) / spread)))


@cache
def _fitted() -> Prior:
    document = json.loads(files(__package__).joinpath("prior.json").read_text(encoding="utf-8"))
    return Prior(Forest.from_json(document), sharpening=document["sharpening"], until=document["until"])
