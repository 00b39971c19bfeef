"""From a row of the Hub's list to a sighting, and to the question whether its card and config are worth fetching.

Rows are read as raw JSON: the official client's typed record refuses real ones (a safetensors block without ``total``).
Values of the list that change daily go to the sighting's metrics; a repository's content is versioned by its ``sha``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from crawler.records import Document, DocumentKind, Sighting, Signal, SourceRank
from pipelines.identity.active import active_parameters
from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.parameters import repository_parameters
from pipelines.identity.repositories import RepositoryClass, classify_repository, exclusion_reason
from spiders.hub.listing import Sweep, downloads_of
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

ODD = frozenset({"name_disagrees", "total_disagrees", "experts_not_understood"})
"""Flags of a parameter count that a person should see."""

SETTLED_BY_CONFIG = frozenset({"packed", "total_disagrees", "experts_not_understood"})
"""Flags of a parameter count that the model's own configuration may settle."""

KEPT_CARD_DATA = ("license", "license_name", "license_link", "base_model", "base_model_relation", "new_version",
                  "language", "co2_eq_emissions")  # fmt: skip
KEPT_CONFIG = ("architectures", "model_type", "quantization_config")
PASSING_TAGS = ("deploy:", "region:", "endpoints_compatible", "eval-results")


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


def candidate(
    row: Mapping[str, Any],
    *,
    sweep: Sweep,
    source: str,
    rank: SourceRank,
    seen_at: datetime,
    min_parameters: float,
    min_downloads: int,
) -> Candidate | None:
    """Read one row; ``None`` where the repository is too small, too little used, or of unknown size.

    In the sized sweep the Hub itself vouches for the size, so that a row without a usable count stays.
    """
    repository = str(row["id"])
    downloads = downloads_of(row)
    if downloads is None or downloads <= min_downloads:
        return None
    if sweep is Sweep.UNSIZED and _is_sized(row):
        return None
    count = repository_parameters(row)
    if count.value is None and sweep is Sweep.UNSIZED:
        return None
    if count.value is not None and count.value < min_parameters:
        return None
    kind = classify_repository(row)
    exclusion = exclusion_reason(kind)
    sighting, signals = _sighting(row, repository, kind, exclusion, source=source, rank=rank, seen_at=seen_at)
    sighting = with_parameters(sighting, row, config=None)
    if exclusion is None:
        signals += [Signal("parameters", f"{repository}: {flag}", count.basis) for flag in count.flags if flag in ODD]
    wants_card = exclusion is None or (exclusion == "finetune" and _may_be_pretrained(row, repository))
    doubtful = count.value is None or not SETTLED_BY_CONFIG.isdisjoint(count.flags)
    unseen_experts = "assumed_dense" in count.flags and _has_experts(row, count.value or 0.0)
    wants_config = wants_card and (doubtful or unseen_experts)
    return Candidate(sighting, tuple(signals), text_of(row, "sha") or "", wants_card, wants_config, row)


def with_config(found: Candidate, config: Mapping[str, Any] | None) -> Sighting:
    """The sighting with what the model's full configuration tells: its parameters, and whether it is a derivative."""
    sighting = with_parameters(found.sighting, found.row, config)
    if config is None or sighting.exclusion is not None:
        return sighting
    kind = classify_repository({**found.row, "config": config})
    exclusion = exclusion_reason(kind)
    return sighting if exclusion is None else replace(sighting, exclusion=exclusion, exclusion_detail=kind.reason)


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
    """The model card as a document about its repository's model.

    A card ranks as its developer's word where the account is a known developer's, or where the model is the account's
    own derivative; a stranger may have copied the card with the weights.
    """
    account = found.repository.partition("/")[0]
    own = organization_of_hub_account(account) is not None or found.sighting.owner_key is not None
    kind = classify_repository(found.row, body.decode("utf-8", "replace"))
    exclusion = exclusion_reason(kind)
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
        exclusion=exclusion,
        exclusion_detail=kind.reason if exclusion else None,
    )


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
            owner_key=repository if exclusion in THIRD_PARTY and known is None else None,
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


def _is_sized(row: Mapping[str, Any]) -> bool:
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
