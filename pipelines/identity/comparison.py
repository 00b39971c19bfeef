"""When two names can be of one model: versions, sizes and variants that exclude each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.identity.parsed_name import ParsedName

_SIZE_TOLERANCE = 1.15
"""Sizes of one model differ by up to 15 % between sources (embeddings counted or not, rounding)."""
_LEAST_SHARE = 0.7


class Comparison(NamedTuple):
    """Whether two names are of one model, and what decided it."""

    same: bool
    reason: str


def close(first: float, second: float, tolerance: float = _SIZE_TOLERANCE) -> bool:
    """Whether two positive figures are within a factor ``tolerance`` of each other."""
    return max(first, second) <= tolerance * min(first, second)


def same_version(first: str | None, second: str | None) -> bool:
    """Whether two versions are one; a first version is often written without its number."""
    one, two = first or "1", second or "1"
    if one == two:
        return True
    # Hosts that allow no dot in a name write 3.5 as 35.
    return (
        ("." in one) != ("." in two) and one.replace(".", "") == two.replace(".", "") and min(len(one), len(two)) == 2
    )


def shape_fits(shape: str | None, total: float | None) -> bool:
    """Whether experts as written can make up a total.

    ``8x7b`` shares its attention between the experts (Mixtral: 83 % of the product); ``17bx128e`` gives active
    parameters and a number of experts, so that the total lies anywhere between the two products.
    """
    if shape is None or total is None:
        return True
    first, second = (float(number) for number in re.findall(r"[\d.]+", shape))
    product = first * second * 1e9
    lowest = product * _LEAST_SHARE if shape.endswith("b") else first * 1e9
    return lowest <= total <= product * _SIZE_TOLERANCE


def size_conflict(first: ParsedName, second: ParsedName) -> str | None:
    """Why the sizes in two names exclude each other, or ``None``. A size that only one name states excludes nothing."""
    if first.total is not None and second.total is not None and not close(first.total, second.total):
        return "different total size"
    if first.active is not None and second.active is not None and not close(first.active, second.active):
        return "different active size"
    if first.shape and second.shape and first.shape != second.shape:
        return "different experts"
    if first.effective and second.effective and first.effective != second.effective:
        return "different effective size"
    if not (shape_fits(first.shape, second.total) and shape_fits(second.shape, first.total)):
        return "experts that do not make up the total"
    sparse = (first.active is None) != (second.active is None)
    if sparse and first.total is not None and second.total is not None and not close(first.total, second.total, 1.05):
        return "one dense, one mixture of experts"
    return None


def veto(one: ParsedName, other: ParsedName) -> str | None:
    """Why two names cannot be of one model, or ``None``; symmetric."""
    if not one.key or not other.key:
        return "no name"
    if one.letters != other.letters:
        differing = sorted(set(one.variants) ^ set(other.variants))
        same_family = one.family == other.family and differing
        return f"different variant: {', '.join(differing)}" if same_family else "different family"
    if not same_version(one.version, other.version) or one.base_version != other.base_version:
        return "different version"
    conflict = size_conflict(one, other)
    if conflict is None and one.is_sized != other.is_sized:
        conflict = "size stated on one side only"
    return conflict
