"""What each number counts: the unit beside it, and the words around it that make it a training fact or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipelines.extraction.active_sizes import name_active_sizes
from pipelines.extraction.amounts import RATE_AFTER, checked_parameters, for_each_amount, training_tokens
from pipelines.extraction.elliptic import complete_counts
from pipelines.extraction.model_tables import ModelTables
from pipelines.extraction.names import PLAIN
from pipelines.extraction.numbers import Number
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.spans import Spans, starting
from pipelines.extraction.tables import Tables, column_of

_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥₹₪₩₺₽₴]|\brs\.?|\br\$|us\$) ?$")
_CURRENCY_AFTER = re.compile(r" ?[$€£¥₹₪₩₺₽₴]")
_PERCENT_BEFORE = re.compile(r"[%٪] ?$")
_STOPS = ",;:()，；：、،؛（）|\n。—"
_GLUED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
"""Scripts whose particles stand between a label and its number."""
_LABEL = re.compile(r"[\s*_`)）]*[:：=|][\s*_`~≈]*")
_REACH_RIGHT, _REACH_LEFT = 30, 16
"""How many characters lie between a number and its unit at most, on either side."""

_TIME = {"unit.hours": 1 / 24, "unit.days": 1.0, "unit.weeks": 7.0, "unit.months": 30.0}
"""Days in one of each unit (a month counts 30, as the gold conventions say)."""

_CHIP_TIME = {"chip_hours": 1.0, "chip_days": 24.0, "chip_weeks": 168.0}
"""Chip-hours in one of each unit."""

_LONG_LINK = 3
"""Letters beyond which a link between a size and its owner is a word of its own."""
_BILLION = 1e9
_LEAST_FLOP = 1e17
"""Fewer operations train no model."""
_LABEL_REACH = 24
_WEEK_MARKS = ("주", "週", "周")
_LISTED_REACH = 8
"""Characters between the members of a list at most."""
_SIZED = ("parameters", "tokens", "flop", "flop_rate", "petaflop_days", "money", "words", "bytes", "things")
"""What a number with B or T behind it may count; never chips, and no time."""


class _Unit(NamedTuple):
    start: int
    end: int
    kinds: tuple[str, ...]
    chip: str | None = None
    boxes: bool = False


def find_quantities(reading: Reading) -> list[Quantity]:
    """All numbers of a text with their kind and field, in order."""
    units = _units(reading)
    used: set[int] = set()
    found: list[Quantity] = []
    for i, number in enumerate(reading.numbers):
        following = reading.numbers[i + 1].start if i + 1 < len(reading.numbers) else len(reading.key)
        before = reading.numbers[i - 1].end if i else 0
        found.append(_quantity(reading, number, units, used, before, following))
    found = _by_column(reading, found)
    found += _counted(reading)
    found.sort(key=lambda q: q.start)
    found = complete_counts(reading, _share_units(found))
    found = name_active_sizes(reading, found)
    return [_with_field(reading, q, found, i) for i, q in enumerate(found)]


def _by_column(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Numbers in table cells take the unit of their column's heading where they carry none."""
    if "|" not in reading.key:
        return found
    tables = Tables(reading.folded, reading.heading_words)
    models = ModelTables(reading)
    filled = []
    for found_here in found:
        quantity = found_here
        labelled = _by_label(reading, quantity, models.label(quantity.number.start))
        if labelled is not None:
            filled.append(labelled)
            continue
        column = tables.column(quantity.number.start) if quantity.kind in ("", "parameters", "tokens") else None
        if column is not None and (quantity.kind == "" or quantity.start < quantity.number.start):
            field = "active_parameters" if column.active and column.kind == "parameters" else ""
            quantity = quantity._replace(kind=column.kind, start=quantity.number.start, field=field)
        filled.append(quantity)
    return filled


def _by_label(reading: Reading, quantity: Quantity, label: tuple[int, int] | None) -> Quantity | None:
    """A number under a model's name with the unit that the head of its row says, where it carries none itself."""
    inside = quantity.start < quantity.number.start  # the unit was read leftwards, from the head of the row
    if label is None or not (quantity.kind == "" or inside):
        return None
    column = column_of(starting(reading.heading_words, *label))
    if column is None:
        return quantity._replace(kind="", start=quantity.number.start, chip=None)
    chip = next((c.canonical for c in starting(reading.chips, *label)), None)
    field = "active_parameters" if column.active and column.kind == "parameters" else ""
    return quantity._replace(kind=column.kind, start=quantity.number.start, chip=chip, field=field)


