"""Who shares weights, code and data, year by year and by kind of developer.

Counted as in Epoch AI, "How far behind are open models?" (November 2024): shares are of the models whose access is
known; a model of several organisations counts for each sector that takes part in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from crawler.analysis.access import Access, Sharing
from crawler.analysis.catalogue import Model
from crawler.analysis.publication import publication_type
from crawler.analysis.tabulation import Cell, Tabulation, share
from pipelines.identity.organizations import canonical_organization

FIRST_YEAR = 2018

BIG_DEVELOPERS = ("Google", "DeepMind", "OpenAI", "Anthropic", "Meta")
"""The four that the article sets apart, with the names under which one of them also publishes."""

SECTORS = ("Academia", "Industry")


def accessibility_by_year(models: Sequence[Model], first_year: int = FIRST_YEAR) -> Tabulation:
    """How many models of each year are in each of the six classes, and what share is open."""
    rows: list[tuple[Cell, ...]] = []
    opened = known = 0
    for year, group in _years(models):
        counts = _counts(group, lambda model: model.access, Access)
        year_known = sum(model.is_open is not None for model in group)
        year_open = sum(model.is_open is True for model in group)
        known, opened = known + year_known, opened + year_open
        if year >= first_year:
            rows.append((year, len(group), year_known, *counts, share(year_open, year_known), share(opened, known)))
    return Tabulation(
        "accessibility_by_year",
        "Models by accessibility and year of publication",
        f"Shares are of the models whose access is known; cumulative counts every year so far. {_coverage(models)}",
        ("year", "models", "known", *(str(access) for access in Access), "open share", "cumulative open share"),
        tuple(rows),
    )


def licences_by_year(models: Sequence[Model], first_year: int = FIRST_YEAR) -> Tabulation:
    """How many open models restrict their use or forbid commerce."""
    rows: list[tuple[Cell, ...]] = []
    for year, group in _years(models):
        if year < first_year:
            continue
        known = [model for model in group if model.access is not None]
        limited = sum(model.access is not None and model.access.is_limited for model in known)
        opened = sum(model.is_open is True for model in known)
        shares = (share(limited, len(known)), share(limited, opened), share(limited, len(group)))
        rows.append((year, len(known), opened, limited, *shares))
    return Tabulation(
        "licences_by_year",
        "Restricted and non-commercial licences by year",
        "Weights that can be downloaded under terms that restrict use or forbid commerce. " + _coverage(models),
        ("year", "known", "open", "limited", "limited of known", "limited of open", "limited of all"),
        tuple(rows),
    )


def sectors_by_year(models: Sequence[Model], first_year: int = FIRST_YEAR) -> Tabulation:
    """The open share of models with an academic and with an industrial developer."""
    rows: list[tuple[Cell, ...]] = []
    for year, group in _years(models):
        if year < first_year:
            continue
        for sector in SECTORS:
            taking_part = [model for model in group if sector in model.organization_types]
            known = [model for model in taking_part if model.is_open is not None]
            opened = sum(model.is_open is True for model in known)
            rows.append((year, sector, len(taking_part), len(known), opened, share(opened, len(known))))
    with_type = sum(bool(model.organization_types) for model in models)
    return Tabulation(
        "sectors_by_year",
        "Open models of academia and industry by year",
        f"A model counts for each sector that takes part in it. The sector is known of {with_type} of {len(models)} "
        "models.",
        ("year", "sector", "models", "known", "open", "open share"),
        tuple(rows),
    )


def sharing_by_year(
    models: Sequence[Model], what: str, read: Callable[[Model], Sharing | None], first_year: int = FIRST_YEAR
) -> Tabulation:
    """How many models of each year share their training code or their data (``what``), as ``read`` finds it."""
    rows: list[tuple[Cell, ...]] = []
    for year, group in _years(models):
        if year < first_year:
            continue
        counts = _counts(group, read, Sharing)
        known, shared = sum(counts), sum(counts) - counts[list(Sharing).index(Sharing.UNRELEASED)]
        rows.append((year, len(group), known, *counts, share(shared, known)))
    known = sum(read(model) is not None for model in models)
    return Tabulation(
        f"{what.replace(' ', '_')}_by_year",
        f"Access to the {what} by year",
        f"Shares are of the models for which it is known: {known} of {len(models)}.",
        ("year", "models", "known", *(str(sharing) for sharing in Sharing), "shared"),
        tuple(rows),
    )


def publication_by_year(models: Sequence[Model], first_year: int = FIRST_YEAR) -> Tabulation:
    """The open share of models by the kind of place that their link leads to."""
    rows: list[tuple[Cell, ...]] = []
    for year, group in _years(models):
        if year < first_year:
            continue
        by_type: dict[str, list[Model]] = {}
        for model in group:
            kind = publication_type(model.link)
            if kind is not None:
                by_type.setdefault(kind, []).append(model)
        for kind in sorted(by_type):
            known = [model for model in by_type[kind] if model.is_open is not None]
            opened = sum(model.is_open is True for model in known)
            counted = len(by_type[kind])
            rows.append((year, kind, counted, share(counted, len(group)), len(known), share(opened, len(known))))
    linked = sum(publication_type(model.link) is not None for model in models)
    return Tabulation(
        "publication_by_year",
        "Where models are published, by year",
        f"By the host of the link, known of {linked} of {len(models)} models; the data do not state a type.",
        ("year", "type", "models", "share of year", "known access", "open share"),
        tuple(rows),
    )


def leaders_by_developer(selected: Iterable[Model], top: int, big: Sequence[str] = BIG_DEVELOPERS) -> Tabulation:
    """What share of the largest open and closed models has no big developer among its organisations."""
    chosen = list(selected)
    rows: list[tuple[Cell, ...]] = []
    for kind, is_open in (("open", True), ("closed", False)):
        group = [model for model in chosen if model.is_open is is_open]
        named = [model for model in group if model.organizations]
        outside = sum(not has_developer(model.organizations, big) for model in named)
        rows.append((kind, len(group), len(named), outside, share(outside, len(named))))
    return Tabulation(
        "leaders_by_developer",
        f"The top {top} at release without a big developer",
        f"Models none of whose organisations is {', '.join(big)}.",
        ("access", "models", "developer known", "outside", "share outside"),
        tuple(rows),
    )


def has_developer(organizations: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether an organisation has one of the wanted names, as written or as the catalogue calls it, as a word in it."""
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)", re.IGNORECASE)
    return bool(wanted) and any(
        pattern.search(name) for given in organizations for name in (given, canonical_organization(given) or "")
    )


def _years(models: Iterable[Model]) -> list[tuple[int, list[Model]]]:
    by_year: dict[int, list[Model]] = {}
    for model in models:
        if model.year is not None:
            by_year.setdefault(model.year, []).append(model)
    return sorted(by_year.items())


def _counts(models: Iterable[Model], read: Callable[[Model], Enum | None], classes: type[Enum]) -> list[int]:
    found = [read(model) for model in models]
    return [sum(value is member for value in found) for member in classes]


def _coverage(models: Sequence[Model]) -> str:
    known = sum(model.is_open is not None for model in models)
    return f"The access is known of {known} of {len(models)} models."
