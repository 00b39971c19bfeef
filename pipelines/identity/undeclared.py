"""Derivatives that declare nothing: what a repository's account, name, configuration and size give away.

The last step of the order in which copies and derivatives are sorted out; everything here is evidence by likeness, so
each rule asks for two signs (a name and an account, an architecture and a size) and says which they were.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.identity.catalogue import Architecture, architectures, families_in, mirrors, releases_near
from pipelines.identity.comparison import close
from pipelines.identity.hub_row import HubRow
from pipelines.identity.matching import shares_developer
from pipelines.identity.name_words import FORMATS, VARIANTS
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.repository_words import (
    DERIVATIVE_WORDS,
    DISTILLATION_WORDS,
    FROM_SCRATCH,
    MERGE_WORDS,
    is_judge,
    is_speaker,
    words_of,
)

SAME_COUNT = 1.0002
"""Two counts of one model; a fine-tune may add a few tokens to the vocabulary (64 tokens of 8,192 values in 8e9)."""
_SAME_LISTED_COUNT = 1.004
"""The catalogue's sizes have two decimals; equal counts differ by no more than that rounding."""
_SAME_SIZE = 1.03
"""Fine-tunes change the vocabulary or drop a head; 3 % covers that and stays below the gaps between sizes."""
_NEARLY_SAME_SIZE = 1.12
"""Dropping a vision tower or a prediction layer takes up to a tenth; enough where a second sign is there."""
_SAME_NAMED_SIZE = 1.2
"""Sizes in names are rounded: "7B" for 8.3e9."""
_EXPERTS_OF_OTHERS = re.compile(r"(?:^|[-_])\d+x\d+(?:\.\d+)?b(?:$|[-_])|(?:^|[-_])\d+(?:\.\d+)?bx\d+(?:$|[-_])")
"""A mixture named by its parts ("4x7B")."""


_PUBLISHED = FORMATS | frozenset(["instruct", "chat", "base", "it", "preview", "thinking"])
"""Words of packaging that developers' own releases and copies of them bear."""


class Likeness(NamedTuple):
    """Why a repository is taken for a derivative; ``is_copy`` where nothing in it seems changed.

    ``family`` is the family word of what it was made from, where the sign tells.
    """

    reason: str
    is_copy: bool = False
    derivation: str | None = None
    family: str | None = None


def developer_of(account: str) -> str:
    """The developer behind an account; a stranger's account stands for itself."""
    return organization_of_hub_account(account) or account.casefold()


def is_official(account: str) -> bool:
    """Whether an account is a known developer's."""
    return organization_of_hub_account(account) is not None


def likeness(repository: HubRow) -> Likeness | None:
    """The first sign that another developer's model is behind a repository that declares none, or ``None``."""
    parsed = parse_name(repository.name)
    words = words_of(repository.name)
    derived = sorted(words & DERIVATIVE_WORDS)
    if repository.account.casefold() in mirrors():
        if VARIANTS.issuperset(parsed.variants) and not derived:
            return Likeness("an account of copies, an unchanged name", is_copy=True)
        return Likeness("an account of conversions and variations", derivation=_derivation(words))
    official = is_official(repository.account)
    family = foreign_family(repository)
    if family is not None:
        # Whoever adds a stage that the developer does not publish ("-instruction", "-multilingual") has trained it.
        is_plain = len(parsed.family) == 1 and not parsed.variants and _PUBLISHED.issuperset(parsed.packaging)
        if not official and is_plain:
            return Likeness(f"{family} under its own name, from another account", is_copy=True, family=family)
        reason = f"named after {family}, which is another developer's"
        return Likeness(reason, derivation=_derivation(words), family=family)
    sign = _shared_architecture(repository, parsed) or _shared_count(repository)
    if sign is not None:
        return sign._replace(derivation=_derivation(words))
    merged = sorted(words & MERGE_WORDS)
    if merged:
        return Likeness(f"name says {merged[0]}", derivation="merge")
    if official or FROM_SCRATCH.search(" ".join([repository.name.casefold(), *repository.tags])):
        return None
    if derived:
        return Likeness(f"name says {derived[0]}", derivation=_derivation(words))
    if _EXPERTS_OF_OTHERS.search(repository.name.casefold()):
        return Likeness("a stranger's mixture of complete models, by its name", derivation="merge")
    return None


def _derivation(words: frozenset[str]) -> str | None:
    if not words.isdisjoint(MERGE_WORDS):
        return "merge"
    return None if words.isdisjoint(DISTILLATION_WORDS) else "distillation"


