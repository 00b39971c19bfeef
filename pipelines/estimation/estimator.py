"""From a model's facts to its training compute: which methods apply, and how they make one estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from crawler.records import Estimate, Facts, ModelContext, Signal
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import plain, power, scientific
from pipelines.estimation.combine import check, update
from pipelines.estimation.cost import from_cost
from pipelines.estimation.derivation import Derived, derive, known_base, on_guessed_base
from pipelines.estimation.distribution import Distribution
from pipelines.estimation.features import decimal_year
from pipelines.estimation.machines import Machines, read_machines
from pipelines.estimation.notes import noted_flop, noted_precision
from pipelines.estimation.partial import partial_answers
from pipelines.estimation.prior import prior
from pipelines.estimation.scores import SIGMA_PRIOR_BESIDE_SCORE, from_scores
from pipelines.estimation.stages import in_stages, reported
from pipelines.estimation.usable import usable

DEFAULT_THRESHOLDS = (1e23, 1e25, 1e26)

_CONFIDENCE = ((3.0, "Confident"), (10.0, "Likely"), (30.0, "Speculative"))
"""Widest factor either way of the 90 % interval for each word; wider is Unknown."""

UNKNOWN = "Unknown"

_NAMES = (*(f.name for f in fields(Facts)), *(f.name for f in fields(ModelContext)))


@dataclass(frozen=True, slots=True)
class _Outcome:
    answer: Answer
    disclosed: bool
    added: Distribution | None = None


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

    Raises:
        ValueError: a threshold is not positive.
    """
    outcome, warnings, signals = _read(facts, context)
    compute = outcome.answer.compute
    low, middle, high = compute.quantiles(0.05, 0.5, 0.95)
    levels = tuple(dict.fromkeys((*thresholds, threshold)))
    return Estimate(
        compute_flop=power(middle),
        low=power(low),
        high=power(high),
        p_above=dict(zip(levels, compute.chances(tuple(math.log10(t) for t in levels)), strict=True)),
        confidence=confidence(low, high),
        method=outcome.answer.method,
        disclosed=outcome.disclosed,
        steps=outcome.answer.steps,
        warnings=(*warnings, *outcome.answer.warnings),
        signals=tuple(dict.fromkeys(signals)),
        added_flop=power(outcome.added.quantiles(0.5)[0]) if outcome.added else None,
        p_added_above_threshold=outcome.added.above(math.log10(threshold)) if outcome.added else None,
        used=tuple(sorted(set(outcome.answer.used), key=_NAMES.index)),
    )


def confidence(log_low: float, log_high: float) -> str:
    """The word for an interval in log10(FLOP), by its half width as a factor."""
    either_way = 10 ** min((log_high - log_low) / 2, 300.0)
    return next((word for factor, word in _CONFIDENCE if either_way <= factor), UNKNOWN)


def _read(facts: Facts, context: ModelContext) -> tuple[_Outcome, list[str], list[Signal]]:
    """The outcome of possible facts, with warnings and signals about the others; bases are read the same way."""
    facts, warnings = usable(facts)
    precision = noted_precision(facts.per_example)
    machines = read_machines(facts.hardware, decimal_year(context.published), precision=precision)
    quantity, assumed = machines.chips(facts.hardware_quantity)
    if quantity != facts.hardware_quantity:
        facts = replace(facts, hardware_quantity=quantity)
    warnings += (*machines.warnings, *assumed)
    signals = list(machines.signals)
    base: _Outcome | None = None
    if facts.base is not None and not facts.base_model_flop:
        # Of the context only what base and derivative share is known: who made the base, and when, is not.
        base, of_base, more = _read(facts.base, ModelContext(domains=context.domains))
        warnings += [f"base: {w}" for w in (*of_base, *base.answer.warnings)]
        signals += more
    return _outcome(facts, context, machines, base), warnings, signals


