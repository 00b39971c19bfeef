"""From a model's facts to its training compute: which methods apply, and how they make one estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.records import Estimate, Facts, ModelContext, Signal
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.combine import check, combine, update
from pipelines.estimation.cost import from_cost
from pipelines.estimation.derivation import Derived, derive
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.hardware_time import Peak, hardware_time, peak_of
from pipelines.estimation.notes import PETAFLOP_DAY, noted_flop
from pipelines.estimation.operations import operations
from pipelines.estimation.partial import partial_answers
from pipelines.estimation.prior import prior
from pipelines.estimation.usable import usable

DEFAULT_THRESHOLDS = (1e23, 1e25, 1e26)

SIGMA_REPORTED = 0.06
"""A developer's own figure: rounding and what it counts, about 25 % either way at 90 %."""

_CONFIDENCE = ((3.0, "Confident"), (10.0, "Likely"), (30.0, "Speculative"))
"""Widest factor either way of the 90 % interval for each word; wider is Unknown."""

UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class _Outcome:
    answer: Answer
    disclosed: bool
    added: LogMixture | None = None


def estimate(
    facts: Facts,
    context: ModelContext,
    *,
    thresholds: Sequence[float] = DEFAULT_THRESHOLDS,
    threshold: float = DEFAULT_THRESHOLDS[0],
) -> Estimate:
    """Training compute in FLOP with its 90 % interval, and P(> t) for each of ``thresholds`` and for ``threshold``.

    ``threshold`` is also what a derivative's added compute is held against. Impossible and unknown facts are left out
    with a warning; with nothing left the prior answers, so that every input has an estimate. Never raises on facts.
    """
    facts, warnings = usable(facts)
    peak, chip_warnings, signals = peak_of(facts.hardware, context)
    outcome = _outcome(facts, context, peak)
    low, middle, high = outcome.answer.compute.quantiles(0.05, 0.5, 0.95)
    levels = dict.fromkeys((*thresholds, threshold))
    return Estimate(
        compute_flop=power(middle),
        low=power(low),
        high=power(high),
        p_above={t: outcome.answer.compute.above(math.log10(t)) for t in levels},
        confidence=confidence(low, high),
        method=outcome.answer.method,
        disclosed=outcome.disclosed,
        steps=outcome.answer.steps,
        warnings=(*warnings, *chip_warnings, *outcome.answer.warnings),
        signals=_unique(signals),
        added_flop=power(outcome.added.quantiles(0.5)[0]) if outcome.added else None,
        p_added_above_threshold=outcome.added.above(math.log10(threshold)) if outcome.added else None,
    )


def confidence(log_low: float, log_high: float) -> str:
    """The word for an interval in log10(FLOP), by its half width as a factor."""
    either_way = 10 ** min((log_high - log_low) / 2, 300.0)
    return next((word for factor, word in _CONFIDENCE if either_way <= factor), UNKNOWN)


def _outcome(facts: Facts, context: ModelContext, peak: Peak | None) -> _Outcome:
    stage = combine(operations(facts, context), hardware_time(facts, peak))
    derived = _derived(facts, context, stage)
    reported = _reported(facts)
    if reported is not None:
        return _Outcome(check(reported, derived.total if derived else stage), True, derived.added if derived else None)
    if derived is not None:
        return _Outcome(derived.total, derived.disclosed, derived.added)
    direct = stage or from_cost(facts, context)
    if direct is not None:
        # A price is no compute: it says how much was spent, not on what.
        return _Outcome(direct, disclosed=stage is not None)
    return _Outcome(_from_prior(facts, context, peak), False)


def _derived(facts: Facts, context: ModelContext, stage: Answer | None) -> Derived | None:
    if not facts.base_model and not facts.base_model_flop:
        return None
    noted = noted_flop(facts.per_example)
    if noted is not None:
        step = f"{plain(noted / PETAFLOP_DAY)} petaflop/s-days x 8.64e19 = {scientific(noted)}"
        stage = Answer("reported", LogMixture.single(math.log10(noted), SIGMA_REPORTED), (step,))
    if facts.reported_flop and facts.base_model_flop and facts.reported_flop < facts.base_model_flop:
        # A figure below the base's own is the stage's: the whole cannot have taken less than a part.
        step = f"reported {scientific(facts.reported_flop)} is less than the base: the added stage"
        stage = Answer("reported", LogMixture.single(math.log10(facts.reported_flop), SIGMA_REPORTED), (step,))
    return derive(facts, stage, prior(facts, context) if not facts.base_model_flop else LogMixture.single(0.0, 1.0))


def _reported(facts: Facts) -> Answer | None:
    flop = facts.reported_flop
    if flop is None and not facts.base_model and not facts.base_model_flop:
        flop = noted_flop(facts.per_example)
    if flop is None or (facts.base_model_flop and flop < facts.base_model_flop):
        return None
    compute = LogMixture.single(math.log10(flop), SIGMA_REPORTED)
    return Answer("reported", compute, (f"reported {scientific(flop)}",))


def _from_prior(facts: Facts, context: ModelContext, peak: Peak | None) -> Answer:
    answers = partial_answers(facts, context, peak)
    compute = update(prior(facts, context), answers)
    described = [
        f"{plain(facts.parameters)} parameters" if facts.parameters else "parameters unknown",
        f"{plain(facts.active_parameters)} active" if facts.active_parameters else "",
        f"published {context.published}" if context.published else "",
        *context.domains,
        *dict.fromkeys(context.organization_types),
        *dict.fromkeys(context.countries),
        context.accessibility or "",
    ]
    median = scientific(power(compute.quantiles(0.5)[0]))
    together = "together with " if answers else ""
    step = f"{together}published models like this one ({', '.join(d for d in described if d)}): median {median}"
    return Answer(
        "+".join(("prior", *(a.method for a in answers))),
        compute,
        (*(s for a in answers for s in a.steps), step),
        ("training compute not disclosed: estimated from similar models", *(w for a in answers for w in a.warnings)),
    )


def _unique(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    return tuple(dict.fromkeys(signals))
