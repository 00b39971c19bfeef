"""Walks up declared bases, groups for review, and ids."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.derivation import GROUP_WIDTH, Sized, review_groups, roots
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


def members(*items: Sized) -> list[tuple[str, ...]]:
    return [group.members for group in review_groups(items)]


def test_groups_gather_equal_sizes_of_one_architecture() -> None:
    tuned = Sized("tuned", "Llama", 8_030_269_440)
    assert members(Sized("base", "llama", 8_030_261_248), tuned) == [("base", "tuned")]
    assert members(Sized("a", "llama", 8.03e9), Sized("b", "llama", 8.3e9)) == [("a",), ("b",)]
    assert members(Sized("a", "llama", 8.03e9), Sized("b", "qwen2", 8.03e9)) == [("a",), ("b",)]


@pytest.mark.parametrize("total", [x * 1e9 for x in (6.9, 7.0, 7.05, 7.1, 7.17, 7.24, 7.61, 8.03, 8.19)])
def test_no_border_divides_neighbours(total: float) -> None:
    assert members(Sized("a", "llama", total), Sized("b", "llama", total * 1.009)) == [("a", "b")]


def test_a_chain_that_grows_too_wide_is_cut_at_its_widest_gap() -> None:
    sizes = {"a": 10.00e9, "b": 10.09e9, "c": 10.11e9, "d": 10.12e9}
    assert members(*(Sized(name, "llama", size) for name, size in sizes.items())) == [("a",), ("b", "c", "d")]


def test_what_has_no_architecture_or_size_stands_alone() -> None:
    groups = review_groups(
        [
            Sized("a", None, 8e9),
            Sized("b", None, 8e9),
            Sized("c", "llama", None),
            Sized("d", "llama", float("nan")),
            Sized("e", "llama", 0.0),
            Sized("f", " ", 8e9),
            Sized("g", "llama", float("inf")),
        ]
    )
    assert [group.members for group in groups] == [("a",), ("b",), ("c",), ("d",), ("e",), ("f",), ("g",)]
    assert {(group.model_type, group.smallest, group.largest) for group in groups} == {(None, None, None)}


@given(
    st.lists(st.tuples(st.sampled_from(["llama", "qwen3", None]), st.floats(1e9, 1.1e9) | st.none()), max_size=40),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_groups_are_narrow_complete_and_the_same_in_any_order(
    rows: list[tuple[str | None, float | None]], order: random.Random
) -> None:
    items = [Sized(f"{position:02}", kind, total) for position, (kind, total) in enumerate(rows)]
    groups = review_groups(items)
    shuffled = items[:]
    order.shuffle(shuffled)
    assert review_groups(shuffled) == groups
    assert sorted(name for group in groups for name in group.members) == [item.id for item in items]
    sized = [group for group in groups if group.smallest is not None and group.largest is not None]
    assert all(group.largest <= group.smallest * (1 + GROUP_WIDTH) for group in sized)  # type: ignore[operator]
    for one, two in pairwise(sized):
        assert one.model_type != two.model_type or one.largest < two.smallest  # type: ignore[operator]


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
