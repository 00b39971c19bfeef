"""How many items each value of a condition would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crawler.review.reading.coding import Coder
from crawler.review.reading.filters import STATUSES
from crawler.review.reading.index import ItemIndex, Mask, today_number

FACETS = ("status", "source", "language", "country", "developer", "reason", "has_conflict")
"""Conditions whose values are counted."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a filter may have, and how long the list would be."""

    value: str
    count: int


def counted(index: ItemIndex, facet: str, met: Mask) -> Mapping[str, int]:
    """The values of a facet among the items of a mask."""
    if facet == "status":
        numbers = np.bincount(index.places(today_number())[met], minlength=len(STATUSES))
        return dict(zip(STATUSES, numbers.tolist(), strict=True))
    if facet == "has_conflict":
        contested = int(np.count_nonzero(index.columns["conflict"][met]))
        return {"yes": contested, "no": int(np.count_nonzero(met)) - contested}
    coders = index.coders
    coder: Coder = {
        "source": coders.sources,
        "language": coders.languages,
        "country": coders.countries,
        "developer": coders.developers,
        "reason": coders.reasons,
    }[facet]
    texts, codes, places = coder.parts()
    numbers = np.bincount(index.columns[facet][met], minlength=len(coder.values))
    counts = np.bincount(places, weights=numbers[codes], minlength=len(texts))
    found = np.flatnonzero(counts)
    return {texts[place]: int(count) for place, count in zip(found.tolist(), counts[found].tolist(), strict=True)}


def most_frequent(counts: Mapping[str, int], most: int, chosen: object) -> tuple[FacetValue, ...]:
    """The values that occur, the most frequent first; the one that is chosen stays whatever its number."""
    picked = {True: "yes", False: "no"}.get(chosen, chosen) if isinstance(chosen, bool) else chosen
    # Of thousands of developers most are no more frequent than the last that is kept: only the others are put in order.
    least = max(1, sorted(counts.values(), reverse=True)[most - 1]) if len(counts) > most else 1
    frequent = [(-number, value) for value, number in counts.items() if number >= least]
    kept = [(value, -number) for number, value in sorted(frequent)[:most]]
    if isinstance(picked, str) and picked and picked != "any" and all(value != picked for value, _ in kept):
        kept.append((picked, counts.get(picked, 0)))
    return tuple(FacetValue(value, number) for value, number in kept)
