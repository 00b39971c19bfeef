"""How many derivatives go back to which family, by month."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.derivatives import DerivativeCount, Repository, derivative_counts, family_of
from pipelines.identity.repositories import RepositoryClass, classify_repository


def hub(repo_id: str, created: str | None, *tags: str) -> Repository:
    return Repository(repo_id, classify_repository({"id": repo_id, "tags": list(tags)}), created)


ORIGINALS = [
    hub("meta-llama/Llama-3.1-8B", "2024-07-14T22:20:53.000Z"),
    hub("Qwen/Qwen2.5-7B", "2024-09-15T12:17:40.000Z"),
]


def test_derivatives_are_counted_for_the_family_they_go_back_to() -> None:
    counts = derivative_counts(
        [
            *ORIGINALS,
            hub("a/Storyteller", "2024-10-02T00:00:00.000Z", "base_model:finetune:meta-llama/Llama-3.1-8B"),
            hub("b/Storyteller-2", "2024-10-20", "base_model:finetune:a/Storyteller"),
            hub("c/Rechner", "2024-10", "base_model:finetune:Qwen/Qwen2.5-7B"),
            hub("d/Rechner-GGUF", "2024-11-01", "gguf", "base_model:quantized:c/Rechner"),
        ]
    )
    assert counts == [
        DerivativeCount("llama", "2024-10", "finetune", 2, 2 / 3),
        DerivativeCount("qwen", "2024-10", "finetune", 1, 1 / 3),
        DerivativeCount("qwen", "2024-11", "quantisation", 1, 1.0),
    ]


def test_a_merge_counts_for_both_its_families() -> None:
    bases = ("base_model:merge:meta-llama/Llama-3.1-8B", "base_model:merge:Qwen/Qwen2.5-7B")
    counts = derivative_counts([*ORIGINALS, hub("e/Mix", "2025-01-05", *bases)])
    assert counts == [
        DerivativeCount("llama", "2025-01", "merge", 1, 1.0),
        DerivativeCount("qwen", "2025-01", "merge", 1, 1.0),
    ]


def test_what_is_not_known_is_a_row_of_its_own() -> None:
    counts = derivative_counts(
        [
            hub("f/Ding-7B-GGUF", "2025-02-01", "gguf"),
            hub("g/Llama-3-8B-Roleplay", "2025-02-01"),
            hub("h/No-Date-Llama-LoRA", None, "lora"),
            hub("h/Odd-Date-Llama-LoRA", "2025-13-01", "lora"),
        ]
    )
    assert [(row.family, row.kind) for row in counts] == [("llama", "finetune"), ("unknown", "quantisation")]


def test_an_architecture_of_one_developer_tells_the_family() -> None:
    row = {"id": "i/Quill", "config": {"model_type": "qwen2"}, "safetensors": {"total": 7615616512}}
    counts = derivative_counts([Repository("i/Quill", classify_repository(row), "2025-02-01")])
    assert [row.family for row in counts] == ["qwen"]


def test_bases_that_name_each_other_end_the_walk() -> None:
    one = hub("a/Llama-X", "2025-03-01", "base_model:finetune:b/Llama-Y")
    two = hub("b/Llama-Y", "2025-03-02", "base_model:finetune:a/Llama-X")
    assert derivative_counts([one, two]) == [DerivativeCount("llama", "2025-03", "finetune", 2, 1.0)]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("meta-llama/Meta-Llama-3-8B", "llama"),
        ("codellama/CodeLlama-7b-hf", "llama"),
        ("someone/L3.1-8B-Story", "llama"),
        ("Qwen/QwQ-32B", "qwen"),
        ("openai/gpt-oss-20b", "gpt-oss"),
        ("someone/Something-7B", None),
    ],
)
def test_family_of_a_name(name: str, family: str | None) -> None:
    assert family_of(name) == family


@given(
    st.lists(
        st.builds(
            Repository,
            st.sampled_from(["a/Llama-1", "b/Qwen-2", "c/Foo", "d/Bar", "D/bar"]),
            st.builds(
                RepositoryClass,
                st.sampled_from(["original", "third_party_finetune", "quantized", "reupload", "adapter"]),
                st.just("as drawn"),
                st.lists(st.sampled_from(["a/Llama-1", "b/Qwen-2", "c/Foo", "x/Elsewhere-7B"]), max_size=2).map(tuple),
            ),
            st.sampled_from(["2025-01-01", "2025-02", None, "", "20250"]),
        ),
        max_size=12,
    )
)
@settings(deadline=None)
def test_shares_of_a_month_and_kind_cover_all_its_derivatives(drawn: list[Repository]) -> None:
    counts = derivative_counts(drawn)
    shares: dict[tuple[str, str], float] = {}
    for row in counts:
        assert 0 < row.share <= 1
        assert row.number >= 1
        shares[row.month, row.kind] = shares.get((row.month, row.kind), 0.0) + row.share
    assert all(share >= 1 - 1e-9 for share in shares.values())
