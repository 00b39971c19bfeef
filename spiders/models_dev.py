"""models.dev: a community catalogue of models (``models.json``) and of who sells them (``api.json``). Licence: MIT.

Format: ``models.json`` maps ``lab/model`` to a row; ``api.json`` maps a provider to ``{id, name, models: {id: row}}``.
Neither states parameters. Rows of resellers prove only that a name is in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.records import Failure, Sighting, Signal, SourceRank
from pipelines.identity.organizations import canonical_organization, organization_of_hub_account
from spiders.listing import ListingSpider
from spiders.owners import Developers, first_party, resold
from spiders.parsed import Parsed, Problem, distinct, iso_date, read_json, text_of, texts_of, unknown_columns

SOURCE = "models_dev"

KEPT = ("name", "family", "release_date", "knowledge", "open_weights", "license", "modalities", "weights", "links",
        "base_model", "limit", "reasoning")  # fmt: skip
"""Columns kept with a sighting; prices, benchmark scores and dates of edits change without the model changing."""

KNOWN = frozenset({*KEPT, "id", "last_updated", "attachment", "temperature", "tool_call", "structured_output", "cost",
                   "benchmarks", "status", "provider", "experimental", "interleaved", "reasoning_options",
                   "description", "options", "headers"})  # fmt: skip

HUB_REPOSITORY = re.compile(r"https?://(?:www\.)?huggingface\.co/([\w.-]+/[\w.-]+?)/?(?:[?#].*)?", re.ASCII)

MODALITY_DOMAINS = {
    ("input", "text"): (),
    ("input", "image"): ("Vision",),
    ("input", "video"): ("Video",),
    ("input", "audio"): ("Audio",),
    ("input", "pdf"): (),
    ("output", "text"): ("Language",),
    ("output", "image"): ("Image generation",),
    ("output", "video"): ("Video",),
    ("output", "audio"): ("Audio",),
}
"""Epoch's domains by direction and modality."""


def parse_models(body: bytes, *, url: str, seen_at: datetime) -> Parsed:
    """Read ``models.json``: one discovering sighting a row."""
    rows, problem = _rows(body)
    if problem is not None:
        return Parsed(problem=problem)
    signals = unknown_columns(SOURCE, rows.values(), KNOWN)
    sightings = []
    for key, row in rows.items():
        lab = key.partition("/")[0] if "/" in key else ""
        repository = _repository(row)
        known = first_party(SOURCE).get(lab)
        developer = known.organization if known else canonical_organization(lab) if lab else None
        if developer is None and repository:
            developer = organization_of_hub_account(repository.partition("/")[0])
        if developer is None:
            signals.append(Signal("organization", f"{SOURCE}: {lab or key}", "laboratory of a row in models.json"))
        made, met = _sighting(key, row, url=url, seen_at=seen_at, path=f"$[{key!r}]", developer=developer)
        sightings.append(made)
        signals.extend(met)
    return Parsed(tuple(sightings), distinct(signals), len(rows))


def parse_providers(body: bytes, *, url: str, seen_at: datetime) -> Parsed:
    """Read ``api.json``: what developers sell themselves discovers, of what resellers sell what two of them sell."""
    value, problem = read_json(body)
    if problem is not None:
        return Parsed(problem=problem)
    if not isinstance(value, dict):
        return Parsed(problem=Problem(Failure.CHANGED, "not an object of providers"))
    listed = {provider: _models(entry) for provider, entry in value.items()}
    pairs = [(provider, key) for provider, rows in listed.items() for key in rows]
    developers = Developers(SOURCE, pairs)
    attested = resold(SOURCE, pairs)
    sightings = []
    signals = []
    for provider, rows in listed.items():
        signals.extend(unknown_columns(SOURCE, rows.values(), KNOWN))
        for key, row in rows.items():
            name = text_of(row, "name") or key
            developer = developers.of(provider, key) and developers.of(provider, name)
            path = f"$[{provider!r}].models[{key!r}]"
            made, met = _sighting(key, row, url=url, seen_at=seen_at, path=path, developer=developer, provider=provider)
            if other := attested.get((provider, key)):
                made = _as_models_of(made, other, path)
            sightings.append(made)
            signals.extend(met)
    return Parsed(tuple(sightings), distinct(signals), sum(map(len, listed.values())))


class ModelsDevSpider(ListingSpider):
    """Fetches both files; the first has the better facts."""

    name = SOURCE

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        del content_type
        parse = parse_models if url.endswith("/models.json") else parse_providers
        return parse(body, url=url, seen_at=seen_at)


