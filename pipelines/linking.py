"""Which mentions are one model: a pure function of everything that was mentioned, whatever the order it came in.

Mentions of one *line* (family, version and variant; sizes and packaging left out) are looked at together. Names decide;
developers only keep true namesakes apart; a mention without a size goes to the sibling whose size it states, else to
the largest. A mention that does not discover (a reseller's price list) links to a model but never makes one.

What people have decided comes first: a model that they decided about keeps its id and its mentions, two that they
called not the same are never joined, and a link that they forbade is never made again.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from pipelines import link_reasons as why
from pipelines.identity.model_id import model_id, repository_model_id
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.parsed_name import in_billions
from pipelines.linked import (
    RANKS,
    LinkedModel,
    Mention,
    best_name,
    developers_in,
    model_of,
    owners_of,
    separate_models,
    unmentioned,
)
from pipelines.rulings import NO_RULINGS, KeptModel, Rulings

__all__ = ["RANKS", "SAME_SIZE", "LinkedModel", "Mention", "line_key", "link_line", "link_owner", "name_key"]

SAME_SIZE = 0.15
"""Relative difference up to which a stated size and a model's size are the same (rounded names: 120b is 116.8e9)."""


def line_key(name: ParsedName) -> str:
    """Key of a name's line: family, version and variants, without sizes and without regard to spacing."""
    return "-".join(filter(None, ["".join(name.family), name.version or "", *name.variants]))


def name_key(name: ParsedName) -> str:
    """Key of a name: its line and its sizes."""
    size = name.shape or (f"{name.total:g}" if name.total else "")
    active = f"a{name.active:g}" if name.active else ""
    effective = f"e{name.effective:g}" if name.effective else ""
    return "_".join(filter(None, [line_key(name), size, active, effective]))


