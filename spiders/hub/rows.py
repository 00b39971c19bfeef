"""From a row of the Hub's list to a sighting, and to the question whether its card and config are worth fetching.

Rows are read as raw JSON: the official client's typed record refuses real ones (a safetensors block without ``total``).
Values of the list that change daily go to the sighting's metrics; a repository's content is versioned by its ``sha``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from crawler.records import Document, DocumentKind, Sighting, Signal, SourceRank
from pipelines.identity.active import active_parameters
from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.parameters import ParameterCount, repository_parameters
from pipelines.identity.repositories import RepositoryClass, classify_repository, exclusion_reason
from spiders.hub.listing import Sweep, downloads_of
from spiders.hub.sizes import Size
from spiders.hub.vocabulary import accessibility_of, domain_of
from spiders.parsed import count_of, iso_date, text_of, texts_of

SITE = "https://huggingface.co"

EARLIEST_CREATION = "2022-03-02"
"""The Hub gives this creation date to everything that is older."""

THIRD_PARTY = frozenset({"finetune", "merge", "adapter"})
"""Exclusions of models in their own right. A stranger's keeps its repository's identity, since strangers reuse names; a
known developer's is known by its name, as in the news about it; a copy has its original's."""

CONTINUED_PRETRAINING = re.compile(r"\b(?:cpt|pre-?train(?:ed|ing)?)\b", re.IGNORECASE)

EXPERTS = re.compile(r"moe|mixture|\d+x\d+(?:\.\d+)?b", re.IGNORECASE)
EXPERT_COLUMNS = frozenset({"num_experts", "n_routed_experts", "num_local_experts", "moe_num_experts"})
LARGE = 100e9
"""Parameters from which hardly any model is dense, so that the experts are looked up."""

NOT_COUNTED = ParameterCount(None, None, "none")

ODD = frozenset({"name_disagrees", "total_disagrees", "experts_not_understood"})
"""Flags of a parameter count that a person should see."""

SETTLED_BY_CONFIG = frozenset({"packed", "total_disagrees", "experts_not_understood"})
"""Flags of a parameter count that the model's own configuration may settle."""

KEPT_CARD_DATA = ("license", "license_name", "license_link", "base_model", "base_model_relation", "new_version",
                  "language", "co2_eq_emissions")  # fmt: skip
KEPT_CONFIG = ("architectures", "model_type", "quantization_config")
PASSING_TAGS = ("deploy:", "region:", "endpoints_compatible", "eval-results")


class Standing(StrEnum):
    """What a row is to the crawl."""

    COUNTS = "counts"
    UNKNOWN_SIZE = "unknown size"
    """Used enough, but neither the Hub nor the row tells how large the model is."""
    TOO_FEW = "too few downloads"
    """Large enough, and not used enough so far."""
    PASSED = "passed"
    """Too small, or another sweep's to deal with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a repository must have to be looked at: at least so many parameters, more than so many downloads."""

    min_parameters: float
    min_downloads: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, as far as it tells."""

    row: Mapping[str, Any]
    standing: Standing
    count: ParameterCount
    size: Size | None = None
    """An estimate of the parameters where there is no count."""

    @property
    def repository(self) -> str:
        """The repository's id."""
        return str(self.row["id"])

    @property
    def parameters(self) -> float | None:
        """The count, else the estimate."""
        return self.count.value if self.count.value is not None else self.size.value if self.size else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repository that is large and used enough, with what else there is to fetch about it."""

    sighting: Sighting
    signals: tuple[Signal, ...]
    version: str
    """The repository's commit; empty where the list does not say."""
    wants_card: bool
    wants_config: bool
    row: Mapping[str, Any]
    """The list's row, for what a card or a configuration adds to it."""

    @property
    def repository(self) -> str:
        """The repository's id."""
        return self.sighting.source_key

    @property
    def card_url(self) -> str:
        """Address of the model card; ``resolve`` addresses count against the larger rate limit."""
        return file_url(self.repository, "README.md")

    @property
    def config_url(self) -> str:
        """Address of the model's configuration."""
        return file_url(self.repository, "config.json")


