"""Drop facts that cannot be: the estimator's own guard, whoever made the facts."""

from __future__ import annotations

from dataclasses import fields, replace

from crawler.records import Facts
from pipelines.estimation.facts import TEXT_FACTS, impossible


def usable(facts: Facts) -> tuple[Facts, list[str]]:
    """``facts`` without impossible values and contradictions, and a warning for each one left out."""
    warnings: list[str] = []
    for name in (f.name for f in fields(Facts) if f.name not in TEXT_FACTS):
        value = getattr(facts, name)
        reason = impossible(name, value) if value is not None else None
        if reason:
            warnings.append(f"{name}: {value!r} {reason}; left out")
            facts = replace(facts, **{name: None})
    total, active = facts.parameters, facts.active_parameters
    if total and active and active > total:
        warnings.append(f"active_parameters: {active:g} active of {total:g} in total cannot be; left out")
        facts = replace(facts, active_parameters=None)
    return facts, warnings
