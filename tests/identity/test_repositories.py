"""Hub repositories: originals, copies, conversions and derivatives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.repositories import classify_repository, exclusion_reason


def row(repo_id: str, *tags: str, **fields: Any) -> dict[str, Any]:
    return {"id": repo_id, "author": repo_id.partition("/")[0], "tags": list(tags), **fields}


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (row("Qwen/Qwen3-VL-2B-Instruct", "safetensors", "qwen3_vl"), "original"),
        (row("deepseek-ai/deepseek-llm-67b-base", "pytorch", "llama"), "original"),
        (row("kifai/GECKO-7B", "safetensors", "llama", "pretrained"), "original"),
        (row("meituan-longcat/LongCat-Next", "safetensors", "longcat_next"), "original"),
        (
            row(
                "openai/gpt-oss-120b", "safetensors", "mxfp4", config={"quantization_config": {"quant_method": "mxfp4"}}
            ),
            "original",
        ),
        (
            row(
                "deepseek-ai/DeepSeek-V3.2",
                "safetensors",
                "fp8",
                "base_model:deepseek-ai/DeepSeek-V3.2-Exp-Base",
                "base_model:finetune:deepseek-ai/DeepSeek-V3.2-Exp-Base",
            ),
            "same_org_posttrain",
        ),
        (
            row("Skywork/Skywork-Reward-Llama-3.1-8B-v0.2", "base_model:finetune:meta-llama/Llama-3.1-8B-Instruct"),
            "third_party_finetune",
        ),
        (
            row("RedHatAI/Mixtral-8x7B-Instruct-v0.1", "base_model:finetune:mistralai/Mixtral-8x7B-Instruct-v0.1"),
            "reupload",
        ),
        (row("unsloth/MiniMax-M2.5-GGUF", "gguf", "base_model:quantized:MiniMaxAI/MiniMax-M2.5"), "quantized"),
        (row("Qwen/Qwen2.5-14B-Instruct-GGUF", "gguf", "base_model:quantized:Qwen/Qwen2.5-14B-Instruct"), "quantized"),
        (
            row(
                "someone/pixtral-copy",
                "safetensors",
                baseModels={"relation": "quantized", "models": [{"id": "mgoin/pixtral-12b"}]},
            ),
            "quantized",
        ),
        (
            row(
                "cross-encoder/ms-marco-MiniLM-L6-v2",
                "onnx",
                "safetensors",
                "base_model:quantized:cross-encoder/ms-marco-MiniLM-L12-v2",
            ),
            "quantized_tag_wrong",
        ),
        (row("RedHatAI/DeepSeek-Coder-V2-Lite-Instruct-FP8", "safetensors", "fp8"), "derivative_untagged"),
        (row("HauhauCS/Qwen3.5-2B-Uncensored-Aggressive", "gguf"), "derivative_untagged"),
        (row("Alibaba-NLP/Tongyi-DeepResearch-30B-A3B", "safetensors", "qwen3_moe"), "derivative_untagged"),
        (
            row("someone/story-teller", config={"model_type": "qwen2"}, safetensors={"total": 7.62e9}),
            "derivative_untagged",
        ),
        (row("NousResearch/Hermes-3-Llama-3.1-8B"), "derivative_untagged"),
        (row("huggyllama/llama-7b"), "reupload"),
        (row("a/b", "lora"), "adapter"),
        (row("a/b", library_name="peft"), "adapter"),
        (row("a/b", siblings=[{"rfilename": "adapter_config.json"}]), "adapter"),
        (
            row("llamafactory/tiny-random-Llama-3-lora", "base_model:adapter:llamafactory/tiny-random-Llama-3"),
            "adapter",
        ),
        (row("unslothai/vram-8", "llama"), "test_stub"),
        (row("optimum-intel-internal-testing/tiny-random-qwen2vl"), "test_stub"),
        (row("lab/secret", private=True), "test_stub"),
        ({}, "test_stub"),
    ],
)
def test_classes(item: dict[str, Any], kind: str) -> None:
    assert classify_repository(item).kind == kind


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (row("mradermacher/Foo-9B-i1-GGUF"), "quantisation"),
        (row("someone/Slerp-13B", "mergekit"), "merge"),
        (row("someone/Mix", cardData={"base_model": ["a/x", "b/y"]}), "merge"),
        (row("someone/Llama-3-8B-lora"), "adapter"),
        (row("unsloth/Qwen3-4B"), "reupload"),
        (row("someone/Qwen3-8B-Abliterated"), "finetune"),
        (row("hf-internal-testing/x"), "not_a_model"),
        (row("moonshotai/Kimi-K2-Instruct"), None),
        (row("Qwen/Qwen2.5-7B-Instruct", "base_model:finetune:Qwen/Qwen2.5-7B"), None),
    ],
)
def test_exclusions(item: dict[str, Any], reason: str | None) -> None:
    assert exclusion_reason(classify_repository(item)) == reason


def test_a_class_alone_has_a_reason_code() -> None:
    assert exclusion_reason("quantized") == "quantisation"
    assert exclusion_reason("original") is None
    assert exclusion_reason("quantized_tag_wrong") is None


def test_declared_bases_are_kept_in_order() -> None:
    found = classify_repository(
        row("x/y-7b", "base_model:finetune:a/b", baseModels={"relation": "finetune", "models": [{"id": "a/b"}]})
    )
    assert found.base == ("a/b",)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "tags",
    "baseModels",
    "cardData",
    "config",
    "gguf",
    "safetensors",
    "library_name",
    "siblings",
    "private",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
@settings(deadline=None)
def test_odd_rows_get_a_class(item: dict[str, Any]) -> None:
    assert classify_repository(item).kind
