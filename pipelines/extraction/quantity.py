"""A number with what it counts."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.extraction.numbers import Number
from pipelines.extraction.reasons import Reason


class Quantity(NamedTuple):
    """A number with what it counts: ``kind`` is a unit of the packs or empty, the span holds number and unit.

    ``field`` is the claim field it can fill, empty for everything else (money, context windows, users, ...).
    """

    number: Number
    kind: str
    start: int
    end: int
    sentence: int
    value: float
    chip: str | None = None
    field: str = ""
    planned: bool = False
    total: bool = False
    """Whether the text calls the size a total."""
    reason: Reason | None = None
    """Why it fills no field although its unit would."""

    @property
    def countable(self) -> bool:
        """Whether this can be parameters or tokens whose unit was left out."""
        return self.kind == "" and (self.number.scale >= 1e6)
