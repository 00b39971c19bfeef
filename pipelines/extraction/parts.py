"""Figures that a text gives in parts: written sums, numbered stages of one training, one column among several.

Model cards say "2.7e23 + 1.6e23 FLOP", "Stage 1: 147K H100 hours; Stage 2: 98K H100 hours", and set their own model's
column of a table in bold. Parts are only added where the text itself marks them as parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.drops import Drops
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.tables import is_bold_cell

_PLUS = re.compile(r"\s*\+\s*")
_LABEL = re.compile(r"(?:^|[;；|\n])[\s*_#-]*[^\s:：;；|][^:：;；|\n]{0,30}[:：][\s*_~≈]*$")
"""A label before a figure in a list (``; SFT: ``)."""
_STAGE_REACH = 70
"""Characters between a stage's number and its figure."""
_STAGE_AFTER = 24
"""The same where the stage is named behind the figure."""


def with_sums(reading: Reading, candidates: Sequence[Quantity], drops: Drops) -> list[Quantity]:
    """The candidates for one field, in order, with written sums in place of their terms, and before them the sum
    of a training's stages.
    """
    own = _added(reading, _own_column(reading, candidates, drops))
    staged = _staged(reading, own)
    return [_sum(staged), *own] if len(staged) > 1 else own


def _added(reading: Reading, candidates: Sequence[Quantity]) -> list[Quantity]:
    """Join figures between which only a plus sign stands."""
    joined: list[Quantity] = []
    for quantity in candidates:
        if joined and _PLUS.fullmatch(reading.key, joined[-1].end, max(joined[-1].end, quantity.start)):
            joined[-1] = _sum([joined[-1], quantity])
        else:
            joined.append(quantity)
    return joined


def _staged(reading: Reading, candidates: Sequence[Quantity]) -> list[Quantity]:
    """The figures of a training's stages; a labelled one in a stage's list is a stage without a number (SFT: ...)."""
    staged: list[Quantity] = []
    before: Quantity | None = None
    for quantity in candidates:
        sentence = reading.sentences[quantity.sentence]
        beside = before is not None and before.sentence == quantity.sentence
        low = before.end if before is not None and beside else sentence.start
        near = max(low, quantity.start - _STAGE_REACH)
        summed = reading.has_cue(near, quantity.start, "cue.total", "cue.each", "cue.group")
        listed = bool(staged) and beside and _LABEL.search(reading.key[low : quantity.start]) is not None
        stage = listed or reading.has_cue(near, quantity.start, "cue.stage") or _in_stage(reading, quantity)
        again = any(quantity.value == other.value for other in staged)
        if stage and not (summed or again or quantity.planned or quantity.total or quantity.number.vague):
            staged.append(quantity)
        before = quantity
    return staged


def _in_stage(reading: Reading, quantity: Quantity) -> bool:
    """Whether the stage is named right behind a figure (10T tokens in phase one)."""
    cues = reading.cues(quantity.end, quantity.end + _STAGE_AFTER, "cue.stage")
    return any(not reading.parted(quantity.end, cue.start) for cue in cues)


def _own_column(reading: Reading, candidates: Sequence[Quantity], drops: Drops) -> list[Quantity]:
    """Of several cells of one table row the one in bold, which is the column of the card's own model."""
    kept: list[Quantity] = []
    rows: dict[int, list[Quantity]] = {}
    for quantity in candidates:
        rows.setdefault(quantity.sentence, []).append(quantity)
    for sentence, row in rows.items():
        span = reading.sentences[sentence]
        bold = [q for q in row if is_bold_cell(reading.folded, q.number.start)]
        in_table = len(row) > 1 and reading.key.count("|", span.start, span.end) > 1
        kept += bold if in_table and len(bold) == 1 else row
    drops.pass_over(candidates, kept, Reason.OTHER_COLUMN)
    return kept


def _sum(parts: Sequence[Quantity]) -> Quantity:
    """One figure for several, quoted from the first to the last."""
    first, last = parts[0], parts[-1]
    value = sum(part.value for part in parts)
    number = last.number._replace(value=value, start=first.number.start, alternative=None, range_low=False)
    return last._replace(number=number, value=value, start=first.start, sentence=first.sentence)
