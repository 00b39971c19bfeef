"""Training compute from hardware: chips x peak FLOP/s x utilisation x time."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.records import Facts, ModelContext
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.features import decimal_year
from pipelines.estimation.machines import Peak

SECONDS_PER_HOUR = 3600.0

SIGMA_TIME = 0.12
"""Orders of magnitude by which stated chips and days miss the chip time of the run itself: restarts, evaluation, days
rounded to weeks and months, machines not in use throughout."""

SIGMA_STATED_UTILIZATION = 0.05
"""A stated utilisation is a steady-state figure, rounded to a few percent."""

SIGMA_UNNAMED_CHIP = 0.30
"""Spread of the peaks of accelerators in use for large runs in one year, about a factor 2 either way."""

_UNNAMED_LOG_PEAK, _UNNAMED_PER_YEAR = 14.1, 0.2
"""log10 of a typical training accelerator's dense FP16 peak in 2020 (V100) and its yearly growth (A100 2021 to 2023,
H100 and H800 from 2023, Blackwell from 2025)."""

_QUANTITY_CONTRADICTION = 0.3


@dataclass(frozen=True, slots=True)
class Utilization:
    """Model FLOP utilisation as a log-normal: median share and spread in orders of magnitude."""

    median: float
    sigma: float


@dataclass(frozen=True, slots=True)
class ChipTime:
    """Chip-hours of the run with the arithmetic that gave them."""

    hours: float
    expression: str
    used: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@cache
def published_utilization() -> Utilization:
    """The distribution of published utilisations, fitted by ``fit_utilization``."""
    document = json.loads(files(__package__).joinpath("utilization.json").read_text(encoding="utf-8"))
    return Utilization(document["median"], document["sigma_log10"])


def hardware_time(facts: Facts, peak: Peak | None) -> Answer | None:
    """Chips x peak x utilisation x time, or ``None`` where chip or time is unknown."""
    time = chip_time(facts)
    if time is None or peak is None:
        return None
    share = utilization_of(facts, peak)
    log_flop = peak.log + math.log10(share.median) + math.log10(time.hours * SECONDS_PER_HOUR)
    step = (
        f"{time.expression} h x 3600 s x {plain(power(peak.log))} FLOP/s ({peak.name}) x {plain(share.median)} "
        f"= {scientific(power(log_flop))}"
    )
    sigma = math.hypot(share.sigma, peak.sigma, SIGMA_TIME)
    used = ("hardware", *time.used, *(("utilization",) if facts.utilization else ()))
    return Answer("hardware", LogMixture.single(log_flop, sigma), (step,), time.warnings, used)


def chip_time(facts: Facts) -> ChipTime | None:
    """Chip-hours as stated, else chips x days x 24."""
    product = None
    if facts.hardware_quantity and facts.training_days:
        product = facts.hardware_quantity * facts.training_days * 24
    if facts.chip_hours:
        warnings: tuple[str, ...] = ()
        if product and abs(math.log10(product) - math.log10(facts.chip_hours)) > _QUANTITY_CONTRADICTION:
            warnings = (f"chip_hours: {plain(facts.chip_hours)} stated, {plain(product)} from chips x days",)
        return ChipTime(facts.chip_hours, f"{plain(facts.chip_hours)} chip", ("chip_hours",), warnings)
    if product and facts.hardware_quantity and facts.training_days:
        expression = f"{plain(facts.hardware_quantity)} chips x {plain(facts.training_days)} days x 24"
        return ChipTime(product, expression, ("hardware_quantity", "training_days"))
    return None


def utilization_of(facts: Facts, peak: Peak) -> Utilization:
    """The stated utilisation, else the distribution of published ones at this peak's precision."""
    if facts.utilization:
        return Utilization(facts.utilization, SIGMA_STATED_UTILIZATION)
    published = published_utilization()
    return Utilization(published.median / peak.scale, published.sigma)


def typical_peak(context: ModelContext) -> Peak:
    """The peak of an accelerator of which only the year of use is known."""
    year = decimal_year(context.published) or 2024.0
    log_peak = _UNNAMED_LOG_PEAK + _UNNAMED_PER_YEAR * (min(max(year, 2016.0), 2030.0) - 2020.0)
    return Peak(log_peak, SIGMA_UNNAMED_CHIP, "accelerator not named, typical of its year")
