"""How large a model is whose parameters the Hub has not counted: by its configuration, else by its weight files.

Both are estimates, good enough to tell what is worth a look. The configuration of a transformer gives the matrices of
its layers (Vaswani et al. 2017: four of attention, two of the feed-forward part, three where it is gated) and its
embedding. Files give a lower bound: what is not said to be 16-bit counts as 32-bit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.identity.hub_row import mapping_of, number_of

HIDDEN = ("hidden_size", "d_model", "n_embd", "dim")
LAYERS = ("num_hidden_layers", "num_layers", "n_layers", "n_layer", "encoder_layers")
DECODER_LAYERS = ("num_decoder_layers", "decoder_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_attention_heads")
KEY_VALUE_HEADS = ("num_key_value_heads", "n_head_kv", "num_kv_heads", "multi_query_group_num")
WIDTHS = ("intermediate_size", "ffn_hidden_size", "d_ff", "n_inner", "ffn_dim", "encoder_ffn_dim")
EXPERTS = ("num_experts", "n_routed_experts", "num_local_experts", "moe_num_experts")
EXPERT_WIDTHS = ("moe_intermediate_size", "expert_ffn_hidden_size", *WIDTHS)
ACTIVATIONS = ("hidden_act", "activation_function", "feed_forward_proj", "activation")
NESTED = ("thinker_config", "text_config", "llm_config", "language_config")

MOST_LAYERS = 1_000
GATED = re.compile(r"silu|swish|swiglu|geglu|gated", re.IGNORECASE)

WEIGHT_SUFFIXES = (
    ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".nemo", ".distcp", ".msgpack", ".h5", ".tflite", ".onnx",
)  # fmt: skip
"""Files that hold weights, best first: a repository often holds one set in several formats."""

OTHER_FILES = re.compile(r"optimizer|scheduler|training_args|rng_state|trainer_state|tokenizer|\bema\b", re.IGNORECASE)
"""Files of those kinds that hold no weights of the model."""

SHARD = re.compile(r"[-_.]\d{1,6}(?:[-_.]?of[-_.]?\d{1,6})|_\d+_\d+\.distcp$|/tensor\d+")
HALF_VARIANT = re.compile(r"[._-](?:fp16|bf16)(?=[._-])", re.IGNORECASE)
BYTES = {"float32": 4.0, "fp32": 4.0, "float16": 2.0, "fp16": 2.0, "bfloat16": 2.0, "bf16": 2.0, "float8_e4m3fn": 1.0}


@dataclass(frozen=True, slots=True)
class Size:
    """A number of parameters, and where it is from: ``config`` or ``files``."""

    value: float
    basis: str


def size_by_config(config: Mapping[str, Any]) -> Size | None:
    """Parameters of the transformer that a ``config.json`` describes; ``None`` where it describes none."""
    settings = _language_settings(config)
    hidden, layers = _first(settings, HIDDEN), _first(settings, LAYERS)
    if hidden is None or layers is None or layers > MOST_LAYERS:
        return None
    heads = _first(settings, HEADS) or 1.0
    width_of_head = number_of(settings.get("head_dim")) or hidden / heads
    key_value_heads = _first(settings, KEY_VALUE_HEADS) or heads
    attention = 2 * hidden * width_of_head * (heads + key_value_heads)
    matrices = 3 if any(GATED.search(str(settings.get(key) or "")) for key in ACTIVATIONS) else 2
    feed_forward = matrices * hidden * (_first(settings, WIDTHS) or 4 * hidden)
    if (experts := _first(settings, EXPERTS)) is not None:
        feed_forward = 3 * hidden * (_first(settings, EXPERT_WIDTHS) or 4 * hidden) * experts
    # A decoder beside an encoder has a second attention, over the encoder's output.
    decoder = (_first(settings, DECODER_LAYERS) or 0.0) * (2 * attention + feed_forward)
    embedding = (number_of(settings.get("vocab_size")) or 0.0) * hidden
    if settings.get("tie_word_embeddings") is False:
        embedding *= 2
    return Size(layers * (attention + feed_forward) + decoder + embedding, "config")


def size_by_files(siblings: object, config: Mapping[str, Any] | None) -> Size | None:
    """At least how many parameters the files hold that the Hub's detail route lists with their sizes (``blobs=true``).

    Shards of a folder are summed, of other files in a folder the largest counts: several there are versions of one
    model. Folders are summed for a pipeline of parts (``model_index.json``), else the largest counts.
    """
    files = _sizes(siblings)
    weights = {name: size for name, size in files.items() if not OTHER_FILES.search(name)}
    kind = next((suffix for suffix in WEIGHT_SUFFIXES if any(name.endswith(suffix) for name in weights)), None)
    if kind is None:
        return None
    chosen = {name: size for name, size in weights.items() if name.endswith(kind)}
    whole = {name: size for name, size in chosen.items() if not HALF_VARIANT.search(name)} or chosen
    folders: dict[str, list[tuple[str, float]]] = {}
    for name, size in whole.items():
        folders.setdefault(name.rpartition("/")[0], []).append((name, size))
    sums = [_sum_of_folder(entries) for entries in folders.values()]
    bytes_ = sum(sums) if "model_index.json" in files else max(sums, default=0.0)
    if not bytes_:
        return None
    return Size(bytes_ / _bytes_per_parameter(kind, whole, config or {}), "files")


def _sum_of_folder(entries: Sequence[tuple[str, float]]) -> float:
    shards = sum(size for name, size in entries if SHARD.search(name))
    single = max((size for name, size in entries if not SHARD.search(name)), default=0.0)
    return max(shards, single)


def _bytes_per_parameter(kind: str, names: Mapping[str, float], config: Mapping[str, Any]) -> float:
    stated = config.get("torch_dtype") or config.get("dtype")
    if isinstance(stated, str) and (size := BYTES.get(stated.removeprefix("torch.").lower())) is not None:
        return size
    if all(HALF_VARIANT.search(name) for name in names):
        return 2.0
    return 2.0 if kind == ".safetensors" else 4.0


def _sizes(siblings: object) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry in siblings if isinstance(siblings, list) else []:
        name, size = mapping_of(entry).get("rfilename"), number_of(mapping_of(entry).get("size"))
        if isinstance(name, str):
            found[name] = size or 0.0
    return found


def _language_settings(config: Mapping[str, Any], depth: int = 4) -> Mapping[str, Any]:
    """The part that describes the language model: multimodal wrappers nest it."""
    for key in NESTED:
        nested = config.get(key)
        if isinstance(nested, Mapping) and nested and depth:
            return _language_settings(nested, depth - 1)
    return config


def _first(settings: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    for key in keys:
        value = settings.get(key)
        number = number_of(value[0] if isinstance(value, list) and value else value)
        if number is not None:
            return number
    return None
