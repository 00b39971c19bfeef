"""Walks up declared bases, clusters for review, and ids."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.derivation import cluster_key, roots
from pipelines.identity.model_id import model_id, repository_model_id
from pipelines.identity.names import parse_name


def test_a_walk_ends_at_models_without_a_base() -> None:
    base_of = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"]}
    assert roots(base_of, "a") == (("d", "e"), False)
    assert roots({}, "x") == (("x",), False)


def test_cycles_end_a_branch() -> None:
    assert roots({"a": ["b"], "b": ["a"]}, "a") == (("a",), True)
    assert roots({"a": ["a"]}, "a") == (("a",), True)
    assert roots({"a": ["b", "c"], "b": ["a"]}, "a") == (("c",), True)


NAMES = st.sampled_from("abcdef")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3)), NAMES)
@settings(deadline=None)
def test_every_walk_ends(base_of: dict[str, list[str]], start: str) -> None:
    found = roots(base_of, start)
    assert found.names
    assert all(not base_of.get(name) or name == start for name in found.names)


def test_clusters_gather_equal_sizes_only() -> None:
    assert cluster_key("llama", 8_030_261_248) == cluster_key("Llama", 8_030_261_248)
    assert cluster_key("llama", 8.03e9) != cluster_key("llama", 8.3e9)
    assert cluster_key("llama", 8.03e9) != cluster_key("qwen2", 8.03e9)
    assert cluster_key(None, 8e9) is None
    assert cluster_key("llama", float("nan")) is None
    assert cluster_key("llama", 0) is None


@pytest.mark.parametrize(
    ("organization", "name", "expected"),
    [
        ("Alibaba", "Qwen3-235B-A22B-Thinking-2507", "alibaba/qwen-3-235b-a22b"),
        ("Z.ai (Zhipu AI)", "GLM-4.5-Air", "zhipu-ai/glm-4.5-air"),
        ("智谱", "glm-4p5-air", "zhipu-ai/glm-4.5-air"),
        ("Meta AI; Somebody", "Llama 3.1-405B", "meta/llama-3.1-405b"),
        (None, "GPT-4", "unknown/gpt-4"),
        ("A Lab Nobody Knows", "Foo 7B", "a-lab-nobody-knows/foo-7b"),
        ("OpenAI", "", "openai/unknown"),
    ],
)
def test_model_ids(organization: str | None, name: str, expected: str) -> None:
    assert model_id(organization, parse_name(name)) == expected


def test_names_in_other_scripts_get_distinct_stable_ids() -> None:
    first, second = (model_id(None, parse_name(name)) for name in ("모델하나 7B", "모델둘 7B"))
    assert first != second
    assert first == model_id(None, parse_name("모델하나 7B"))
    assert first.isascii()


def test_repository_ids_do_not_distinguish_case() -> None:
    assert repository_model_id("NousResearch/Hermes-3") == "huggingface/nousresearch/hermes-3"
    assert repository_model_id("a/b_c") != repository_model_id("a/b-c")
    assert repository_model_id("nousresearch/HERMES-3") == repository_model_id("NousResearch/Hermes-3")
