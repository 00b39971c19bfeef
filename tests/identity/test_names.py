"""Model names: what is identity, what is packaging, and the properties of the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.names import parse_name, same_model

ONE_MODEL = {
    "qwen-3-235b-a22b": [
        "Qwen3-235B-A22B",
        "Qwen/Qwen3-235B-A22B-Thinking-2507",
        "qwen3-235b-a22b-instruct-2507",
        "Qwen: Qwen3 235B A22B Instruct 2507 FP8",
        "qwen.qwen3-235b-a22b-2507-v1:0",
    ],
    "glm-4.5-air": ["GLM-4.5-Air", "glm-4p5-air", "zai-org/GLM-4.5-Air-FP8", "Z.AI: GLM 4.5 Air", "智谱GLM-4.5-Air"],
    "claude-4-sonnet": [
        "Claude Sonnet 4",
        "claude-4-sonnet-20250514",
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "Claude 4 Sonnet (Reasoning)",
        "claude-sonnet-4-thinking-16k",
    ],
    "llama-3.1-405b": [
        "Llama 3.1-405B",
        "Meta-Llama-3.1-405B-Instruct-FP8",
        "amazon-llama3-1-405b-instruct-v1:0",
        "llama-v3p1-405b-instruct",
        "Llama 3.1 Instruct (405B)",
    ],
    "mixtral-8x7b": ["Mixtral 8x7B", "mistralai/Mixtral-8x7B-Instruct-v0.1"],
    "deepseek-3.1": ["DeepSeek V3.1 (Reasoning)", "deepseek-chat-v3.1:free", "DeepSeek-V3.1-Base"],
    "gemini-2.5-flash": [
        "gemini-2.5-flash-preview-09-2025",
        "databricks-gemini-2-5-flash",
        "Gemini 2.5 Flash (May '25)",
    ],
    "stable-diffusion-xl": ["Stable Diffusion XL (SDXL)", "sdxl", "stable-diffusion-xl-v1"],
    "ernie-4": ["文心一言4.0", "ERNIE 4.0", "文心大模型 4.0"],
    "pangu-sigma": ["PanGu-Σ", "盘古-Σ", "Pangu-Sigma"],
    "yuan-2": ["源2.0", "Yuan 2.0"],
    "command-r-plus": ["Command R+", "cohere.command-r-plus-08-2024", "Command-R+ (Apr '24)"],
    "bloom-7.1b": ["bigscience/bloom-7b1"],
    "minimax-m1": ["MiniMax-M1-80k", "minimax-m1"],
    "mistral-2-large": ["Mistral Large 2", "mistral-large-2411", "Mistral-Large-Instruct-2411", "Mistral Large 24.11"],
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in ONE_MODEL.items() for name in names])
def test_names_of_one_model_have_one_key(key: str, name: str) -> None:
    assert parse_name(name).key == key


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("GLM-4.5", "GLM-4.5-Air", "variant"),
        ("GLM-4.5", "GLM-4.5V", "version"),
        ("GPT-4.1", "GPT-4.1 mini", "variant"),
        ("Gen-4", "Gen-4 Turbo", "variant"),
        ("Falcon 180B", "Falcon 40B", "total size"),
        ("DeepSeek-V3", "DeepSeek-V3.1", "version"),
        ("DeepSeek-V3.1", "DeepSeek-V3.1-Terminus", "variant"),
        ("Qwen3-30B-A3B", "Qwen3-32B", "mixture"),
        ("Qwen3-30B-A3B", "Qwen3-30B-A6B", "active size"),
        ("Mixtral 8x7B", "Mixtral 8x22B", "experts"),
        ("Qwen1.5-MoE-A2.7B", "Qwen1.5-14B", "variant"),
        ("FLUX.1 [dev]", "FLUX.1 [pro]", "variant"),
        ("Llama 3 8B", "Llama 3.1 8B", "version"),
        ("mistral-medium-2508", "mistral-medium-2505", "version"),
        ("Gemma 3n E2B", "Gemma 3n E4B", "effective size"),
        ("Qwen2.5", "Qwen2.5-72B", "one side"),
        ("Gemini", "Gemma", "family"),
        ("Qwen1.5-8x7B", "Qwen1.5-110B", "experts"),
        ("", "GPT-4", "no name"),
    ],
)
def test_sizes_and_variants_veto(first: str, second: str, reason: str) -> None:
    forward, backward = same_model(first, second), same_model(second, first)
    assert not forward.same
    assert reason in forward.reason
    assert forward == backward


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Code Llama-34B", "CodeLlama-34b-Instruct-hf"),
        ("Claude", "claude-v1"),
        ("Stable LM 2 12B", "stablelm-2-12b-chat"),
        ("Hunyuan Video", "HunyuanVideo"),
        ("Llama 4 Scout (17Bx16E)", "meta-llama/Llama-4-Scout-17B-16E-Instruct"),
        ("gpt-35-turbo", "GPT-3.5 Turbo"),
    ],
)
def test_spellings_of_one_model_are_the_same(first: str, second: str) -> None:
    assert same_model(first, second).same


@pytest.mark.parametrize(
    ("name", "parameters", "active"),
    [
        ("Qwen3-235B-A22B", 235e9, 22e9),
        ("bloom-7b1", 7.1e9, None),
        ("qwen2p5-1p5b-instruct", 1.5e9, None),
        ("stablelm-2-zephyr-1_6b", 1.6e9, None),
        ("granite-3.1-3b-a800m-base", 3e9, 0.8e9),
        ("Ling-1T", 1e12, None),
        ("Mixtral-8x7B", None, None),
        ("Llama-4-Maverick-17B-128E", None, None),
        ("gemma-3n-E4B-it", None, None),
        ("Wan2.2-T2V-A14B", None, 14e9),
        ("Llama-3-8B-Instruct-262k", 8e9, None),
        ("GLaM", None, None),
    ],
)
def test_parameters_are_only_what_the_name_states(name: str, parameters: float | None, active: float | None) -> None:
    parsed = parse_name(name)
    assert parsed.parameters == parameters
    assert parsed.active == active


def test_trillions_beside_a_light_variant_or_a_base_checkpoint_are_training_tokens() -> None:
    assert parse_name("Ling-mini-base-2.0-20T").training_tokens == 20e12
    assert parse_name("Ling-3.0-flash-base-30T").parameters is None
    assert parse_name("Foo-7B-2T").training_tokens == 2e12


@pytest.mark.parametrize(
    "packed",
    [
        "Kestrel-2-7B-quantized.w4a16",
        "Kestrel-2-7B.w8a8",
        "Kestrel-2-7B-Instruct-GPTQ-4b-128g",
        "Kestrel-2-7B-2.5bit",
        "Kestrel-2-7B-MLX-mixed-3_4-bit",
        "Kestrel-2-7B-qat-q4_0-unquantized",
        "Kestrel-2-7B-EXL3-2.0bpw-2x-RTX-PRO-6000",
        "Kestrel-2-7B-INT8FP16",
        "Kestrel-2-7B-MXFP4xMXFP8",
        "Kestrel-2-7B-UD-Q3_K_XL-mlx",
        "Kestrel-2-7B-oQ4e-fast",
        "Kestrel-2-7B-SpeedQuant-4bit",
        "Kestrel-2-7B-compressed-tensors-FP8-KV-cache",
        "Kestrel-2-7B-FP8-v3",
        "somebody/Kestrel-2-7B-Somebody-NVFP4-text-256k",
        "unsloth/Kestrel-2-7B-unsloth-bnb-4bit",
        "unsloth-Kestrel-2-7B-mlx-3Bit",
        "Kestrel-2-FP8-7B",
    ],
)
def test_what_follows_the_format_says_how_the_weights_are_packed(packed: str) -> None:
    assert parse_name(packed).key == "kestrel-2-7b"


@pytest.mark.parametrize(
    "remade",
    [
        "Kestrel-2-7B-FP8-REAP-50",
        "Kestrel-2-7B-MLX-CRACK",
        "Kestrel-2-7B-NVFP4-heretic-v2",
        "Kestrel-2-7B-BF16-DSpark",
        "Kestrel-2-7B-4bit-globalpruned",
        "Kestrel-2-7B-abliterated-GGUF",
        "Kestrel-2-7B-Coder-AWQ",
        "Kestrel-2-7B-Unsloth-Tales-GGUF",
    ],
)
def test_a_format_does_not_hide_that_the_weights_were_changed(remade: str) -> None:
    assert not same_model("Kestrel-2-7B", remade).same


def test_a_size_stated_beside_a_name_fills_the_gap_in_it() -> None:
    sized, bare = "Kestrel-2-medium-14b", "Kestrel-2-medium-128k"
    assert not same_model(sized, bare).same
    assert same_model(sized, bare, parameters=(None, 13.96e9)).same
    assert same_model(bare, sized, parameters=(13.96e9, 1.0)).same
    assert not same_model(sized, bare, parameters=(None, 7e9)).same
    for nonsense in (0.0, -1.0, float("nan"), float("inf")):
        assert not same_model(sized, bare, parameters=(None, nonsense)).same


def test_packaging_dates_and_brackets_are_kept_beside_the_key() -> None:
    parsed = parse_name("unsloth/DeepSeek-R1-0528-Q4_K_M-GGUF")
    assert parsed.account == "unsloth"
    assert parsed.packaging == ("gguf",)
    assert parsed.stamps[0][1:] == (5, 28)
    assert parse_name("MiniMax Speech-01-HD (T2A-01-HD)").annotations == ("t2a 01 hd",)


def test_a_reseller_in_a_price_list_is_no_account() -> None:
    assert parse_name("deepinfra/Qwen3-8B", source="litellm").account is None
    assert parse_name("someone/Qwen3-8B", source="huggingface").account == "someone"


@pytest.mark.parametrize("name", ["", "   ", "///", "()", "—", "🤖", "7B", "v", ".", "a/b/", "((((", "-v1:0"])
def test_odd_names_do_not_raise(name: str) -> None:
    key = parse_name(name).key
    assert parse_name(key).key == key


FAMILIES = st.sampled_from(["qwen", "llama", "glm", "stable diffusion", "claude", "kimi-k2", "foobar", "mistral", "o1"])
VERSIONS = st.sampled_from(["", "2", "3.1", "4.5v", "4o", "v2", "2p5", "3-5", "1.0", "02"])
VARIANTS = st.lists(st.sampled_from(["mini", "air", "coder", "vl", "turbo", "opus", "zeta", "max"]), max_size=2)
SIZES = st.sampled_from(["", "7b", "1p5b", "0.6B", "8x7B", "235B-A22B", "17B-128E", "E4B", "1T", "400M"])
PACKAGING = st.lists(
    st.sampled_from(["instruct", "chat", "GGUF", "2507", "20250514", "128k", "preview", "fp8"]), max_size=3
)


@st.composite
def model_names(draw: st.DrawFn) -> str:
    separator = draw(st.sampled_from(["-", " ", "_"]))
    parts = [draw(FAMILIES), draw(VERSIONS), *draw(VARIANTS), draw(SIZES), *draw(PACKAGING)]
    name = separator.join(part for part in parts if part)
    return name.upper() if draw(st.booleans()) else name


@given(model_names())
def test_the_key_is_a_fixed_point(name: str) -> None:
    key = parse_name(name).key
    assert key
    assert parse_name(key).key == key


@given(model_names(), model_names())
def test_comparison_is_symmetric_and_reflexive(first: str, second: str) -> None:
    assert same_model(first, second) == same_model(second, first)
    assert same_model(first, first).same


@given(model_names(), st.sampled_from(["Instruct", "GGUF", "FP8", "chat", "(free)", "128k"]))
def test_packaging_never_changes_the_key(name: str, packaging: str) -> None:
    assert parse_name(f"{name} {packaging}").key == parse_name(name).key


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    parsed = parse_name(text)
    assert parsed.raw == text
    assert parsed.parameters is None or parsed.parameters > 0


def test_digits_without_end_in_a_name_state_no_size() -> None:
    assert parse_name(f"Kestrel-{'9' * 400}B").total is None
