"""The demo's repositories: real metadata as compact facts, expanded to the shape of the Hub's API.

``content/models.jsonl`` holds one repository a line. Keys: ``id``, ``source`` (where the figures come from),
``created``, ``downloads``, ``likes``, ``parameters`` (a count, or counts by number type; missing: no safetensors),
``total`` (where the Hub's own total differs from the sum; null: no total), ``gguf``, ``model_type``, ``pipeline``,
``library``, ``licence``, ``license_name``, ``languages``, ``base`` (relation, repository), ``gated``, ``marks``
(further tags), ``tags`` (all tags, as seen), ``config`` (expert fields of ``config.json``), ``quantization``,
``weights`` (kind of weight files), ``card`` (a text in ``content/cards``), ``placeholder`` (downloads and likes are not
known and stand in).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from crawler.demo.articles import CONTENT, ContentError

_WEIGHTS = {
    "bin": ("pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"),
    "nemo": ("model_weights/common.pt", "model_config.yaml"),
    "pt": ("model.pt",),
    "ckpt": ("ckpt-0/tensor00000_000",),
    "adapter": ("adapter_config.json", "adapter_model.safetensors"),
}
"""Weight files that carry no safetensors block, by kind."""

_TRENDING = timedelta(days=60)
"""Younger repositories trend by their likes; the service's own formula is not known."""

_API_CONFIG = {"model_type", "quantization_config"}
"""What the API's own, trimmed ``config`` keeps of the file."""


@cache
def _records(folder: Path) -> tuple[Mapping[str, Any], ...]:
    lines = (folder / "models.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def load_demo_repositories(*, until: date | None = None, folder: Path = CONTENT) -> list[dict[str, Any]]:
    """The demo's repositories as ``crawler.demo.hub.HubState`` takes them.

    ``until`` leaves out repositories created after that day.

    Raises:
        ContentError: a repository states no source or no date, or its card is missing.
        OSError: a file of the content cannot be read.
    """
    rows = []
    for record in _records(folder):
        if not record.get("source") or not record.get("created"):
            raise ContentError(f"models.jsonl: {record.get('id')} lacks its source or date")
        if until is None or record["created"][:10] <= until.isoformat():
            rows.append(_repository(record, folder))
    newest = max((date.fromisoformat(row["createdAt"][:10]) for row in rows), default=None)
    for row in rows:
        is_new = newest is not None and newest - date.fromisoformat(row["createdAt"][:10]) <= _TRENDING
        row["trendingScore"] = row["likes"] // 10 if is_new else 0
    return rows


def _repository(record: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    metadata = dict(_metadata(record))
    block = _safetensors(record)
    files = {"config.json": json.dumps(_config(record), indent=2)} if record.get("model_type") else {}
    files["README.md"] = _card(record, metadata, folder)
    row: dict[str, Any] = {
        "id": record["id"],
        "createdAt": record["created"],
        "lastModified": record.get("modified", record["created"]),
        "downloads": record["downloads"],
        "likes": record["likes"],
        "gated": record.get("gated", False),
        "tags": list(_tags(record, has_weights=block is not None)),
        "cardData": metadata,
        "config": {key: value for key, value in _config(record).items() if key in _API_CONFIG},
        "siblings": [{"rfilename": name} for name in _weight_files(record, has_weights=block is not None)],
        "files": files,
    }
    if record.get("pipeline"):
        row["pipeline_tag"] = record["pipeline"]
    if record.get("library", "transformers"):
        row["library_name"] = record.get("library", "transformers")
    if block is not None:
        row["safetensors"] = block
    if "gguf" in record:
        row["gguf"] = {"total": record["gguf"], "architecture": record.get("model_type", "llama")}
    if "base" in record:
        relation, base = record["base"]
        row["baseModels"] = {"relation": relation, "models": [{"id": base}]}
    return row


def _safetensors(record: Mapping[str, Any]) -> dict[str, Any] | None:
    stated = record.get("parameters")
    if stated is None or "gguf" in record:
        return None
    by_type = {"BF16": stated} if isinstance(stated, int) else stated
    block: dict[str, Any] = {"parameters": by_type}
    total = record.get("total", sum(by_type.values()))
    if total is not None:
        block["total"] = total
    return block


def _config(record: Mapping[str, Any]) -> dict[str, Any]:
    config = {"model_type": record["model_type"]} if record.get("model_type") else {}
    if "quantization" in record:
        config["quantization_config"] = {"quant_method": record["quantization"]}
    return {**config, **record.get("config", {})}


def _tags(record: Mapping[str, Any], *, has_weights: bool) -> Iterator[str]:
    seen = record.get("tags")
    if seen is not None:
        yield from seen
    else:
        yield record.get("library", "transformers")
        yield from (record[key] for key in ("model_type", "pipeline") if record.get(key))
        yield from ("safetensors",) if has_weights else ("gguf",) if "gguf" in record else ()
        yield from record.get("languages") or ()
    yield from record.get("marks", ())
    if "base" in record:
        relation, base = record["base"]
        yield from (f"base_model:{base}", f"base_model:{relation}:{base}")
    if record.get("licence"):
        yield f"license:{record['licence']}"
    yield "region:us"


def _metadata(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, name in (("languages", "language"), ("licence", "license"), ("license_name", "license_name")):
        if record.get(key):
            yield name, record[key]
    if record.get("pipeline"):
        yield "pipeline_tag", record["pipeline"]
    if "base" in record:
        yield "base_model", record["base"][1]
        yield "base_model_relation", record["base"][0]


def _weight_files(record: Mapping[str, Any], *, has_weights: bool) -> tuple[str, ...]:
    if record.get("weights"):
        return _WEIGHTS[record["weights"]]
    if "gguf" in record:
        return (f"{record['id'].rsplit('/', 1)[-1]}-Q4_K_M.gguf",)
    return ("model.safetensors",) if has_weights else ("model_index.json", "diffusion_pytorch_model.safetensors")


def _card(record: Mapping[str, Any], metadata: Mapping[str, Any], folder: Path) -> str:
    name = record["id"].rsplit("/", 1)[-1]
    text = f"# {name}\n\nNo description is given.\n"
    if record.get("card"):
        path = folder / "cards" / f"{record['id'].replace('/', '--')}.md"
        if not path.is_file():
            raise ContentError(f"models.jsonl: {record['id']} has no card {path.name}")
        text = path.read_text(encoding="utf-8")
    if text.startswith("---"):
        return text
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in metadata.items())
    return f"---\n{front}\n---\n{text}"
