"""A large Hub out of a catalogue: the CSV that the llmfit project (MIT licence) publishes of its scrapes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_CONFIG_KEYS = {
    "num_experts": "num_experts",
    "active_experts": "num_experts_per_tok",
    "num_hidden_layers": "num_hidden_layers",
    "num_attention_heads": "num_attention_heads",
    "num_key_value_heads": "num_key_value_heads",
    "head_dim": "head_dim",
    "hidden_size": "hidden_size",
    "vocab_size": "vocab_size",
    "moe_intermediate_size": "moe_intermediate_size",
    "shared_expert_intermediate_size": "shared_expert_intermediate_size",
}
_FIRST_DAY, _LAST_DAY = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 10, 5, tzinfo=UTC)


def repositories_from_catalogue(path: Path) -> list[dict[str, Any]]:
    """Turn the catalogue's rows into rows of the Hub's API, with ``config.json`` and a short card as files.

    The catalogue's ``parameters_raw`` becomes the safetensors total, wrong as it may be. A creation date that it does
    not know is derived from the name, always the same; so are ids and commits. Rows without a name are left out, and
    so are repetitions of one.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file) if row.get("name")}
    return [_repository(row) for row in rows.values()]


def _repository(row: Mapping[str, str]) -> dict[str, Any]:
    name, model_type = row["name"], row["architecture"]
    created = _created(row)
    config = dict(_config(row))
    licence = row["license"]
    languages = _languages(row["languages"])
    pipeline = row["pipeline_tag"] if row["pipeline_tag"] != "unknown" else None
    container = "gguf" if name.upper().endswith("GGUF") else "safetensors"
    quantised = [row["format"]] if row["format"] in {"awq", "gptq", "mlx"} else []
    tags = ["transformers", container, model_type, *quantised, *([pipeline] if pipeline else []), *languages]
    card = {key: value for key, value in (("license", licence), ("language", languages)) if value}
    repository: dict[str, Any] = {
        "id": name,
        "downloads": _whole(row["hf_downloads"]) or 0,
        "likes": _whole(row["hf_likes"]) or 0,
        "createdAt": created,
        "lastModified": created,
        "library_name": "transformers",
        "tags": [*tags, *([f"license:{licence}"] if licence else []), "region:us"],
        "config": {"model_type": model_type},
        "cardData": card,
        "files": {"config.json": json.dumps(config), "README.md": _card(name, card)},
    }
    if pipeline:
        repository["pipeline_tag"] = pipeline
    parameters = _whole(row["parameters_raw"])
    if parameters:
        repository["safetensors"] = {"parameters": {"BF16": parameters}, "total": parameters}
    return repository


def _config(row: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    yield "model_type", row["architecture"]
    for column, key in _CONFIG_KEYS.items():
        value = _whole(row.get(column, ""))
        if value is not None:
            yield key, value


def _created(row: Mapping[str, str]) -> str:
    if row["release_date"]:
        return f"{row['release_date']}T00:00:00.000Z"
    span = (_LAST_DAY - _FIRST_DAY).days
    seed = int.from_bytes(hashlib.sha1(row["name"].encode(), usedforsecurity=False).digest()[:4])
    return f"{_FIRST_DAY + timedelta(days=seed % span):%Y-%m-%d}T00:00:00.000Z"


def _languages(text: str) -> list[str]:
    try:
        value = json.loads(text) if text else []
    except ValueError:
        return []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _whole(text: str | None) -> int | None:
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None


def _card(name: str, metadata: Mapping[str, Any]) -> str:
    lines = [f"{key}: {json.dumps(value)}" for key, value in metadata.items()]
    return "\n".join(["---", *lines, "---", f"# {name.rsplit('/', 1)[-1]}", "", "No description is given.", ""])
