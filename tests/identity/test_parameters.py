"""Parameter counts of repositories, and the active share of mixtures of experts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.active import active_parameters
from pipelines.identity.parameters import repository_parameters


def test_mxfp4_without_a_total_leaves_the_block_scales_out() -> None:
    count = repository_parameters(
        {
            "id": "openai/gpt-oss-120b",
            "safetensors": {"parameters": {"BF16": 2167371072, "U8": 118244966400}},
            "config": {"quantization_config": {"quant_method": "mxfp4"}},
        }
    )
    assert count.value == pytest.approx(116_829_156_672)
    assert count.basis == "unpacked"


def test_a_broken_total_yields_to_the_sum() -> None:
    count = repository_parameters(
        {"id": "x/MOOSE-Star-R1D-7B", "safetensors": {"parameters": {"BF16": 7615616512}, "total": 333312}}
    )
    assert count.value == 7615616512
    assert "total_disagrees" in count.flags


@pytest.mark.parametrize(
    ("item", "value", "basis"),
    [
        (
            {"id": "x/Qwen3.8-27B-INT4-AWQ", "safetensors": {"parameters": {"I32": 7839289360}, "total": 7839289360}},
            27e9,
            "name",
        ),
        (
            {
                "id": "x/Motif-3-MLX-8bit",
                "safetensors": {"parameters": {"BF16": 9964787842, "U32": 78613118976}, "total": 314590621012},
            },
            314590621012,
            "safetensors",
        ),
        (
            {
                "id": "x/Motif-3-MLX",
                "safetensors": {"parameters": {"BF16": 9964787842, "U32": 78613118976}, "total": 88577906818},
            },
            None,
            "none",
        ),
        (
            {
                "id": "x/Motif-3-MLX",
                "safetensors": {"parameters": {"BF16": 10e9, "U32": 78e9}},
                "config": {"quantization_config": {"bits": 8}},
            },
            322e9,
            "unpacked",
        ),
        ({"id": "unsloth/DeepSeek-R1-GGUF", "gguf": {"total": 671e9}}, 671e9, "gguf"),
        ({"id": "x/Some-70B-AWQ", "safetensors": {"total": 9e9}}, 70e9, "name"),
        ({"id": "x/Some-70B"}, 70e9, "name"),
        ({"id": "x/Some"}, None, "none"),
        ({"id": "inclusionAI/Ling-3.0-flash-base-30T"}, None, "none"),
        ({"id": "x/Int8", "safetensors": {"parameters": {"I8": 8e9}}}, 8e9, "safetensors"),
        ({}, None, "none"),
        ({"id": 7, "safetensors": [], "gguf": "x", "config": None}, None, "none"),
    ],
)
def test_packed_weights_never_give_the_packed_count(item: dict[str, Any], value: float | None, basis: str) -> None:
    count = repository_parameters(item)
    assert count.value == (value if value is None else pytest.approx(value))
    assert count.basis == basis


def test_a_name_that_disagrees_is_flagged() -> None:
    count = repository_parameters({"id": "x/Foo-7B", "safetensors": {"parameters": {"BF16": 12e9}, "total": 12e9}})
    assert count.value == 12e9
    assert "name_disagrees" in count.flags


FLOATS = ["F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F4"]
COUNTS = st.integers(10**6, 10**13)


@given(st.dictionaries(st.sampled_from(FLOATS), COUNTS, min_size=1), st.none() | COUNTS)
def test_unpacked_weights_count_as_stored_or_as_the_hub_says_if_that_is_more(
    stored: dict[str, int], total: int | None
) -> None:
    block: dict[str, object] = {"parameters": stored, **({"total": total} if total else {})}
    count = repository_parameters({"id": "x/Some", "safetensors": block})
    assert count.value == max(total or 0, sum(stored.values()))
    assert count.basis == "safetensors"


@given(st.integers(10**8, 10**11), st.integers(10**9, 10**11), st.sampled_from(["I32", "U32", "U8"]))
def test_packed_weights_without_a_hint_have_no_count(floats: int, packed: int, kind: str) -> None:
    """More than 30 % of packed elements, and nothing that says how many weights an element holds."""
    stored = {"BF16": floats, kind: max(packed, floats)}
    row = {"id": "x/Some", "safetensors": {"parameters": stored, "total": sum(stored.values())}}
    assert repository_parameters(row).value is None


@given(st.integers(10**8, 10**10), st.integers(10**9, 10**11), st.sampled_from([2, 3, 4, 8]))
def test_a_known_number_of_bits_unpacks(floats: int, packed: int, bits: int) -> None:
    row = {
        "id": "x/Some",
        "safetensors": {"parameters": {"BF16": floats, "I32": packed}},
        "config": {"quantization_config": {"bits": bits}},
    }
    count = repository_parameters(row)
    if packed / (floats + packed) > 0.3:
        assert count.value == pytest.approx(floats + packed * 32 / bits)
        assert "packed" in count.flags
    else:
        assert count.value == floats + packed


@given(st.integers(10**9, 10**12), st.floats(0.2, 5))
def test_a_name_is_held_against_the_count(counted: int, factor: float) -> None:
    named = counted * factor / 1e9
    count = repository_parameters({"id": f"x/Some-{named:.3f}B", "safetensors": {"total": counted}})
    assert count.value == counted
    if not 1.34 < max(factor, 1 / factor) < 1.36:
        assert ("name_disagrees" in count.flags) == (max(factor, 1 / factor) > 1.35)


def test_an_integer_too_large_for_a_float_is_no_count() -> None:
    assert repository_parameters({"id": "x/Some", "safetensors": {"total": 10**400}}).value is None


QWEN3 = {
    "num_experts": 128,
    "num_experts_per_tok": 8,
    "hidden_size": 4096,
    "moe_intermediate_size": 1536,
    "num_hidden_layers": 94,
    "decoder_sparse_step": 1,
    "mlp_only_layers": [],
}
DEEPSEEK = {
    "n_routed_experts": 256,
    "num_experts_per_tok": 8,
    "hidden_size": 7168,
    "moe_intermediate_size": 2048,
    "num_hidden_layers": 61,
    "first_k_dense_replace": 3,
}
SCOUT = {
    "num_local_experts": 16,
    "num_experts_per_tok": 1,
    "hidden_size": 5120,
    "intermediate_size": 8192,
    "num_hidden_layers": 48,
    "interleave_moe_layer_step": 1,
}
JAMBA = {
    "num_experts": 16,
    "num_experts_per_tok": 2,
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "expert_layer_period": 2,
    "expert_layer_offset": 1,
}


@pytest.mark.parametrize(
    ("total", "config", "expected"),
    [
        (235.09e9, QWEN3, 22.2e9),
        (671e9, DEEPSEEK, 37.5e9),
        (107.8e9, {"text_config": SCOUT}, 17.2e9),
        (51.6e9, JAMBA, 12.1e9),
        (235.09e9, {"thinker_config": {"text_config": QWEN3}}, 22.2e9),
        (235.09e9, {**QWEN3, "decoder_sparse_step": None, "moe_layer_freq": 1}, 22.2e9),
    ],
)
def test_active_parameters_from_a_configuration(total: float, config: dict[str, Any], expected: float) -> None:
    found = active_parameters(total, config, None)
    assert found.basis == "config"
    assert found.value == pytest.approx(expected, rel=0.03)


def test_the_best_evidence_decides() -> None:
    assert active_parameters(235e9, QWEN3, "Qwen3-235B-A22B", card=22.5e9).value == 22.5e9
    assert active_parameters(235e9, QWEN3, "Qwen3-235B-A22B").basis == "name"
    assert active_parameters(235e9, {}, "Foo-20B-A300B").basis == "dense"
    assert active_parameters(7e9, {"num_hidden_layers": 32}, "Foo-7B").flag is None
    assert active_parameters(7e9, None, "Foo-7B").flag == "assumed_dense"
    assert active_parameters(None, None, None).value is None


@pytest.mark.parametrize(
    "change", [{"moe_intermediate_size": 99999}, {"hidden_size": None}, {"num_experts_per_tok": "x"}]
)
def test_an_impossible_or_unreadable_configuration_is_flagged(change: dict[str, Any]) -> None:
    found = active_parameters(235e9, {**QWEN3, **change}, None)
    assert found.flag == "experts_not_understood"
    assert found.value == 235e9


def test_a_configuration_that_hides_its_dense_layers_is_not_believed() -> None:
    """Counting experts in three layers that have none leaves less than every token surely uses."""
    hidden = {**DEEPSEEK, "n_shared_experts": 1, "vocab_size": 129280, "first_k_dense_replace": 0}
    found = active_parameters(671e9, hidden, None)
    assert (found.value, found.flag) == (671e9, "experts_not_understood")
    assert active_parameters(671e9, {**hidden, "first_k_dense_replace": 3}, None).basis == "config"


def test_layers_between_two_indices_hold_the_experts() -> None:
    first, last = (active_parameters(235.09e9, {**QWEN3, **change}, None).value for change in (
        {"moe_layer_start_index": 2}, {"moe_layer_end_index": 91}))  # fmt: skip
    assert first == last


@given(st.floats(1e6, 1e13), st.floats(1e5, 1e14), st.sampled_from(["Foo", "Foo-70B-A7B"]))
def test_a_card_decides_unless_it_exceeds_the_total(total: float, card: float, name: str) -> None:
    found = active_parameters(total, QWEN3, name, card=card)
    assert (found.basis == "card") == (card <= total)
    assert found.value is None or 0 < found.value <= total


@given(
    st.floats(1e6, 1e13),
    st.dictionaries(st.sampled_from(list(QWEN3)), st.integers(-5, 10**6) | st.none() | st.text(max_size=3)),
)
@settings(deadline=None)
def test_active_never_exceeds_total(total: float, config: dict[str, Any]) -> None:
    found = active_parameters(total, config, None)
    assert found.value is not None
    assert 0 < found.value <= total
