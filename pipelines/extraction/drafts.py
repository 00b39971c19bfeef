"""A record in the making, and which of several stated values it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.records import Evidence
from pipelines.extraction.models import Model
from pipelines.extraction.names import name_size
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading

_SIZE_TOLERANCE = 1.35
"""How far a stated size may lie from the one in the name, as a factor: names round (120b for 117e9)."""


@dataclass(slots=True)
class Draft:
    """One model's record in the making: values in order of appearance."""

    model: Model
    quantities: dict[str, list[Quantity]] = field(default_factory=dict)
    chips: list[tuple[str, int, int]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def stated_size(draft: Draft) -> Quantity | None:
    candidates = draft.quantities.get("parameters", [])
    named = name_size(draft.model.name)
    if named is not None:
        close = [q for q in candidates if max(q.value, named) / min(q.value, named) <= _SIZE_TOLERANCE]
        close = [q for q in close if q.kind or not q.number.letter or q.value == named]  # 47B beside X-56B is another
        return max(close, key=lambda q: q.value, default=None)
    if not candidates:
        return None
    exact = [q for q in candidates if not q.number.vague] or candidates
    actual = [q for q in exact if not q.planned] or exact
    actual = [q for q in actual if q.total] or actual
    first = actual[0].sentence
    return max((q for q in actual if q.sentence == first), key=lambda q: q.value)


def stated_active(candidates: Sequence[Quantity], reading: Reading) -> Quantity | None:
    if not candidates:
        return None
    plain = [q for q in candidates if not q.number.range_low] or list(candidates)
    for quantity in plain:
        if reading.has_cue(quantity.start - 14, quantity.start, "cue.average") or reading.has_cue(
            quantity.end, quantity.end + 14, "cue.average"
        ):
            return quantity
    return plain[0]


def largest(candidates: Sequence[Quantity]) -> Quantity | None:
    actual = [q for q in candidates if not q.planned and not q.number.range_low] or list(candidates)
    return max(actual, key=lambda q: q.value, default=None)


def first_count(candidates: Sequence[Quantity]) -> Quantity | None:
    plain = [q for q in candidates if not q.number.range_low and not q.number.vague and not q.number.bare]
    several = [q for q in plain if q.value > 1]
    return next(iter(several or plain), None)


def machine_nodes(draft: Draft) -> Quantity | None:
    """Nodes count as chips only on a machine whose name is its chip (Fugaku: one chip a node)."""
    nodes = draft.quantities.get("nodes", [])
    return nodes[0] if nodes and any("A64FX" in name for name, _, _ in draft.chips) else None


def duration(reading: Reading, draft: Draft) -> Quantity | None:
    """The time a training took: beside hardware or a word for training, and not the age or plan of something."""
    for quantity in draft.quantities.get("training_days", []):
        sentence = reading.sentences[quantity.sentence]
        if quantity.number.range_low or quantity.number.vague or not 0 < quantity.value <= 800:
            continue
        if reading.has_cue(quantity.start, min(sentence.end, quantity.end + 10), "cue.elapsed") or reading.has_cue(
            quantity.start - 10, quantity.end, "cue.elapsed"
        ):
            continue
        hardware = any(sentence.start <= start < sentence.end for _, start, _ in draft.chips) or any(
            q.sentence == quantity.sentence
            for f in ("hardware_quantity", "gpu_hours")
            for q in draft.quantities.get(f, [])
        )
        trained = reading.has_cue(
            max(sentence.start, quantity.start - 90), min(sentence.end, quantity.end + 60), "cue.train"
        )
        if quantity.kind == "hours" and not hardware:
            continue
        if hardware or trained:
            return quantity
    return None


def hardware_of(draft: Draft) -> list[tuple[str, int, int]]:
    named = [c for c in draft.chips if not any(other[0] != c[0] and other[0].startswith(c[0]) for other in draft.chips)]
    counted = {q.chip for q in draft.quantities.get("hardware_quantity", []) if q.chip}
    if len(counted) == 1 and len(named) > 1:
        first = first_count(draft.quantities.get("hardware_quantity", []))
        named = [c for c in named if c[0] in counted or (first and abs(c[1] - first.end) < 40)] or named
    return named[:3]
