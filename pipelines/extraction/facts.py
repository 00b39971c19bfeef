"""From attached quantities to one record for each announced model, with the evidence for every value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from crawler.records import Evidence, ModelFacts, Signal
from pipelines.extraction.attach import Attachment
from pipelines.extraction.developers import Developer, developers_of, possible_developers
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
from pipelines.extraction.models import Model
from pipelines.extraction.names import name_active, name_key, name_size, name_size_span
from pipelines.extraction.quantities import clause, denied
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.releases import release_date
from pipelines.extraction.roles import BASE, PRODUCT, SUBJECT, Occurrence
from pipelines.extraction.spans import starting
from pipelines.extraction.training import trains
from pipelines.identity.aliases import canonical_model_name

MAX_ALIASES = 6
MAX_QUOTE = 300
"""Longest quotation kept as evidence, in characters."""
_GENERIC_CHIP = "GPU"
MAX_SIGNAL_QUOTE = 80
"""Longest quotation in a signal, in characters."""
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]{2,30})")


def build(
    reading: Reading, models: Sequence[Model], occurrences: Sequence[Occurrence], quantities: Sequence[Quantity]
) -> tuple[list[ModelFacts], list[tuple[str, str]], list[Signal]]:
    """The records of a text in order of appearance, the products built on another model, and unknown units."""
    attachment = Attachment(reading, models, occurrences, quantities)
    drafts = [Draft(model) for model in models]
    owners = attachment.owners()
    for quantity, owned in zip(quantities, owners, strict=True):
        if quantity.field and not _of_group(reading, quantity):
            for number in owned:
                drafts[number].quantities.setdefault(quantity.field, []).append(quantity)
    signals = _resolve_unnamed(reading, drafts, quantities, owners)
    _pair_elliptic(drafts)
    _attach_chips(reading, attachment, drafts, quantities, owners)
    bases = _bases(reading, occurrences, attachment)
    drafts, bases = _split_respective(reading, drafts, bases)
    usable = possible_developers(reading, occurrences)
    records = []
    products = _products(reading, occurrences)
    run_by_another = {name for name, _ in products}
    for number, draft in enumerate(drafts):
        if draft.model.name in run_by_another and not any(draft.quantities.values()):
            continue
        if draft.model.subject and _announced(draft, drafts) and _spoken_of(reading, draft):
            records.append(_record(reading, draft, number, models, occurrences, attachment, bases, usable))
    return records, products, signals


def _spoken_of(reading: Reading, draft: Draft) -> bool:
    """Whether a model without a single fact is at least called a model or announced where it is named."""
    if any(draft.quantities.values()) or draft.chips:
        return True
    if draft.model.first_role != SUBJECT:
        return False
    if any(c.isdigit() for c in draft.model.name):
        return True
    return any(
        reading.has_cue(
            reading.sentences[o.sentence].start,
            reading.sentences[o.sentence].end,
            "cue.model",
            "cue.release",
            "unit.parameters",
            "cue.train",
            "cue.base",
            "cue.base_after",
            "cue.context",
            "unit.tokens",
        )
        for o in draft.model.occurrences
    )


def _of_group(reading: Reading, quantity: Quantity) -> bool:
    """Whether a figure is the sum for several models ("all models together")."""
    sentence = reading.sentences[quantity.sentence]
    low = max(sentence.start, quantity.start - 50)
    return any(
        not reading.parted(cue.end, quantity.start, ",;，；。")
        for cue in reading.cues(low, quantity.start, "cue.group")
    )


def _announced(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a model gets a record: a family that only sums up its own members does not."""
    own = name_key(draft.model.name)
    members = [
        d
        for d in drafts
        if d is not draft
        and d.model.subject
        and name_key(d.model.name).startswith(own)
        and name_key(d.model.name) != own
    ]
    if not members:
        return True
    return any(draft.quantities.values()) and len(members) == 1


