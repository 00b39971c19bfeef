"""Training compute from counts: 6 x active parameters x tokens.

Two FLOP per parameter and token forward and four backward (Kaplan et al., "Scaling Laws for Neural Language Models",
2020, section 2.1), for dense transformers and, by active parameters, for mixtures of experts.
"""

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
from pipelines.estimation.notes import (
    noted_batch,
    noted_examples,
    noted_pass,
    noted_per_example,
    noted_tokens,
    says_encoder_decoder,
)

FLOP_PER_PARAMETER_AND_TOKEN = 6.0

SIGMA_FORMULA = 0.07
"""Orders of magnitude by which published totals scatter around 6ND with both counts stated (attention, recomputation
counted or not, rounding, a short second stage)."""

SIGMA_DATASET_ONLY = 0.20
"""Added where only the data set's size is stated and the number of passes is not."""

SIGMA_NOTE = 0.25
"""Added where tokens are read from a note about examples."""

SIGMA_PASSES = 0.12
"""A backward pass of convolutions and mixed networks takes between one and a half and two and a half forward passes."""

PASSES_PER_STEP = 3.0
"""One forward pass and a backward pass of twice its cost (Epoch AI, "Estimating training compute of deep learning
models", 2022; Hobbhahn and Sevilla, "What's the backward-forward FLOP ratio for neural networks?", 2021)."""

_LOG_HALVES, _SIGMA_HALVES = -math.log10(2) / 2, math.log10(2) / math.sqrt(12)
"""An encoder-decoder sends each token through one of its parts: between 3ND and 6ND, uniform on a logarithmic scale,
as sources differ in whether D counts the tokens of one side or of both."""

_CONTRADICTION = 0.3
"""Token counts that differ by more than a factor 2 are worth a word."""

_UNMENTIONED_ODDS = 0.4
"""Odds that a source which states a mixture's size and tokens leaves its active count out, against a dense model's."""

_CHANCE_WORTH_A_WORD = 0.15


@dataclass(frozen=True, slots=True)
class Sparsity:
    """Mixtures of experts as ``fit_sparsity`` found them: log10 of active over total parameters with its spread, and
    the logistic regression of being one on log10(parameters / 1e11) and years since mid-2024."""

    log_share: float
    sigma: float
    intercept: float
    per_order_of_magnitude: float
    per_year: float


