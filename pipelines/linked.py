"""Mentions, the models that they add up to, and how a model is named, signed and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from pipelines import link_reasons as why
from pipelines.identity.model_id import model_id
from pipelines.identity.names import parse_name
from pipelines.identity.organizations import canonical_organization
from pipelines.rulings import KeptModel

RANKS = tuple(SourceRank)


@dataclass(frozen=True, slots=True)
class Mention:
    """A model's name as one document or row uses it, with what decides its identity.

    ``source`` is the name of the source. ``via`` says why the mention counts under another name's keys than its own
    (another form of a model's name), and is empty for all others.
    """

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
    source: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class LinkedModel:
    """A model that mentions add up to; ``reasons`` says of each mention, in their order, why it is this model's."""

    id: str
    name: str
    family: str
    name_key: str
    line_key: str
    organization: str | None
    exclusion: str | None
    exclusion_detail: str | None
    mentions: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    owner_key: str | None = None
    place: str = ""


def owners_of(mentions: Iterable[Mention]) -> list[str]:
    """Developers that are behind a name, best attested first.

    Known developers who say so themselves count before all others; strangers' accounts and news only where none does.
    Who copied or converted a model has no say where anybody else names its developer.
    """
    mentions = list(mentions)
    tiers: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for mention in [m for m in mentions if m.exclusion is None and m.organization] or mentions:
        for name in developers_in(mention.organization)[:1]:
            known = canonical_organization(name) is not None
            trusted = mention.rank in {SourceRank.DEVELOPER, SourceRank.PAPER}
            tiers[0 if known and trusted else 1 if known else 2][name] += 1
    ranked = [sorted(tier, key=lambda name, tier=tier: (-tier[name], name)) for tier in tiers]  # type: ignore[misc]
    best = next((names for names in ranked if names), [])
    return best if ranked[0] else best[:1]


def exclusion_of(
    said: Sequence[tuple[str | None, str | None, SourceRank]],
) -> tuple[str | None, str | None]:
    """Why a model is no candidate, with how that is known, from what each mention that discovers it says.

    One mention that is no derivative makes the model a candidate: a mirror of it does not exclude the original. But a
    newspaper that says whose model a product runs on outweighs others that only name the product.
    """
    first: tuple[str | None, str | None] = next(((code, detail) for code, detail, _ in said), (None, None))
    plain = [rank for code, _, rank in said if code is None]
    product = next(((code, detail) for code, detail, _ in said if code == "product"), None)
    if product is not None and all(rank == SourceRank.NEWS for rank in plain):
        return product
    return (None, None) if plain else first


def developers_in(organization: str | None) -> list[str]:
    """The single names in a text that joins several by semicolons."""
    return [part.strip() for part in (organization or "").split(";") if part.strip()]


def best_name(mention: Mention) -> tuple[bool, bool, bool, int, int, str, str]:
    """The plain name before those with packaging (Instruct, FP8), then the developer's spelling."""
    parsed = parse_name(mention.raw_name)
    packed = bool(parsed.packaging or parsed.stamps or parsed.context or "/" in mention.raw_name)
    rank = RANKS.index(mention.rank)
    name = mention.raw_name
    return (bool(mention.via), not mention.discovers, packed, rank, len(name), name, mention.id)


def separate_models(mentions: Iterable[tuple[Mention, str, str]], kept: Iterable[KeptModel]) -> list[LinkedModel]:
    """Models of mentions that must not be linked to the model of their name, one for each name and source.

    With each mention come the model that it is not and who said so.
    """
    groups: dict[tuple[str, str], list[tuple[Mention, str, str]]] = {}
    for entry in mentions:
        groups.setdefault((entry[0].name_key, entry[0].source), []).append(entry)
    known = {(k.name_key, k.place): k for k in kept if k.place}
    models = []
    for (name, source), entries in sorted(groups.items()):
        own = sorted((mention for mention, _, _ in entries), key=best_name)
        organization = next(iter(owners_of(own)), None)
        found = known.pop((name, source), None)
        natural = f"{model_id(organization, parse_name(own[0].raw_name))}@{source.replace('/', '-')}"
        reasons = {mention.id: why.kept_apart(ident, by) for mention, ident, by in entries}
        models.append(model_of(found.id if found else natural, own[0], reasons, own, organization, place=source))
    return [*models, *(unmentioned(k) for _, k in sorted(known.items()) if k.held)]


def model_of(
    ident: str,
    first: Mention,
    reasons: Mapping[str, str],
    members: Sequence[Mention],
    organization: str | None,
    owner_key: str | None = None,
    place: str = "",
) -> LinkedModel:
    """The model that goes by its first mention's name; ``reasons`` has one for every member."""
    parsed = parse_name(first.raw_name)
    said = sorted((m for m in members if m.discovers), key=lambda m: m is not first)
    excluded = exclusion_of([(m.exclusion, m.exclusion_detail, m.rank) for m in said])
    if not said:
        excluded = (first.exclusion, first.exclusion_detail)
    ids = tuple(sorted(m.id for m in members))
    return LinkedModel(
        id=ident,
        name=first.raw_name,
        family=" ".join(parsed.family),
        name_key=first.name_key,
        line_key=first.line_key,
        organization=organization,
        exclusion=excluded[0],
        exclusion_detail=excluded[1],
        mentions=ids,
        reasons=tuple(reasons[ident] for ident in ids),
        owner_key=owner_key,
        place=place,
    )


def unmentioned(
    kept: KeptModel, organization: str | None = None, reasons: Mapping[str, str] | None = None
) -> LinkedModel:
    """A model that people decided about and that no name means at the moment, with what else was linked to it."""
    ids = tuple(sorted(reasons or {}))
    return LinkedModel(
        id=kept.id, name=kept.name, family=kept.family, name_key=kept.name_key, line_key=kept.line_key,
        organization=organization or kept.organization, exclusion=None, exclusion_detail=None, mentions=ids,
        reasons=tuple((reasons or {})[ident] for ident in ids), owner_key=kept.owner_key, place=kept.place,
    )  # fmt: skip