def _counted(reading: Reading) -> list[Quantity]:
    """Words that are number and unit at once."""
    found = []
    for lexeme in reading.all_cues_beginning("counted."):
        unit = next(k.removeprefix("counted.") for k in lexeme.kinds if k.startswith("counted."))
        number = Number(lexeme.value, lexeme.start, lexeme.end)
        found.append(Quantity(number, unit, lexeme.start, lexeme.end, reading.sentence_at(lexeme.start), lexeme.value))
    return found


def _units(reading: Reading) -> list[_Unit]:
    chips = [_Unit(c.start, c.end, ("unit.chips",), c.canonical, c.chips_per_box is not None) for c in reading.chips]
    named = Spans(
        [*((c.start, c.end) for c in chips), *((m.start, m.end) for m in reading.mentions if m.strength > PLAIN)]
    )
    units = [
        _Unit(x.start, x.end, _unit_kinds(x.kinds))
        for x in reading.all_cues_beginning("unit.")
        if not named.cover(x.start, x.end)
    ]
    return sorted([*chips, *units], key=lambda u: u.start)


@cache
def _unit_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind for kind in kinds if kind.startswith("unit."))


def _quantity(
    reading: Reading, number: Number, units: Sequence[_Unit], used: set[int], before: int, following: int
) -> Quantity:
    key = reading.key
    sentence = reading.sentence_at(number.start)
    span = reading.sentences[sentence] if reading.sentences else None
    low, high = (span.start, span.end) if span else (0, len(key))
    money = _CURRENCY_BEFORE.search(key[max(low, number.start - 5) : number.start]) or _CURRENCY_AFTER.match(
        key, number.end
    )
    if money:
        return Quantity(number, "money", number.start, number.end, sentence, number.value)
    if _PERCENT_BEFORE.search(key[max(low, number.start - 2) : number.start]):
        return Quantity(number, "percent", number.start, number.end, sentence, number.value)
    right = _right_unit(reading, number, units, min(following, high))
    left = _left_unit(reading, number, units, used, max(before, low))
    chosen = right
    if left is not None and (right is None or (left[1] <= 3 < right[1]) or (left[1] < right[1] - 6)):
        chosen = left
    if chosen is None:
        kind, end = _labelled_time(reading, number, low)
        return Quantity(number, kind, number.start, end, sentence, number.value)
    unit, _, kind, chip, end = chosen
    if kind == "chips" and _labelled_hours(reading, units, unit):
        kind = "chip_hours"
    used.add(unit.start)
    start = min(number.start, unit.start) if number.start - unit.start < _REACH_LEFT else number.start
    return Quantity(number, kind, start, max(number.end, end), sentence, number.value, chip)


_Found = tuple[_Unit, int, str, str | None, int]


