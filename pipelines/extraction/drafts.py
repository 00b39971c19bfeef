"""A record in the making, and which of several stated values it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.records import Evidence
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.names import name_key, name_size
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason

_FEWEST_MEMBERS = 2
_LABEL_REACH = 24
"""Characters between a label such as "Duration:" and the time at most."""
_SHORTER = ("hours", "days", "weeks", "months")
_PURPOSE = (["to"], ["zu"], ["for"], ["für"], ["para"], ["pour"], ["için"])
"""Words with which what the training was for begins (trained for four weeks to forecast)."""
_MOST_DAYS_IN_HOURS = 125
"""Days up to which a training's time is said in hours; 5,000 hours are those of speech."""
_FORECAST_REACH = 28
_FORECAST_WORDS = 2
"""Words between a forecast and how far it looks at most (a 10-day global forecast)."""
_SIZE_TOLERANCE = 1.35
"""How far a stated size may lie from the one in the name, as a factor: names round (120b for 117e9)."""


@dataclass(slots=True)
class Draft:
    """One model's record in the making: values in order of appearance.

    ``number`` is the model's place among those of the text; the members of a family that was split share it.
    """

    model: Model
    number: int
    quantities: dict[str, list[Quantity]] = field(default_factory=dict)
    chips: list[tuple[str, int, int]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def _digits(value: float) -> int:
    """Significant digits of a size."""
    return len(f"{value:.4e}".partition("e")[0].replace(".", "").rstrip("0"))


_FAMILY_FACTS = ("tokens",)
"""What is stated of a family holds for each of its members."""


def share_with_members(drafts: Sequence[Draft]) -> None:
    """Give what the text states of a family to those of its members of which it states nothing of the kind."""
    for family in drafts:
        own = name_key(family.model.name)
        members = [d for d in drafts if d.model.subject and name_key(d.model.name).startswith(own) and d is not family]
        if len(members) < _FEWEST_MEMBERS:
            continue
        for member in members:
            for kind in _FAMILY_FACTS:
                if family.quantities.get(kind) and not member.quantities.get(kind):
                    member.quantities[kind] = list(family.quantities[kind])
            member.chips = member.chips or list(family.chips)


def stated_size(draft: Draft, drops: Drops) -> Quantity | None:
    candidates = draft.quantities.get("parameters", [])
    named = name_size(draft.model.name)
    if named is not None:
        close = [q for q in candidates if max(q.value, named) / min(q.value, named) <= _SIZE_TOLERANCE]
        close = [q for q in close if q.kind or not q.number.letter or q.value == named]  # 47B beside X-56B is another
        if any(q.number.range_low for q in close):  # "in the 7B to 8B range" of a 7B
            close = []
        # A rounder figure below the name's says less than the name does ("over 100 billion" of a 110B).
        close = [q for q in close if q.value >= named or _digits(q.value) >= _digits(named)]
        drops.pass_over(candidates, close, Reason.OTHER_SIZE)
        chosen = max(close, key=lambda q: q.value, default=None)
        drops.prefer(close, chosen, Reason.SMALLER_SIBLING)
        return chosen
    if not candidates:
        return None
    exact = [q for q in candidates if not q.number.vague] or candidates
    drops.pass_over(candidates, exact, Reason.VAGUE)
    actual = [q for q in exact if not q.planned] or exact
    drops.pass_over(exact, actual, Reason.PLANNED)
    whole = [q for q in actual if q.total] or actual
    first = whole[0].sentence
    chosen = max((q for q in whole if q.sentence == first), key=lambda q: q.value)
    parts = len(whole) < len(actual)
    drops.prefer(actual, chosen, Reason.PART_OF_TOTAL if parts else Reason.SMALLER_SIBLING)
    return chosen


def stated_active(candidates: Sequence[Quantity], reading: Reading, drops: Drops) -> Quantity | None:
    if not candidates:
        return None
    plain = [q for q in candidates if not q.number.range_low] or list(candidates)
    for quantity in plain:
        if reading.has_cue(quantity.start - 14, quantity.start, "cue.average") or reading.has_cue(
            quantity.end, quantity.end + 14, "cue.average"
        ):
            drops.prefer(candidates, quantity, Reason.OTHER_SIZE)
            return quantity
    drops.prefer(candidates, plain[0], Reason.SMALLER_SIBLING)
    return plain[0]


def largest(candidates: Sequence[Quantity], drops: Drops) -> Quantity | None:
    actual = [q for q in candidates if not q.planned and not q.number.range_low] or list(candidates)
    chosen = max(actual, key=lambda q: q.value, default=None)
    if len(actual) < len(candidates):
        drops.pass_over([q for q in candidates if q.planned], actual, Reason.PLANNED)
    drops.prefer(candidates, chosen, Reason.SMALLER_AMOUNT)
    return chosen


def first_count(candidates: Sequence[Quantity], drops: Drops) -> Quantity | None:
    plain = [q for q in candidates if not q.number.range_low and not q.number.vague and not q.number.bare]
    several = [q for q in plain if q.value > 1]
    chosen = next(iter(several or plain), None)
    drops.prefer(plain, chosen, Reason.OTHER_PHASE)
    for quantity in candidates if len(plain) < len(candidates) else ():
        if quantity not in plain:
            drops.quantity(quantity, Reason.RANGE_LOW if quantity.number.range_low else Reason.VAGUE)
    return chosen


def machine_nodes(draft: Draft) -> Quantity | None:
    """Nodes count as chips only on a machine whose name is its chip (Fugaku: one chip a node)."""
    nodes = draft.quantities.get("nodes", [])
    return nodes[0] if nodes and any("A64FX" in name for name, _, _ in draft.chips) else None


def _with_rest(reading: Reading, whole: Quantity, candidates: Sequence[Quantity]) -> Quantity:
    """A time with the smaller unit that it goes on with after "and" (a day and 11 hours)."""
    for rest in candidates:
        smaller = rest.kind in _SHORTER and whole.kind in _SHORTER[_SHORTER.index(rest.kind) + 1 :]
        if smaller and reading.key[whole.end : rest.start].strip() in reading.conjunctions:
            value = whole.value + rest.value
            number = whole.number._replace(value=value, end=rest.number.end)
            return whole._replace(number=number, value=value, end=rest.end)
    return whole


def duration(reading: Reading, draft: Draft, drops: Drops) -> Quantity | None:
    """The time a training took: beside hardware or a word for training, and not the age or plan of something."""
    candidates = draft.quantities.get("training_days", [])
    for quantity in candidates:
        sentence = reading.sentences[quantity.sentence]
        if quantity.number.range_low or quantity.number.vague or not 0 < quantity.value <= 800:
            low, vague = quantity.number.range_low, quantity.number.vague
            drops.quantity(quantity, Reason.RANGE_LOW if low else Reason.VAGUE if vague else Reason.NOT_TRAINING_TIME)
            continue
        if reading.has_cue(quantity.start, min(sentence.end, quantity.end + 10), "cue.elapsed") or reading.has_cue(
            quantity.start - 10, quantity.end, "cue.elapsed"
        ):
            drops.quantity(quantity, Reason.AGE)
            continue
        if _looks_ahead(reading, quantity):
            drops.quantity(quantity, Reason.NOT_TRAINING_TIME)
            continue
        hardware = any(sentence.start <= start < sentence.end for _, start, _ in draft.chips) or any(
            q.sentence == quantity.sentence
            for f in ("hardware_quantity", "gpu_hours")
            for q in draft.quantities.get(f, [])
        )
        trained = reading.has_cue(
            max(sentence.start, quantity.start - 90), min(sentence.end, quantity.end + 60), "cue.train"
        )
        trained = trained or reading.has_cue(
            max(sentence.start, quantity.start - _LABEL_REACH), quantity.start, "cue.duration"
        )
        if quantity.kind == "hours" and (not hardware or quantity.value > _MOST_DAYS_IN_HOURS):
            drops.quantity(quantity, Reason.NOT_TRAINING_TIME)
            continue
        if hardware or trained:
            drops.prefer(candidates, quantity, Reason.OTHER_PHASE)
            return _with_rest(reading, quantity, candidates)
        drops.quantity(quantity, Reason.NOT_TRAINING_TIME)
    return None


def _looks_ahead(reading: Reading, quantity: Quantity) -> bool:
    """Whether a time says how far a forecast looks: a 10-day forecast, a forecast of up to 15 days."""
    low, high = quantity.start - _FORECAST_REACH, quantity.end + _FORECAST_REACH
    between = [
        *(reading.key[quantity.end : cue.start] for cue in reading.cues(quantity.end, high, "cue.forecast")),
        *(reading.key[cue.end : quantity.start] for cue in reading.cues(low, quantity.start, "cue.forecast")),
    ]
    return any(
        len(gap.split()) <= _FORECAST_WORDS
        and (gap.isascii() or " " in gap or len(gap) <= _FORECAST_WORDS)  # where no spaces part words
        and not any(c in ",.;:()—，。；、" for c in gap)
        and gap.split()[:1] not in _PURPOSE
        for gap in between
    )


def hardware_of(draft: Draft, drops: Drops) -> list[tuple[str, int, int]]:
    named = [c for c in draft.chips if not any(other[0] != c[0] and other[0].startswith(c[0]) for other in draft.chips)]
    counted = {q.chip for q in draft.quantities.get("hardware_quantity", []) if q.chip}
    if len(counted) == 1 and len(named) > 1:
        first = first_count(draft.quantities.get("hardware_quantity", []), drops)
        named = [c for c in named if c[0] in counted or (first and abs(c[1] - first.end) < 40)] or named
    for chip in draft.chips:
        if chip not in named[:3]:
            drops.drop("chip", chip[1], Reason.LESS_EXACT_CHIP, "hardware")
    return named[:3]