def _outcome(facts: Facts, context: ModelContext, machines: Machines, base: _Outcome | None) -> _Outcome:
    stage = in_stages(facts, context, machines)
    derived = _derived(facts, context, stage, base)
    stated = _reported(facts, base)
    if stated is not None:
        return _Outcome(check(stated, derived.total if derived else stage), True, derived.added if derived else None)
    if derived is None and stage is not None and stage.partial:
        whole = on_guessed_base(stage, prior(facts, context), called="main run")
        derived = replace(whole, added=None) if whole else None
    if derived is not None:
        return _Outcome(derived.total, derived.disclosed, derived.added)
    direct = stage or from_cost(facts, context)
    if direct is not None:
        # A price is no compute: it says how much was spent, not on what.
        return _Outcome(direct, disclosed=stage is not None)
    return _Outcome(_from_prior(facts, context, machines), False)


def _derived(facts: Facts, context: ModelContext, stage: Answer | None, base: _Outcome | None) -> Derived | None:
    if not facts.base_model and not facts.base_model_flop and base is None:
        return None
    noted = noted_flop(facts.per_example)
    if noted is not None:
        stage = reported(noted, f"added stage, by a note: {scientific(noted)}", "per_example")
    known = _known_base(facts, base)
    if facts.reported_flop and _is_less(facts.reported_flop, known):
        # A figure below the base's own is the stage's: the whole cannot have taken less than a part.
        step = f"reported {scientific(facts.reported_flop)} is less than the base: the added stage"
        stage = reported(facts.reported_flop, step, "reported_flop")
    if base is not None and known is None:
        derived = on_guessed_base(stage, base.answer.compute)
    else:
        derived = derive(stage, known, lambda: prior(facts, context))
    if derived is None:
        return None
    steps = tuple(f"base: {step}" for step in base.answer.steps) if base else ()
    rests_on = "base" if base else "base_model_flop" if facts.base_model_flop else "base_model"
    total = replace(derived.total, steps=(*steps, *derived.total.steps), used=(*derived.total.used, rests_on))
    return replace(derived, total=total)


def _reported(facts: Facts, base: _Outcome | None) -> Answer | None:
    flop, used = facts.reported_flop, "reported_flop"
    if flop is None and not facts.base_model and not facts.base_model_flop and base is None:
        flop, used = noted_flop(facts.per_example), "per_example"
    if flop is None or _is_less(flop, _known_base(facts, base)):
        return None
    return reported(flop, f"reported {scientific(flop)}", used)


def _known_base(facts: Facts, base: _Outcome | None) -> Distribution | None:
    """The base's compute, where somebody discloses it."""
    if facts.base_model_flop:
        return known_base(facts.base_model_flop)
    return base.answer.compute if base is not None and base.disclosed else None


def _is_less(flop: float, base: Distribution | None) -> bool:
    return base is not None and math.log10(flop) < base.quantiles(0.5)[0]


def _from_prior(facts: Facts, context: ModelContext, machines: Machines) -> Answer:
    answers = partial_answers(facts, context, machines.peak)
    compute = update(prior(facts, context), answers)
    scored = from_scores(context) if not (facts.parameters or facts.active_parameters or answers) else None
    if scored is not None:
        answers = [scored]
        compute = update(compute.as_mixture.widened(SIGMA_PRIOR_BESIDE_SCORE), answers)
    known = {
        "parameters": f"{plain(facts.parameters)} parameters" if facts.parameters else "parameters unknown",
        "active_parameters": f"{plain(facts.active_parameters)} active" if facts.active_parameters else "",
        "base_model": "with a base model" if facts.base_model else "",
        "published": f"published {context.published}" if context.published else "",
        "domains": ", ".join(context.domains),
        "organization_types": ", ".join(dict.fromkeys(context.organization_types)),
        "countries": ", ".join(dict.fromkeys(context.countries)),
        "accessibility": context.accessibility or "",
    }
    median = scientific(power(compute.quantiles(0.5)[0]))
    together = "together with " if answers else ""
    step = f"{together}published models like this one ({', '.join(d for d in known.values() if d)}): median {median}"
    return Answer(
        "+".join(("prior", *(a.method for a in answers))),
        compute,
        (*(s for a in answers for s in a.steps), step),
        ("training compute not disclosed: estimated from similar models", *(w for a in answers for w in a.warnings)),
        (
            *(name for name, said in known.items() if said and (name != "parameters" or facts.parameters)),
            *(n for a in answers for n in a.used),
        ),
    )
