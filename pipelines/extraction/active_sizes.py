"""Which of several sizes are active parameters and which the total, by the words that stand beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import starting

_PARAMETER_LIKE = ("parameters", "")
_SLASHES = ("/", "／", "|", ",", "،", "、")
_PAIR, _PAIR_REACH = 2, 24
"""How many sizes two words name, and characters from the words to them at most."""
_CLAUSE_END = re.compile(r" ?(?:[.,;)]|$|\n)")
_MILLION, _BILLION = 1e6, 1e9
_SUBSET_WORDS = 2
"""Words between "of which" and the part at most (of which it uses)."""
_TIE = 2
"""Characters that make no difference between two distances."""
_ALIKE = 2.0
"""Two sizes closer than this factor are not the active part and the whole (3.9 and 3.5 billion active)."""
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
        if role == "active" and i + 1 < len(found) and _smaller(found[i + 1], found[i]):
            following = _distance(reading, lexeme, found[i + 1].start, found[i + 1].end)
            i, distance = (i + 1, following) if following <= distance + _TIE else best
        if lexeme.has("cue.weak_active") and not _has_larger(reading, found, found[i]):
            continue
        if found[i].kind in _PARAMETER_LIKE and distance <= 40 and (i not in claims or distance < claims[i][0]):
            claims[i] = (distance, role)
        elif role == "active" and i in claims and claims[i][1] == "total" and i + 1 < len(found):
            following = _distance(reading, lexeme, found[i + 1].start, found[i + 1].end)
            if _smaller(found[i + 1], found[i]) and following <= 40:  # 40 in total, of which at work: 3
                claims.setdefault(i + 1, (following, role))
    claims.update(_paired(reading, found))
    for i, (_, role) in list(claims.items()):
        if role == "active" and claims.get(i + 1, (0, ""))[1] == "active" and _is_whole(reading, found, i):
            del claims[i]  # of 98 billion, only 12 billion are active for each token
    for part in range(1, len(found)):
        if part not in claims and _ends_subset(reading, found, part):
            claims[part] = (0, "active")
    for whole in [i for i, (_, role) in claims.items() if role == "active" and _holds_next(reading, found, claims, i)]:
        claims[whole] = (0, "total")
    for claimed, (_, role) in claims.items():
        i = _part_of(reading, found, claimed) if role == "active" else claimed
        if i != claimed:
            marked[claimed] = marked[claimed]._replace(kind="parameters", field="parameters")
        quantity = marked[i]
        value = quantity.value
        if quantity.kind == "" and quantity.number.scale == 1.0:
            scale = _scale_before(found, i) or _scale_of_whole(reading, found, i)
            written = reading.key[quantity.number.start : quantity.number.end]
            whole = role == "total" and claims[claimed][0] <= 1  # "of 80" after 13 billion
            limit = 1e6 if scale == 1e6 else 1e3  # 456,000 million, of them 45,900
            if scale is None or not (role == "active" or whole) or not 1 < value < limit or not written[0].isdigit():
                continue
            value *= scale
        if role == "total" and quantity.kind == "" and _sums_tokens(found, i):
            marked[i] = quantity._replace(kind="tokens")
            continue
        marked[i] = quantity._replace(
            kind="parameters",
            value=value,
            total=role == "total",
            field="active_parameters" if role == "active" else "parameters",
        )
    return _spread_active(reading, marked)


def _is_whole(reading: Reading, found: Sequence[Quantity], i: int) -> bool:
    """Whether a size said with its unit is so much larger than the one behind it that this is its active part.

    The sizes of two models ("X with 94 billion active, Y with 12") are neither.
    """
    this, part = found[i], found[i + 1]
    if starting(reading.mentions, this.end, part.number.start):
        return False
    apart = this.kind == "parameters" and not this.number.listed and not this.number.range_low
    return apart and this.sentence == part.sentence and this.value > _ALIKE * part.value


def _has_larger(reading: Reading, found: Sequence[Quantity], part: Quantity) -> bool:
    """Whether one of the last two sizes can be the whole that this one is a part of; no name stands between them."""
    place = bisect_left(found, part.number.start, key=_start_of)
    return any(
        q.kind == "parameters" and q.value > part.value and not starting(reading.mentions, q.end, part.number.start)
        for q in found[max(0, place - 2) : place]
    )


def _paired(reading: Reading, found: Sequence[Quantity]) -> dict[int, tuple[int, str]]:
    """Sizes that stand in the order of the two words before them: "total / active parameters: 80 / 3 billion"."""
    claims: dict[int, tuple[int, str]] = {}
    for (first, role), (second, other) in pairwise(_role_phrases(reading)):
        gap = reading.key[first.end : second.start].strip()
        if role == other or not (gap in _SLASHES or gap in reading.conjunctions):
            continue
        place = bisect_left(found, second.end, key=_start_of)
        pair = found[place : place + 2]
        if len(pair) < _PAIR or any(q.kind not in _PARAMETER_LIKE for q in pair):
            continue
        apart = reading.key[pair[0].end : pair[1].number.start].strip()
        if pair[0].start - second.end <= _PAIR_REACH and (apart in _SLASHES or apart in reading.conjunctions):
            claims.update({place: (0, role), place + 1: (0, other)})
    return claims


def _holds_next(reading: Reading, found: Sequence[Quantity], claims: Mapping[int, tuple[int, str]], i: int) -> bool:
    """Whether the next size is active too and said to be a part of this one (works with 80, of which 3 active)."""
    if claims.get(i + 1, (0, ""))[1] != "active" or not _smaller(found[i + 1], found[i]):
        return False
    return reading.has_cue(found[i].end, found[i + 1].number.start, "cue.subset")


def _ends_subset(reading: Reading, found: Sequence[Quantity], i: int) -> bool:
    """Whether a size ends its clause and is only said to be a part of the one before it (675 billion, of which it uses
    41 billion)."""
    whole, part = found[i - 1], found[i]
    if whole.kind not in _PARAMETER_LIKE or whole.value < _BILLION or not _smaller(part, whole):
        return False
    sentence = reading.sentences[part.sentence]
    if part.number.scale < _MILLION or not reading.has_cue(sentence.start, part.start, "unit.parameters"):
        return False
    return _CLAUSE_END.match(reading.key, part.end) is not None and any(
        len(reading.key[x.end : part.start].split()) <= _SUBSET_WORDS
        for x in reading.cues(whole.end, part.number.start, "cue.subset")
    )


def _start_of(quantity: Quantity) -> int:
    return quantity.number.start


def _part_of(reading: Reading, found: Sequence[Quantity], i: int) -> int:
    """The active size in "3 of the 80 billion are active", where the words stand nearer to the total."""
    linking = reading.terms("part_of")
    if i and _smaller(found[i - 1], found[i]):
        gap = reading.key[found[i - 1].end : found[i].number.start].split()
        parted = reading.parted(found[i - 1].end, found[i].number.start)  # 8 of the experts; 40 billion are active
        if 1 <= len(gap) <= _OF_THE and gap[0] in linking and not parted:
            return i - 1
    if i + 1 < len(found) and _smaller(found[i + 1], found[i]):  # of the 80 billion work at a time 3
        low = reading.sentences[found[i].sentence].start
        opened = set(reading.key[low : found[i].number.start].split()[-2:]) & set(linking)
        if opened and not reading.parted(found[i].end, found[i + 1].start):
            return i + 1
    return i


def _scale_of_whole(reading: Reading, found: Sequence[Quantity], i: int) -> float | None:
    """The scale word that a part borrows from the whole behind it (12 of its 80 billion)."""
    if i + 1 == len(found) or not _smaller(found[i], found[i + 1]):
        return None
    gap = reading.key[found[i].end : found[i + 1].number.start].split()
    linked = 1 <= len(gap) <= _OF_THE and gap[0] in reading.terms("part_of")
    parted = reading.parted(found[i].end, found[i + 1].number.start)
    return found[i + 1].number.shared if linked and not parted else None


def _smaller(part: Quantity, whole: Quantity) -> bool:
    """Whether a size can be a part of another of its sentence; which may lend it the scale word (39 of 141 billion)."""
    if part.sentence != whole.sentence or part.kind not in _PARAMETER_LIKE or part.value <= 1:
        return False
    if part.number.scale == whole.number.scale:
        return part.value < whole.value
    return part.number.scale == 1.0 and part.value * whole.number.shared < whole.value


def _sums_tokens(found: Sequence[Quantity], i: int) -> bool:
    """Whether a bare total is that of the tokens counted before it (4 trillion tokens, then 3, 7 trillion in all)."""
    for k in range(i - 1, -1, -1):
        quantity = found[k]
        if quantity.sentence != found[i].sentence or quantity.kind == "parameters":
            return False
        if quantity.kind == "tokens":
            return found[i].value > quantity.value
    return False


def _role_phrases(reading: Reading) -> list[tuple[Lexeme, str]]:
    """Words for "active" and "total"; neighbouring ones of one kind count as one phrase ("uses per token")."""
    phrases: list[tuple[Lexeme, str]] = []
    for lexeme in reading.all_cues("cue.active", "cue.weak_active", "cue.total", "cue.out_of"):
        role = "active" if lexeme.has("cue.active", "cue.weak_active") else "total"
        if phrases and phrases[-1][1] == role and lexeme.start - phrases[-1][0].end <= 1:
            first = phrases[-1][0]
            phrases[-1] = (Lexeme(first.start, lexeme.end, first.kinds), role)
        else:
            phrases.append((lexeme, role))
    return phrases


def _spread_active(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """A list or range of active sizes is active as a whole."""
    if not any(q.field == "active_parameters" or q.number.range_low for q in found):
        return found
    spread = list(found)
    for i in range(len(spread) - 2, -1, -1):
        this, following = spread[i], spread[i + 1]
        linked = (this.number.range_low or this.number.listed) and following.number.start - this.end <= 14
        alike = this.number.range_low or max(this.value, following.value) < _ALIKE * min(this.value, following.value)
        whole = any(  # 47 and 3 billion active, the largest 424 in total
            q.total and q.sentence == this.sentence and q.value > this.value for q in spread[i + 2 : i + 4]
        )
        if linked and following.field == "active_parameters" and this.kind in _PARAMETER_LIKE and (alike or whole):
            spread[i] = this._replace(kind="parameters", field="active_parameters")
    for i in range(1, len(spread)):
        this, before = spread[i], spread[i - 1]
        listed = before.number.listed and this.sentence == before.sentence and this.number.start - before.end <= 14
        if listed and before.field == "active_parameters" and this.kind in _PARAMETER_LIKE and not this.field:
            spread[i] = this._replace(kind="parameters", field="active_parameters")
        apart = this.countable and before.number.range_low is False and this.sentence == before.sentence
        if apart and reading.has_cue(this.start - 16, this.end + 14, "cue.average"):
            active = [
                k
                for k in range(max(0, i - 2), i)
                if spread[k].field == "active_parameters" or spread[k].number.range_low
            ]
            if active:
                spread[i] = this._replace(kind="parameters", field="active_parameters")
                for k in active:
                    spread[k] = spread[k]._replace(
                        kind="parameters",
                        field="active_parameters",
                        number=spread[k].number._replace(range_low=True),
                    )
    return spread


def _scale_before(found: Sequence[Quantity], i: int) -> float | None:
    for quantity in reversed(found[:i]):
        if quantity.sentence != found[i].sentence or quantity.kind == "things":
            return None  # 384 experts, of which 8 are active
        if quantity.kind == "parameters" and quantity.number.scale >= 1e6:
            return quantity.number.shared
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
