"""Which models were among the largest of their kind when they were released.

Method: Epoch AI, "How far behind are open models?" (November 2024), top-n at release with a kick-start.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Release(NamedTuple):
    """One model with what the comparison needs: a day number and its training compute in FLOP.

    Ordered by day, then by compute. ``is_open`` is ``None`` where the access is not known.
    """

    day: int
    flop: float
    name: str
    is_open: bool | None

    @property
    def log_flop(self) -> float:
        """log10 of the training compute."""
        return math.log10(self.flop)


@dataclass(frozen=True, slots=True)
class Selection:
    """How the largest models are chosen.

    ``top`` is how many of the largest so far a model has to be among. Models are kept from the day ``since`` on. With
    ``kickstart`` the largest models from before that day, open or closed or unknown, are what both kinds start from;
    without it each kind starts from its own.
    """

    top: int = 1
    since: int = 0
    kickstart: bool = True


def top_at_release(releases: Iterable[Release], how: Selection) -> list[Release]:
    """Models strictly above the ``top``-th largest of their kind so far, open and closed apart, by date.

    Of models released on one day the larger comes first, so that the order of the rows in a file does not matter.
    """
    by_time = sorted(releases, key=lambda release: (release.day, -release.flop, release.name))
    before = [release.flop for release in by_time if release.day < how.since] if how.kickstart else []
    kept: list[Release] = []
    for is_open in (True, False):
        largest = heapq.nlargest(how.top, before)
        heapq.heapify(largest)
        for release in by_time:
            if release.is_open is not is_open or (how.kickstart and release.day < how.since):
                continue
            if not _enters(largest, release.flop, how.top):
                continue
            if release.day >= how.since:
                kept.append(release)
    return sorted(kept)


def _enters(largest: list[float], flop: float, top: int) -> bool:
    if len(largest) < top:
        heapq.heappush(largest, flop)
        return True
    if flop <= largest[0]:
        return False
    heapq.heapreplace(largest, flop)
    return True


class DirectLag(NamedTuple):
    """The months from a closed model to the first open one with more compute; negative where the open one was first."""

    closed: str
    open: str
    months: float


def first_to_exceed(closed: Release, releases: Sequence[Release]) -> Release | None:
    """The earliest open model with strictly more compute, whenever it was released."""
    return min((r for r in releases if r.is_open and r.flop > closed.flop), default=None)
