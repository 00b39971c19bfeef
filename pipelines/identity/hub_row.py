"""A Hugging Face Hub list item, read tolerantly.

Shapes: the list and detail routes of ``/api/models`` as documented at huggingface.co/docs/hub/api. Any field may be
absent, null or of another type; nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_RELATIONS = frozenset(["finetune", "quantized", "adapter", "merge"])
_EMPTY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HubRow:
    """One repository: who, what it declares, and what its files say.

    ``bases`` are the declared base repositories in order; ``relation`` is how it says it relates to them, or ``None``.
    ``dtypes`` are stored elements by data type, ``total`` the Hub's own sum where it gives one.
    """

    repo_id: str
    account: str
    name: str
    tags: frozenset[str]
    bases: tuple[str, ...]
    relation: str | None
    library: str
    model_type: str
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


def mapping_of(value: object) -> Mapping[str, object]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else _EMPTY


def number_of(value: object) -> float | None:
    """The value as a positive finite number, else ``None``; texts that spell a number count."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, Mapping | bytes):
        return [item for item in value if isinstance(item, str)]
    return []


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


def read_row(row: Mapping[str, object]) -> HubRow:
    """Read one list item; a row without an id gets an empty one."""
    repo_id = next((text for key in ("id", "modelId") for text in _texts(row.get(key)) if text.strip()), "").strip()
    account, slash, name = repo_id.partition("/")
    if not slash:
        account, name = "", repo_id
    tags = [tag.strip() for tag in _texts(row.get("tags"))]
    card, config = mapping_of(row.get("cardData")), mapping_of(row.get("config"))
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
        bases=tuple(base for base in dict.fromkeys(bases) if base and base != repo_id),
        relation=relations[0] if relations else None,
        library=next(iter(_texts(row.get("library_name"))), "").lower(),
        model_type=next(iter(_texts(config.get("model_type"))), "").lower(),
        config=config,
        card=card,
        dtypes={key.upper(): count for key, count in counts.items() if count is not None},
        total=number_of(block.get("total")),
        gguf_total=number_of(gguf.get("total")),
        has_gguf=bool(gguf) or "gguf" in tags,
        files=tuple(file for file in files if isinstance(file, str)),
        is_withdrawn=row.get("private") is True or row.get("disabled") is True,
    )
