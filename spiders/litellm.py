"""LiteLLM's table of prices and context windows: names of API models, among them retired and media ones. Licence: MIT.

Format: one object, ``provider/model`` or a bare model name to a row; the row has ``litellm_provider`` and ``mode``, and
neither name, developer, parameters nor date. Keys carry where a model is served (region, image size, commitment).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.records import Failure, Sighting, Signal, SourceRank
from pipelines.identity.organizations import canonical_organization
from spiders.listing import ListingSpider
from spiders.owners import Developers, stem
from spiders.parsed import Parsed, Problem, distinct, read_json, text_of, texts_of

SOURCE = "litellm"

MODEL_MODES = {
    "chat": ("Language",),
    "completion": ("Language",),
    "responses": ("Language",),
    "realtime": ("Language", "Speech"),
    "image_generation": ("Image generation",),
    "video_generation": ("Video",),
    "audio_speech": ("Speech",),
    "audio_transcription": ("Speech",),
}
"""Modes of generative models with Epoch's domains."""

OTHER_MODES = frozenset({"embedding", "rerank", "moderation", "ocr", "image_edit"})
"""Modes of models or operations (inpainting) that are no candidates; they are kept as names in use."""

SERVICE_MODES = frozenset({"search", "vector_store", "evaluation", "guardrail", "decisions", "extraction"})
"""Modes that are services, not models."""

SIZE_OR_STEPS = re.compile(r"(?:\d+-x-\d+|max-x-max|\d+-steps|max-steps|(?:standard|hd|low|medium|high))")
REGION = re.compile(r"(?:us|eu|apac|ap|au|ca|jp|global|us-gov)\.")
VENDOR = re.compile(r"([a-z][a-z0-9]*)\.(?=[a-z])")
HOSTING_MARK = re.compile(r"(?:@(?:\d{3}|default|latest)|-maas)$")
REVISION = re.compile(r"(?P<major>-v?\d+)?:(?P<minor>\d+)$")
VISION_COLUMNS = {"supports_vision": "Vision", "supports_audio_input": "Audio", "supports_video_input": "Video"}


def parse_prices(body: bytes, *, url: str, seen_at: datetime) -> Parsed:
    """Read the table: developers' own generative models discover, all other models are names in use."""
    value, problem = read_json(body)
    if problem is not None:
        return Parsed(problem=problem)
    if not isinstance(value, dict):
        return Parsed(problem=Problem(Failure.CHANGED, "not an object of models"))
    rows = {
        key: row
        for key, row in value.items()
        if key != "sample_spec" and isinstance(row, dict) and isinstance(row.get("litellm_provider"), str)
    }
    developers = Developers(SOURCE, ((row["litellm_provider"], key) for key, row in rows.items()))
    sightings = []
    signals = []
    for key, row in rows.items():
        mode = text_of(row, "mode")
        if mode in SERVICE_MODES or "code_interpreter_cost_per_session" in row:
            continue
        if mode not in MODEL_MODES and mode not in OTHER_MODES:
            signals.append(Signal("mode", f"{SOURCE}: {mode}", key))
        sightings.append(_sighting(key, row, mode, developers, url=url, seen_at=seen_at))
    return Parsed(tuple(sightings), distinct(signals), len(rows))


def plain_name(key: str) -> tuple[str, str | None]:
    """The model's name in a key, and the vendor that the key names before it.

    ``bedrock/us-east-1/anthropic.claude-v2:1`` is ``claude-v2.1`` of ``anthropic``, ``bedrock/us-west-2/deepseek.v3.2``
    is ``deepseek-v3.2``, and ``1024-x-1024/max-steps/stability.stable-diffusion-xl-v1`` leaves out the picture's size.
    """
    parts = [part for part in key.split("/") if part and not SIZE_OR_STEPS.fullmatch(part)]
    name = parts[-1] if parts else key
    name = REGION.sub("", name, count=1) if REGION.match(name) else name
    vendor = None
    if found := VENDOR.match(name):
        vendor = found.group(1)
        name = name[found.end() :]
        # A family that is called like its developer stands once for both.
        name = name if stem(name) else f"{vendor}-{name}"
    return _without_revision(HOSTING_MARK.sub("", name)) or key, vendor


class LiteLlmSpider(ListingSpider):
    """Fetches the one table."""

    name = SOURCE

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        del content_type
        return parse_prices(body, url=url, seen_at=seen_at)


def _sighting(
    key: str, row: Mapping[str, Any], mode: str | None, developers: Developers, *, url: str, seen_at: datetime
) -> Sighting:
    provider = str(row["litellm_provider"])
    name, vendor = plain_name(key)
    developer = developers.of(provider, f"{vendor}.{name}" if vendor else name)
    if vendor and canonical_organization(vendor):
        # The key says whose model it is; the seller's own are then those under its own name.
        stated = canonical_organization(vendor)
        is_own = developer is not None and developer == stated
    else:
        stated = developer
        is_own = developer is not None
    path = f"$[{key!r}]"
    fields: dict[str, float | str] = {"name": name}
    pointers = {"name": path}
    if stated:
        fields["organization"] = stated
        pointers["organization"] = path if vendor else f"{path}.litellm_provider"
    domain = _domain(mode, row)
    if domain:
        fields["domain"] = domain
        pointers["domain"] = f"{path}.mode"
    kept = {"litellm_provider": provider, "mode": mode, "max_input_tokens": row.get("max_input_tokens"),
            "deprecation_date": row.get("deprecation_date"), "source": row.get("source")}  # fmt: skip
    return Sighting(
        source=SOURCE,
        source_key=key,
        url=url,
        raw_name=name,
        rank=SourceRank.CATALOGUE,
        seen_at=seen_at,
        fields=fields,
        pointers=pointers,
        aliases=(key,) if key != name else (),
        row={column: value for column, value in kept.items() if value is not None},
        discovers=is_own and mode in MODEL_MODES and not _is_moving(key),
    )


def _without_revision(name: str) -> str:
    """A name without the revision of its packaging (``-v1:0``), which is the model's version where it has no other."""
    found = REVISION.search(name)
    if found is None:
        return name
    rest, major, minor = name[: found.start()], found["major"] or "", found["minor"]
    if any(character.isdecimal() for character in rest) or major in {"", "-1", "-v1"}:
        return rest
    return f"{rest}{major}" if minor == "0" else f"{rest}{major}.{minor}"


def _domain(mode: str | None, row: Mapping[str, Any]) -> str | None:
    domains = list(MODEL_MODES.get(mode or "", ()))
    if "Language" not in domains:
        return ",".join(domains) or None
    domains += [domain for column, domain in VISION_COLUMNS.items() if row.get(column) is True]
    if "image" in texts_of(row.get("supported_output_modalities")):
        domains.append("Image generation")
    if len(domains) > 1:
        domains.append("Multimodal")
    return ",".join(dict.fromkeys(domains))


def _is_moving(key: str) -> bool:
    """Whether the name stands for whatever is newest, or for a customer's own fine-tune."""
    tail = key.rpartition("/")[2].lower()
    return tail.endswith("-latest") or tail.startswith("ft:")
