"""Organisations that make models: one canonical name for their many names, Hub accounts and domains.

``organizations.csv`` is the catalogue: facts about names, countries and categories from Epoch AI, "Data on AI Models"
(organisations table of May 2025, CC BY 4.0, epoch.ai/data), joined with native-script names, Hub accounts and domains.
Rows beyond that table (start-ups, universities and laboratories outside it) are from general knowledge, without a
source of their own.
An alias that starts with ``=`` is also a plain word: it counts where a source states an organisation, and is never
searched for in running text. ``=`` before the canonical name itself says the same of that name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipelines.identity.folding import fold_name
from pipelines.identity.mentions import Mention, NameFinder

OrganizationMention = Mention
"""A developer named in a text; ``text[start:end]`` is its form there."""

_LEGAL_FORMS = frozenset(
    [
        "inc", "ltd", "llc", "llp", "corp", "corporation", "co", "company", "limited", "gmbh", "ag", "sa", "sas", "bv",
        "plc", "oy", "ab", "as", "kk", "srl", "spa", "pjsc", "ооо", "пао", "ао", "株式会社", "有限公司", "주식회사",
    ]
)  # fmt: skip
_LEADING_WORDS = frozenset(["the", "team"])
_TRAILING_WORDS = frozenset(
    ["group", "team", "lab", "labs", "research", "ai", "technology", "technologies", "holdings"]
)
_INSIDE = re.compile(r"^(?P<outside>.*?)[(（\[](?P<inside>[^)）\]]*)[)）\]]\s*(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Organization:
    """One developer. ``country`` and ``category`` are Epoch's words; ``category`` may be empty where unknown.

    ``plain`` holds the aliases (perhaps the name itself) that are plain words and not searched for in texts.
    """

    name: str
    aliases: tuple[str, ...]
    country: str
    category: str
    hub_accounts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    plain: frozenset[str] = frozenset()

    @property
    def searchable(self) -> tuple[str, ...]:
        """The forms to look for in running text."""
        return tuple(form for form in (self.name, *self.aliases) if form not in self.plain)


def _cells(cell: str) -> list[str]:
    return [part for part in (piece.strip() for piece in cell.split("|")) if part]


def _read(row: Mapping[str, str]) -> Organization:
    marked = _cells(row["aliases"])
    plain = frozenset(alias[1:] for alias in marked if alias.startswith("="))
    forms = dict.fromkeys(alias.removeprefix("=") for alias in marked)
    return Organization(
        name=row["name"],
        aliases=tuple(form for form in forms if form != row["name"]),
        country=row["country"],
        category=row["category"],
        hub_accounts=tuple(_cells(row["hub_accounts"])),
        domains=tuple(_cells(row["domains"])),
        plain=plain,
    )


@lru_cache(maxsize=1)
def organizations() -> tuple[Organization, ...]:
    """Every organisation of the catalogue, in the file's order."""
    text = (resources.files("pipelines.identity") / "organizations.csv").read_text(encoding="utf-8")
    return tuple(_read(row) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Organization]:
    table: dict[str, Organization] = {}
    for entry in organizations():
        table[fold_name(entry.name)] = entry
    for entry in organizations():
        for alias in entry.aliases:
            table.setdefault(fold_name(alias), entry)
    return table


@lru_cache(maxsize=1)
def _by_account() -> dict[str, Organization]:
    return {account.casefold(): entry for entry in organizations() for account in entry.hub_accounts}


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Organization]:
    return {domain: entry for entry in organizations() for domain in entry.domains}


@lru_cache(maxsize=1)
def organization_finder() -> NameFinder:
    """What finds the catalogue's organisations in texts."""
    return NameFinder({entry.name: entry.searchable for entry in organizations()})


def _without_legal_form(folded: str) -> str:
    words = folded.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    while len(words) > 1 and words[0] in _LEADING_WORDS:
        words.pop(0)
    return " ".join(words)


def _look_up(name: str) -> Organization | None:
    table = _by_name()
    folded = fold_name(name)
    if not folded:
        return None
    words = _without_legal_form(folded).split()
    found = table.get(folded) or table.get(" ".join(words))
    while found is None and len(words) > 1 and words[-1] in _TRAILING_WORDS:
        words.pop()
        found = table.get(" ".join(words))
    return found or table.get(folded.replace(" ", ""))


def organization(name: str) -> Organization | None:
    """The organisation that a source means by ``name``, or ``None`` where the catalogue does not know it.

    Legal forms, "the", and a second name in brackets or after a slash are seen through.
    """
    found = _look_up(name)
    if found is not None:
        return found
    match = _INSIDE.match(name)
    parts: tuple[str, ...]
    if match is not None:
        parts = (f"{match['outside']} {match['rest']}", match["inside"])
    elif "/" in name:
        parts = tuple(name.split("/"))
    else:
        return None
    return next((entry for entry in map(_look_up, parts) if entry is not None), None)


def canonical_organization(name: str) -> str | None:
    """The canonical name of an organisation, or ``None`` where the catalogue does not know it."""
    entry = organization(name)
    return entry.name if entry is not None else None


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every folded name, alias and Hub account of the catalogue, for recognising a developer in front of a name."""
    accounts = (fold_name(account) for account in _by_account())
    return frozenset([*_by_name(), *accounts])


@lru_cache(maxsize=1)
def _by_plain_name() -> dict[str, str]:
    return {fold_name(form): entry.name for entry in organizations() for form in entry.plain if not form.isascii()}


def plain_organization(name: str) -> str | None:
    """The canonical name of the organisation that has this common word, in a script other than Latin, as its name."""
    return _by_plain_name().get(fold_name(name))


def find_organizations(text: str) -> list[OrganizationMention]:
    """Developers named in a text, in order, without overlaps; offsets are characters of ``text``."""
    return organization_finder().find(text)


def organization_of_hub_account(account: str) -> str | None:
    """The developer behind a Hugging Face account; ``None`` for people, mirrors and unknown accounts."""
    entry = _by_account().get(account.casefold())
    return entry.name if entry is not None else None


def organization_of_domain(host: str) -> str | None:
    """The developer whose site ``host`` is, subdomains included; ``None`` for anyone else's."""
    labels = host.casefold().rstrip(".").split(":")[0].split(".")
    table = _by_domain()
    for start in range(len(labels) - 1):
        entry = table.get(".".join(labels[start:]))
        if entry is not None:
            return entry.name
    return None
