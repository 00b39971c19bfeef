"""How the list's length is found, which of its pages are read, and what is kept of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.hub.census import LARGEST_FITTING, Tail, TotalSearch, ranks_to_read


@given(length=st.integers(0, 5_000_000), head=st.integers(0, 200_000))
def test_the_length_is_found_in_few_steps(length: int, head: int) -> None:
    length = max(length, head)
    search = TotalSearch(at_least=head)
    steps = 0
    while search.total is None:
        rank = search.next_rank()
        search.learn(rank, is_empty=rank >= length)
        steps += 1
        assert steps < 60
    assert search.total == length


def test_a_list_without_an_end_is_known() -> None:
    search = TotalSearch(at_least=100_000)
    while not search.is_endless:
        search.learn(search.next_rank(), is_empty=False)
    assert search.total is None


@given(head=st.integers(0, 10_000), tail=st.integers(0, 100_000), pages=st.integers(1, 60), size=st.integers(1, 1000))
def test_pages_lie_in_the_tail_and_do_not_overlap(head: int, tail: int, pages: int, size: int) -> None:
    ranks = ranks_to_read(head, head + tail, pages=pages, page_size=size)
    assert len(ranks) <= max(pages, 0) or tail <= pages * size
    assert all(head <= rank < head + tail for rank in ranks)
    assert all(later - earlier >= size for earlier, later in pairwise(ranks))
    if tail <= pages * size:
        assert len(ranks) * size >= tail
    else:
        assert ranks[-1] + size <= head + tail


def test_the_tail_counts_what_is_beyond_the_head() -> None:
    tail = Tail(following="https://huggingface.co/api/models?cursor=x")
    rows: list[dict[str, Any]] = [
        {"downloads": 101, "downloadsAllTime": 900},
        {"downloads": 100, "downloadsAllTime": 800},
        {"downloads": 0, "downloadsAllTime": 0},
        {"downloads": None, "downloadsAllTime": 7},
        {"downloads": 3},
        {"downloads": True, "downloadsAllTime": "many"},
    ]
    tail.add(rows, 100)
    assert (tail.models, tail.downloads, tail.idle) == (5, 103, 3)
    assert (tail.dated, tail.downloads_all_time, tail.never) == (3, 807, 1)
    assert Tail.from_text(tail.to_text()) == tail
    assert Tail.from_text(None) == Tail()


@pytest.mark.parametrize(("parameters", "fits"), [(24e9, True), (26e9, True), (27e9, False), (70e9, False)])
def test_what_fits_sixteen_gigabytes(parameters: float, fits: bool) -> None:
    assert (parameters <= LARGEST_FITTING) is fits