def _rows(body: bytes) -> tuple[dict[str, Mapping[str, Any]], Problem | None]:
    value, problem = read_json(body)
    if problem is not None:
        return {}, problem
    if isinstance(value, list):
        value = {str(row["id"]): row for row in value if isinstance(row, dict) and row.get("id")}
    if not isinstance(value, dict):
        return {}, Problem(Failure.CHANGED, "neither an object nor a list of models")
    return {key: row for key, row in value.items() if isinstance(row, dict)}, None


def _models(provider: object) -> dict[str, Mapping[str, Any]]:
    models = provider.get("models") if isinstance(provider, dict) else None
    if not isinstance(models, dict):
        return {}
    return {key: row for key, row in models.items() if isinstance(row, dict)}


def _sighting(
    key: str,
    row: Mapping[str, Any],
    *,
    url: str,
    seen_at: datetime,
    path: str,
    developer: str | None,
    provider: str | None = None,
) -> tuple[Sighting, list[Signal]]:
    signals = []
    name = text_of(row, "name") or key.rpartition("/")[2]
    fields: dict[str, float | str] = {"name": name}
    pointers = {"name": f"{path}.name" if text_of(row, "name") else path}
    if developer:
        fields["organization"] = developer
        pointers["organization"] = path
    released = iso_date(row.get("release_date"))
    if released:
        fields["release_date"] = released
        pointers["release_date"] = f"{path}.release_date"
    elif row.get("release_date"):
        signals.append(Signal("date", f"{SOURCE}: {row['release_date']}", key))
    repository = _repository(row)
    if repository:
        fields["hugging_face_id"] = repository
        pointers["hugging_face_id"] = f"{path}.weights"
    if row.get("license") and text_of(row, "license"):
        fields["licence"] = str(text_of(row, "license"))
        pointers["licence"] = f"{path}.license"
    # A reseller's "false" often means no more than that nobody filled it in; a developer knows.
    if row.get("open_weights") is False and developer:
        fields["accessibility"] = "API access"
        pointers["accessibility"] = f"{path}.open_weights"
    domain, met = _domain(row.get("modalities"))
    signals.extend(met)
    if domain:
        fields["domain"] = domain
        pointers["domain"] = f"{path}.modalities"
    tail = key.rpartition("/")[2]
    return (
        Sighting(
            source=SOURCE,
            source_key=f"{provider}:{key}" if provider else key,
            url=url,
            raw_name=name,
            rank=SourceRank.CATALOGUE,
            seen_at=seen_at,
            fields=fields,
            pointers=pointers,
            aliases=(tail,) if tail != name else (),
            row={column: row[column] for column in KEPT if column in row},
            discovers=_discovers(provider, developer, tail),
        ),
        signals,
    )


def _as_models_of(sighting: Sighting, developer: str, path: str) -> Sighting:
    """A reseller's row as one that opens a candidate, under the name of its key: shown names are each seller's own."""
    tail = sighting.source_key.partition(":")[2].rpartition("/")[2]
    return replace(
        sighting,
        raw_name=tail,
        aliases=tuple(name for name in (sighting.raw_name,) if name != tail),
        fields={**sighting.fields, "name": tail, "organization": developer},
        pointers={**sighting.pointers, "name": path, "organization": path},
        discovers=True,
    )


def _discovers(provider: str | None, developer: str | None, key: str) -> bool:
    """Whether a row opens a candidate: a laboratory's own, under a name that stands for one fixed model."""
    if key.lower().endswith("-latest"):
        return False
    return provider is None or (developer is not None and provider in first_party(SOURCE))


def _repository(row: Mapping[str, Any]) -> str | None:
    weights = row.get("weights")
    for entry in weights if isinstance(weights, list) else ():
        found = HUB_REPOSITORY.fullmatch(str(entry.get("url", ""))) if isinstance(entry, dict) else None
        if found:
            return found.group(1)
    return None


def _domain(modalities: object) -> tuple[str | None, list[Signal]]:
    if not isinstance(modalities, dict):
        return None, []
    domains: list[str] = []
    signals = []
    for direction in ("output", "input"):
        for modality in texts_of(modalities.get(direction)):
            known = MODALITY_DOMAINS.get((direction, modality.lower()))
            if known is None:
                signals.append(Signal("modality", f"{SOURCE}: {direction} {modality}"))
            else:
                domains.extend(known)
    if "Language" in domains and len(set(domains)) > 1:
        domains.append("Multimodal")
    return ",".join(dict.fromkeys(domains)) or None, signals