def _right_unit(reading: Reading, number: Number, units: Sequence[_Unit], limit: int) -> _Found | None:
    key = reading.key
    near = [u for u in starting(units, number.end, min(limit, number.end + _REACH_RIGHT)) if not _apart(number, u)]
    if not near:
        return None
    first = near[0]
    gap = key[number.end : first.start]
    if _blocks(reading, number.end, first.start) or len(gap.split()) > 4:
        return None
    if set(gap.split()) & reading.conjunctions and _kind_of(first) not in ("chips", "nodes"):
        return None  # "8 billion and the size of": the unit counts something else
    kind, chip, end = _kind_of(first), first.chip, first.end
    if number.letter and any(c in reading.pack.numbers.numerals for c in gap):
        return None  # 72B四个尺寸
    if kind in ("chips", "nodes") and reading.has_cue(number.end, first.start, "cue.train"):
        return None  # to train one of them on chips
    if kind == "things" and any(
        x.end - x.start > _LONG_LINK for x in reading.cues(number.start, first.start, "cue.attributive")
    ):
        return None  # the company's model of 8 billion, where the language says 8-billion-sized
    if number.letter in ("b", "t") and kind not in _SIZED:
        return None  # a 3B needs one card
    if kind == "things" and number.letter and reading.has_cue(number.end, first.start, "cue.model"):
        return None  # an 11B network that users like
    if kind == "things" and number.scale >= _BILLION and "cue.model" in _kinds_at(reading, first.start):
        return None  # nobody counts versions by the billion: a 13-billion version
    if kind in ("tokens", "things") and reading.has_cue(number.end, first.start, "cue.active"):
        return None  # 32 billion are active for a token
    genitive = reading.terms("genitive")[:1]  # "of" comes first
    if first.boxes:
        kind = "nodes"
    for unit in near[1:]:
        between = key[end : unit.start]
        if (
            any(c in _STOPS for c in between)
            or len(between) > 12
            or kind not in ("chips", "nodes", "hours", "bytes", "words", "things")
        ):
            break
        following = _kind_of(unit)
        if kind == "chips" and following in ("chip_hours", "chip_days"):
            kind, end, chip = following, unit.end, chip or unit.chip
        elif kind == "chips" and following in ("hours", "days", "weeks") and len(between) <= 3:
            kind, end, chip = f"chip_{following}", unit.end, chip or unit.chip
        elif kind in ("chips", "nodes") and following == "nodes" and len(between) <= 2:
            kind, end = "nodes", unit.end
        elif kind == "chips" and following == "chips":
            end, chip = unit.end, chip or unit.chip
        elif kind == "nodes" and following == "chips" and first.boxes and len(between) <= 1:
            kind, end = "chips", unit.end
        elif (
            kind == "hours"
            and following == "chips"
            and len(between) <= 6
            and (unit.chip is None or (number.value >= 1000 and between.strip() in genitive))
        ):
            kind, end, chip = "chip_hours", unit.end, unit.chip
        elif following == "tokens" and (kind == "bytes" or len(between) <= 1):  # amino acid tokens
            kind, end = "tokens", unit.end
        else:
            break
    filler = sum(x.end - x.start for x in reading.cues(number.end, first.start, "cue.approximate"))
    return first, max(0, len(gap.strip()) - filler), kind, chip, end


def _kinds_at(reading: Reading, start: int) -> tuple[str, ...]:
    """What the word that begins at a place is."""
    return next((x.kinds for x in starting(reading.lexemes, start, start + 1)), ())


def _labelled_time(reading: Reading, number: Number, low: int) -> tuple[str, int]:
    """Days or weeks where a label says that a time follows, with marks that elsewhere are those of dates (30日)."""
    following = reading.key[number.end : number.end + 1]
    if following and reading.has_cue(max(low, number.start - _LABEL_REACH), number.start, "cue.duration"):
        if following in reading.pack.dates.day_marks:
            return "days", number.end + 1
        if following in _WEEK_MARKS:
            return "weeks", number.end + 1
    return "", number.end


def _labelled_hours(reading: Reading, units: Sequence[_Unit], chip: _Unit) -> bool:
    """Whether a label such as "GPU hours:" stands before a chip, so that the number counts those."""
    return any(
        _kind_of(u) == "chip_hours" and _LABEL.fullmatch(reading.key[u.end : chip.start])
        for u in starting(units, chip.start - _LABEL_REACH, chip.start)
    )


def _apart(number: Number, unit: _Unit) -> bool:
    """Whether a counter of one character does not touch the number, so that it is part of another word."""
    return unit.start > number.end + 1 and unit.end - unit.start == 1 and _kind_of(unit) == "things"


def _left_unit(reading: Reading, number: Number, units: Sequence[_Unit], used: set[int], limit: int) -> _Found | None:
    low = max(limit, number.start - _REACH_LEFT - 24)
    near = [u for u in starting(units, low, number.start) if u.end <= number.start]
    if not near:
        return None
    last = near[-1]
    gap = reading.key[last.end : number.start]
    if (
        last.start in used
        or len(gap) > _REACH_LEFT
        or len(gap.split()) > 3
        or _blocks(reading, last.end, number.start, label=True)
    ):
        return None
    kind = _kind_of(last)
    if kind in ("times", "money", "hours", "days", "weeks", "months", "years"):
        return None
    if kind == "tokens" and reading.has_cue(last.end, number.start, "cue.active"):  # per token only 16B
        return None
    distance = len(gap.strip(" :=")) + (4 if " " in gap.strip() or (gap.strip() and not _GLUED.search(gap)) else 0)
    if kind == "words" and last.end - last.start == 1 and gap.strip(" :：="):
        return None  # the 字 of 数字
    if kind == "things" and (distance > 2 or not (_GLUED.search(reading.key[last.start : last.end]) or ":" in gap)):
        return None
    if last.boxes:
        kind = "nodes"
    chip = last.chip
    if kind == "chips" and len(near) > 1 and near[-2].chip and last.start - near[-2].end <= 2:
        chip = near[-2].chip
    return last, distance, kind, chip, number.end


