"""Who a model family, an architecture, a parameter count or a Hub account belongs to; four small tables of facts.

``families.csv``: family word of a name, its developer, the developer's Hub accounts that publish it, and the larger
family that it is part of or another word for.
``architectures.csv``: ``model_type`` of a configuration that one developer introduced, the accounts it publishes
under, and its models' sizes in billions of parameters as shown by the Hub (October 2026). ``shared`` marks those that
others train from scratch too, with the sizes of those models that strangers build on as well. Ones without a leading
developer (llava, gpt2 ...) are left out on purpose.
``releases.csv``: parameter counts, to the digit, of the models that known developers' accounts publish, by
``model_type``; written by ``collect_releases.py`` from llmfit's catalogue of the Hub (October 2026, MIT licence).
``mirrors.csv``: accounts that republish, convert or prune other people's models.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class Family(NamedTuple):
    """A family word, the organisation behind it, its Hub accounts (lower case), and the family it is counted with."""

    word: str
    organization: str
    accounts: frozenset[str]
    counted_with: str


class Architecture(NamedTuple):
    """A developer's architecture: accounts in lower case, sizes as parameter counts, whether others train with it."""

    model_type: str
    accounts: frozenset[str]
    is_shared: bool
    sizes: tuple[float, ...]


class Release(NamedTuple):
    """One parameter count in one architecture, and the known developers' accounts (lower case) that publish it.

    ``is_first`` is true where no other listed developer had the very same count before, whatever the architecture, and
    the architecture is its developer's own.
    """

    parameters: float
    model_type: str
    accounts: frozenset[str]
    is_first: bool


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("pipelines.identity") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _accounts(cell: str) -> frozenset[str]:
    return frozenset(account.casefold() for account in cell.split("|") if account)


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """Families by their word."""
    return {
        row["family"]: Family(
            row["family"], row["organization"], _accounts(row["accounts"]), row["part_of"] or row["family"]
        )
        for row in _rows("families.csv")
    }


@lru_cache(maxsize=1)
def _family_words() -> re.Pattern[str]:
    """Families whose words are not letters alone, the longest first, then any run of letters."""
    special = sorted((word for word in families() if not word.isalpha()), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, special), "[a-z]+"]))


def families_in(name: str) -> list[Family]:
    """The known families that a repository's name carries, in their order."""
    return [families()[word] for word in _family_words().findall(name.casefold()) if word in families()]


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
def _releases() -> list[Release]:
    known = architectures()
    rows = sorted(_rows("releases.csv"), key=lambda row: (row["created"] or "9999", row["model_type"]))
    holders: dict[float, str] = {}
    found = []
    for row in rows:
        count, kind, accounts = float(row["parameters"]), row["model_type"], _accounts(row["accounts"])
        architecture = known.get(kind)
        is_own = architecture is not None and not architecture.is_shared and bool(accounts & architecture.accounts)
        is_first = is_own and bool(row["created"]) and holders.setdefault(count, kind) == kind
        found.append(Release(count, kind, accounts, is_first))
    return sorted(found, key=lambda release: (release.parameters, release.model_type))


def releases_near(count: float, tolerance: float) -> Sequence[Release]:
    """Known developers' models whose parameter count is within a factor ``tolerance`` of ``count``, smallest first."""
    found = _releases()
    low = bisect_left(found, count / tolerance, key=lambda release: release.parameters)
    return found[low : bisect_right(found, count * tolerance, key=lambda release: release.parameters)]


@lru_cache(maxsize=1)
def mirrors() -> frozenset[str]:
    """Accounts, in lower case, whose repositories are other people's models."""
    return frozenset(row["account"].casefold() for row in _rows("mirrors.csv"))
