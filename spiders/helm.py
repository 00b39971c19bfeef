"""HELM's list of models (``model_metadata.yaml``): parameters, dates, access and a curated description. Apache-2.0.

Format: ``models`` is a list of ``{name: "creator/id", display_name, description, creator_organization_name, access,
num_parameters?, release_date?, tags}``. The descriptions go to extraction as texts of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from crawler.fetching.judging import looks_like_html
from crawler.records import Document, DocumentKind, Failure, Sighting, Signal, SourceRank
from pipelines.identity.organizations import canonical_organization
from pipelines.reading.card import plain_markdown
from spiders.formats.values import LOADER
from spiders.listing import ListingSpider
from spiders.parsed import (
    Parsed,
    Problem,
    count_of,
    distinct,
    iso_date,
    text_of,
    texts_of,
    unknown_columns,
)

SOURCE = "helm"

KNOWN = frozenset({"name", "display_name", "description", "creator_organization_name", "access", "num_parameters",
                   "release_date", "release", "tags"})  # fmt: skip
"""``release`` is a misspelling of ``release_date`` that some rows have."""

ACCESS = {"open": None, "limited": "API access", "closed": "Unreleased"}
"""Epoch's accessibility by HELM's access. ``open`` says nothing about the licence, which Epoch's classes need."""

TAG_DOMAINS = {
    "TEXT_MODEL_TAG": ("Language",),
    "CODE_MODEL_TAG": ("Language",),
    "VISION_LANGUAGE_MODEL_TAG": ("Language", "Vision", "Multimodal"),
    "AUDIO_LANGUAGE_MODEL_TAG": ("Language", "Audio", "Multimodal"),
    "TEXT_TO_IMAGE_MODEL_TAG": ("Image generation",),
}
"""Epoch's domains by HELM's tags; its other tags say how to call a model."""


def parse_models(body: bytes, *, url: str, seen_at: datetime) -> Parsed:
    """Read the list: one sighting a model, and its description as a document about it."""
    if not body.strip():
        return Parsed(problem=Problem(Failure.EMPTY, "empty body"))
    if looks_like_html(body):
        return Parsed(problem=Problem(Failure.CHANGED, "a web page instead of YAML"))
    try:
        content = yaml.load(body, Loader=LOADER)  # noqa: S506  (a safe loader, in C where there is one)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Parsed(problem=Problem(Failure.BROKEN, f"not YAML: {' '.join(str(error).split())}"))
    listed = content.get("models") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        return Parsed(problem=Problem(Failure.CHANGED, "no list named models"))
    rows = [row for row in listed if isinstance(row, dict) and text_of(row, "name") and not _is_test(str(row["name"]))]
    signals = unknown_columns(SOURCE, rows, KNOWN)
    items: list[Sighting | Document] = []
    seen: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        name = str(text_of(row, "name"))
        if name in seen:
            if row != seen[name]:
                signals.append(Signal("row", f"{SOURCE}: {name} is listed twice", "the first entry was taken"))
            continue
        seen[name] = row
        sighting, met = _sighting(row, url=url, seen_at=seen_at)
        signals.extend(met)
        items.append(sighting)
        if description := text_of(row, "description"):
            items.append(_description(sighting, description))
    return Parsed(tuple(items), distinct(signals), len(rows))


class HelmSpider(ListingSpider):
    """Fetches the one file."""

    name = SOURCE

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        del content_type
        return parse_models(body, url=url, seen_at=seen_at)


def _is_test(name: str) -> bool:
    return name.startswith("simple/")


def _sighting(row: Mapping[str, Any], *, url: str, seen_at: datetime) -> tuple[Sighting, list[Signal]]:
    key = str(text_of(row, "name"))
    name = text_of(row, "display_name") or key.rpartition("/")[2]
    path = f"$.models[?name=={key!r}]"
    fields: dict[str, float | str] = {"name": name}
    pointers = {"name": f"{path}.display_name"}
    signals = []
    if creator := text_of(row, "creator_organization_name"):
        known = canonical_organization(creator)
        if known is None:
            signals.append(Signal("organization", f"{SOURCE}: {creator}", key))
        fields["organization"] = known or creator
        pointers["organization"] = f"{path}.creator_organization_name"
    if parameters := count_of(row.get("num_parameters")):
        fields["parameters"] = parameters
        pointers["parameters"] = f"{path}.num_parameters"
    column = "release_date" if row.get("release_date") else "release"
    if released := _date(row.get(column)):
        fields["release_date"] = released
        pointers["release_date"] = f"{path}.{column}"
    access = text_of(row, "access")
    if access not in ACCESS:
        signals.append(Signal("access", f"{SOURCE}: {access}", key))
    elif accessibility := ACCESS[access]:
        fields["accessibility"] = accessibility
        pointers["accessibility"] = f"{path}.access"
    domains = dict.fromkeys(domain for tag in texts_of(row.get("tags")) for domain in TAG_DOMAINS.get(tag, ()))
    if domains:
        fields["domain"] = ",".join(domains)
        pointers["domain"] = f"{path}.tags"
    return (
        Sighting(
            source=SOURCE,
            source_key=key,
            url=url,
            raw_name=name,
            rank=SourceRank.CATALOGUE,
            seen_at=seen_at,
            fields=fields,
            pointers=pointers,
            aliases=(key.rpartition("/")[2],),
            row={str(column): _plain(value) for column, value in row.items() if column != "description"},
        ),
        signals,
    )


def _description(sighting: Sighting, text: str) -> Document:
    return Document(
        source=SOURCE,
        kind=DocumentKind.CATALOGUE_ROW,
        rank=SourceRank.CATALOGUE,
        url=sighting.url,
        key=sighting.source_key,
        body=plain_markdown(text).encode(),
        content_type="text/plain; charset=utf-8",
        fetched_at=sighting.seen_at,
        title=sighting.raw_name,
        language="en",
        published=None,
        about=sighting.raw_name,
        about_key=sighting.source_key,
    )


def _date(value: object) -> str | None:
    return value.isoformat()[:10] if isinstance(value, date) else iso_date(value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