def file_url(repository: str, file: str) -> str:
    """Address of a file in a repository's main branch."""
    return f"{SITE}/{quote(repository)}/resolve/main/{file}"


def judge_row(row: Mapping[str, Any], limits: Limits, *, sweep: Sweep) -> Judged:
    """What a row is to the crawl by its size and downloads.

    In the sized sweep the Hub itself vouches for the size, so that a row without a usable count stays. A trending
    repository needs no downloads, since they count over 30 days and it may be a day old; one that has them is the
    sweeps' by downloads.
    """
    if sweep is Sweep.UNSIZED and is_sized(row):
        return Judged(row, Standing.PASSED, NOT_COUNTED)
    count = repository_parameters(row)
    is_used = (downloads_of(row) or 0) > limits.min_downloads
    counts = is_trending(row) and not is_used if sweep is Sweep.TRENDING else is_used
    if not counts and sweep in (Sweep.SIZED, Sweep.TRENDING):
        return Judged(row, Standing.PASSED, count)
    if count.value is None and sweep is not Sweep.SIZED:
        return Judged(row, Standing.UNKNOWN_SIZE if counts else Standing.PASSED, count)
    if count.value is not None and count.value < limits.min_parameters:
        return Judged(row, Standing.PASSED, count)
    return Judged(row, Standing.COUNTS if counts else Standing.TOO_FEW, count)


def is_trending(row: Mapping[str, Any]) -> bool:
    """Whether the Hub gives the repository any trend; the list goes on with all that have none."""
    return count_of(row.get("trendingScore")) is not None


def candidate(judged: Judged, kind: RepositoryClass, *, source: str, rank: SourceRank, seen_at: datetime) -> Candidate:
    """What is said of a repository that counts, and what else to fetch about it."""
    row, repository, count = judged.row, judged.repository, judged.count
    exclusion = exclusion_reason(kind)
    sighting, signals = _sighting(row, repository, kind, exclusion, source=source, rank=rank, seen_at=seen_at)
    sighting = with_parameters(sighting, row, config=None)
    if judged.size is not None and "parameters" not in sighting.fields:
        fields = {**sighting.fields, "parameters": judged.size.value}
        sighting = replace(sighting, fields=fields, pointers={**sighting.pointers, "parameters": judged.size.basis})
    if exclusion is None:
        signals += [Signal("parameters", f"{repository}: {flag}", count.basis) for flag in count.flags if flag in ODD]
    wants_card = exclusion is None or (exclusion == "finetune" and _may_be_pretrained(row, repository))
    doubtful = count.value is None or not SETTLED_BY_CONFIG.isdisjoint(count.flags)
    unseen_experts = "assumed_dense" in count.flags and _has_experts(row, count.value or 0.0)
    # A stranger's model that declares nothing: its configuration may still name what it was loaded from.
    undeclared = exclusion is None and organization_of_hub_account(repository.partition("/")[0]) is None
    wants_config = wants_card and (doubtful or unseen_experts or undeclared)
    return Candidate(sighting, tuple(signals), text_of(row, "sha") or "", wants_card, wants_config, row)


def settled(found: Candidate, config: Mapping[str, Any] | None, card: str | None) -> Candidate:
    """The candidate with what its full configuration and its card tell: its parameters, and whether it is a derivative.

    What the row itself declares stands. ``config`` and ``card`` are ``None`` where they could not be read.
    """
    sighting = with_parameters(found.sighting, found.row, config)
    if sighting.exclusion is None and (config is not None or card is not None):
        told = {**_mapping(found.row.get("config")), **(config or {})}
        kind = classify_repository({**found.row, "config": told}, card)
        if (exclusion := exclusion_reason(kind)) is not None:
            sighting = _excluded(sighting, exclusion, kind.reason)
    return replace(found, sighting=sighting)


