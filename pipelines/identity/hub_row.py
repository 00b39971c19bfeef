"""A Hugging Face Hub list item, read tolerantly.

Shapes: the list and detail routes of ``/api/models`` as documented at huggingface.co/docs/hub/api. ``config`` may be
the trimmed block of the list or a repository's whole ``config.json``. Any field may be absent, null or of another type;
nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipelines.identity.card_signs import CardSigns, card_signs, is_repository

_RELATIONS = frozenset(["finetune", "quantized", "adapter", "merge"])
_EMPTY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HubRow:
    """One repository: who, what it declares, and what its files say.

    ``bases`` are the declared base repositories in order; ``relation`` is how it says it relates to them, or ``None``.
    ``dtypes`` are stored elements by data type, ``total`` the Hub's own sum where it gives one. ``loaded_from`` is the
    repository that the configuration was loaded from (``_name_or_path``), ``quant_method`` the quantiser it names,
    ``stated`` what the card's text says. ``task`` is the pipeline tag.
    """

    repo_id: str
    account: str
    name: str
    tags: frozenset[str]
    bases: tuple[str, ...]
    relation: str | None
    library: str
    task: str
    model_type: str
    loaded_from: str | None
    quant_method: str
    stated: CardSigns
    config: Mapping[str, object]
    card: Mapping[str, object]
    dtypes: Mapping[str, float]
    total: float | None
    gguf_total: float | None
    has_gguf: bool
    files: tuple[str, ...]
    is_withdrawn: bool

    @property
    def has_safetensors(self) -> bool:
        """Whether the row shows weights in the safetensors format."""
        return bool(self.dtypes) or self.total is not None or "safetensors" in self.tags

    @property
    def counted(self) -> float | None:
        """Elements that the Hub counts in the files: its own sum, sometimes far too low, or the types'."""
        return max(self.total or 0.0, sum(self.dtypes.values())) or None


def mapping_of(value: object) -> Mapping[str, object]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else _EMPTY


def number_of(value: object) -> float | None:
    """The value as a positive finite number, else ``None``; texts that spell a number count."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < float("inf") else None


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, Mapping | bytes):
        return [item for item in value if isinstance(item, str)]
    return []


def _first_text(*values: object) -> str:
    return next((text for value in values for text in _texts(value)), "")


def _loaded_from(config: Mapping[str, object], repo_id: str) -> str | None:
    """The repository in ``_name_or_path``; most trainers leave a path on somebody's disk there, which says nothing."""
    path = config.get("_name_or_path")
    return path if isinstance(path, str) and is_repository(path) and path.casefold() != repo_id.casefold() else None


def _declared(
    row: Mapping[str, object], tags: Iterable[str], card: Mapping[str, object]
) -> tuple[list[str], list[str]]:
    """Declared bases and relations, from the Hub's own block, the card and the tags."""
    block = mapping_of(row.get("baseModels"))
    models = block.get("models")
    listed = [mapping_of(item).get("id") for item in models] if isinstance(models, list | tuple) else []
    bases = [base for base in listed if isinstance(base, str)] + _texts(card.get("base_model"))
    relations = _texts(block.get("relation")) + _texts(card.get("base_model_relation"))
    if isinstance(row.get("baseModels"), list):
        bases += _texts(row["baseModels"])
    for tag in tags:
        label, _, rest = tag.partition(":")
        if label != "base_model":
            continue
        relation, _, base = rest.partition(":")
        if base:
            relations.append(relation)
            bases.append(base)
        elif "/" in rest:
            bases.append(rest)
    return bases, [relation for relation in relations if relation in _RELATIONS]


def read_row(row: Mapping[str, object], card_text: str | None = None) -> HubRow:
    """Read one list item and, where it was fetched, its card (``README.md``); a row without an id gets an empty one."""
    repo_id = next((text for key in ("id", "modelId") for text in _texts(row.get(key)) if text.strip()), "").strip()
    account, slash, name = repo_id.partition("/")
    if not slash:
        account, name = "", repo_id
    tags = [tag.strip() for tag in _texts(row.get("tags"))]
    stated = card_signs(card_text)
    card, config = {**stated.metadata, **mapping_of(row.get("cardData"))}, mapping_of(row.get("config"))
    tags += [tag.strip() for tag in _texts(stated.metadata.get("tags"))]
    bases, relations = _declared(row, tags, card)
    block, gguf = mapping_of(row.get("safetensors")), mapping_of(row.get("gguf"))
    counts = {key: number_of(value) for key, value in mapping_of(block.get("parameters")).items()}
    siblings = row.get("siblings")
    files = [mapping_of(item).get("rfilename") for item in siblings] if isinstance(siblings, list) else []
    return HubRow(
        repo_id=repo_id,
        account=account,
        name=name,
        tags=frozenset(tag.lower() for tag in tags),
        bases=tuple(base for base in dict.fromkeys(bases) if base and base.casefold() != repo_id.casefold()),
        relation=relations[0] if relations else None,
        library=_first_text(row.get("library_name"), card.get("library_name")).lower(),
        task=_first_text(row.get("pipeline_tag"), card.get("pipeline_tag")).lower(),
        model_type=_first_text(config.get("model_type")).lower(),
        loaded_from=_loaded_from(config, repo_id),
        quant_method=_first_text(mapping_of(config.get("quantization_config")).get("quant_method")).lower(),
        stated=stated,
        config=config,
        card=card,
        dtypes={key.upper(): count for key, count in counts.items() if count is not None},
        total=number_of(block.get("total")),
        gguf_total=number_of(gguf.get("total")),
        has_gguf=bool(gguf) or "gguf" in tags,
        files=tuple(file for file in files if isinstance(file, str)),
        is_withdrawn=row.get("private") is True or row.get("disabled") is True,
    )
