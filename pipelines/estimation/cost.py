"""Training compute from the money spent on the run: the last resort before the prior."""

from __future__ import annotations

import math

from crawler.records import Facts, ModelContext
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.features import decimal_year

SIGMA_COST = 0.40
"""Hourly prices differ by a factor 2 to 3 between owned, reserved and on-demand chips, and "cost" may hold more than
the final run."""

_LOG_FLOP_PER_DOLLAR_2023, _PER_YEAR = 17.53, 0.13
"""log10 of FLOP per US dollar at a typical utilisation: an A100 at 1.25 dollars an hour in early 2023,
312e12 x 0.38 x 3600 / 1.25 = 3.4e17; doubling every 2.3 years (Epoch AI, "Trends in machine learning hardware")."""


def from_cost(facts: Facts, context: ModelContext) -> Answer | None:
    """Dollars x FLOP per dollar in the year of publication, or ``None`` without a cost."""
    if not facts.cost_usd:
        return None
    year = decimal_year(context.published) or 2024.0
    log_rate = _LOG_FLOP_PER_DOLLAR_2023 + _PER_YEAR * (min(max(year, 2010.0), 2035.0) - 2023.0)
    log_flop = math.log10(facts.cost_usd) + log_rate
    step = f"{plain(facts.cost_usd)} USD x {plain(power(log_rate))} FLOP/USD = {scientific(power(log_flop))}"
    warnings = ("estimated from cost alone",)
    return Answer("cost", LogMixture.single(log_flop, SIGMA_COST), (step,), warnings, ("cost_usd",))
