"""Incomplete disclosure: facts that say something about compute, and leave a factor to be filled from experience.

Such facts sharpen the prior and never count as disclosed compute.
"""

from __future__ import annotations

import math
from dataclasses import replace

from crawler.records import Facts, ModelContext
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.features import decimal_year
from pipelines.estimation.hardware_time import (
    SECONDS_PER_HOUR,
    chip_time,
    hardware_time,
    typical_peak,
    utilization_of,
)
from pipelines.estimation.machines import Peak
from pipelines.estimation.operations import FLOP_PER_PARAMETER_AND_TOKEN, tokens_seen

_LOG_RUN_DAYS, _SIGMA_RUN_DAYS = math.log10(30), 0.40
"""A large run takes weeks to months: 90 % between one week and four and a half months."""

_LOG_TOKENS_PER_PARAMETER_2023, _TOKENS_PER_PARAMETER_GROWTH = 1.9, 0.35
"""log10 of tokens per active parameter of published models, and its growth per year (GPT-3 1.7 in 2020, Chinchilla 20
in 2022, Llama 2 29 in 2023, Llama 3 200 to 1,900 in 2024)."""

_SIGMA_TOKENS_PER_PARAMETER = 0.60


def partial_answers(facts: Facts, context: ModelContext, peak: Peak | None) -> list[Answer]:
    """What incomplete facts say; empty where there are none. Facts that make a full method do not come here."""
    answers = (_tokens_alone(facts, context), _chips_without_time(facts, peak), _unnamed_chips(facts, context, peak))
    return [a for a in answers if a is not None]


def _tokens_alone(facts: Facts, context: ModelContext) -> Answer | None:
    seen = tokens_seen(facts)
    if seen is None or facts.parameters or facts.active_parameters:
        return None
    year = decimal_year(context.published) or 2024.0
    log_ratio = _LOG_TOKENS_PER_PARAMETER_2023 + _TOKENS_PER_PARAMETER_GROWTH * (min(max(year, 2018), 2027) - 2023.0)
    log_parameters = math.log10(seen.count) - log_ratio
    log_flop = math.log10(FLOP_PER_PARAMETER_AND_TOKEN) + log_parameters + math.log10(seen.count)
    step = (
        f"parameters unknown, about {plain(seen.count)} tokens / {plain(power(log_ratio))} tokens per parameter: "
        f"6 x {plain(power(log_parameters))} x {plain(seen.count)} = {scientific(power(log_flop))}"
    )
    compute = LogMixture.single(log_flop, math.hypot(_SIGMA_TOKENS_PER_PARAMETER, seen.sigma))
    return Answer("tokens", compute, (*seen.steps, step), seen.warnings, seen.used)


def _chips_without_time(facts: Facts, peak: Peak | None) -> Answer | None:
    if peak is None or not facts.hardware_quantity or chip_time(facts):
        return None
    share = utilization_of(facts, peak)
    log_seconds = _LOG_RUN_DAYS + math.log10(24 * SECONDS_PER_HOUR)
    log_flop = math.log10(facts.hardware_quantity) + peak.log + math.log10(share.median) + log_seconds
    step = (
        f"training time unknown, about 30 days: {plain(facts.hardware_quantity)} chips x "
        f"{plain(power(peak.log))} FLOP/s ({peak.name}) x {plain(share.median)} x 30 x 86400 s "
        f"= {scientific(power(log_flop))}"
    )
    compute = LogMixture.single(log_flop, math.hypot(share.sigma, peak.sigma, _SIGMA_RUN_DAYS))
    return Answer("chips", compute, (step,), used=("hardware", "hardware_quantity"))


def _unnamed_chips(facts: Facts, context: ModelContext, peak: Peak | None) -> Answer | None:
    answer = hardware_time(facts, typical_peak(context)) if peak is None else None
    return replace(answer, method="chips", used=answer.used[1:]) if answer else None