def _resolve_unnamed(
    reading: Reading,
    drafts: Sequence[Draft],
    quantities: Sequence[Quantity],
    owners: Sequence[list[int]],
) -> list[Signal]:
    """Numbers without a unit take the kind of the last one before them (or after them) that has one.

    Where there is none and the text speaks of training, what follows the number is an unknown unit, which is signalled.
    """
    signals = []
    for i, quantity in enumerate(quantities):
        if quantity.field or not quantity.countable or (quantity.number.vague and quantity.number.bare):
            continue
        kind = _inherited(reading, quantities, i)
        if kind is None:
            low, high = clause(reading, quantity, quantities, i)
            if owners[i] and reading.has_cue(low, quantity.start, "cue.train"):
                word = _NEXT_WORD.match(reading.key, quantity.end)
                quote = reading.folded.quote(low, high).strip()[:MAX_SIGNAL_QUOTE]
                signals.append(Signal("unknown_unit", word[1] if word else "", quote))
            continue
        for number in owners[i]:
            drafts[number].quantities.setdefault(kind, []).append(quantity)
    return signals


def _pair_elliptic(drafts: Sequence[Draft]) -> None:
    """Two bare sizes after a model with total and active size are total and active again ("Y, 21 and 3.6 billion")."""
    for before, draft in pairwise(drafts):
        sizes = draft.quantities.get("parameters", [])
        complete = before.quantities.get("parameters") and before.quantities.get("active_parameters")
        if not complete or draft.quantities.get("active_parameters") or len(sizes) != 2:
            continue
        total, active = sorted(sizes, key=lambda q: -q.value)
        adjacent = total.sentence == active.sentence and 0 < active.start - total.end <= 16
        if (
            adjacent
            and active.value * 2 < total.value
            and before.quantities["parameters"][0].sentence == total.sentence
        ):
            draft.quantities["parameters"] = [total]
            draft.quantities["active_parameters"] = [active]


def _inherited(reading: Reading, quantities: Sequence[Quantity], i: int) -> str | None:
    this = quantities[i]
    if not 1e6 <= this.value <= 5e13:
        return None
    if denied(reading, this, clause(reading, this, quantities, i)[0]):
        return None
    if reading.has_cue(this.end, this.end + 12, "cue.context", "cue.rate") or reading.has_cue(
        this.start - 20, this.start, "cue.context"
    ):
        return None
    if any(0 <= m.start - this.end <= 3 for m in reading.mentions):
        return "parameters"
    for other in reversed(quantities[:i]):
        if other.sentence != this.sentence or this.start - other.end > 90:
            break
        if other.kind in ("money", "bytes", "words"):
            return None
        if other.field in ("parameters", "tokens", "active_parameters"):
            return "tokens" if other.field == "tokens" else "parameters"
    for other in quantities[i + 1 :]:
        if other.sentence != this.sentence or other.start - this.end > 60:
            break
        if other.kind in ("money", "bytes", "words") and other.start - this.end < 25:
            return None
        if other.field in ("parameters", "tokens"):
            return "parameters"
    sentence = reading.sentences[this.sentence]
    consumed = any(
        not reading.parted(cue.end, this.start)
        for cue in reading.cues(max(sentence.start, this.start - 20), this.start, "cue.train")
    )
    modelled = (
        reading.has_cue(sentence.start, sentence.end, "cue.model", "unit.parameters") or this.number.letter == "b"
    )
    named = any(this.start - m.end <= 40 for m in reading.mentions if m.end <= this.start)
    return "parameters" if this.value >= 1e8 and not consumed and (modelled or named) else None


def _is_slice(reading: Reading, quantity: Quantity) -> bool:
    """Whether one "chip" is a slice of many, as its name says (a TPU v3-128)."""
    written = reading.key[quantity.start : quantity.end + 6]
    return quantity.value == 1 and re.search(r"\bv\d[a-z]?-\d{1,4}\b", written) is not None