def bears_own_family(repository: HubRow) -> bool:
    """Whether a family of the account itself stands anywhere in the repository's name."""
    account = repository.account.casefold()
    return any(account in family.accounts for family in families_in(repository.name))


def foreign_family(repository: HubRow) -> str | None:
    """The family of another developer that the repository's name begins with, or ``None``.

    The first family decides: what follows a foreign one is what was made of it, what follows one's own is how.
    """
    first = next(iter(families_in(repository.name)), None)
    if first is None or repository.account.casefold() in first.accounts:
        return None
    return first.word if first.organization != developer_of(repository.account) else None


def is_named_after_anothers(name: str, developer: str | None) -> bool:
    """Whether a name begins with a known family of another developer than the one that a catalogue states."""
    first = next(iter(families_in(name)), None)
    return first is not None and bool(developer) and not shares_developer(developer, first.organization)


def _architecture(repository: HubRow) -> Architecture | None:
    """The catalogue's entry for the repository's architecture, or for the one whose language part it is."""
    known = architectures()
    kinds = [repository.model_type, repository.model_type.removesuffix("_text"), *sorted(repository.tags)]
    return next((known[kind] for kind in kinds if kind in known), None)


def _sizes(architecture: Architecture) -> tuple[float, ...]:
    """Its developer's sizes, for a language part also those of the whole."""
    whole = architectures().get(architecture.model_type.removesuffix("_text"))
    return (*architecture.sizes, *(whole.sizes if whole is not None and whole is not architecture else ()))


def _family_of(model_type: str) -> str | None:
    """The family that an architecture of one developer is called after."""
    return next((family.word for family in families_in(model_type)), None)


def _shared_architecture(repository: HubRow, parsed: ParsedName) -> Likeness | None:
    """Same architecture and size as another developer's model: the sign that is left when nothing is declared.

    For an architecture that others train from scratch too, a known developer's repository is meant only where its task
    is one that language models are adapted to, a stranger's also where it has the very same count.
    """
    architecture = _architecture(repository)
    if architecture is None or repository.account.casefold() in architecture.accounts:
        return None
    official = is_official(repository.account)
    counted, tolerance = repository.counted, _SAME_SIZE if official else _NEARLY_SAME_SIZE
    adapted = is_judge(repository.name, repository.task) or is_speaker(repository.name, repository.task)
    if adapted:
        tolerance = _NEARLY_SAME_SIZE
    elif architecture.is_shared:
        if official or counted is None:
            return None
        tolerance = _SAME_LISTED_COUNT
    if not _has_size(architecture, counted, parsed.total, tolerance):
        return None
    reason = f"architecture {architecture.model_type} in a size of its developer's{', adapted' if adapted else ''}"
    return Likeness(reason, family=None if architecture.is_shared else _family_of(architecture.model_type))


def own_adaptation(repository: HubRow) -> str | None:
    """Why a developer's repository is its own model adapted to another task, or ``None`` where it is not."""
    architecture = _architecture(repository)
    if architecture is None or repository.account.casefold() not in architecture.accounts:
        return None
    total = parse_name(repository.name).total
    if not is_judge(repository.name, repository.task):
        return None
    if not _has_size(architecture, repository.counted, total, _NEARLY_SAME_SIZE):
        return None
    return f"architecture {architecture.model_type} in one of its sizes, adapted to another task"


def _has_size(architecture: Architecture, counted: float | None, named: float | None, tolerance: float) -> bool:
    size, tolerance = (counted, tolerance) if counted is not None else (named, _SAME_NAMED_SIZE)
    return size is not None and any(close(size, known, tolerance) for known in _sizes(architecture))


def _shared_count(repository: HubRow) -> Likeness | None:
    """A known developer's parameter count: nearly, in the same architecture, or to the digit, under any name.

    Two architectures of 15 billion parameters have been seen to differ by 5,696; none to be equal by chance.
    """
    counted = repository.counted
    if counted is None:
        return None
    official, developer = is_official(repository.account), developer_of(repository.account)
    for release in releases_near(counted, SAME_COUNT):
        if any(developer_of(account) == developer for account in release.accounts):
            continue
        if release.model_type == repository.model_type and not official:
            family = _family_of(release.model_type) if release.is_first else None
            return Likeness(f"the parameter count of a known developer's {release.model_type} model", family=family)
        if release.is_first and counted == release.parameters:
            reason = f"to the digit the parameter count of an earlier developer's {release.model_type} model"
            return Likeness(reason, family=_family_of(release.model_type))
    return None
