"""Drop facts that cannot be: the estimator's own guard, whoever made the facts."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from crawler.records import Facts, Stage
from pipelines.estimation.facts import NESTED_FACTS, TEXT_FACTS, impossible

_NUMBERS = tuple(f.name for f in fields(Facts) if f.name not in {*TEXT_FACTS, *NESTED_FACTS})


def usable(facts: Facts) -> tuple[Facts, list[str]]:
    """``facts`` without impossible values and contradictions, and a warning for each one left out."""
    warnings: list[str] = []
    for name in _NUMBERS:
        value = getattr(facts, name)
        reason = impossible(name, value) if value is not None else None
        if reason:
            warnings.append(f"{name}: {value!r} {reason}; left out")
            dropped: dict[str, Any] = {name: None}
            facts = replace(facts, **dropped)
    total, active = facts.parameters, facts.active_parameters
    if total and active and active > total:
        warnings.append(f"active_parameters: {active:g} active of {total:g} in total cannot be; left out")
        facts = replace(facts, active_parameters=None)
    if facts.stages:
        kept = [(stage.name, *usable(stage.facts)) for stage in facts.stages]
        warnings += [f"stage {name!r}: {w}" for name, _, odd in kept for w in odd]
        facts = replace(facts, stages=tuple(Stage(name, own) for name, own, _ in kept))
    return facts, warnings