def _attach_chips(
    reading: Reading,
    attachment: Attachment,
    drafts: Sequence[Draft],
    quantities: Sequence[Quantity],
    owners: Sequence[list[int]],
) -> None:
    """Give each chip that trained something to its models; serving hardware and computer sites are left out."""
    counted = [
        (q, owners[i])
        for i, q in enumerate(quantities)
        if q.field in ("hardware_quantity", "gpu_hours", "nodes") and q.chip
    ]
    for chip in reading.chips:
        index = reading.sentence_at(chip.start)
        if not trains(reading, chip.start, chip.end, index):
            continue
        owned = next((models for q, models in counted if q.start <= chip.start < q.end), None)
        owned = owned or attachment.owner_of(chip.start, chip.end, index)
        for number in owned:
            if chip.canonical not in [name for name, _, _ in drafts[number].chips]:
                drafts[number].chips.append((chip.canonical, chip.start, chip.end))
    for draft in drafts:
        counts = draft.quantities.get("hardware_quantity", [])
        kept = [
            q
            for q in counts
            if not q.number.bare
            and (q.chip or q.value > 1)
            and not _is_slice(reading, q)
            and trains(reading, q.start, q.end, q.sentence)
        ]
        draft.quantities["hardware_quantity"] = kept
        if not draft.chips and kept and not any(q.chip for q in kept):
            draft.chips.append((_GENERIC_CHIP, kept[0].start, kept[0].end))


def _split_respective(
    reading: Reading, drafts: Sequence[Draft], bases: dict[int, Occurrence]
) -> tuple[list[Draft], dict[int, Occurrence]]:
    """One record for each size where sizes and token counts of a family are listed "respectively"."""
    split: list[Draft] = []
    kept_bases: dict[int, Occurrence] = {}
    for number, draft in enumerate(drafts):
        sizes = [q for q in draft.quantities.get("parameters", []) if not q.number.vague]
        tokens = draft.quantities.get("tokens", [])
        sentences = {q.sentence for q in (*sizes, *tokens)}
        listed = len(sizes) == len(tokens) >= 2 and len(sentences) == 1 and name_size(draft.model.name) is None
        sentence = reading.sentences[sentences.pop()] if listed else None
        members: list[Draft] = [draft]
        if sentence is not None and reading.has_cue(sentence.start, sentence.end, "cue.respectively"):
            members = []
            for size, seen in zip(sizes, tokens, strict=True):
                model = Model(f"{draft.model.name} {size.value / 1e9:g}B", draft.model.occurrences, draft.model.role)
                members.append(Draft(model, {**draft.quantities, "parameters": [size], "tokens": [seen]}, draft.chips))
        for member in members:
            if number in bases:
                kept_bases[len(split)] = bases[number]
            split.append(member)
    return split, kept_bases


def _bases(reading: Reading, occurrences: Sequence[Occurrence], attachment: Attachment) -> dict[int, Occurrence]:
    """For each model the occurrence that names its base."""
    found: dict[int, Occurrence] = {}
    for index, sentence in enumerate(reading.sentences):
        if reading.has_cue(sentence.start, sentence.end, "cue.respectively"):
            subjects = [o for o in occurrences if o.sentence == index and o.role == SUBJECT]
            reused = [o for o in occurrences if o.sentence == index and o.role == BASE]
            if len(subjects) == len(reused) > 1:
                found.update({s.model: b for s, b in zip(subjects, reused, strict=True)})
    for occurrence in occurrences:
        if occurrence.role != BASE:
            continue
        here = [
            o
            for o in occurrences
            if o.sentence == occurrence.sentence and o.role == SUBJECT and o.model != occurrence.model
        ]
        before = [o for o in here if o.mention.end <= occurrence.mention.start]
        after = [o for o in here if o.mention.start >= occurrence.mention.end]
        if before:
            owners = attachment.group(before[-1])
        elif after:
            owners = [after[0].model]
        else:
            owners = attachment.topic(occurrence.sentence) or attachment.announced_next(occurrence.sentence)
        for number in owners:
            if number != occurrence.model:
                found.setdefault(number, occurrence)
    return found