@cache
def sparsity() -> Sparsity:
    """The fitted figures that ship beside this module."""
    fitted = json.loads(files(__package__).joinpath("sparsity.json").read_text(encoding="utf-8"))
    return Sparsity(
        log_share=fitted["log_share"],
        sigma=fitted["sigma_log10"],
        intercept=fitted["intercept"],
        per_order_of_magnitude=fitted["per_order_of_magnitude"],
        per_year=fitted["per_year"],
    )


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens seen in training, how they were reached, and how far they may be off in orders of magnitude."""

    count: float
    used: tuple[str, ...]
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sigma: float = 0.0


def operations(
    facts: Facts, context: ModelContext, *, flop_per_token: float = FLOP_PER_PARAMETER_AND_TOKEN, sigma: float = 0.0
) -> Answer | None:
    """6ND, else passes through a network of stated cost; ``None`` where parameters or what they saw is unknown.

    ``flop_per_token`` (per parameter) and ``sigma`` are a stage's own where it differs from training on given text.
    """
    seen = tokens_seen(facts)
    parameters = facts.active_parameters or facts.parameters
    if seen is None or parameters is None:
        return passes(facts)
    sigma = math.hypot(SIGMA_FORMULA, seen.sigma, sigma)
    log_flop = math.log10(flop_per_token) + math.log10(parameters) + math.log10(seen.count)
    step = f"{plain(flop_per_token)} x {plain(parameters)} x {plain(seen.count)} = {scientific(power(log_flop))}"
    used = ("active_parameters" if facts.active_parameters else "parameters", *seen.used)
    whole = LogMixture.single(log_flop, sigma)
    if says_encoder_decoder(facts.per_example):
        step += "; between half of it and all of it in an encoder-decoder, where a token passes one part"
        halves = whole.shifted(_LOG_HALVES).widened(_SIGMA_HALVES)
        return Answer("operations", halves, (*seen.steps, step), seen.warnings, (*used, "per_example"))
    chance = sparse_chance(facts, context)
    if chance < _CHANCE_WORTH_A_WORD:
        return Answer("operations", whole, (*seen.steps, step), seen.warnings, used)
    fitted = sparsity()
    sparse = whole.shifted(fitted.log_share).widened(fitted.sigma)
    return Answer(
        "operations",
        LogMixture.blend([(1 - chance, whole), (chance, sparse)]),
        (*seen.steps, f"{step} if dense; x {power(fitted.log_share):.2f} if a mixture of experts, chance {chance:.2f}"),
        (*seen.warnings, "active parameters unknown: at this size and date it may be a mixture of experts"),
        used,
    )


def passes(facts: Facts) -> Answer | None:
    """3 x FLOP of a forward pass x examples x epochs, from a note that states the cost of a pass."""
    cost = noted_pass(facts.per_example)
    if cost is None:
        return None
    examples, batch = noted_examples(facts.per_example), noted_batch(facts.per_example)
    used: tuple[str, ...] = ("per_example",)
    warnings: tuple[str, ...] = ()
    sigma = SIGMA_PASSES
    if facts.steps and batch:
        count, shown = facts.steps * batch, f"{plain(facts.steps)} steps x {plain(batch)} examples"
        used = ("steps", *used)
    elif examples is not None:
        repeated = facts.epochs if facts.epochs and not examples.seen else None
        count, shown = examples.count * (repeated or 1.0), f"{plain(examples.count)} {examples.noun}s"
        if repeated:
            shown += f" x {plain(repeated)} epochs"
            used = ("epochs", *used)
        elif not examples.seen:
            warnings = ("number of epochs unknown: the data set is taken as seen once",)
            sigma = math.hypot(sigma, SIGMA_DATASET_ONLY)
    else:
        return None
    log_flop = math.log10(PASSES_PER_STEP) + math.log10(cost) + math.log10(count)
    step = f"3 x {plain(cost)} FLOP per forward pass x {shown} = {scientific(power(log_flop))}"
    return Answer("operations", LogMixture.single(log_flop, sigma), (step,), warnings, used)


def tokens_seen(facts: Facts) -> Tokens | None:
    """Tokens seen, from the most direct statement: a count, steps x batch, data set x epochs, a note on examples."""
    by_steps = facts.steps * facts.batch_size_tokens if facts.steps and facts.batch_size_tokens else None
    by_dataset = facts.dataset_tokens * facts.epochs if facts.dataset_tokens and facts.epochs else None
    if facts.tokens:
        return Tokens(facts.tokens, ("tokens",), warnings=_contradictions(facts.tokens, by_steps, by_dataset))
    if by_steps and facts.steps and facts.batch_size_tokens:
        step = f"{plain(facts.steps)} steps x {plain(facts.batch_size_tokens)} tokens = {plain(by_steps)} tokens"
        return Tokens(by_steps, ("steps", "batch_size_tokens"), (step,), _contradictions(by_steps, by_dataset))
    if by_dataset and facts.dataset_tokens and facts.epochs:
        step = f"{plain(facts.dataset_tokens)} tokens x {plain(facts.epochs)} epochs = {plain(by_dataset)} tokens"
        return Tokens(by_dataset, ("dataset_tokens", "epochs"), (step,))
    if facts.dataset_tokens:
        warning = "number of epochs unknown: the data set is taken as seen once"
        return Tokens(facts.dataset_tokens, ("dataset_tokens",), warnings=(warning,), sigma=SIGMA_DATASET_ONLY)
    return _from_note(facts)


def sparse_chance(facts: Facts, context: ModelContext) -> float:
    """Probability that a model with stated total and unstated active parameters is a mixture of experts.

    Zero up to 1e11 parameters, where mixtures are named as such when their size is, rising to the regression's value
    (lowered by ``_UNMENTIONED_ODDS``) at 3e11.
    """
    if facts.active_parameters or not facts.parameters:
        return 0.0
    size = math.log10(facts.parameters) - 11.0
    year = decimal_year(context.published)
    years = 0.0 if year is None else year - 2024.5
    fitted = sparsity()
    stated = fitted.intercept + fitted.per_order_of_magnitude * size + fitted.per_year * years
    logit = stated + math.log(_UNMENTIONED_ODDS)
    ramp = min(max(size / 0.5, 0.0), 1.0)
    return ramp / (1.0 + math.exp(-max(min(logit, 50.0), -50.0)))


def _from_note(facts: Facts) -> Tokens | None:
    """Tokens from a note: steps x batch x tokens per example, or examples (or hours) x tokens x epochs."""
    note = facts.per_example
    if not note:
        return None
    per_example, batch = noted_per_example(note), noted_batch(note)
    if facts.steps and batch and per_example:
        count = facts.steps * batch * per_example
        factors = (f"{plain(facts.steps)} steps", f"{plain(batch)} examples", f"{plain(per_example)} tokens")
        return _noted(count, factors, ("steps", "per_example"))
    noted = noted_tokens(note)
    if noted is None:
        return None
    if facts.epochs and not noted.seen:
        repeated = (*noted.factors, f"{plain(facts.epochs)} epochs")
        return _noted(noted.count * facts.epochs, repeated, ("epochs", "per_example"))
    return _noted(noted.count, noted.factors, ("per_example",))


def _noted(count: float, factors: tuple[str, ...], used: tuple[str, ...]) -> Tokens:
    step = f"{' x '.join(factors)} = {plain(count)} tokens"
    return Tokens(count, used, (step,), ("tokens read from a note",), SIGMA_NOTE)


def _contradictions(tokens: float, *others: float | None) -> tuple[str, ...]:
    return tuple(
        f"tokens: {plain(tokens)} stated, {plain(other)} from other facts"
        for other in others
        if other and abs(math.log10(other) - math.log10(tokens)) > _CONTRADICTION
    )
