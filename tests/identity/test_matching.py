"""Linking names to a reference list."""

from __future__ import annotations

import pytest

from pipelines.identity.matching import Matcher, ReferenceModel

REFERENCE = [
    ReferenceModel("GLM 4.5", "Zhipu AI", "2025-08-05", 355e9),
    ReferenceModel("GLM-4.5-Air", "Zhipu AI", "2025-08-05", 106e9),
    ReferenceModel("o1", "OpenAI", "2024-12-05"),
    ReferenceModel("o1-preview", "OpenAI", "2024-09-12"),
    ReferenceModel("Mistral Large", "Mistral AI", "2024-02-26"),
    ReferenceModel("Mistral Large 2", "Mistral AI", "2024-07-24", 123e9),
    ReferenceModel("Mistral Small 3", "Mistral AI", "2025-01-30", 24e9),
    ReferenceModel("Qwen-14B", "Alibaba", "2023-09-28", 14e9),
    ReferenceModel("Qwen-7B", "Alibaba", "2023-09-28", 7e9),
    ReferenceModel("Qwen-72B", "Alibaba", "2023-11-30", 72e9),
    ReferenceModel("Qwen3-30B-A3B", "Alibaba", "2025-04-29", 30e9),
    ReferenceModel("Qwen3-32B", "Alibaba", "2025-04-29", 32.8e9),
    ReferenceModel("Hunyuan", "Tencent", "2023-09-07", 100e9),
    ReferenceModel("Hunyuan Video", "Tencent", "2024-12-03", 13e9),
    ReferenceModel("Codestral", "Mistral AI", "2024-05-29", 22.2e9),
    ReferenceModel("PaLM (540B)", "Google Research", "2022-04-04", 540e9),
    ReferenceModel("Claude", "Anthropic", "2023-03-14"),
    ReferenceModel("Gemini 1.0 Pro", "Google DeepMind", "2023-12-06"),
    ReferenceModel("Wan 2.2 14B T2V", "Alibaba", "2025-07-28", 14e9),
    ReferenceModel("Falcon-H1", "Technology Innovation Institute", "2025-05-21", 34e9),
    ReferenceModel("Aria", "Rhymes AI", "2024-10-08", 24.9e9),
    ReferenceModel("GPT-4", "OpenAI", "2023-03-15", 1.8e12),
    ReferenceModel("GPT-4 Turbo", "OpenAI", "2023-11-06"),
    ReferenceModel("MiniMax Speech-01-HD (T2A-01-HD)", "MiniMax", "2025-01-15"),
    ReferenceModel("Llama Nemotron Ultra 253B", "NVIDIA", "2025-03-18", 253e9),
    ReferenceModel("MiniMax-Speech-02-HD", "MiniMax", "2025-05-12"),
    ReferenceModel("MiniMax-M1", "MiniMax", "2025-06-13", 456e9),
    ReferenceModel("Llama 3.2 11B", "Meta AI", "2024-09-24", 10.6e9),
    ReferenceModel("Aquila2 34B", "Beijing Academy of Artificial Intelligence / BAAI", "2023-10-13", 34e9),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(REFERENCE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zai-org/GLM-4.5-FP8", "GLM 4.5"),
        ("GLM-4.5-Air (Thinking)", "GLM-4.5-Air"),
        ("o1-2024-12-17", "o1"),
        ("o1-preview-2024-09-12", "o1-preview"),
        ("mistral-large-2402", "Mistral Large"),
        ("Mistral-Large-Instruct-2411", "Mistral Large 2"),
        ("Mistral-Small-24B-Base-2501", "Mistral Small 3"),
        ("Qwen", "Qwen-14B"),
        ("qwen3-30b-a3b-thinking-2507", "Qwen3-30B-A3B"),
        ("Codestral-22B", "Codestral"),
        ("palm", "PaLM (540B)"),
        ("claude-v1", "Claude"),
        ("Gemini Pro", "Gemini 1.0 Pro"),
        ("wan-v2.2-a14b", "Wan 2.2 14B T2V"),
        ("Falcon-H1-34B-Instruct", "Falcon-H1"),
        ("gpt-4-1106-preview", "GPT-4 Turbo"),
        ("T2A-01-HD", "MiniMax Speech-01-HD (T2A-01-HD)"),
        ("Llama-3.1-Nemotron-Ultra-253B-v1", "Llama Nemotron Ultra 253B"),
        ("混元", "Hunyuan"),
        ("Speech-02-HD", "MiniMax-Speech-02-HD"),
        ("meta-llama/llama-3.2-11b-vision-instruct", "Llama 3.2 11B"),
        ("BAAI/AquilaChat2-34B", "Aquila2 34B"),
    ],
)
def test_names_find_their_model(matcher: Matcher, name: str, expected: str) -> None:
    assert matcher.match(name).name == expected


