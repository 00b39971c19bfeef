"""Whose model a catalogue's row is, where the row names only who sells it.

A developer's own price list also carries other developers' models (Alibaba's lists DeepSeek's). ``providers.csv`` says
which providers are developers, and for those that sell a mixture how their own models' names begin. For the others the
lists tell: a beginning that makes up another developer's list and next to nothing of this one is the other's.

What only resellers sell is a model nonetheless where two of them, independently, list it as one developer's.

Source: provider names of models.dev (July 2026) and LiteLLM (November 2026), both MIT; developers by their own sites.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.identity.names import parse_name
from pipelines.identity.organizations import canonical_organization, organization_of_hub_account
from pipelines.identity.repository_words import is_judge

PROVIDERS = Path(__file__).with_name("providers.csv")
STEM = re.compile(r"[a-z]{2,}")
MAIN_SHARE = 0.5
SIDE_SHARE = 0.1
RESELLERS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that is a developer; ``own`` are the stems of its own models, empty where its list tells."""

    organization: str
    own: frozenset[str]


@cache
def first_party(catalogue: str) -> Mapping[str, Provider]:
    """The providers of a catalogue that are developers; every other one is a reseller."""
    with PROVIDERS.open(encoding="utf-8", newline="") as file:
        return {
            row["provider"]: Provider(row["organization"], frozenset(filter(None, row["own"].split("|"))))
            for row in csv.DictReader(file)
            if row["catalogue"] == catalogue
        }


@cache
def _brands() -> Mapping[str, str]:
    """Beginnings of names that one developer alone uses for its own models."""
    owners: dict[str, set[str]] = defaultdict(set)
    with PROVIDERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for beginning in filter(None, row["own"].split("|")):
                owners[beginning].add(row["organization"])
    return {beginning: next(iter(names)) for beginning, names in owners.items() if len(names) == 1}


def stem(name: str) -> str:
    """The letters that a model's name begins with, which are its family's name: ``glm`` of ``GLM-4.5-Air``."""
    found = STEM.search(name.rpartition("/")[2].lower())
    return found.group() if found else ""


class Developers:
    """Answers whose model a row is, knowing all rows of the catalogue."""

    def __init__(self, catalogue: str, listed: Iterable[tuple[str, str]]) -> None:
        """``listed`` are all ``(provider, model name)`` pairs of the catalogue."""
        self._providers = first_party(catalogue)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for provider, name in listed:
            if provider in self._providers:
                counts[self._providers[provider].organization][stem(name)] += 1
        self._shares = {
            developer: {beginning: count / stems.total() for beginning, count in stems.items()}
            for developer, stems in counts.items()
        }

    def of(self, provider: str, name: str) -> str | None:
        """Canonical name of the developer if the provider sells its own model there, else ``None``."""
        known = self._providers.get(provider)
        if known is None:
            return None
        beginning = stem(name)
        if known.own:
            return known.organization if beginning in known.own else None
        share = self._shares.get(known.organization, {}).get(beginning, 0.0)
        foreign = share < SIDE_SHARE and any(other.get(beginning, 0.0) > MAIN_SHARE for other in self._shares.values())
        return None if foreign else known.organization


def resold(catalogue: str, listed: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Rows of resellers that two of them list as one developer's model, each with the developer.

    ``listed`` are the ``(provider, key)`` pairs of the catalogue; developers' own lists are left out. Whose model it is
    says the account in the key (``bytedance-seed/seed-1.6``), or the brand where there is none. One company's several
    lists (``acme``, ``acme-cn``) count once. Aliases that move (``-latest``) and models that embed, rank or guard are
    left out.
    """
    sellers: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for provider, key in listed:
        if provider in first_party(catalogue):
            continue
        account, _, tail = key.rpartition("/")
        developer = _of_account(catalogue, account.rpartition("/")[2]) if account else _brands().get(stem(tail))
        if developer is None or key.startswith("~") or tail.lower().endswith("-latest") or is_judge(tail, ""):
            continue
        model = developer, parse_name(tail).key
        sellers[model].add(provider.partition("-")[0])
        rows[model].append((provider, key))
    return {row: model[0] for model, found in rows.items() if len(sellers[model]) >= RESELLERS_NEEDED for row in found}


def _of_account(catalogue: str, account: str) -> str | None:
    known = first_party(catalogue).get(account)
    return known.organization if known else organization_of_hub_account(account) or canonical_organization(account)
