"""Which mentions are one model: a pure function of everything that was mentioned, whatever the order it came in.

Mentions of one *line* (family, version and variant; sizes and packaging left out) are looked at together. Names decide;
developers only keep true namesakes apart; a mention without a size goes to the sibling whose size it states, else to
the largest. A mention that does not discover (a reseller's price list) links to a model but never makes one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from pipelines.identity.model_id import model_id, repository_model_id
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import canonical_organization

SAME_SIZE = 0.15
"""Relative difference up to which a stated size and a model's size are the same (rounded names: 120b is 116.8e9)."""

RANKS = tuple(SourceRank)


def line_key(name: ParsedName) -> str:
    """Key of a name's line: family, version and variants, without sizes and without regard to spacing."""
    return "-".join(filter(None, ["".join(name.family), name.version or "", *name.variants]))


def name_key(name: ParsedName) -> str:
    """Key of a name: its line and its sizes."""
    size = name.shape or (f"{name.total:g}" if name.total else "")
    active = f"a{name.active:g}" if name.active else ""
    effective = f"e{name.effective:g}" if name.effective else ""
    return "_".join(filter(None, [line_key(name), size, active, effective]))


@dataclass(frozen=True, slots=True)
class Mention:
    """A model's name as one document or row uses it, with what decides its identity."""

    id: str
    raw_name: str
    name_key: str
    line_key: str
    is_sized: bool
    organization: str | None
    parameters: float | None
    rank: SourceRank
    owner_key: str | None
    discovers: bool
    exclusion: str | None = None
    exclusion_detail: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedModel:
    """A model that mentions add up to."""

    id: str
    name: str
    family: str
    name_key: str
    line_key: str
    organization: str | None
    exclusion: str | None
    exclusion_detail: str | None
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Mentions of one name by one developer (``None``: nobody says whose it is)."""

    name_key: str
    organization: str | None
    mentions: tuple[Mention, ...]

    @property
    def size(self) -> float | None:
        stated = sorted(m.parameters for m in self.mentions if m.parameters and m.rank != SourceRank.NEWS)
        stated = stated or sorted(m.parameters for m in self.mentions if m.parameters)
        return stated[len(stated) // 2] if stated else None


def link_owner(mentions: Sequence[Mention]) -> list[LinkedModel]:
    """The model of a third party's repository, whose identity is its owner key."""
    if not mentions:
        return []
    ordered = sorted(mentions, key=lambda m: (RANKS.index(m.rank), m.raw_name, m.id))
    first = next((m for m in ordered if m.exclusion), ordered[0])
    assert first.owner_key is not None
    return [_model(repository_model_id(first.owner_key), first, ordered, first.organization)]


