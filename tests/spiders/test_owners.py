"""Whose model a price list's row is."""

from __future__ import annotations

import pytest

from pipelines.identity.organizations import canonical_organization
from spiders.owners import Developers, first_party, resold, stem


@pytest.mark.parametrize("catalogue", ["models_dev", "litellm"])
def test_developers_are_ones_that_we_know(catalogue: str) -> None:
    providers = first_party(catalogue)
    assert len(providers) > 20
    for provider, known in providers.items():
        assert canonical_organization(known.organization) == known.organization, provider


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("zai/GLM-4.5-Air", "glm"), ("qwen3-32b", "qwen"), ("o1-pro", "pro"), ("4.5", ""), ("moon-kimi-k2", "moon")],
)
def test_stem(name: str, beginning: str) -> None:
    assert stem(name) == beginning


def test_resellers_have_no_models() -> None:
    developers = Developers("litellm", [("openrouter", "gpt-4")])
    assert developers.of("openrouter", "gpt-4") is None


def test_a_mixed_list_is_split_by_its_own_names() -> None:
    developers = Developers("litellm", [])
    assert developers.of("dashscope", "dashscope/qwen3-max") == "Alibaba"
    assert developers.of("dashscope", "dashscope/deepseek-v3") is None


def test_a_guest_in_a_list_is_told_by_the_lists() -> None:
    hosts = [("mistral", f"mistral/mistral-{n}") for n in range(20)]
    guests = [("deepseek", f"deepseek/deepseek-v{n}") for n in range(5)]
    developers = Developers("litellm", [*hosts, *guests, ("mistral", "mistral/deepseek-v3")])
    assert developers.of("mistral", "mistral/mistral-3") == "Mistral AI"
    assert developers.of("mistral", "mistral/deepseek-v3") is None
    assert developers.of("deepseek", "deepseek/deepseek-v3") == "DeepSeek"


def test_what_two_resellers_list_as_one_developers_model_is_its_model() -> None:
    listed = [
        ("kilo", "bytedance-seed/seed-1.6"),
        ("openrouter", "bytedance-seed/Seed-1.6"),
        ("qiniu-ai", "doubao-1.5-pro-32k"),
        ("nano-gpt", "doubao-1.5-pro-256k"),
        ("acme", "mistralai/lonely-9"),
        ("acme-cn", "mistralai/lonely-9"),
        ("kilo", "somebody/their-tune-7b"),
        ("openrouter", "somebody/their-tune-7b"),
        ("kilo", "~mistralai/moving-9"),
        ("openrouter", "mistralai/moving-9-latest"),
        ("kilo", "qwen/qwen9-embedding-8b"),
        ("openrouter", "qwen/qwen9-embedding-8b"),
        ("mistral", "mistralai/own-9"),
        ("mistral", "own-9"),
    ]
    assert resold("models_dev", listed) == dict.fromkeys(listed[:4], "ByteDance")


def test_an_account_is_the_catalogues_own_before_anybody_elses() -> None:
    listed = [("kilo", "inception/mercury-9"), ("openrouter", "inception/mercury-9")]
    assert set(resold("models_dev", listed).values()) == {"Inception Labs"}