def as_before(
    found: Candidate, config: Mapping[str, Any] | None, exclusion: str | None, detail: str | None
) -> Candidate:
    """The candidate with what it came to when its card was read, for a card that has not changed since."""
    sighting = with_parameters(found.sighting, found.row, config)
    if sighting.exclusion is None and exclusion is not None:
        sighting = _excluded(sighting, exclusion, detail)
    return replace(found, sighting=sighting)


def with_parameters(sighting: Sighting, row: Mapping[str, Any], config: Mapping[str, Any] | None) -> Sighting:
    """The sighting with total and active parameters, as far as the row (and the model's full config) tell them."""
    known = {**row, "config": {**_mapping(row.get("config")), **config}} if config else row
    count = repository_parameters(known)
    if count.value is None:
        return sighting
    fields: dict[str, float | str] = {**sighting.fields, "parameters": count.value}
    pointers = {**sighting.pointers, "parameters": count.basis}
    active = active_parameters(count.value, config, sighting.raw_name)
    # Without experts in sight the function assumes a dense model and says so; an assumption is no claim.
    if active.value is not None and not active.flag and active.value < count.value:
        fields["active_parameters"] = active.value
        pointers["active_parameters"] = active.basis
    return replace(sighting, fields=fields, pointers=pointers)


def card_document(found: Candidate, body: bytes, content_type: str, *, source: str, fetched_at: datetime) -> Document:
    """The model card of a settled candidate as a document about its repository's model.

    A card ranks as its developer's word where the account is a known developer's, or where the model is the account's
    own derivative; a stranger may have copied the card with the weights.
    """
    account = found.repository.partition("/")[0]
    own = organization_of_hub_account(account) is not None or found.sighting.owner_key is not None
    return Document(
        source=source,
        kind=DocumentKind.MODEL_CARD,
        rank=SourceRank.DEVELOPER if own else SourceRank.CATALOGUE,
        url=found.card_url,
        body=body,
        content_type=content_type,
        fetched_at=fetched_at,
        about=found.sighting.raw_name,
        version=found.version or None,
        about_key=found.repository,
        owner_key=found.sighting.owner_key,
        exclusion=found.sighting.exclusion,
        exclusion_detail=found.sighting.exclusion_detail,
    )


def _excluded(sighting: Sighting, exclusion: str, detail: str | None) -> Sighting:
    return replace(
        sighting, exclusion=exclusion, exclusion_detail=detail, owner_key=_owner_key(sighting.source_key, exclusion)
    )


def _owner_key(repository: str, exclusion: str | None) -> str | None:
    is_stranger = organization_of_hub_account(repository.rpartition("/")[0]) is None
    return repository if exclusion in THIRD_PARTY and is_stranger else None


def _sighting(
    row: Mapping[str, Any],
    repository: str,
    kind: RepositoryClass,
    exclusion: str | None,
    *,
    source: str,
    rank: SourceRank,
    seen_at: datetime,
) -> tuple[Sighting, list[Signal]]:
    account, _, tail = repository.rpartition("/")
    signals = []
    fields: dict[str, float | str] = {"name": tail, "hugging_face_id": repository}
    pointers = {"name": "$.id", "hugging_face_id": "$.id"}
    known = organization_of_hub_account(account)
    if account:
        fields["organization"] = known or account
        pointers["organization"] = "$.id"
    if kind.base:
        fields["base_model"] = "; ".join(kind.base)
        pointers["base_model"] = "$.tags"
        fields["derivation"] = kind.derivation or kind.kind
        pointers["derivation"] = "$.tags"
    created = iso_date(row.get("createdAt"))
    if created and created > EARLIEST_CREATION:
        fields["release_date"] = created
        pointers["release_date"] = "$.createdAt"
    if tag := text_of(row, "pipeline_tag"):
        if domain := domain_of(tag):
            fields["domain"] = domain
            pointers["domain"] = "$.pipeline_tag"
        elif exclusion is None:
            signals.append(Signal("pipeline_tag", tag, repository))
    if licences := _licences(row):
        fields["licence"] = "; ".join(licences)
        pointers["licence"] = "$.cardData.license"
        accessibility = [accessibility_of(licence) for licence in licences]
        if all(accessibility):
            fields["accessibility"] = min(filter(None, accessibility), key=_STRICTEST_FIRST.index)
            pointers["accessibility"] = "$.cardData.license"
        elif exclusion is None:
            signals += [Signal("licence", name, repository) for name in licences if accessibility_of(name) is None]
    metrics = {name: count for name in ("downloads", "likes") if (count := count_of(row.get(name))) is not None}
    return (
        Sighting(
            source=source,
            source_key=repository,
            url=f"{SITE}/{quote(repository)}",
            raw_name=tail,
            rank=rank,
            seen_at=seen_at,
            fields=fields,
            pointers=pointers,
            aliases=(repository,),
            row=_kept(row),
            metrics=metrics,
            exclusion=exclusion,
            exclusion_detail=kind.reason if exclusion else None,
            owner_key=_owner_key(repository, exclusion),
        ),
        signals,
    )