def link_line(mentions: Sequence[Mention]) -> list[LinkedModel]:
    """The models of one line; mentions that belong to none of them are in no model."""
    groups = _split_namesakes(sorted(mentions, key=lambda m: m.id))
    made = {key: group for key, group in groups.items() if any(m.discovers for m in group.mentions)}
    assigned: dict[tuple[str, str | None], list[Mention]] = {key: [] for key in made}
    for key, group in groups.items():
        for mention in group.mentions:
            target = _sized_sibling(mention, made) if not mention.is_sized else None
            target = target or (key if key in made else _nearest(mention, made))
            if target is not None:
                assigned[target].append(mention)
    models = []
    for key, members in sorted(assigned.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        if any(m.discovers for m in members):
            models.append(_named(made[key], members))
    return models


def _split_namesakes(mentions: Sequence[Mention]) -> dict[tuple[str, str | None], _Group]:
    """Group by name, and by developer only where two developers themselves use the same name."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_name.setdefault(mention.name_key, []).append(mention)
    line_owners = _owners(mentions)
    groups: dict[tuple[str, str | None], _Group] = {}
    for name_key, named in by_name.items():
        owners = _owners(named) or line_owners
        members: dict[str | None, list[Mention]] = {}
        for mention in named:
            members.setdefault(_owner_of(mention, owners), []).append(mention)
        for owner, own in members.items():
            groups[name_key, owner] = _Group(name_key, owner, tuple(own))
    return groups


def _owners(mentions: Iterable[Mention]) -> list[str]:
    """Developers that are behind a name, best attested first.

    Known developers who say so themselves count before all others; strangers' accounts and news only where none does.
    """
    tiers: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for mention in mentions:
        for name in _names(mention.organization)[:1]:
            known = canonical_organization(name) is not None
            trusted = mention.rank in {SourceRank.DEVELOPER, SourceRank.PAPER}
            tiers[0 if known and trusted else 1 if known else 2][name] += 1
    ranked = [sorted(tier, key=lambda name, tier=tier: (-tier[name], name)) for tier in tiers]  # type: ignore[misc]
    best = next((names for names in ranked if names), [])
    return best if ranked[0] else best[:1]


def _owner_of(mention: Mention, owners: Sequence[str]) -> str | None:
    if not owners:
        return None
    own = set(_names(mention.organization))
    return next((owner for owner in owners if owner in own), owners[0])


def _names(organization: str | None) -> list[str]:
    return [part.strip() for part in (organization or "").split(";") if part.strip()]


def _sized_sibling(mention: Mention, made: dict[tuple[str, str | None], _Group]) -> tuple[str, str | None] | None:
    """The sized model that a name without a size stands for, if any."""
    # Whose model it is, newspapers get wrong more often than its name.
    own = set(_names(mention.organization)) if mention.rank != SourceRank.NEWS else set()
    siblings = {
        key: group.size
        for key, group in made.items()
        if key[0] != mention.name_key
        and any(m.is_sized for m in group.mentions)
        and (not own or key[1] is None or key[1] in own)
    }
    if mention.parameters:
        near = [key for key, size in siblings.items() if size and _near(size, mention.parameters)]
        return min(near, key=lambda key: (key[0], key[1] or "")) if near else None
    sized = {key: size for key, size in siblings.items() if size}
    if not sized:
        return None
    return max(sized, key=lambda key: (sized[key], key[0], key[1] or ""))


def _near(a: float, b: float) -> bool:
    return abs(math.log(a / b)) <= math.log1p(SAME_SIZE)


def _nearest(mention: Mention, made: dict[tuple[str, str | None], _Group]) -> tuple[str, str | None] | None:
    """Where a mention that makes no model of its own belongs: the model of the same name."""
    same = sorted((key for key in made if key[0] == mention.name_key), key=lambda key: key[1] or "")
    return same[0] if same else None


def _named(group: _Group, members: Sequence[Mention]) -> LinkedModel:
    own = [m for m in members if m.name_key == group.name_key]
    ordered = sorted(own, key=_best_name)
    ident = model_id(group.organization, parse_name(ordered[0].raw_name))
    return _model(ident, ordered[0], members, group.organization)


def _best_name(mention: Mention) -> tuple[bool, bool, int, int, str, str]:
    """The plain name before those with packaging (Instruct, FP8), then the developer's spelling."""
    parsed = parse_name(mention.raw_name)
    packed = bool(parsed.packaging or parsed.stamps or parsed.context or "/" in mention.raw_name)
    rank = RANKS.index(mention.rank)
    return (not mention.discovers, packed, rank, len(mention.raw_name), mention.raw_name, mention.id)


def _model(ident: str, first: Mention, members: Sequence[Mention], organization: str | None) -> LinkedModel:
    parsed = parse_name(first.raw_name)
    # One mention that is no derivative makes the model a candidate: a mirror of it does not exclude the original.
    original = any(m.exclusion is None and m.discovers for m in members)
    return LinkedModel(
        id=ident,
        name=first.raw_name,
        family=" ".join(parsed.family),
        name_key=first.name_key,
        line_key=first.line_key,
        organization=organization,
        exclusion=None if original else first.exclusion,
        exclusion_detail=None if original else first.exclusion_detail,
        mentions=tuple(sorted(m.id for m in members)),
    )
