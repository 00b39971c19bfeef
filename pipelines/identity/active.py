"""Parameters that a mixture of experts uses per token.

From a configuration: active = total - (E - k) x M x hidden size x expert width x layers with experts, where E experts
are stored, k of them used per token, and M matrices make one expert (3 with a gate, 2 without). The names of the fields
differ by architecture; those read here are the ones that occur in transformers' configurations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.identity.hub_row import mapping_of, number_of
from pipelines.identity.names import parse_name

_EXPERTS = ("num_experts", "n_routed_experts", "num_local_experts", "moe_num_experts")
_USED = ("num_experts_per_tok", "num_experts_per_token", "top_k_experts", "moe_topk", "moe_top_k", "moe_k")
_WIDTHS = ("moe_intermediate_size", "expert_ffn_hidden_size", "intermediate_size", "ffn_hidden_size")
_HIDDEN = ("hidden_size", "d_model", "n_embd")
_LAYERS = ("num_hidden_layers", "num_layers", "n_layers", "n_layer")
_SHARED = ("n_shared_experts", "num_shared_experts", "moe_num_shared_experts")
_MOST_LAYERS = 1000
"""No model has more; a larger figure is not a number of layers."""
_UNGATED = frozenset(["nemotron_h"])
"""Architectures whose experts are two matrices, without a gate."""


@dataclass(frozen=True, slots=True)
class ActiveParameters:
    """Parameters used per token, or ``None`` where nothing can be said.

    ``basis`` is card, name, config, dense or none; ``flag`` says what is doubtful, or is ``None``.
    """

    value: float | None
    basis: str
    flag: str | None = None


def active_parameters(
    total: float | None,
    config: Mapping[str, object] | None,
    name: str | None,
    card: float | None = None,
) -> ActiveParameters:
    """Active parameters by the best evidence: the card's figure, the name's ``-A22B``, the configuration, all of them.

    ``total`` and ``card`` are parameter counts. A figure that is not positive or exceeds the total is passed over. A
    model without a sign of experts counts as dense, flagged ``assumed_dense`` where no configuration says so.
    """
    limit = total if total is not None and total > 0 else float("inf")
    stated = card if card is not None and 0 < card <= limit else None
    if stated is not None:
        return ActiveParameters(stated, "card")
    parsed = parse_name(name) if name else None
    if parsed is not None and parsed.active is not None and parsed.active <= limit:
        return ActiveParameters(parsed.active, "name")
    if total is None or total <= 0:
        return ActiveParameters(None, "none", "total_unknown")
    settings = _language_settings(config or {})
    if _first(settings, _EXPERTS) is None:
        has_shape = parsed is not None and parsed.shape is not None
        known_dense = _first(settings, _LAYERS) is not None and not has_shape
        return ActiveParameters(total, "dense", None if known_dense else "assumed_dense")
    computed = _from_config(total, settings)
    if computed is None or not 0 < computed <= total:
        return ActiveParameters(total, "dense", "experts_not_understood")
    return ActiveParameters(computed, "config")


def _language_settings(config: Mapping[str, object]) -> Mapping[str, object]:
    """The part of a configuration that describes the language model: multimodal wrappers nest it."""
    for key in ("thinker_config", "text_config", "llm_config", "language_config"):
        nested = mapping_of(config.get(key))
        if nested:
            return _language_settings(nested)
    feed_forward = mapping_of(config.get("ffn_config"))
    return {**config, **feed_forward} if feed_forward else config


def _first(settings: Mapping[str, object], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = settings.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        number = number_of(value)
        if number is not None:
            return number
    return None


def _from_config(total: float, settings: Mapping[str, object]) -> float | None:
    experts, used = _first(settings, _EXPERTS), _first(settings, _USED)
    hidden, width, layers = (_first(settings, keys) for keys in (_HIDDEN, _WIDTHS, _LAYERS))
    if experts is None or used is None or hidden is None or width is None or layers is None:
        return None
    if used > experts or layers > _MOST_LAYERS:
        return None
    # Experts that pass their input through (LongCat) are chosen like others and hold no weights.
    empty = number_of(settings.get("zero_expert_num")) or 0.0
    used *= experts / (experts + empty)
    expert = (2 if settings.get("model_type") in _UNGATED else 3) * hidden * width
    with_experts = _expert_layers(settings, int(layers))
    computed = total - (experts - used) * expert * with_experts
    # What every token surely uses: its experts and one embedding. A difference of two large numbers that falls below
    # shows that some of the layers counted have no experts, which a configuration need not say.
    shared = (_first(settings, _SHARED) or 0.0) * expert
    least = (used * expert + shared) * with_experts + (number_of(settings.get("vocab_size")) or 0.0) * hidden
    return computed if computed >= least else None


def _expert_layers(settings: Mapping[str, object], layers: int) -> int:
    """How many of the layers hold experts."""
    pattern = settings.get("hybrid_override_pattern")
    if isinstance(pattern, str) and "E" in pattern:
        return pattern.count("E")
    frequency = settings.get("moe_layer_freq")
    if isinstance(frequency, list):
        return sum(1 for flag in frequency if flag)
    listed = settings.get("moe_layers")
    if isinstance(listed, list) and listed:
        return len(listed)
    dense = settings.get("mlp_only_layers")
    return sum(1 for layer in range(layers) if _has_experts(settings, layer, dense if isinstance(dense, list) else []))


def _has_experts(settings: Mapping[str, object], layer: int, dense: list[object]) -> bool:
    def count(key: str, default: int) -> int:
        return int(number_of(settings.get(key)) or default)

    if layer in dense or layer < count("first_k_dense_replace", 0) or layer < count("moe_layer_start_index", 0):
        return False
    if layer > count("moe_layer_end_index", layer):
        return False
    period = count("expert_layer_period", 0)
    if period:
        return layer % period == count("expert_layer_offset", 0)
    steps = ("decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval", "moe_layer_freq")
    return (layer + 1) % max(1, *(count(key, 1) for key in steps)) == 0
