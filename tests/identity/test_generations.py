"""What is looked at together: generations first, then architectures and sizes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.generations import Queued, generation, looked_at_together

QUEUE = (
    Queued("l/heron-2-7b", "Heron 2 7B", "Lab", "heron", 7.2e9),
    Queued("l/heron-2.5-70b", "Heron-2.5-70B", "Lab", "heron", 70e9),
    Queued("l/heron-3-7b", "Heron 3 7B", "Lab", "heron", 9e9),
    Queued("s/grey-7b", "Grey-7B", "Somebody", "heron", 7.21e9),
    Queued("o/heron-2-9b", "Heron 2 9B", "Other", "stork", 9e9),
    Queued("l/egret-1", "Egret 1", "Lab", None, None),
    Queued("l/egret-2", "Egret 2", "Lab", None, None),
    Queued("x/plain", "Plain", None, None, None),
    Queued("t/one-1b", "One-1B", "Tern", "tern", 1e9),
    Queued("u/two-1b", "Two-1B", "Ural", "tern", 1e9),
)


def groups(models: tuple[Queued, ...]) -> set[frozenset[str]]:
    return {frozenset(group) for group in looked_at_together(models)}


def test_a_generation_gathers_sizes_and_variants_and_what_stands_alone_beside_it() -> None:
    assert groups(QUEUE) == {
        frozenset({"l/heron-2-7b", "l/heron-2.5-70b", "l/heron-3-7b", "s/grey-7b"}),
        frozenset({"l/egret-1", "l/egret-2"}),
        frozenset({"o/heron-2-9b"}),
        frozenset({"x/plain"}),
        frozenset({"t/one-1b", "u/two-1b"}),
    }


def test_two_full_generations_stay_two() -> None:
    fuller = (*QUEUE, Queued("l/heron-3-70b", "Heron 3 70B", "Lab", "heron", 70e9))
    assert frozenset({"l/heron-3-7b", "l/heron-3-70b"}) in groups(fuller)


@pytest.mark.parametrize(
    ("name", "organization", "expected"),
    [
        ("Heron-2.5-70B-Instruct", "Lab", ("Lab", "heron", "2")),
        ("Heron", "Lab", ("Lab", "heron", "1")),
        ("Heron v1.5", "Lab", ("Lab", "heron", "1")),
        ("Heron", None, None),
        ("", "Lab", None),
    ],
)
def test_generation(name: str, organization: str | None, expected: tuple[str, str, str] | None) -> None:
    assert generation(name, organization) == expected


@given(st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_nothing_is_lost(chance: random.Random) -> None:
    shuffled = list(QUEUE)
    chance.shuffle(shuffled)
    assert groups(tuple(shuffled)) == groups(QUEUE)
    assert sorted(ident for group in looked_at_together(shuffled) for ident in group) == sorted(m.id for m in QUEUE)
