"""What the prior looks at: a fixed row of numbers made from a model's facts and context, never from a name.

Gaps are part of the picture and come in two kinds. A gap *in a catalogue's row* (its other context cells are filled)
says something: catalogues of large models leave the organisation type out, catalogues that sweep small academic models
leave the accessibility out. A gap because *nobody has looked yet*, the usual case in a crawl, says nothing. The first
kind has flags of its own; the forest is grown with context hidden at random so that the second moves no answer far.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from crawler.records import Facts, ModelContext

CATALOGUE_BLANK = ""
"""``ModelContext.accessibility`` of a catalogue row whose cell is empty, as opposed to ``None``: not looked up."""

DOMAINS = ("language", "biology", "vision", "multimodal", "image generation", "video", "speech", "earth science")
"""Epoch's domains with enough published figures to stand alone; the rest share one flag."""

_DOMAIN_SYNONYMS = {"audio": "speech", "image": "image generation"}
_REFERENCE_YEAR = 2023.0
_REFERENCE_LOG_PARAMETERS = 9.5
_MOST_ORGANIZATIONS = 4

ORGANIZATION_TYPES = frozenset({"industry", "academia", "government", "research collective"})
"""Epoch's kinds of developers, in small letters."""

CONTEXT_GROUPS: dict[str, tuple[str, ...]] = {
    "type": ("industry", "mixed", "academia", "type blank in catalogue"),
    "country": ("china", "united states", "multinational", "organizations", "country known"),
    "accessibility": ("open", "non-commercial", "api", "hosted", "unreleased", "accessibility blank in catalogue"),
}

FEATURES: tuple[str, ...] = (
    "years",
    "date unknown",
    "log parameters",
    "parameters unknown",
    "log active share",
    "active known",
    "log active parameters",
    "base model",
    *(f"domain {d}" for d in DOMAINS),
    "domain other",
    "domains",
    *(name for group in CONTEXT_GROUPS.values() for name in group),
)
"""Names of the columns of ``feature_row``, in order."""

DESCRIBED_FROM = FEATURES.index(f"domain {DOMAINS[0]}")
"""Where the features begin that come in few combinations."""


def feature_row(facts: Facts, context: ModelContext) -> list[float]:
    """The features of one model; every gap has a defined value, so no input is refused."""
    year = decimal_year(context.published)
    total, active = facts.parameters, facts.active_parameters
    known, used = total or active, active or total
    return [
        year - _REFERENCE_YEAR if year else 0.0,
        float(year is None),
        math.log10(known) - _REFERENCE_LOG_PARAMETERS if known else 0.0,
        float(known is None),
        math.log10(active / total) if active and total else 0.0,
        float(active is not None),
        math.log10(used) - _REFERENCE_LOG_PARAMETERS if used else 0.0,
        float(bool(facts.base_model or facts.base)),
        *_described(context.domains, context.organization_types, context.countries, context.accessibility),
    ]


@lru_cache(maxsize=8192)
def _described(
    domains: tuple[str, ...], types: tuple[str, ...], countries: tuple[str, ...], accessibility: str | None
) -> tuple[float, ...]:
    """The features that come in few combinations, from the domains on."""
    values = {**_domains(domains), **_developer(types, countries, accessibility), **_access(accessibility)}
    return tuple(values[name] for name in FEATURES[DESCRIBED_FROM:])


@lru_cache(maxsize=8192)
def decimal_year(published: str | None) -> float | None:
    """An ISO date of any precision as a decimal year (mid-month, mid-year), ``None`` where it is none."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?", published or "")
    if match is None:
        return None
    year, month = float(match[1]), match[2]
    return year + ((int(month) - 0.5) / 12 if month and 1 <= int(month) <= 12 else 0.5)


def _domains(stated: tuple[str, ...]) -> dict[str, float]:
    spoken = {d.replace("-", " ").strip().casefold() for d in stated}
    domains = {_DOMAIN_SYNONYMS.get(d, d) for d in spoken if d}
    flags = {f"domain {d}": float(d in domains) for d in DOMAINS}
    return {**flags, "domain other": float(not domains & set(DOMAINS)), "domains": float(max(len(domains), 1) - 1)}


def _developer(
    stated_types: tuple[str, ...], stated_countries: tuple[str, ...], accessibility: str | None
) -> dict[str, float]:
    types = {t.strip().casefold() for t in stated_types} & ORGANIZATION_TYPES
    countries = [c.strip().casefold() for c in stated_countries if c.strip()]
    in_catalogue = bool(countries) and accessibility is not None
    return {
        "industry": float(types == {"industry"}),
        "mixed": float("industry" in types and len(types) > 1),
        "academia": float(bool(types) and "industry" not in types),
        "type blank in catalogue": float(not types and in_catalogue),
        "china": float("china" in countries),
        "united states": float(any(c.startswith("united states") or c == "usa" for c in countries)),
        "multinational": float("multinational" in countries),
        "organizations": float(max(min(len(countries), _MOST_ORGANIZATIONS), 1) - 1),
        "country known": float(bool(countries)),
    }


def _access(accessibility: str | None) -> dict[str, float]:
    access = (accessibility or "").casefold()
    return {
        "open": float(access.startswith("open")),
        "non-commercial": float("non-commercial" in access),
        "api": float(access.startswith("api")),
        "hosted": float(access.startswith("hosted")),
        "unreleased": float(access.startswith("unreleased")),
        "accessibility blank in catalogue": float(accessibility == CATALOGUE_BLANK),
    }
