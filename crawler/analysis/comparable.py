"""Which models of a dataset can be compared by training compute, and why the others cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawler.analysis.catalogue import Model
from crawler.analysis.selection import Release


class NotCompared(StrEnum):
    """Why a model does not take part."""

    NO_DATE = "no date"
    NO_COMPUTE = "no compute"
    DERIVED = "made from another model"
    BY_NAME = "left out by name"
    ACCESS_UNKNOWN = "access unknown (counts only in the common start)"


@dataclass(frozen=True, slots=True)
class Comparable:
    """The releases that can be compared, and how many models cannot, by reason."""

    releases: tuple[Release, ...]
    left_out: dict[NotCompared, int]


def comparable(models: Iterable[Model], left_out_names: frozenset[str] = frozenset()) -> Comparable:
    """Models with a date and a compute that are not made from another model.

    Those whose access is not known stay among the releases: they count in what both kinds start from.
    """
    reasons: Counter[NotCompared] = Counter()
    releases = []
    for model in models:
        if model.day is None:
            reasons[NotCompared.NO_DATE] += 1
        elif model.flop is None:
            reasons[NotCompared.NO_COMPUTE] += 1
        elif model.base_model:
            reasons[NotCompared.DERIVED] += 1
        elif model.name in left_out_names:
            reasons[NotCompared.BY_NAME] += 1
        else:
            reasons[NotCompared.ACCESS_UNKNOWN] += model.is_open is None
            releases.append(Release(model.day, model.flop, model.name, model.is_open))
    return Comparable(tuple(releases), {reason: reasons[reason] for reason in NotCompared if reasons[reason]})
