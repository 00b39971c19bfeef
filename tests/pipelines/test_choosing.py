"""Which of several claims is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import SourceRank
from pipelines.choosing import ClaimView, choose, is_rounding


def claim(
    ident: str,
    value: float | str,
    *,
    rank: SourceRank = SourceRank.NEWS,
    origin: str = "",
    field: str = "tokens",
    published: str | None = None,
    exact: bool = True,
) -> ClaimView:
    return ClaimView(ident, field, value, rank, origin or ident, "feeds/x", published, exact)


def test_the_developer_outranks_any_number_of_newspapers() -> None:
    claims = [claim(f"n{i}", 18e12) for i in range(9)] + [claim("d", 14.8e12, rank=SourceRank.DEVELOPER)]
    chosen = choose(claims)["tokens"]
    assert chosen.value == 14.8e12
    assert [value for value, _ in chosen.conflicts] == [18e12]


def test_forty_copies_of_one_story_are_one_voice() -> None:
    copies = [claim(f"w{i:02}", 250e9, origin="wire") for i in range(40)]
    independent = [claim("a", 7e9), claim("b", 7e9)]
    assert choose([*copies, *independent])["tokens"].value == 7e9


def test_equal_voices_are_settled_by_the_earliest_not_the_latest() -> None:
    chosen = choose([claim("a", 2e12, published="2026-03-01"), claim("b", 1e12, published="2025-11-01")])["tokens"]
    assert chosen.value == 1e12
    assert chosen.conflicts == ((2e12, ("a",)),)


def test_figures_within_a_hundredth_agree() -> None:
    chosen = choose([claim("a", 70e9), claim("b", 70.4e9)])["tokens"]
    assert chosen.conflicts == ()
    assert chosen.claims == ("a", "b")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (35e9, 35951822704.0, True),
        (7e9, 7615616512.0, True),
        (1e12, 1.04e12, True),
        (30e9, 30.5e9, True),
        (30e9, 32e9, False),
        (2e9, 2.5e9, False),
        (405e9, 400e9, False),
        (17e9, 109e9, False),
        ("7B", 7e9, False),
        (0.0, 7e9, False),
    ],
)
def test_a_round_figure_does_not_contradict_the_exact_one(one: float | str, other: float | str, same: bool) -> None:
    assert is_rounding(one, other) is same
    assert is_rounding(other, one) is same


@given(st.floats(1, 1e15), st.floats(1, 1e15))
def test_roundings_are_near_and_mutual(one: float, other: float) -> None:
    assert is_rounding(one, other) == is_rounding(other, one)
    assert is_rounding(one, one) or one == 0
    if is_rounding(one, other):
        assert max(one, other) / min(one, other) <= 1.151


def test_a_bound_never_outranks_nor_contradicts_a_date() -> None:
    created = claim("h", "2025-01-02", rank=SourceRank.DEVELOPER, field="release_date", exact=False)
    stated = claim("n", "2025-01-05", field="release_date")
    chosen = choose([created, stated])["release_date"]
    assert chosen.value == "2025-01-05"
    assert chosen.conflicts == ()


def test_a_persons_edit_comes_first_and_the_machines_value_stays_beside_it() -> None:
    chosen = choose([claim("a", 1e12)], {"tokens": 3e12})["tokens"]
    assert (chosen.value, chosen.by_person) == (3e12, True)
    assert chosen.conflicts == ((1e12, ("a",)),)


claims_in_any_order = st.lists(
    st.builds(
        claim,
        st.text("abcdefgh", min_size=3, max_size=6),
        st.sampled_from([1e9, 1.005e9, 7e9, 70e9]),
        rank=st.sampled_from(list(SourceRank)),
        origin=st.sampled_from(["x", "y", "z"]),
        published=st.sampled_from([None, "2025-01-01", "2026-01-01"]),
        exact=st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda c: c.id,
)


@given(claims_in_any_order, st.randoms(use_true_random=False))
def test_the_order_in_which_claims_came_changes_nothing(claims: list[ClaimView], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(claims) == choose(shuffled)


def test_a_suggestion_yields_to_every_other_claim() -> None:
    suggested = replace(claim("s", 9e12, rank=SourceRank.DEVELOPER, published="2020-01-01"), suggested=True)
    bound = claim("b", 1e12, exact=False)
    assert choose([suggested, bound])["tokens"].value == 1e12
    assert choose([suggested])["tokens"].value == 9e12


def test_other_spellings_and_repositories_contradict_nothing() -> None:
    claims = [claim("a", "Qwen 3 8B", field="name"), claim("b", "Qwen3-8B", field="name")]
    assert choose(claims)["name"].conflicts == ()
