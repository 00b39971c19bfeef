"""Which repositories a derivative goes back to, and which may hold one model's weights or a variation of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

GROUP_WIDTH = 0.01
"""Relative width of a review group: a fine-tune changes a vocabulary by less, neighbouring sizes lie further off."""


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


class Sized(NamedTuple):
    """What a review group is made by: an architecture (``model_type``) and a parameter count; either may be unknown."""

    id: str
    model_type: str | None
    total: float | None


class ReviewGroup(NamedTuple):
    """Ids that a reviewer sees together, by rising size. ``smallest`` and ``largest`` are parameter counts.

    ``model_type``, ``smallest`` and ``largest`` are ``None`` for one that stands alone because either is unknown.
    """

    model_type: str | None
    smallest: float | None
    largest: float | None
    members: tuple[str, ...]


def review_groups(items: Iterable[Sized]) -> list[ReviewGroup]:
    """Gather what has one architecture and, within 1 %, one size; every id is in exactly one group.

    Neighbouring sizes are chained, and a chain wider than 1 % is cut at its widest gaps: no group is wider, none falls
    apart at a border that nothing in the data marks, and the order of ``items`` does not matter. A group is for one
    look by a person and never decides identity: Llama 3 and 3.1 8B have the same size. What has no known architecture
    or size stands alone. Groups come by architecture and size, those alone last, by id.
    """
    sized: dict[str, list[tuple[float, str]]] = {}
    alone: list[str] = []
    for item in sorted(set(items), key=lambda item: item.id):
        kind = (item.model_type or "").strip().casefold()
        if kind and item.total is not None and 0 < item.total < math.inf:
            sized.setdefault(kind, []).append((item.total, item.id))
        else:
            alone.append(item.id)
    groups = [
        ReviewGroup(kind, members[0][0], members[-1][0], tuple(ident for _, ident in members))
        for kind in sorted(sized)
        for members in _cut(sorted(sized[kind]))
    ]
    return [*groups, *(ReviewGroup(None, None, None, (ident,)) for ident in alone)]


def _cut(members: list[tuple[float, str]]) -> Iterator[list[tuple[float, str]]]:
    """Cut sorted members at the widest gap until each piece is narrow enough; equal gaps are cut near the middle."""
    pending = [members]
    while pending:
        piece = pending.pop()
        if piece[-1][0] <= piece[0][0] * (1 + GROUP_WIDTH):
            yield piece
            continue
        middle = len(piece) / 2
        at = max(range(1, len(piece)), key=lambda i: (piece[i][0] / piece[i - 1][0], -abs(i - middle)))
        pending += [piece[at:], piece[:at]]