def _products(reading: Reading, occurrences: Sequence[Occurrence]) -> list[tuple[str, str]]:
    """Products and what they run on: the last name before "powered by" in the sentence, however it is shaped."""
    found = []
    for occurrence in occurrences:
        if occurrence.role == PRODUCT:
            sentence = reading.sentences[occurrence.sentence]
            before = starting(reading.mentions, sentence.start, occurrence.mention.start)
            named = [m.name for m in before if m.key != occurrence.mention.key]
            if named:
                found.append((named[-1], _canonical(occurrence.mention.name)))
    return found


def _record(
    reading: Reading,
    draft: Draft,
    number: int,
    models: Sequence[Model],
    occurrences: Sequence[Occurrence],
    attachment: Attachment,
    bases: dict[int, Occurrence],
    usable: Sequence[Developer],
) -> ModelFacts:
    values: dict[str, float] = {}
    evidence: list[Evidence] = []

    def take(name: str, quantity: Quantity | None) -> None:
        if quantity is not None:
            values[name] = quantity.value
            evidence.append(_evidence(reading, name, quantity.start, quantity.end))

    size = stated_size(draft)
    active = stated_active(draft.quantities.get("active_parameters", []), reading)
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
    elif active is None:
        named_active = name_active(draft.model.name)
        first = draft.model.occurrences[0].mention
        if named_active is not None:
            values["active_parameters"] = named_active
            evidence.append(_evidence(reading, "active_parameters", first.start, first.end))
    take("tokens", largest(draft.quantities.get("tokens", [])))
    take("hardware_quantity", first_count(draft.quantities.get("hardware_quantity", [])) or machine_nodes(draft))
    take("gpu_hours", largest(draft.quantities.get("gpu_hours", [])))
    take("training_days", duration(reading, draft))
    take("training_compute_flop", first_count(draft.quantities.get("training_compute_flop", [])))
    organization = developers_of(reading, draft.model, number, occurrences, usable)
    evidence += [_evidence(reading, "organization", *span) for span in organization[1]]
    hardware = hardware_of(draft)
    evidence += [_evidence(reading, "hardware", start, end) for _, start, end in hardware]
    base = bases.get(number)
    if base is not None:
        evidence.append(_evidence(reading, "base_model", base.mention.start, base.mention.end))
    released = release_date(reading, draft.model, number, attachment)
    if released is not None:
        evidence.append(_evidence(reading, "release_date", released[1], released[2]))
    first = draft.model.occurrences[0].mention
    evidence.insert(0, _evidence(reading, "name", first.start, first.end))
    return ModelFacts(
        name=_canonical(draft.model.name),
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
        base_model=None if base is None else _canonical(models[base.model].name),
        is_vague=vague,
        release_date=released[0] if released else None,
        evidence=tuple(evidence),
    )


def _evidence(reading: Reading, name: str, start: int, end: int) -> Evidence:
    begin, stop = reading.folded.span(start, end)
    stop = min(stop, begin + MAX_QUOTE)
    return Evidence(name, reading.folded.source[begin:stop], begin, stop)


def _canonical(name: str) -> str:
    known = canonical_model_name(name)
    return known if known is not None and sum(c.isdigit() for c in known) == sum(c.isdigit() for c in name) else name


def _aliases(reading: Reading, model: Model) -> tuple[str, ...]:
    forms: list[str] = []
    for occurrence in model.occurrences:
        mention = occurrence.mention
        for form in (*mention.written, reading.folded.quote(mention.start, mention.end)):
            if form and form != _canonical(model.name) and form not in forms and form in reading.folded.source:
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
