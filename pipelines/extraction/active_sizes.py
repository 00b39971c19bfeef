"""Which of several sizes are active parameters and which the total, by the words that stand beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading

_PARAMETER_LIKE = ("parameters", "")
_TIE = 2
"""Characters that make no difference between two distances."""
_OF_THE = 3
"""Words between a part and its whole at most (of its total)."""


def name_active_sizes(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Decide by the words "active" and "total" which of several sizes are active parameters."""
    marked = list(found)
    claims: dict[int, tuple[int, str]] = {}
    for lexeme, role in _role_phrases(reading):
        best = _nearest(reading, lexeme, found, ahead=lexeme.has("cue.out_of", "cue.subset"))
        if best is None:
            continue
        sentence = reading.sentences[reading.sentence_at(lexeme.start)]
        shares = reading.cues(sentence.start, sentence.end, "cue.share")
        if min((_distance(reading, lexeme, x.start, x.end) for x in shares), default=10**6) < best[1]:
            continue
        i, distance = best
        if found[i].kind in _PARAMETER_LIKE and distance <= 40 and (i not in claims or distance < claims[i][0]):
            claims[i] = (distance, role)
    for claimed, (_, role) in claims.items():
        i = _part_of(reading, found, claimed) if role == "active" else claimed
        if i != claimed:
            marked[claimed] = replace(marked[claimed], kind="parameters", field="parameters")
        quantity = marked[i]
        value = quantity.value
        if quantity.kind == "" and quantity.number.scale == 1.0:
            scale = _scale_before(found, i)
            written = reading.key[quantity.number.start : quantity.number.end]
            whole = role == "total" and claims[claimed][0] <= 1  # "of 80" after 13 billion
            if scale is None or not (role == "active" or whole) or not 1 < value < 1000 or not written[0].isdigit():
                continue
            value *= scale
        if role == "total" and quantity.kind == "" and _sums_tokens(found, i):
            marked[i] = replace(quantity, kind="tokens")
            continue
        marked[i] = replace(
            quantity,
            kind="parameters",
            value=value,
            total=role == "total",
            field="active_parameters" if role == "active" else "parameters",
        )
    return _spread_active(reading, marked)


def _part_of(reading: Reading, found: Sequence[Quantity], i: int) -> int:
    """The active size in "3 of the 80 billion are active", where the words stand nearer to the total."""
    if i and found[i - 1].sentence == found[i].sentence and found[i - 1].kind in _PARAMETER_LIKE:
        part, whole = found[i - 1], found[i]
        gap = reading.key[part.end : whole.number.start].split()
        linked = 1 <= len(gap) <= _OF_THE and gap[0] in reading.pack.cues.get("part_of", ())
        if linked and part.number.scale == whole.number.scale and part.value < whole.value:
            return i - 1
    return i


def _sums_tokens(found: Sequence[Quantity], i: int) -> bool:
    """Whether a bare total is that of the tokens counted before it (4 trillion tokens, then 3, 7 trillion in all)."""
    for quantity in reversed(found[:i]):
        if quantity.sentence != found[i].sentence or quantity.kind == "parameters":
            return False
        if quantity.kind == "tokens":
            return found[i].value > quantity.value
    return False


def _role_phrases(reading: Reading) -> list[tuple[Lexeme, str]]:
    """Words for "active" and "total"; neighbouring ones of one kind count as one phrase ("uses per token")."""
    phrases: list[tuple[Lexeme, str]] = []
    for lexeme in reading.lexemes:
        role = "active" if lexeme.has("cue.active") else "total" if lexeme.has("cue.total", "cue.out_of") else ""
        if not role:
            continue
        if phrases and phrases[-1][1] == role and lexeme.start - phrases[-1][0].end <= 1:
            first = phrases[-1][0]
            phrases[-1] = (Lexeme(first.start, lexeme.end, first.kinds), role)
        else:
            phrases.append((lexeme, role))
    return phrases


def _spread_active(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """A list or range of active sizes is active as a whole."""
    spread = list(found)
    for i in range(len(spread) - 2, -1, -1):
        this, following = spread[i], spread[i + 1]
        linked = (this.number.range_low or this.number.listed) and following.number.start - this.end <= 14
        if linked and following.field == "active_parameters" and this.kind in _PARAMETER_LIKE and this.number.range_low:
            spread[i] = replace(this, kind="parameters", field="active_parameters")
    for i in range(1, len(spread)):
        this, before = spread[i], spread[i - 1]
        listed = before.number.listed and this.sentence == before.sentence and this.number.start - before.end <= 14
        if listed and before.field == "active_parameters" and this.kind in _PARAMETER_LIKE and not this.field:
            spread[i] = replace(this, kind="parameters", field="active_parameters")
        averaged = reading.has_cue(this.start - 16, this.end + 14, "cue.average")
        if averaged and this.countable and before.number.range_low is False and this.sentence == before.sentence:
            active = [
                k
                for k in range(max(0, i - 2), i)
                if spread[k].field == "active_parameters" or spread[k].number.range_low
            ]
            if active:
                spread[i] = replace(this, kind="parameters", field="active_parameters")
                for k in active:
                    spread[k] = replace(
                        spread[k],
                        kind="parameters",
                        field="active_parameters",
                        number=replace(spread[k].number, range_low=True),
                    )
    return spread


def _scale_before(found: Sequence[Quantity], i: int) -> float | None:
    for quantity in reversed(found[:i]):
        if quantity.sentence != found[i].sentence:
            return None
        if quantity.kind == "parameters" and quantity.number.scale >= 1e6:
            return quantity.number.scale
    return None


def _sentence_of(quantity: Quantity) -> int:
    return quantity.sentence


def _nearest(reading: Reading, lexeme: Lexeme, found: Sequence[Quantity], *, ahead: bool) -> tuple[int, int] | None:
    """The quantity that a word belongs to: the nearest in its sentence, clause marks counting as distance.

    Between two equally near, ``ahead`` prefers the one that follows ("out of a trillion").
    """
    sentence = reading.sentence_at(lexeme.start)
    best: tuple[int, int] | None = None
    for i in range(bisect_left(found, sentence, key=_sentence_of), len(found)):
        quantity = found[i]
        if quantity.sentence != sentence:
            break
        if quantity.kind == "times" or (quantity.kind == "" and quantity.value <= 1):
            continue
        if quantity.kind == "" and quantity.number.scale > 1 and quantity.value < 1e7:
            continue
        if (
            quantity.kind == "percent"
            and i
            and re.fullmatch(r"[^()（）]{0,12}[(（]", reading.key[found[i - 1].end : quantity.start])
        ):
            continue
        distance = _distance(reading, lexeme, quantity.start, quantity.end)
        follows = ahead and quantity.start >= lexeme.end and best is not None
        if best is None or distance < best[1] or (follows and distance <= best[1] + _TIE):
            best = (i, distance)
    return best


def _distance(reading: Reading, lexeme: Lexeme, start: int, end: int) -> int:
    if start <= lexeme.start and lexeme.end <= end:
        return 0
    left, right = (end, lexeme.start) if lexeme.start >= end else (lexeme.end, start)
    if left > right:
        return 0
    gap = reading.key[left:right]
    filler = sum(x.end - x.start for x in reading.cues(left, right, "cue.approximate")) if right - left <= 24 else 0
    return (
        max(0, len(gap.strip()) - filler)
        + 15 * sum(c in ",，、،·・;；/:：" for c in gap)
        + 30 * sum(c in "。;；\n" for c in gap)
        + 5 * sum(c in "()（）" for c in gap)
        + 15 * reading.has_cue(left, right, "cue.clause", "cue.contrast")
    )
