"""Which repositories a derivative goes back to, and which repositories may hold one model's weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_CLUSTER_STEP = math.log(1.01)


class Roots(NamedTuple):
    """Where a walk up the declared bases ends: ``names`` without a base of their own, in the order they were met.

    ``has_cycle`` is true where repositories name each other as base; a walk with nothing but a cycle ends where it
    started.
    """

    names: tuple[str, ...]
    has_cycle: bool


def roots(base_of: Mapping[str, Sequence[str]], start: str) -> Roots:
    """Walk from ``start`` up to the models without a base. Declared cycles and self-references end a branch."""
    found: list[str] = []
    has_cycle = False
    seen: set[str] = set()
    pending: list[tuple[str, frozenset[str]]] = [(start, frozenset())]
    while pending:
        name, path = pending.pop()
        if name in path:
            has_cycle = True
            continue
        if name in seen:
            continue
        seen.add(name)
        bases = [base for base in base_of.get(name, ()) if base]
        if not bases:
            found.append(name)
        pending += [(base, path | {name}) for base in reversed(bases)]
    return Roots(tuple(found) or (start,), has_cycle)


def cluster_key(model_type: str | None, total: float | None) -> str | None:
    """A key that repositories of one architecture and size share, in steps of 1 %; ``None`` where either is unknown.

    It gathers rows for one look by a person and never decides identity: Llama 3 and 3.1 8B have the same size.
    ``total`` is a parameter count.
    """
    if not model_type or total is None or not 0 < total < float("inf"):
        return None
    return f"{model_type.casefold()}:{round(math.log(total) / _CLUSTER_STEP)}"
