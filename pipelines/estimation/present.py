"""An estimate for people and programs: the JSON of ``flopscout estimate``, and a one-line picture for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from crawler.records import Estimate
from pipelines.estimation.arithmetic import scientific

_MARGIN = 0.5
"""Orders of magnitude of room left and right of what is drawn."""


def to_json(estimate: Estimate) -> dict[str, Any]:
    """The estimate's keys in the order of the command line's contract, then the facts that it rests on.

    FLOP to four significant digits. A derivative also has the compute that it adds to its base (``added_flop``).
    """
    return {
        "compute_flop": _rounded(estimate.compute_flop),
        "low": _rounded(estimate.low),
        "high": _rounded(estimate.high),
        **{threshold_key(t): round(p, 4) for t, p in sorted(estimate.p_above.items())},
        "confidence": estimate.confidence,
        "method": estimate.method,
        "steps": list(estimate.steps),
        "warnings": list(estimate.warnings),
        "used": list(estimate.used),
        **({} if estimate.added_flop is None else {"added_flop": _rounded(estimate.added_flop)}),
    }


def threshold_key(threshold: float) -> str:
    """``p_above_1e23`` for 1e23, ``p_above_5e24`` for 5e24."""
    return f"p_above_{threshold:g}".replace("e+", "e")


def picture(estimate: Estimate, thresholds: Sequence[float], width: int = 60) -> str:
    """The 90 % interval against the thresholds on one line of a logarithmic scale.

    ``[``, ``o`` and ``]`` are low end, median and high end; ``|`` is a threshold, ``#`` one under the interval's marks.
    """
    marks = [math.log10(x) for x in (estimate.low, estimate.high, *thresholds) if x > 0]
    left, right = min(marks) - _MARGIN, max(marks) + _MARGIN
    line = [" "] * max(width, 10)

    def column(value: float) -> int:
        return round((math.log10(value) - left) / (right - left) * (len(line) - 1))

    low, middle, high = column(estimate.low), column(estimate.compute_flop), column(estimate.high)
    line[low : high + 1] = "-" * (high - low + 1)
    for threshold in thresholds:
        line[column(threshold)] = "|"
    for at, mark in ((low, "["), (high, "]"), (middle, "o")):
        line[at] = "#" if line[at] == "|" else mark
    labels = " ".join(scientific(t) for t in thresholds)
    return f"{''.join(line)}  {scientific(estimate.compute_flop)} FLOP; | = {labels}"


def _rounded(flop: float) -> float:
    return float(f"{flop:.4g}")