_STRICTEST_FIRST = [f"Open weights ({terms})" for terms in ("non-commercial", "restricted use", "unrestricted")]


def _kept(row: Mapping[str, Any]) -> dict[str, object]:
    kept = {
        name: row[name]
        for name in ("id", "author", "baseModels", "createdAt", "gated", "library_name", "pipeline_tag", "safetensors")
        if row.get(name) is not None
    }
    card = _mapping(row.get("cardData"))
    config = _mapping(row.get("config"))
    gguf = _mapping(row.get("gguf"))
    parts = {
        "cardData": {name: card[name] for name in KEPT_CARD_DATA if card.get(name) is not None},
        "config": {name: config[name] for name in KEPT_CONFIG if config.get(name) is not None},
        "gguf": {name: gguf[name] for name in ("total", "architecture") if gguf.get(name) is not None},
        "tags": [tag for tag in texts_of(row.get("tags")) if not tag.startswith(PASSING_TAGS)],
    }
    return {**kept, **{name: part for name, part in parts.items() if part}}


def _licences(row: Mapping[str, Any]) -> list[str]:
    """The licences that a card names; its own name for one where it says ``other``."""
    card = _mapping(row.get("cardData"))
    stated = card.get("license")
    names = [stated] if isinstance(stated, str) else texts_of(stated)
    names = names or [tag.partition(":")[2] for tag in texts_of(row.get("tags")) if tag.startswith("license:")]
    own_name = text_of(card, "license_name")
    names = [own_name or "" if name.lower() == "other" else name for name in names]
    return [name.strip() for name in names if name.strip() and name.strip().lower() != "unknown"]


def is_sized(row: Mapping[str, Any]) -> bool:
    """Whether the Hub knows the parameter count, so that the sized sweep has dealt with the repository."""
    return count_of(_mapping(row.get("safetensors")).get("total")) is not None


def _may_be_pretrained(row: Mapping[str, Any], repository: str) -> bool:
    """Whether a third party's derivative may have had a training of its own that counts.

    Laboratories adapt others' base models with large runs; strangers' fine-tunes are small unless they say otherwise.
    """
    if organization_of_hub_account(repository.partition("/")[0]) is not None:
        return True
    return bool(CONTINUED_PRETRAINING.search(" ".join([repository.replace("_", "-"), *texts_of(row.get("tags"))])))


def _has_experts(row: Mapping[str, Any], total: float) -> bool:
    config = _mapping(row.get("config"))
    nested = _mapping(config.get("text_config"))
    if EXPERT_COLUMNS & (set(config) | set(nested)):
        return True
    words = [str(row["id"]), str(config.get("model_type", "")), *texts_of(config.get("architectures"))]
    return total >= LARGE or "moe" in texts_of(row.get("tags")) or any(EXPERTS.search(word) for word in words)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
