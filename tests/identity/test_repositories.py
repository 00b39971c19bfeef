"""Hub repositories: originals, copies, conversions and derivatives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.repositories import classify_repository, exclusion_reason
from pipelines.identity.undeclared import is_named_after_anothers


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


@pytest.mark.parametrize(
    ("item", "kind", "reason"),
    [
        # What draws up tokens for one larger model is of no use without it; a model that holds its own draft is one.
        (row("someone/Some-70B-Eagle3"), "derivative_untagged", "adapter"),
        (row("someone/Some-70B-DFlash", "base_model:finetune:lab/Some-70B"), "third_party_finetune", "adapter"),
        (row("lab/Some-70B-DSpark", "base_model:finetune:lab/Some-70B"), "same_org_posttrain", "adapter"),
        (row("deepseek-ai/DeepSeek-V9-DSpark", safetensors={"total": 1.6e12}), "original", None),
        # Language models made to embed, rank, reward or guard.
        (row("Qwen/Qwen3-Embedding-8B", safetensors={"total": 7567295488}, config={"model_type": "qwen3"}),
         "same_org_posttrain", "finetune"),
        (row("Qwen/Qwen9Guard-8B", "base_model:finetune:Qwen/Qwen9-8B"), "same_org_posttrain", "finetune"),
        (row("BAAI/ember-en", pipeline_tag="feature-extraction", safetensors={"total": 7110672384},
             config={"model_type": "mistral"}), "derivative_untagged", "finetune"),
        (row("someone/sing", pipeline_tag="text-to-speech", safetensors={"total": 3300867072},
             config={"model_type": "llama"}), "derivative_untagged", "finetune"),
        (row("microsoft/Own-Speech-6B", pipeline_tag="automatic-speech-recognition", safetensors={"total": 5574460384},
             config={"model_type": "phi4mm"}), "original", None),
        # A known developer's very count, under another architecture's name or from a stranger.
        (row("lab/own-name", safetensors={"total": 7615616512}, config={"model_type": "own_name"}),
         "derivative_untagged", "finetune"),
        (row("lab/own-name", safetensors={"total": 7615616513}, config={"model_type": "own_name"}), "original", None),
        (row("Qwen/Qwen2.5-7B", safetensors={"total": 7615616512}, config={"model_type": "qwen2"}), "original", None),
        # The language part of a developer's multimodal architecture.
        (row("someone/Quill", safetensors={"total": 34660610688}, config={"model_type": "qwen3_5_moe_text"}),
         "derivative_untagged", "finetune"),
        # Merges and mixtures of complete models.
        (row("someone/Bagel-4x7B"), "derivative_untagged", "merge"),
        (row("BioMistral/BioMistral-7B-DARE"), "derivative_untagged", "merge"),
        (row("someone/Slerpy-9B-slerp"), "derivative_untagged", "merge"),
        (row("someone/Mix", "mergekit", baseModels={"relation": "quantized", "models": [{"id": "a/x"}]}),
         "third_party_finetune", "merge"),
        (row("allenai/OLMo-9-7B", "merge"), "original", None),
        # Role-play and other tuning, by name.
        (row("someone/Velvet-NSFW-12B"), "derivative_untagged", "finetune"),
        (row("someone/Velvet-12B-pretrained-uncensored"), "original", None),
        (row("someone/L3.1-Velvet-8B"), "derivative_untagged", "finetune"),
        (row("someone/Teacher-Distill-7B"), "derivative_untagged", "finetune"),
        # The first family in a name decides.
        (row("nvidia/Llama-9-Nemotron-49B"), "derivative_untagged", "finetune"),
        (row("nvidia/Llama-9-Nemotron-49B-FP8"), "quantized", "quantisation"),
        (row("nvidia/Nemotron-9-Llama-like-8B"), "original", None),
        (row("openlm-research/open_llama_13b"), "original", None),
        # Configurations.
        (row("someone/Quill", config={"_name_or_path": "meta-llama/Llama-2-7b-hf"}), "derivative_untagged", "finetune"),
        (row("someone/Quill", config={"_name_or_path": "/data/models/llama"}), "original", None),
        (row("someone/Quill", config={"_name_or_path": "output/checkpoint-500"}), "original", None),
        (row("someone/Quill", config={"_name_or_path": "someone/Quill"}), "original", None),
        (row("someone/Quill", config={"quantization_config": {"quant_method": "gptq"}}),
         "derivative_untagged", "quantisation"),
        (row("deepseek-ai/DeepSeek-V9", config={"quantization_config": {"quant_method": "fp8"}}), "original", None),
        # A LoRA tag on full weights tells how they were trained.
        (row("someone/Quill-12B", "lora", safetensors={"total": 12e9}), "original", None),
        (row("someone/Quill-12B", "lora", safetensors={"total": 3e7}), "adapter", "adapter"),
        # Formats in names.
        (row("someone/Quill-12B-JANGTQ4"), "derivative_untagged", "quantisation"),
        (row("someone/Quill-12B-NVFP4A16"), "derivative_untagged", "quantisation"),
        (row("someone/Quill-12B-oQ4e"), "derivative_untagged", "quantisation"),
    ],
)  # fmt: skip
def test_what_gives_derivatives_away(item: dict[str, Any], kind: str, reason: str | None) -> None:
    found = classify_repository(item)
    assert (found.kind, exclusion_reason(found)) == (kind, reason)


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


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6), st.none() | st.text(max_size=40))
@settings(deadline=None)
def test_odd_rows_get_a_class(item: dict[str, Any], card: str | None) -> None:
    assert classify_repository(item, card).kind


@given(st.sampled_from(["lab/Quill-7B", "Qwen/Qwen9-7B"]), st.permutations(["a/x", "b/y", "c/z"]))
def test_several_foreign_bases_are_a_merge_in_any_order(repo_id: str, bases: list[str]) -> None:
    found = classify_repository({"id": repo_id, "cardData": {"base_model": bases}})
    assert exclusion_reason(found) == "merge"
    assert found.base == tuple(bases)


@pytest.mark.parametrize(
    ("name", "developer", "is_anothers"),
    [
        ("Llama-3.1-8B", "Meta", False),
        ("gemma-2-2b", "Google DeepMind", False),
        ("Llama-3.1-Heron-8B", "Heron Labs", True),
        ("Heron-8B", "Heron Labs", False),
        ("Llama-3.1-8B", "", False),
    ],
)
def test_whose_family_a_name_begins_with(name: str, developer: str, is_anothers: bool) -> None:
    assert is_named_after_anothers(name, developer) is is_anothers


@pytest.mark.parametrize(
    ("repository", "exclusion"),
    [
        ("somebody/Llama-3.2-3B-Instruct", "reupload"),
        ("somebody/Llama-3.2-3B_multilingual", "finetune"),
        ("somebody/Llama-3.2-3B_instruction", "finetune"),
    ],
)
def test_a_stage_that_the_developer_never_published_is_a_strangers_own(repository: str, exclusion: str) -> None:
    row = {"id": repository, "tags": ["safetensors"], "safetensors": {"total": 3_212_749_824}}
    assert exclusion_reason(classify_repository(row)) == exclusion
