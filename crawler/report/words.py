"""Numbers and lists as the titles and labels of figures write them."""

from __future__ import annotations

import math
from collections.abc import Sequence


def flop(value: float) -> str:
    """A number of FLOP to two digits, as the field writes it: ``1e23``, ``3.8e25``."""
    exponent = math.floor(math.log10(value) + 1e-9)
    factor = round(value / 10.0**exponent, 1)
    if factor >= 10:
        factor, exponent = 1.0, exponent + 1
    return f"{factor:g}e{exponent}"


def percent(share: float) -> str:
    """A share between 0 and 1 in whole percent; what rounds to nothing or to all keeps a digit."""
    whole = round(100 * share)
    if share > 0 and whole == 0:
        return "under 1 %"
    if share < 1 and whole == 100:
        return "over 99 %"
    return f"{whole} %"


def count(number: int, one: str, many: str = "") -> str:
    """``1 model``, ``1,200 models``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def large(value: float) -> str:
    """A count in the words of newspapers: ``2.9 million``, ``1.4 billion``."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:.3g} {word}"
    return f"{value:,.0f}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def verb(number: int, one: str, many: str) -> str:
    """The form of a verb that goes with a number."""
    return one if number == 1 else many


def left_out(reasons: Sequence[tuple[int, str]]) -> str:
    """Why rows do not take part, as a sentence; nothing where all do."""
    told = [f"{number:,} {reason}" for number, reason in reasons if number]
    return f"Left out: {listed(told)}." if told else "None were left out."