def _kind_of(unit: _Unit) -> str:
    return unit.kinds[0].removeprefix("unit.")


def _blocks(reading: Reading, start: int, end: int, *, label: bool = False) -> bool:
    gap = reading.key[start:end]
    if label and _LABEL.fullmatch(gap):
        return False
    stops = _STOPS.replace(":", "").replace("：", "").replace("|", "") if label else _STOPS
    if any(c in stops for c in gap):
        return True
    return any(m.strength > PLAIN for m in starting(reading.mentions, start, end))


def _share_units(found: list[Quantity]) -> list[Quantity]:
    """Give the members of a list or range the unit that only its last member carries."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        this, following = shared[i], shared[i + 1]
        near = this.sentence == following.sentence and following.number.start - this.end <= 18
        if near and this.kind == "" and following.kind and (this.number.listed or this.number.range_low):
            shared[i] = this._replace(kind=following.kind, chip=following.chip)
    for i in range(1, len(shared)):  # "parameters of 30 and 7 billion"
        this, before = shared[i], shared[i - 1]
        near = this.sentence == before.sentence and 0 <= this.start - before.end <= _LISTED_REACH
        same = before.number.listed and this.number.scale == before.number.scale > 1
        if near and same and this.kind == "" and before.kind in ("parameters", "tokens"):
            shared[i] = this._replace(kind=before.kind)
    return shared


def _with_field(reading: Reading, quantity: Quantity, found: Sequence[Quantity], i: int) -> Quantity:
    kind = quantity.kind
    if quantity.value <= 0:
        return quantity._replace(field="")
    if quantity.field:
        return checked_parameters(reading, quantity, found, i)
    if not kind and quantity.value < _LEAST_FLOP:
        return quantity
    if kind == "parameters":
        return checked_parameters(reading, quantity._replace(field="parameters"), found, i)
    if kind == "tokens":
        return training_tokens(reading, quantity, found, i)
    if kind == "chips":
        return quantity._replace(field="hardware_quantity")
    if kind == "nodes":
        return quantity._replace(field="nodes")
    if kind in _CHIP_TIME and for_each_amount(reading, quantity):
        return quantity._replace(reason=Reason.RATE)
    if kind in _CHIP_TIME and quantity.value * _CHIP_TIME[kind] > 1:
        return quantity._replace(field="gpu_hours", value=quantity.value * _CHIP_TIME[kind])
    if f"unit.{kind}" in _TIME:
        value = _with_half(reading, quantity) * _TIME[f"unit.{kind}"]
        return quantity._replace(field="training_days", value=value)
    if kind == "petaflop_days":
        return quantity._replace(field="training_compute_flop", value=quantity.value * 8.64e19)
    if kind in ("flop", "flop_rate", "") and quantity.value >= _LEAST_FLOP:
        rate = RATE_AFTER.match(reading.key[quantity.end : quantity.end + 14]) or reading.has_cue(
            quantity.end, quantity.end + 14, "cue.rate"
        )
        per_unit = kind == "flop_rate"
        if not rate and not per_unit and (kind == "flop" or quantity.number.power):
            return quantity._replace(field="training_compute_flop")
        if rate:
            return quantity._replace(reason=Reason.RATE)
    return quantity


def _with_half(reading: Reading, quantity: Quantity) -> float:
    """Value with a half that follows the unit (trois mois et demi)."""
    following = starting(reading.lexemes, quantity.end, quantity.end + 3)
    return quantity.value + (0.5 if any(x.has("number.plus_half") for x in following) else 0.0)
