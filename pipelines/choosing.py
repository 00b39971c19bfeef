"""Which of several claims is shown: rank of the source, then independent agreement, then the earliest exact figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from pipelines.identity.names import parse_name
from pipelines.identity.organizations import canonical_organization
from pipelines.linking import name_key

SAME_NUMBER = 0.01
"""Relative difference up to which two figures agree; larger ones are shown as a conflict."""

SPELLINGS = frozenset({"name", "hugging_face_id"})
"""Fields in which catalogues differ without contradicting each other: a model has many names and repositories."""

ROUNDING = math.log(1.15)
"""Difference, as a logarithm, up to which a figure may be another one's rounding."""

RANKS = tuple(SourceRank)

DATES = frozenset({"release_date", "mentioned_on"})

UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as choosing sees it. ``origin`` is equal for copies of one story; ``published`` an ISO date."""

    id: str
    field: str
    value: float | str
    rank: SourceRank
    origin: str
    source: str
    published: str | None = None
    exact: bool = True
    """False for values that only bound or order the truth (a repository's creation date, "hundreds of billions")."""
    suggested: bool = False
    """Whether a language model proposed it; such a claim yields to every other."""


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """The value that is shown for a field, the claims that state it, and the values that contradict it."""

    value: float | str
    claims: tuple[str, ...]
    rank: SourceRank
    origins: int
    exact: bool
    conflicts: tuple[tuple[float | str, tuple[str, ...]], ...] = ()
    by_person: bool = False


def choose(claims: Iterable[ClaimView], edits: dict[str, float | str] | None = None) -> dict[str, ChosenValue]:
    """The shown value of every field that somebody states; ``edits`` are reviewers' choices, which come first."""
    by_field: dict[str, list[ClaimView]] = {}
    for claim in claims:
        by_field.setdefault(claim.field, []).append(claim)
    chosen = {field: _choose_field(field, stated) for field, stated in sorted(by_field.items())}
    for field, value in (edits or {}).items():
        machine = chosen.get(field)
        conflicts = ((machine.value, machine.claims), *machine.conflicts) if machine else ()
        chosen[field] = ChosenValue(value, (), SourceRank.DEVELOPER, 0, True, conflicts, by_person=True)
    return chosen


def _choose_field(field: str, claims: Sequence[ClaimView]) -> ChosenValue:
    groups = _agreeing(claims, _comparison(field))

    def order(group: Sequence[ClaimView]) -> tuple[bool, bool, int, int, str, str, str]:
        best = min(RANKS.index(claim.rank) for claim in group)
        origins = len({claim.origin for claim in group})
        earliest = min(claim.published or UNDATED for claim in group)
        exact = any(claim.exact for claim in group)
        # Of several dates that are only bounds the first is the nearest to the release.
        bound = min(str(claim.value) for claim in group) if field in DATES and not exact else ""
        suggested = all(claim.suggested for claim in group)
        return (suggested, not exact, best, -origins, earliest, bound, min(claim.id for claim in group))

    ranked = sorted(groups, key=order)
    first = ranked[0]
    value = _spokesman(first).value
    return ChosenValue(
        value=value,
        claims=tuple(sorted(claim.id for claim in first)),
        rank=min((claim.rank for claim in first), key=RANKS.index),
        origins=len({claim.origin for claim in first}),
        exact=any(claim.exact for claim in first),
        conflicts=tuple(
            (_spokesman(group).value, tuple(sorted(c.id for c in group)))
            for group in ranked[1:]
            if field not in SPELLINGS and _is_rival(group) and not is_rounding(value, _spokesman(group).value)
        ),
    )


def is_rounding(one: float | str, other: float | str) -> bool:
    """Whether two figures may be one, told roundly: 35e9 and 35.95e9, 7e9 and 7.61e9, but not 30e9 and 32e9.

    They differ by less than one unit of the last digit that the rounder one has when it is written in thousands,
    millions, billions or trillions, and by at most 15 %.
    """
    if isinstance(one, str) or isinstance(other, str) or min(one, other) <= 0:
        return False
    return abs(one - other) < max(_last_digit(one), _last_digit(other)) and abs(math.log(one / other)) <= ROUNDING


def _last_digit(value: float) -> float:
    """The unit of a figure's last digit: 1e9 for 35e9, 1e7 for 35.95e9."""
    scale = 1000.0 ** math.floor(math.log10(value) / 3)
    return scale / 10.0 ** len(f"{value / scale:.6g}".partition(".")[2])


def _is_rival(group: Sequence[ClaimView]) -> bool:
    """A bound or an order of magnitude contradicts nothing."""
    return any(claim.exact for claim in group)


def _spokesman(group: Sequence[ClaimView]) -> ClaimView:
    return min(group, key=lambda c: (not c.exact, RANKS.index(c.rank), c.published or UNDATED, c.id))


def _agreeing(claims: Sequence[ClaimView], same: Callable[[float | str, float | str], bool]) -> list[list[ClaimView]]:
    """Groups of claims with the same value; every claim is compared with its group's first, so groups do not drift."""
    groups: list[list[ClaimView]] = []
    for claim in sorted(claims, key=lambda c: (not c.exact, RANKS.index(c.rank), c.published or UNDATED, c.id)):
        home = next((group for group in groups if same(group[0].value, claim.value)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    return groups


def _comparison(field: str) -> Callable[[float | str, float | str], bool]:
    comparisons: dict[str, Callable[[float | str, float | str], bool]] = {
        "organization": _same_organization,
        "base_model": lambda a, b: name_key(parse_name(str(a))) == name_key(parse_name(str(b))),
        "release_date": lambda a, b: str(a).startswith(str(b)) or str(b).startswith(str(a)),
    }
    return comparisons.get(field, _same_value)


def _same_value(a: float | str, b: float | str) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return str(a).casefold().strip() == str(b).casefold().strip()
    if a <= 0 or b <= 0:
        return a == b
    return abs(math.log(a / b)) <= math.log1p(SAME_NUMBER)


def _same_organization(a: float | str, b: float | str) -> bool:
    return bool(_organizations(str(a)) & _organizations(str(b)))


def _organizations(text: str) -> set[str]:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return {canonical_organization(part) or part.casefold() for part in parts}
