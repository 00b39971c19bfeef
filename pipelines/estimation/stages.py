"""Stages of training that are stated apart: pre-training, mid-training, long context, reinforcement.

Each is counted by the methods of a whole run with its own facts, and the parts are added as distributions.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from crawler.records import Facts, ModelContext, Stage
from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import power, scientific
from pipelines.estimation.combine import combine
from pipelines.estimation.distribution import LogMixture, add
from pipelines.estimation.features import decimal_year
from pipelines.estimation.hardware_time import hardware_time
from pipelines.estimation.machines import Machines, read_machines
from pipelines.estimation.notes import noted_stages
from pipelines.estimation.operations import FLOP_PER_PARAMETER_AND_TOKEN, operations, tokens_seen

SIGMA_REPORTED = 0.06
"""A developer's own figure: rounding and what it counts, about 25 % either way at 90 %."""

FLOP_PER_SAMPLED_TOKEN = 8.0
"""Reinforcement learning: six to train on a token, and two to sample it."""

SIGMA_REINFORCEMENT = 0.20
"""Rollouts that are thrown away, reference and reward models, and samples used more than once."""

_REINFORCEMENT = re.compile(r"\b(?:rl|rlhf|rlvr|grpo|ppo|reinforcement)\b", re.IGNORECASE)
_PRETRAINING = re.compile(r"pre-?\s?training|\b(?:stage|phase) (?:1|one|i)\b", re.IGNORECASE)
_INHERITED = ("parameters", "active_parameters", "hardware", "utilization")
_SAME = 0.02
"""Relative difference up to which a stated total is the sum of the stages."""


def counted(facts: Facts, context: ModelContext, machines: Machines, *, stage: str = "") -> Answer | None:
    """What counts and hardware say about one run, or one stage of it; ``None`` where neither is enough."""
    if _REINFORCEMENT.search(stage):
        by_tokens = operations(facts, context, flop_per_token=FLOP_PER_SAMPLED_TOKEN, sigma=SIGMA_REINFORCEMENT)
    else:
        by_tokens = operations(facts, context, flop_per_token=FLOP_PER_PARAMETER_AND_TOKEN)
    return combine(by_tokens, hardware_time(facts, machines.peak))


def reported(flop: float, step: str, used: str) -> Answer:
    """A stated figure as an answer."""
    return Answer("reported", LogMixture.single(math.log10(flop), SIGMA_REPORTED), (step,), used=(used,))


def in_stages(facts: Facts, context: ModelContext, machines: Machines) -> Answer | None:
    """The whole run: what the facts count directly, and the stages that are stated besides.

    Stages that hold pre-training, or whose tokens make up the stated total, are the whole; others are added to it.
    """
    whole = counted(facts, context, machines)
    stages = stated_stages(facts)
    if not stages:
        return whole
    seen = tokens_seen(facts)
    tokens = [tokens_seen(s.facts) for s in stages]
    together = math.fsum(t.count for t in tokens if t)
    if seen is not None and abs(together - seen.count) <= _SAME * seen.count:
        return whole
    parts = [(s.name, _of_stage(s, facts, context, machines)) for s in stages]
    found = [(name, answer) for name, answer in parts if answer is not None]
    silent = tuple(f"stage {name!r}: nothing to count it by; left out" for name, answer in parts if answer is None)
    warnings = silent
    main = any(_PRETRAINING.search(s.name) for s in stages)
    partial = whole is None and not main
    if whole is not None and found and main:
        warnings = (*silent, "the stages hold pre-training: facts about the whole run are left out")
        whole = None
    if whole is not None:
        found.insert(0, ("main run", whole))
    if not found:
        return None
    if len(found) == 1:
        only = found[0][1]
        return replace(only, warnings=(*only.warnings, *warnings), partial=partial)
    return replace(_sum(found, warnings), partial=partial)


def stated_stages(facts: Facts) -> tuple[Stage, ...]:
    """The stages of the facts, else those of a note where no other fact says what was seen."""
    if facts.stages or facts.tokens or facts.dataset_tokens or facts.steps:
        return facts.stages
    return tuple(Stage(name, Facts(tokens=tokens)) for name, tokens in noted_stages(facts.per_example))


def _of_stage(stage: Stage, facts: Facts, context: ModelContext, machines: Machines) -> Answer | None:
    own = stage.facts
    if own.reported_flop:
        return reported(own.reported_flop, f"{stage.name}: reported {scientific(own.reported_flop)}", "stages")
    inherited = {name: getattr(facts, name) for name in _INHERITED if getattr(own, name) is None}
    if own.parameters and not own.active_parameters:
        inherited.pop("active_parameters", None)  # a stage of another network
    if own.hardware:
        machines = read_machines(own.hardware, decimal_year(context.published))
        own = replace(own, hardware_quantity=machines.chips(own.hardware_quantity)[0])
    elif own.training_days and own.hardware_quantity is None:
        own = replace(own, hardware_quantity=facts.hardware_quantity)
    answer = counted(replace(own, **inherited), context, machines, stage=stage.name)
    if answer is None:
        return None
    steps = tuple(f"{stage.name}: {step}" for step in answer.steps)
    taken = [name for name in answer.used if name in _INHERITED and name in inherited]
    return replace(answer, steps=steps, used=(*taken, "stages"))


def _sum(parts: list[tuple[str, Answer]], warnings: tuple[str, ...]) -> Answer:
    compute = parts[0][1].compute
    for _, answer in parts[1:]:
        compute = add(compute, answer.compute)
    medians = [power(answer.compute.quantiles(0.5)[0]) for _, answer in parts]
    step = f"{' + '.join(scientific(m) for m in medians)} = {scientific(math.fsum(medians))}"
    methods = dict.fromkeys(method for _, answer in parts for method in answer.method.split("+"))
    return Answer(
        "+".join(("stages", *methods)),
        compute,
        (*(s for _, answer in parts for s in answer.steps), step),
        (*(w for _, answer in parts for w in answer.warnings), *warnings),
        tuple(dict.fromkeys(name for _, answer in parts for name in answer.used)),
    )
