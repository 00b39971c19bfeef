"""What was found in a text and not taken, with the reason that the deciding rule gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reasons import Reason

What = Literal["number", "name", "organization", "chip", "date"]


@dataclass(frozen=True, slots=True)
class Drop:
    """One decision: the reason, the claim field that it would have filled and the model that it belongs to, if any."""

    reason: Reason
    field: str = ""
    owner: str = ""


class Drops:
    """The decisions of one reading, by where a thing begins in the folded text; the first decision about it stands.

    A thing may be dropped for one model and taken for another: what a record's evidence quotes is taken.
    """

    __slots__ = ("_found", "every")

    def __init__(self, *, every: bool = False) -> None:
        """``every`` asks for the reasons of names too that nothing suggests to be a model's."""
        self.every = every
        self._found: dict[tuple[What, int], Drop] = {}

    def drop(self, what: What, start: int, reason: Reason, field: str = "", owner: str = "") -> None:
        """Record that what begins at ``start`` is not taken."""
        self._found.setdefault((what, start), Drop(reason, field, owner))

    def quantity(self, quantity: Quantity, reason: Reason, field: str = "", owner: str = "") -> None:
        """Record that a quantity is not taken."""
        self.drop("number", quantity.number.start, reason, field or quantity.field, owner)

    def pass_over(self, candidates: Sequence[Quantity], kept: Sequence[Quantity | None], reason: Reason) -> None:
        """Record that of several candidates for one value only some are left."""
        for quantity in candidates:
            if not any(quantity is other for other in kept):
                self.quantity(quantity, reason)

    def prefer(self, candidates: Sequence[Quantity], chosen: Quantity | None, reason: Reason) -> None:
        """Record that one candidate is chosen: the others repeat it, lead up to it, or are left for ``reason``."""
        if chosen is None or len(candidates) < 2:
            return
        for quantity in candidates:
            if quantity is not chosen:
                same = quantity.value == chosen.value
                low = quantity.number.range_low
                self.quantity(quantity, Reason.REPEATED if same else Reason.RANGE_LOW if low else reason)

    def of(self, what: What, start: int) -> Drop | None:
        """The decision about what begins at ``start``."""
        return self._found.get((what, start))
