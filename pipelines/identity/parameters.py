"""How many parameters a Hub repository's model has, from what the Hub counts in its files and from its name.

The Hub counts stored elements from file headers. For packed weights that is not the number of parameters: eight 4-bit
weights in one I32, or blocks of 32 FP4 values with a scale byte each (Open Compute Project, Microscaling Formats 1.0).
Newer counts on the Hub undo the packing, older ones stay until a repository changes, and some totals are plainly wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.identity.active import active_parameters
from pipelines.identity.comparison import close
from pipelines.identity.hub_row import HubRow, mapping_of, number_of, read_row
from pipelines.identity.names import parse_name
from pipelines.identity.repository_words import quantisation_mark

_PACKED_TYPES = frozenset(["I32", "U32", "U8", "I8"])
_WORDS = frozenset(["I32", "U32"])
_PACKING_MARKS = frozenset(
    "awq gptq bnb 4bit 3bit 2bit 5bit 6bit int4 mlx exl2 exl3 nvfp4 mxfp4 fp4 nf4 w4a16 autoround hqq".split()  # noqa: SIM905
)
"""Quantisers whose files store several weights to an element."""
_PACKED_SHARE = 0.3
"""Above this share of integers the file stores packed weights; indices and position tables stay far below."""
_UNPACKED_BY_HUB = 1.5
"""A total this far above the sum of stored elements shows that the Hub has already undone the packing."""
_NAME_TOLERANCE = 1.35
"""Names round and leave out embeddings or a vision tower; a larger gap means that one of the two figures is wrong."""
_SCALED_BLOCK = 32 / 33
"""Share of weights among the stored elements of MXFP4: 32 values and one scale to a block."""


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Total and active parameters of a repository's model, as counts.

    ``basis`` is safetensors, unpacked, gguf, name or none. ``flags``: total_disagrees, integer_weights, packed,
    name_disagrees, and those of the active count.
    """

    value: float | None
    active: float | None
    basis: str
    flags: tuple[str, ...] = ()


def repository_parameters(row: Mapping[str, object]) -> ParameterCount:
    """Parameters of the model behind one Hub list item; any field may be missing. Never raises.

    Packed weights give the unpacked figure where the row allows one, else the name's, else none: never the packed one.
    """
    repository = read_row(row)
    hint = parse_name(repository.name).total
    value, basis, flags = _counted(repository, hint)
    if value is not None and hint is not None and basis != "name" and not close(value, hint, _NAME_TOLERANCE):
        flags.append("name_disagrees")
    active = active_parameters(value, repository.config or None, repository.name)
    if active.flag is not None and active.flag != "total_unknown":
        flags.append(active.flag)
    return ParameterCount(value, active.value, basis, tuple(flags))


def _counted(repository: HubRow, hint: float | None) -> tuple[float | None, str, list[str]]:
    stored = sum(repository.dtypes.values())
    if not stored and repository.total is None:
        if repository.gguf_total is not None:
            return repository.gguf_total, "gguf", []
        return hint, ("name" if hint is not None else "none"), []
    if _is_packed(repository, stored):
        return _unpacked(repository, stored, hint)
    if not stored and hint is not None and quantisation_mark(repository.name) in _PACKING_MARKS:
        return hint, "name", ["packed"]
    flags = ["total_disagrees"] if repository.total and stored and not close(repository.total, stored, 1.01) else []
    return max(repository.total or 0.0, stored), "safetensors", flags


def _is_packed(repository: HubRow, stored: float) -> bool:
    integers = sum(count for kind, count in repository.dtypes.items() if kind in _PACKED_TYPES)
    return stored > 0 and integers / stored > _PACKED_SHARE


def _bits_in(name: str) -> float | None:
    match = re.search(r"(?:^|[-_.])(?:int([2-8])|([2-8])-?bits?)(?=$|[-_.])", name.casefold())
    return float(match[1] or match[2]) if match else None


def _unpacked(repository: HubRow, stored: float, hint: float | None) -> tuple[float | None, str, list[str]]:
    """The number of weights behind packed elements, or the name's, or none."""
    settings = mapping_of(repository.config.get("quantization_config"))
    total = repository.total
    if total is not None and total > _UNPACKED_BY_HUB * stored:
        return total, "safetensors", ["integer_weights"]
    bytes_ = repository.dtypes.get("U8", 0.0)
    if settings.get("quant_method") == "mxfp4" and bytes_:
        return stored - bytes_ * (1 - _SCALED_BLOCK), "unpacked", ["integer_weights"]
    if hint is not None:
        return hint, "name", ["packed"]
    words = sum(repository.dtypes.get(kind, 0.0) for kind in _WORDS)
    bits = number_of(settings.get("bits") or settings.get("num_bits")) or _bits_in(repository.name)
    if words and bits is not None and bits <= 8:
        return stored + words * (32 / bits - 1), "unpacked", ["packed"]
    if words or bytes_:
        return None, "none", ["packed"]
    # One byte a weight (INT8), or FP4 pairs that the Hub has expanded: the count stands.
    return max(total or 0.0, stored), "safetensors", ["integer_weights"]
