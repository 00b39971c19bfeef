"""Sizes of models that the Hub has not counted, from published configurations and file lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.hub.sizes import size_by_config, size_by_files

PUBLISHED: dict[str, tuple[dict[str, Any], float]] = {
    "Llama 2 70B": (
        {"hidden_size": 8192, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
         "intermediate_size": 28672, "vocab_size": 32000, "hidden_act": "silu", "tie_word_embeddings": False},
        68.98e9,
    ),
    "GPT-2 XL": ({"n_embd": 1600, "n_layer": 48, "n_head": 25, "vocab_size": 50257}, 1.558e9),
    "T5 11B": (
        {"d_model": 1024, "num_layers": 24, "num_decoder_layers": 24, "num_heads": 128, "head_dim": 128,
         "d_ff": 65536, "vocab_size": 32128, "feed_forward_proj": "relu"},
        11.3e9,
    ),
    "Mixtral 8x7B": (
        {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
         "intermediate_size": 14336, "num_local_experts": 8, "vocab_size": 32000, "hidden_act": "silu"},
        46.7e9,
    ),
    "nested": (
        {"text_config": {"n_embd": 1600, "n_layer": 48, "n_head": 25, "vocab_size": 50257}}, 1.558e9,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_configuration_gives_the_published_size(name: str) -> None:
    config, published = PUBLISHED[name]
    size = size_by_config(config)
    assert size is not None
    assert size.value == pytest.approx(published, rel=0.05)
    assert size.basis == "config"


@pytest.mark.parametrize("config", [{}, {"hidden_size": 64}, {"hidden_size": 64, "num_hidden_layers": 10**7}])
def test_a_configuration_of_something_else_gives_none(config: dict[str, Any]) -> None:
    assert size_by_config(config) is None


def listed(sizes: dict[str, float]) -> list[dict[str, Any]]:
    return [{"rfilename": name, "size": size} for name, size in sizes.items()]


@pytest.mark.parametrize(
    ("sizes", "config", "parameters"),
    [
        # Shards are summed; the same weights in a second format are not added.
        ({"model-00001-of-00002.bin": 8e9, "model-00002-of-00002.bin": 4e9, "model.onnx": 9e9}, {}, 3e9),
        ({"pytorch_model.bin": 12e9}, {"torch_dtype": "float16"}, 6e9),
        ({"pytorch_model.bin": 12e9}, {"torch_dtype": "torch.bfloat16"}, 6e9),
        ({"model.safetensors": 12e9}, None, 6e9),
        # Several checkpoints are versions of one model.
        ({"step_1000.ckpt": 8e9, "step_2000.ckpt": 8e9, "optimizer.pt": 50e9}, {}, 2e9),
        # A pipeline consists of its folders; half-precision copies are not added.
        (
            {"model_index.json": 500, "unet/diffusion_pytorch_model.bin": 8e9, "text_encoder/pytorch_model.bin": 4e9,
             "unet/diffusion_pytorch_model.fp16.bin": 4e9},
            {}, 3e9,
        ),
        ({"a/model.pt": 8e9, "b/model.pt": 4e9}, {}, 2e9),
        ({"model.fp16.bin": 4e9}, {}, 2e9),
    ],
)  # fmt: skip
def test_files_give_at_least_so_many(sizes: dict[str, float], config: dict[str, Any] | None, parameters: float) -> None:
    size = size_by_files(listed(sizes), config)
    assert size is not None
    assert size.value == pytest.approx(parameters)
    assert size.basis == "files"


@pytest.mark.parametrize("siblings", [None, "x", [], [{"rfilename": "README.md", "size": 9}], listed({"w.pt": 0})])
def test_without_weights_there_is_no_size(siblings: object) -> None:
    assert size_by_files(siblings, {}) is None


VALUES = st.one_of(
    st.none(), st.integers(-(10**12), 10**12), st.floats(allow_nan=True, allow_infinity=True), st.text(max_size=4),
    st.lists(st.integers(-3, 10**6), max_size=3), st.dictionaries(st.sampled_from(["hidden_size", "x"]), st.integers()),
)  # fmt: skip
KEYS = st.sampled_from(
    ["hidden_size", "num_hidden_layers", "num_attention_heads", "num_experts", "vocab_size", "head_dim", "text_config",
     "hidden_act", "tie_word_embeddings", "torch_dtype", "intermediate_size", "num_decoder_layers"]
)  # fmt: skip


@given(st.dictionaries(KEYS, VALUES), st.lists(st.dictionaries(st.sampled_from(["rfilename", "size"]), VALUES)))
def test_odd_answers_never_raise(config: dict[str, Any], siblings: list[dict[str, Any]]) -> None:
    by_config, by_files = size_by_config(config), size_by_files(siblings, config)
    assert by_config is None or by_config.value > 0
    assert by_files is None or by_files.value > 0
