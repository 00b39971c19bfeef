"""p(training compute | what is known besides the training facts), fitted to published estimates by ``fit_prior``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from crawler.records import Facts, ModelContext
from pipelines.estimation.distribution import LogMixture, from_sample
from pipelines.estimation.features import feature_row
from pipelines.estimation.forest import Forest

BANDWIDTH = 0.2
"""Kernel width in orders of magnitude: published figures themselves are uncertain by about a factor 1.6."""


def prior(facts: Facts, context: ModelContext) -> LogMixture:
    """Training compute of published models that resemble this one in size, date, domain and kind of developer."""
    return predict(_forest(), facts, context)


def predict(forest: Forest, facts: Facts, context: ModelContext) -> LogMixture:
    """The same, with a given forest."""
    values, weights = forest.sample(feature_row(facts, context))
    return from_sample(values, weights, BANDWIDTH)


@cache
def _forest() -> Forest:
    text = files(__package__).joinpath("prior.json").read_text(encoding="utf-8")
    return Forest.from_json(json.loads(text))
