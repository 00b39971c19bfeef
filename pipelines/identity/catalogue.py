"""Who a model family, an architecture or a Hub account belongs to; three small tables of facts.

``families.csv``: family word of a name, its developer, the developer's Hub accounts that publish it.
``architectures.csv``: ``model_type`` of a configuration that one developer introduced, the accounts it publishes
under, and its models' sizes in billions of parameters as shown by the Hub (October 2026). ``shared`` marks those that
others train from scratch too. Ones without a leading developer (gpt_neox, deepseek_v3 ...) are left out on purpose.
``mirrors.csv``: accounts that republish, convert or prune other people's models.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class Family(NamedTuple):
    """A family word, the organisation behind it and its Hub accounts (lower case)."""

    word: str
    organization: str
    accounts: frozenset[str]


class Architecture(NamedTuple):
    """A developer's architecture: accounts in lower case, sizes as parameter counts, whether others train with it."""

    model_type: str
    accounts: frozenset[str]
    is_shared: bool
    sizes: tuple[float, ...]


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("pipelines.identity") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _accounts(cell: str) -> frozenset[str]:
    return frozenset(account.casefold() for account in cell.split("|") if account)


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """Families by their word."""
    return {
        row["family"]: Family(row["family"], row["organization"], _accounts(row["accounts"]))
        for row in _rows("families.csv")
    }


@lru_cache(maxsize=1)
def architectures() -> dict[str, Architecture]:
    """Developers' own architectures by ``model_type``."""
    return {
        row["model_type"]: Architecture(
            row["model_type"],
            _accounts(row["accounts"]),
            row["shared"] == "yes",
            tuple(float(size) * 1e9 for size in row["sizes"].split("|")),
        )
        for row in _rows("architectures.csv")
    }


@lru_cache(maxsize=1)
def mirrors() -> frozenset[str]:
    """Accounts, in lower case, whose repositories are other people's models."""
    return frozenset(row["account"].casefold() for row in _rows("mirrors.csv"))
