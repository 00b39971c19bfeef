"""Stretches of a text, kept in order so that looking one up costs a bisection and not a walk."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Protocol, TypeVar


class Spans:
    """Half-open spans; ``overlaps`` says whether any of them shares a character with a stretch."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        last = -1
        for start, end in sorted(spans):
            if start >= last:
                self._starts.append(start)
                self._ends.append(end)
                last = end
            elif end > last:
                self._ends[-1] = last = end

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a span shares a character with ``start`` to ``end``."""
        i = bisect_right(self._ends, start)
        return i < len(self._starts) and self._starts[i] < end

    def after(self, start: int, end: int) -> int | None:
        """End of the first span that shares a character with ``start`` to ``end``; ``None`` where none does."""
        i = bisect_right(self._ends, start)
        return self._ends[i] if i < len(self._starts) and self._starts[i] < end else None

    def cover(self, start: int, end: int) -> bool:
        """Whether one span holds all of ``start`` to ``end``."""
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and end <= self._ends[i]


class Placed(Protocol):
    """Anything that begins somewhere in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""


_START = attrgetter("start")
_Item = TypeVar("_Item", bound=Placed)


def starting(items: Sequence[_Item], low: int, high: int) -> Sequence[_Item]:
    """Those of the items (in order of their starts) that begin from ``low`` up to but not at ``high``."""
    return items[bisect_left(items, low, key=_START) : bisect_left(items, high, key=_START)]


def first_starting(items: Sequence[_Item], low: int, high: int) -> _Item | None:
    """The first of the items (in order of their starts) that begins from ``low`` up to but not at ``high``."""
    i = bisect_left(items, low, key=_START)
    return items[i] if i < len(items) and items[i].start < high else None
