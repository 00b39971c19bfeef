"""Which chips trained which model, and how many: serving hardware, computer sites and slices count for none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipelines.extraction.attach import Attachment
from pipelines.extraction.drafts import Draft
from pipelines.extraction.drops import Drops
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.training import not_training, stands_there

_LONGEST_COUNT = 200
"""Characters of the longest count of chips with its unit."""
_GENERIC_CHIP = "GPU"
_CORES = re.compile(r"\d-\Z")
_GRID = re.compile(r" ?[x×] ?\d")


def _is_slice(reading: Reading, quantity: Quantity) -> bool:
    """Whether one "chip" is a slice of many, as its name says (a TPU v3-128), or a side of one (a 16x16 slice)."""
    written = reading.key[quantity.start : quantity.end + 6]
    if _GRID.match(reading.key, quantity.number.end):
        return True
    if quantity.chip and "TPU" in quantity.chip and _CORES.search(reading.key, 0, quantity.number.start):
        return True
    return quantity.value == 1 and re.search(r"\bv\d[a-z]?-\d{1,4}\b", written) is not None


def _no_count(reading: Reading, quantity: Quantity) -> Reason | None:
    """Why a number of chips is not that of a training."""
    if quantity.number.bare:
        return Reason.VAGUE
    if not quantity.chip and quantity.value <= 1:
        return Reason.SINGLE_CHIP
    if _is_slice(reading, quantity):
        return Reason.SLICE
    if stands_there(reading, quantity.start, quantity.end, quantity.sentence):
        return Reason.CLUSTER
    return not_training(reading, quantity.start, quantity.end, quantity.sentence)


def attach_chips(
    reading: Reading,
    attachment: Attachment,
    drafts: Sequence[Draft],
    quantities: Sequence[Quantity],
    owners: Sequence[list[int]],
    drops: Drops,
) -> None:
    """Give each chip that trained something to its models; serving hardware and computer sites are left out."""
    counted = [
        (q, owners[i])
        for i, q in enumerate(quantities)
        if (q.field in ("hardware_quantity", "gpu_hours", "nodes") or q.kind == "chip_hours") and q.chip
    ]
    starts = [q.start for q, _ in counted]
    for chip in reading.chips:
        index = reading.sentence_at(chip.start)
        idle = not_training(reading, chip.start, chip.end, index)
        if idle is not None:
            drops.drop("chip", chip.start, idle, "hardware")
            continue
        near = counted[bisect_left(starts, chip.start - _LONGEST_COUNT) : bisect_right(starts, chip.start)]
        owned = next((models for q, models in near if chip.start < q.end), None)
        owned = owned or attachment.owner_of(chip.start, chip.end, index)
        if not owned:
            drops.drop("chip", chip.start, Reason.NO_MODEL, "hardware")
        for number in owned:
            if chip.canonical not in [name for name, _, _ in drafts[number].chips]:
                drafts[number].chips.append((chip.canonical, chip.start, chip.end))
            else:
                drops.drop("chip", chip.start, Reason.REPEATED, "hardware", drafts[number].model.name)
    for draft in drafts:
        counts = draft.quantities.get("hardware_quantity", [])
        kept = []
        for quantity in counts:
            uncounted = _no_count(reading, quantity)
            if uncounted is None:
                kept.append(quantity)
            else:
                drops.quantity(quantity, uncounted)
        draft.quantities["hardware_quantity"] = kept
        if not draft.chips and kept:
            named = next((q for q in kept if q.chip), kept[0])
            draft.chips.append((named.chip or _GENERIC_CHIP, named.start, named.end))
