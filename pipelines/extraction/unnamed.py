"""Numbers without a unit: what they count is what the number beside them counts, or cannot be known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from crawler.records import Signal
from pipelines.extraction.amounts import clause, denied
from pipelines.extraction.attach import Attachment
from pipelines.extraction.components import of_component, of_experts
from pipelines.extraction.drafts import Draft
from pipelines.extraction.drops import Drops
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import OF_KIND, Reason
from pipelines.extraction.spans import starting

_NAME_REACH, _LONGEST_NAME = 40, 200
"""Characters from a name to a bare size that is its own, and those of the longest name."""
_CONTEXT_REACH = 32
"""Characters between "window" and a bare number that is its length (a window that reaches a million)."""
_BILLION = 1e9
_NOUN_REACH = 16
"""Characters from a size to the end of the word for a model right behind it."""
MAX_SIGNAL_QUOTE = 80
"""Longest quotation in a signal, in characters."""
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]{2,30})")


def resolve_unnamed(
    reading: Reading,
    drafts: Sequence[Draft],
    quantities: Sequence[Quantity],
    owners: Sequence[list[int]],
    attachment: Attachment,
    drops: Drops,
) -> list[Signal]:
    """Numbers without a unit take the kind of the last one before them (or after them) that has one.

    Where there is none and the text speaks of training, what follows the number is an unknown unit, which is signalled.
    """
    signals = []
    for i, quantity in enumerate(quantities):
        if quantity.field or not quantity.countable or (quantity.number.vague and quantity.number.bare):
            continue
        kind = _inherited(reading, quantities, i)
        if isinstance(kind, Reason):
            low, high = clause(reading, quantity, quantities, i)
            if owners[i] and reading.has_cue(low, quantity.start, "cue.train"):
                word = _NEXT_WORD.match(reading.key, quantity.end)
                quote = reading.folded.quote(low, high).strip()[:MAX_SIGNAL_QUOTE]
                signals.append(Signal("unknown_unit", word[1] if word else "", quote))
                kind = Reason.UNKNOWN_UNIT if kind == Reason.NO_UNIT else kind
            drops.quantity(quantity, kind)
            continue
        if not owners[i]:
            reason, owner = attachment.unowned(i)
            drops.quantity(quantity, reason, kind, owner)
        for number in owners[i]:
            drafts[number].quantities.setdefault(kind, []).append(quantity)
    return signals


def pair_elliptic(drafts: Sequence[Draft]) -> None:
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


def _counts_for_model(reading: Reading, end: int) -> bool:
    """Whether a word for a model stands right behind a size, which is an adjective then (13-миллиардная версия)."""
    return any(cue.start - end <= 1 for cue in reading.cues(end, end + _NOUN_REACH, "cue.model"))


def _inherited(reading: Reading, quantities: Sequence[Quantity], i: int) -> str | Reason:
    """The field that a number without a unit fills, or why it fills none."""
    this = quantities[i]
    if not 1e6 <= this.value <= 5e13:
        return Reason.NO_UNIT
    if denied(reading, this, clause(reading, this, quantities, i)[0]):
        return Reason.DENIED
    if reading.has_cue(this.end, this.end + 12, "cue.rate"):
        return Reason.RATE
    whole = not of_experts(reading, this.number.start)
    if whole and this.number.scale >= _BILLION and _counts_for_model(reading, this.end):
        return "parameters"
    behind = reading.cues(this.end, this.end + 12, "cue.context")
    if any(not reading.parted(this.end, cue.start) for cue in behind) or reading.has_cue(
        this.start - _CONTEXT_REACH, this.start, "cue.context"
    ):
        return Reason.CONTEXT_WINDOW
    span = reading.sentences[this.sentence]
    if of_component(reading, this.start, this.end, span.start, span.end) or of_experts(reading, this.number.start):
        return Reason.PART_OF_TOTAL
    if any(m.start < span.end for m in starting(reading.mentions, this.end, this.end + 4)):
        return "parameters"
    for other in reversed(quantities[:i]):
        if other.sentence != this.sentence or this.start - other.end > 90:
            break
        if other.kind in ("money", "bytes", "words"):
            return OF_KIND[other.kind]
        if other.field == "tokens" and this.number.letter and starting(reading.mentions, other.end, this.start):
            break  # trained on 18 trillion tokens, X comes in 8B and 70B
        if other.field in ("parameters", "tokens", "active_parameters"):
            return "tokens" if other.field == "tokens" else "parameters"
    for other in quantities[i + 1 :]:
        if other.sentence != this.sentence or other.start - this.end > 60:
            break
        if other.kind in ("money", "bytes", "words") and other.start - this.end < 25:
            return OF_KIND[other.kind]
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
    near = starting(reading.mentions, this.start - _NAME_REACH - _LONGEST_NAME, this.start)
    named = any(0 <= this.start - m.end <= _NAME_REACH for m in near)
    return "parameters" if this.value >= 1e8 and not consumed and (modelled or named) else Reason.NO_UNIT
