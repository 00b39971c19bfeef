"""Base model plus added stage: fine-tuning, distillation, continued pre-training."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import power, scientific
from pipelines.estimation.distribution import Distribution, LogMixture, add

SIGMA_BASE = 0.08
"""A base's compute is itself a published estimate, mostly 6ND of round numbers."""

_LOG_UNDISCLOSED_SHARE, _SIGMA_UNDISCLOSED_SHARE = -2.0, 0.75
"""Added over base compute where nothing is said about the stage: 1 %, 90 % between 0.06 and 17 %."""

_LOG_NEGLIGIBLE = -1.5
"""An added stage below 3 % of what such a base usually took says nothing about the whole."""

_BASE_INCLUDED = 0.3
"""Weight of "base included" where the base's compute is unknown and the stage is as large as a training run."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Whole and added compute of a derivative; ``added`` is ``None`` where nothing is disclosed about the stage."""

    total: Answer
    added: Distribution | None
    disclosed: bool


def derive(stage: Answer | None, base: Distribution | None, usual: Callable[[], Distribution]) -> Derived | None:
    """The compute of a model with a base, from the base's own and what is known about the added ``stage``.

    ``base`` is ``None`` where nobody discloses the base's compute; ``usual`` then says what such bases usually take.
    ``None`` where neither base nor stage is known, so that only the prior can answer.
    """
    if base is not None:
        return _on_known_base(base, stage)
    return _on_unknown_base(stage, usual()) if stage else None


def on_guessed_base(stage: Answer | None, base: Distribution, *, called: str = "base") -> Derived | None:
    """The same for a base (or a main run) whose compute is guessed: the whole is no more disclosed than it."""
    if stage is None:
        return None
    added = scientific(power(stage.compute.quantiles(0.5)[0]))
    step = f"{called} by the prior {scientific(power(base.quantiles(0.5)[0]))} + added {added}"
    total = Answer(f"prior+{stage.method}", add(base, stage.compute), (*stage.steps, step), stage.warnings, stage.used)
    return Derived(total, stage.compute, disclosed=False)


def known_base(flop: float) -> LogMixture:
    """The distribution of a base's compute that is stated as one figure."""
    return LogMixture.single(math.log10(flop), SIGMA_BASE)


def _on_known_base(base: Distribution, stage: Answer | None) -> Derived:
    base_flop = power(base.quantiles(0.5)[0])
    if stage is None:
        share = base.as_mixture.shifted(_LOG_UNDISCLOSED_SHARE).widened(_SIGMA_UNDISCLOSED_SHARE)
        step = f"base {scientific(base_flop)} + undisclosed stage, usually about 1 % of it"
        warnings = ("nothing disclosed about the added stage",)
        # The base is known, what was added is not: nobody has disclosed this model's compute.
        return Derived(Answer("base+added", add(base, share), (step,), warnings), None, disclosed=False)
    added = power(stage.compute.quantiles(0.5)[0])
    step = f"base {scientific(base_flop)} + added {scientific(added)} = {scientific(base_flop + added)}"
    total = Answer("base+added", add(base, stage.compute), (*stage.steps, step), stage.warnings, stage.used)
    return Derived(total, stage.compute, disclosed=True)


def _on_unknown_base(stage: Answer, usual: Distribution) -> Derived:
    both = add(stage.compute, usual)
    added = scientific(power(stage.compute.quantiles(0.5)[0]))
    if stage.compute.mean < usual.mean + _LOG_NEGLIGIBLE:
        step = f"base unknown, taken from models like it, + added {added}"
        warning = "the base's compute is unknown and outweighs the added stage"
        total = Answer(f"prior+{stage.method}", both, (*stage.steps, step), (*stage.warnings, warning), stage.used)
        return Derived(total, stage.compute, disclosed=False)
    blend = LogMixture.blend([(1 - _BASE_INCLUDED, stage.compute.as_mixture), (_BASE_INCLUDED, both)])
    warning = "the base's compute is unknown: the figure is the added stage, the whole is more"
    total = Answer(stage.method, blend, stage.steps, (*stage.warnings, warning), stage.used)
    return Derived(total, stage.compute, disclosed=True)