_Key = tuple[str, str | None]
"""A name's key and the developer whose model is meant (``None``: nobody says whose it is)."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Mentions of one name by one developer."""

    name_key: str
    organization: str | None
    mentions: tuple[Mention, ...]

    @property
    def size(self) -> float | None:
        stated = sorted(m.parameters for m in self.mentions if m.parameters and m.rank != SourceRank.NEWS)
        stated = stated or sorted(m.parameters for m in self.mentions if m.parameters)
        return stated[len(stated) // 2] if stated else None

    @property
    def is_sized(self) -> bool:
        return any(m.is_sized for m in self.mentions)

    @property
    def is_derived(self) -> bool:
        """Whether everybody who discovers it shows a copy or derivative: a name without size never means that."""
        return all(m.exclusion is not None for m in self.mentions if m.discovers)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mention belongs, and by which rule: its name, a stated size, being the largest, or part of a size."""

    key: _Key
    rule: str


_BY_NAME, _BY_SIZE, _BY_RANK, _BY_PART = "name", "size", "largest", "part of the size"


def link_owner(mentions: Sequence[Mention], rulings: Rulings = NO_RULINGS) -> list[LinkedModel]:
    """The model of a third party's repository, whose identity is its owner key."""
    ordered = sorted(mentions, key=lambda m: (RANKS.index(m.rank), m.raw_name, m.id))
    owned: list[Mention] = []
    separate: list[tuple[Mention, str, str]] = []
    for mention in ordered:
        assert mention.owner_key is not None
        ident = repository_model_id(mention.owner_key)
        said_by = rulings.forbidden_for(mention.raw_name, mention.source).get(ident)
        if said_by is None:
            owned.append(mention)
        elif mention.discovers:
            separate.append((mention, ident, said_by))
    models = []
    if owned:
        first = next((m for m in owned if m.exclusion), owned[0])
        assert first.owner_key is not None
        reasons = {m.id: why.repository(m.owner_key or "") for m in owned}
        models.append(
            model_of(repository_model_id(first.owner_key), first, reasons, owned, first.organization, first.owner_key)
        )
    else:
        models += [unmentioned(kept) for kept in rulings.kept if kept.held and not kept.place]
    return [*models, *separate_models(separate, rulings.kept)]


def link_line(mentions: Sequence[Mention], rulings: Rulings = NO_RULINGS) -> list[LinkedModel]:
    """The models of one line; mentions that belong to none of them are in no model."""
    ordered = sorted(mentions, key=lambda m: m.id)
    forbidden = {m.id: rulings.forbidden_for(m.raw_name, m.source) for m in ordered}
    line = _Line([m for m in ordered if not forbidden[m.id]], rulings)
    separate: list[tuple[Mention, str, str]] = []
    for mention in ordered:
        place = line.place_of(mention)
        not_these = forbidden[mention.id]
        meant = line.kept.get(place.key) if place else None
        refused = meant.id if meant and meant.id in not_these else None
        if place is not None and refused is None:
            line.put(mention, place)
        elif not_these and mention.discovers:
            # A name that its own source uses for something else makes a model of that source's own.
            refused = refused or min(not_these)
            separate.append((mention, refused, not_these[refused]))
    return [*line.models(), *separate_models(separate, rulings.kept)]


class _Line:
    """One line while its mentions are put in their places."""

    def __init__(self, mentions: Sequence[Mention], rulings: Rulings) -> None:
        self.rulings = rulings
        self.line_owners = owners_of(mentions)
        self.name_owners: dict[str, list[str]] = {}
        self.groups = self._split_namesakes(mentions)
        self.kept = self._recognise()
        self.made = {
            key: group
            for key, group in self.groups.items()
            if any(m.discovers for m in group.mentions) or (key in self.kept and self.kept[key].held)
        }
        self.members: dict[_Key, list[tuple[Mention, str]]] = {key: [] for key in self.made}

    def _split_namesakes(self, mentions: Sequence[Mention]) -> dict[_Key, _Group]:
        """Group by name, and by developer only where two developers themselves use the same name."""
        by_name: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_name.setdefault(mention.name_key, []).append(mention)
        groups: dict[_Key, _Group] = {}
        for name_key, named in by_name.items():
            owners = owners_of(named) or self.line_owners
            said = [name for name in self._said_to_be_apart(name_key) if name not in owners]
            self.name_owners[name_key] = [*owners, *said]
            members: dict[str | None, list[Mention]] = {}
            for mention in named:
                members.setdefault(self._owner_of(mention), []).append(mention)
            for owner, own in members.items():
                groups[name_key, owner] = _Group(name_key, owner, tuple(own))
        return groups

    def _said_to_be_apart(self, name_key: str) -> list[str]:
        """Developers whose models of this name somebody called not the same: they stay two, whoever mentions them."""
        same = [kept for kept in self.rulings.kept if kept.name_key == name_key and not kept.place]
        return sorted({
            kept.organization
            for kept in same
            if kept.organization and any(self.rulings.are_apart(kept.id, other.id) for other in same)
        })  # fmt: skip

    def _owner_of(self, mention: Mention) -> str | None:
        owners = self.name_owners.get(mention.name_key) or self.line_owners
        own = set(developers_in(mention.organization))
        return next((owner for owner in owners if owner in own), owners[0] if owners else None)

    def _recognise(self) -> dict[_Key, KeptModel]:
        """Which groups are the models that people decided about: those of the same name and developer.

        A developer may have become known or been corrected since: then it is the best attested of the name that is no
        other kept model's.
        """
        found: dict[_Key, KeptModel] = {}
        here = sorted((kept for kept in self.rulings.kept if not kept.place), key=lambda k: (not k.held, k.id))
        lost = []
        for kept in here:
            key = (kept.name_key, kept.organization)
            if key in self.groups and key not in found:
                found[key] = kept
            else:
                lost.append(kept)
        for kept in lost:
            ranked = [*self.name_owners.get(kept.name_key, ()), None]
            free = ((kept.name_key, owner) for owner in ranked)
            nearest = next((key for key in free if key in self.groups and key not in found), None)
            if nearest is not None:
                found[nearest] = kept
        return found

    def place_of(self, mention: Mention) -> _Place | None:
        """Where a mention belongs by the rules, without regard to links that were forbidden."""
        key = (mention.name_key, self._owner_of(mention))
        if not mention.is_sized:
            sibling = self._sized_sibling(mention, key)
            if sibling is not None:
                return sibling
        whole = self._fully_sized(mention, key)
        if whole is not None:
            return whole
        if key in self.made:
            return _Place(key, _BY_NAME)
        same = sorted((other for other in self.made if other[0] == mention.name_key), key=lambda k: k[1] or "")
        return _Place(same[0], _BY_NAME) if same else None

    def _sized_sibling(self, mention: Mention, key: _Key) -> _Place | None:
        """The sized model that a name without a size stands for, if any."""
        # Whose model it is, newspapers get wrong more often than its name.
        own = set(developers_in(mention.organization)) if mention.rank != SourceRank.NEWS else set()
        kept = self.kept.get(key)
        siblings = {
            other: group.size
            for other, group in self.made.items()
            if other[0] != mention.name_key
            and group.is_sized
            and (not own or other[1] is None or other[1] in own)
            and not self._are_apart(kept, other)
        }
        if mention.parameters:
            if kept is not None and kept.held and _is_near(self.groups[key].size, mention.parameters):
                return None
            near = [other for other, size in siblings.items() if _is_near(size, mention.parameters)]
            return _Place(min(near, key=_in_order), _BY_SIZE) if near else None
        sized = {other: size for other, size in siblings.items() if size and not self.made[other].is_derived}
        if not sized or (kept is not None and kept.held):
            return None
        return _Place(max(sized, key=lambda other: (sized[other], *_in_order(other))), _BY_RANK)

    def _fully_sized(self, mention: Mention, key: _Key) -> _Place | None:
        """The one model whose name says the whole of a size of which this name says the total or the active part.

        "Qwen3-30B" is Qwen3-30B-A3B, and "Llama 4 Scout 17B" is Llama-4-Scout-17B-16E.
        """
        kept = self.kept.get(key)
        total = parse_name(mention.raw_name).total if mention.is_sized and not mention.via else None
        if total is None or (kept is not None and kept.held):
            return None
        beginnings = (f"{mention.name_key}_a", f"{mention.line_key}_{in_billions(total)}bx")
        whole = [
            other
            for other, group in self.made.items()
            if other[0].startswith(beginnings) and not group.is_derived and not self._are_apart(kept, other)
        ]
        names = {other[0] for other in whole}
        return _Place(min(whole, key=_in_order), _BY_PART) if len(names) == 1 else None

    def _are_apart(self, kept: KeptModel | None, other: _Key) -> bool:
        sibling = self.kept.get(other)
        return kept is not None and sibling is not None and self.rulings.are_apart(kept.id, sibling.id)

    def put(self, mention: Mention, place: _Place) -> None:
        """Count a mention for a model."""
        self.members[place.key].append((mention, place.rule))

    def models(self) -> list[LinkedModel]:
        """The models with the mentions that were put there, and those that people hold though nobody mentions them."""
        names = Counter(key[0] for key in self.members)
        models = []
        for key, members in sorted(self.members.items(), key=lambda item: _in_order(item[0])):
            kept = self.kept.get(key)
            own = sorted((m for m, _ in members if m.name_key == key[0]), key=best_name)
            if not own or not any(m.discovers for m, _ in members):
                if kept is None or not kept.held:
                    continue
                if not own:
                    reasons = {m.id: _reason(m, rule, kept.name) for m, rule in members}
                    models.append(unmentioned(kept, key[1], reasons))
                    continue
            first = own[0]
            reasons = {m.id: _reason(m, rule, first.raw_name) for m, rule in members}
            if names[key[0]] > 1 and key[1]:
                reasons = {ident: why.by_developer(reason, key[1]) for ident, reason in reasons.items()}
            ident = kept.id if kept else model_id(key[1], parse_name(first.raw_name))
            models.append(model_of(ident, first, reasons, [m for m, _ in members], key[1]))
        seen = {kept.id for kept in self.kept.values()}
        gone = [k for k in self.rulings.kept if k.held and not k.place and k.id not in seen]
        return [*models, *(unmentioned(kept) for kept in sorted(gone, key=lambda k: k.id))]


def _in_order(key: _Key) -> tuple[str, str]:
    return key[0], key[1] or ""


def _is_near(size: float | None, stated: float) -> bool:
    return bool(size) and abs(math.log((size or 1.0) / stated)) <= math.log1p(SAME_SIZE)


def _reason(mention: Mention, rule: str, shown: str) -> str:
    if rule == _BY_SIZE and mention.parameters:
        reason = why.stated_size(mention.parameters, shown)
    elif rule == _BY_RANK:
        reason = why.largest(shown)
    elif rule == _BY_PART:
        reason = why.part_of_size(shown)
    else:
        return mention.via or why.same_name(mention.raw_name, shown)
    return f"{mention.via}; {reason}" if mention.via else reason
