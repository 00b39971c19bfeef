"""Numbers as a reviewer would write them, so that every step can be checked by hand."""

from __future__ import annotations

import math


def plain(value: float) -> str:
    """A factor of a product: ``14.8e12``, ``37e9``, ``2048``, ``0.35``; exponents in steps of three from 1e6 on."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e6:
        return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.6g}"
    exponent = 3 * math.floor(math.log10(abs(value)) / 3)
    mantissa = f"{value / 10**exponent:.4g}" if abs(exponent) <= 300 else f"{value:.3e}"
    return f"{mantissa}e{exponent}" if abs(exponent) <= 300 else mantissa


def scientific(value: float) -> str:
    """A result in FLOP: ``3.29e24``."""
    return f"{value:.3g}".replace("e+", "e")


def power(log10: float) -> float:
    """``10**log10`` without overflow: beyond the range of a float the largest or smallest positive one."""
    return math.pow(10.0, max(-307.0, min(log10, 308.0)))