@pytest.mark.parametrize(
    "name",
    [
        "GLM-4.5V",
        "GLM-4.5-X",
        "mistral-small-2402",
        "mistral-large-2512",
        "hunyuan-a13b",
        "Qwen3-4B",
        "Qwen1.5-14B",
        "gemini-pro-latest",
        "Falcon-H1-7B",
        "someone/qwen-rlhf",
        "deepseek-chat",
        "o1-mini",
        "openai/Speech-02-HD",
        "M1",
        "Llama-3.2-3B-Vision",
        "Llama-3.1-11B-Vision",
        "",
        "!!!",
    ],
)
def test_traps_are_not_linked(matcher: Matcher, name: str) -> None:
    assert matcher.match(name).name is None


def test_what_the_source_states_beside_the_name_can_veto(matcher: Matcher) -> None:
    assert matcher.match("Aria", organization="Rhymes AI").name == "Aria"
    assert matcher.match("Aria", organization="Google").name is None
    assert matcher.match("Aria", organization="an unheard-of host").name == "Aria"
    assert matcher.match("GLM-4.5", parameters=358e9).name == "GLM 4.5"
    assert matcher.match("GLM-4.5", parameters=9e9) == (None, "different size stated by the source")


def test_reference_order_does_not_decide() -> None:
    names = ["Qwen", "glm-4.5", "qwen3-30b-a3b", "o1-preview", "mistral-large-2411"]
    forward, backward = Matcher(REFERENCE), Matcher(reversed(REFERENCE))
    assert [forward.match(name) for name in names] == [backward.match(name) for name in names]


def test_suggestions_rank_by_likeness(matcher: Matcher) -> None:
    suggestions = matcher.suggest("GLM 4.5 Airr", limit=2)
    assert suggestions[0][0] == "GLM-4.5-Air"
    assert len(suggestions) == 2


@pytest.mark.parametrize(
    ("organization", "parameters", "found"),
    [
        ("Google DeepMind", None, "Gopher"),
        ("Google DeepMind; Anthropic", None, "Gopher"),
        ("Anthropic", None, None),
        ("Anthropic", 280e9, "Gopher"),
        ("Anthropic", 70e9, None),
        ("Somebody unknown", None, "Gopher"),
    ],
)
def test_whose_model_a_plain_name_is(organization: str, parameters: float | None, found: str | None) -> None:
    """One developer may be part of another, and name and size together outweigh a wrong developer."""
    matcher = Matcher([ReferenceModel("Gopher", "DeepMind", "2021-12-08", 280e9)])
    assert matcher.match("Gopher", organization=organization, parameters=parameters).name == found


@pytest.mark.parametrize(
    ("name", "published", "found"),
    [
        ("GLM-4-9B", "2024-06-05", None),
        ("GLM-4-9B", "2025-04-14", "GLM-4-9B-0414"),
        ("GLM-4-9B", None, "GLM-4-9B-0414"),
        ("GLM-4-9B-0414", "2024-06-05", "GLM-4-9B-0414"),
    ],
)
def test_a_dated_release_is_not_the_one_long_before_it(name: str, published: str | None, found: str | None) -> None:
    matcher = Matcher([ReferenceModel("GLM-4-9B-0414", "Zhipu AI", "2025-04-14", 9e9)])
    assert matcher.match(name, published=published).name == found
