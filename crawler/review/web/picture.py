"""The estimate as a picture on a logarithmic scale: where everything stands, for an inline SVG without styles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.estimation.arithmetic import scientific

_LABEL_GAP = 46.0
"""Pixels between two labels of the scale below which one is left out."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A decade or a threshold: its place in pixels from the left, and its label, empty where there is no room."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A 90 % interval with its median on a logarithmic scale; places in pixels from the left."""

    width: int
    low: float
    middle: float
    high: float
    ticks: tuple[Tick, ...]
    thresholds: tuple[Tick, ...]
    told: str
    """The picture in words."""


def drawn(
    compute_flop: float | None,
    low: float | None,
    high: float | None,
    thresholds: Sequence[float],
    *,
    width: int = 640,
    margin: int = 14,
    span: tuple[float, float] | None = None,
) -> Picture | None:
    """The picture of an estimate in FLOP, or ``None`` where there is none.

    Args:
        compute_flop: the median.
        low: lower end of the 90 % interval.
        high: its upper end.
        thresholds: FLOP that are marked.
        width: of the picture in pixels.
        margin: pixels left free at both ends.
        span: the powers of ten at both ends; by default whole decades around everything that is drawn.
    """
    if compute_flop is None or low is None or high is None or min(low, compute_flop, high) <= 0:
        return None
    powers = [math.log10(value) for value in (low, compute_flop, high, *thresholds) if value > 0]
    left, right = span or (math.floor(min(powers)), math.ceil(max(powers)))
    scale = (width - 2 * margin) / max(right - left, 1)

    def place(value: float) -> float:
        return round(margin + (min(max(math.log10(value), left), right) - left) * scale, 1)

    step = max(1, math.ceil(_LABEL_GAP / scale))
    decades = range(math.ceil(left), math.floor(right) + 1)
    return Picture(
        width=width,
        low=place(low),
        middle=place(compute_flop),
        high=place(high),
        ticks=tuple(Tick(place(10.0**power), f"1e{power}" if power % step == 0 else "") for power in decades),
        thresholds=tuple(Tick(place(value), scientific(value)) for value in thresholds),
        told=f"Median {scientific(compute_flop)} FLOP, 90 % between {scientific(low)} and {scientific(high)}",
    )
