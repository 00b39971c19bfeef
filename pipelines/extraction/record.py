"""One model's record: the values taken from its draft, each with the quotation that states it."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.records import Evidence, ModelFacts
from pipelines.extraction.attach import Attachment
from pipelines.extraction.developers import Developer, developers_of
from pipelines.extraction.drafts import (
    Draft,
    duration,
    first_count,
    hardware_of,
    largest,
    machine_nodes,
    stated_active,
    stated_size,
)
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.names import name_active, name_size, name_size_span
from pipelines.extraction.parts import with_sums
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.releases import release_date
from pipelines.extraction.roles import Occurrence
from pipelines.identity.aliases import canonical_model_name

MAX_ALIASES = 6
MAX_QUOTE = 300
"""Longest quotation kept as evidence, in characters."""


def record_of(
    reading: Reading,
    draft: Draft,
    models: Sequence[Model],
    occurrences: Sequence[Occurrence],
    attachment: Attachment,
    bases: dict[int, Occurrence],
    usable: Sequence[Developer],
    drops: Drops,
) -> ModelFacts:
    """The record of one model; parameters, tokens, chips, chip-hours, days and FLOP are plain counts."""
    values: dict[str, float] = {}
    evidence: list[Evidence] = []

    def take(name: str, quantity: Quantity | None) -> None:
        if quantity is not None:
            values[name] = float(f"{quantity.value:.12g}")  # 16.1 billion without the dust of binary fractions
            evidence.append(_evidence(reading, name, quantity.start, quantity.end))

    size = stated_size(draft, drops)
    active = stated_active(draft.quantities.get("active_parameters", []), reading, drops)
    vague = False
    if size is not None:
        take("parameters", size)
        vague = size.number.vague
    else:
        named = _named_size(reading, draft.model)
        if named is not None:
            values["parameters"] = named[0]
            evidence.append(named[1])
    if active is not None and ("parameters" not in values or active.value <= values["parameters"]):
        take("active_parameters", active)
    elif active is not None:
        drops.quantity(active, Reason.ACTIVE_ABOVE_TOTAL)
    else:
        named_active = name_active(draft.model.name)
        first = draft.model.occurrences[0].mention
        if named_active is not None:
            values["active_parameters"] = named_active
            evidence.append(_evidence(reading, "active_parameters", first.start, first.end))
    take("tokens", largest(with_sums(reading, draft.quantities.get("tokens", []), drops), drops))
    counted = first_count(draft.quantities.get("hardware_quantity", []), drops) or machine_nodes(draft)
    take("hardware_quantity", counted)
    drops.pass_over(draft.quantities.get("nodes", []), [counted], Reason.NODES)
    take("gpu_hours", largest(with_sums(reading, draft.quantities.get("gpu_hours", []), drops), drops))
    take("training_days", duration(reading, draft, drops))
    stated_flop = with_sums(reading, draft.quantities.get("training_compute_flop", []), drops)
    take("training_compute_flop", first_count(stated_flop, drops))
    organization = developers_of(reading, draft.model, draft.number, occurrences, usable)
    evidence += [_evidence(reading, "organization", *span) for span in organization[1]]
    hardware = hardware_of(draft, drops)
    evidence += [_evidence(reading, "hardware", start, end) for _, start, end in hardware]
    base = bases.get(draft.number)
    if base is not None:
        evidence.append(_evidence(reading, "base_model", base.mention.start, base.mention.end))
    released = release_date(reading, draft.model, draft.number, attachment, drops)
    if released is not None:
        evidence.append(_evidence(reading, "release_date", released[1], released[2]))
    first = draft.model.occurrences[0].mention
    evidence.insert(0, _evidence(reading, "name", first.start, first.end))
    return ModelFacts(
        name=canonical_name(draft.model.name),
        aliases=_aliases(reading, draft.model),
        organization="; ".join(organization[0]) or None,
        parameters=values.get("parameters"),
        active_parameters=values.get("active_parameters"),
        tokens=values.get("tokens"),
        hardware="; ".join(name for name, _, _ in hardware) or None,
        hardware_quantity=values.get("hardware_quantity"),
        gpu_hours=values.get("gpu_hours"),
        training_days=values.get("training_days"),
        training_compute_flop=values.get("training_compute_flop"),
        base_model=None if base is None else canonical_name(models[base.model].name),
        is_vague=vague,
        release_date=released[0] if released else None,
        evidence=tuple(evidence),
    )


def _evidence(reading: Reading, name: str, start: int, end: int) -> Evidence:
    begin, stop = reading.folded.span(start, end)
    stop = min(stop, begin + MAX_QUOTE)
    return Evidence(name, reading.folded.source[begin:stop], begin, stop)


def canonical_name(name: str) -> str:
    """The canonical form of a model's name, where one with as many digits is known."""
    known = canonical_model_name(name)
    return known if known is not None and sum(c.isdigit() for c in known) == sum(c.isdigit() for c in name) else name


def _aliases(reading: Reading, model: Model) -> tuple[str, ...]:
    forms: list[str] = []
    for occurrence in model.occurrences:
        mention = occurrence.mention
        for form in (*mention.written, reading.folded.quote(mention.start, mention.end)):
            if form and form != canonical_name(model.name) and form not in forms and form in reading.folded.source:
                forms.append(form)
    return tuple(forms[:MAX_ALIASES])


def _named_size(reading: Reading, model: Model) -> tuple[float, Evidence] | None:
    value = name_size(model.name)
    if value is None:
        return None
    for occurrence in model.occurrences:
        mention = occurrence.mention
        written = reading.folded.text[mention.start : mention.end]
        span = name_size_span(written)
        if span is not None and name_size(written) == value:
            return value, _evidence(reading, "parameters", mention.start + span[0], mention.start + span[1])
    first = model.occurrences[0].mention
    return value, _evidence(reading, "parameters", first.start, first.end)
