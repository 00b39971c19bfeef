from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.selection import Release, Selection, first_to_exceed, top_at_release

RELEASES = st.lists(
    st.builds(
        Release,
        day=st.integers(0, 30),
        flop=st.integers(1, 40).map(float),
        name=st.text("abc", max_size=3),
        is_open=st.sampled_from([True, False, None]),
    ),
    max_size=40,
)


def names(releases: list[Release]) -> list[str]:
    return [release.name for release in releases]


def test_a_model_enters_only_strictly_above_the_largest_of_its_kind() -> None:
    releases = [
        Release(1, 5.0, "first", True),
        Release(2, 5.0, "equal", True),
        Release(3, 9.0, "closed", False),
        Release(4, 6.0, "larger", True),
        Release(5, 99.0, "unknown", None),
        Release(6, 7.0, "larger than the open ones", True),
    ]
    assert names(top_at_release(releases, Selection())) == [
        "first", "closed", "larger", "larger than the open ones",
    ]  # fmt: skip


def test_of_one_day_the_larger_comes_first() -> None:
    day = [Release(1, 5.0, "small", True), Release(1, 6.0, "large", True)]
    assert names(top_at_release(day, Selection())) == names(top_at_release(day[::-1], Selection())) == ["large"]


def test_both_kinds_start_from_the_largest_of_all_or_each_from_its_own() -> None:
    releases = [
        Release(1, 5.0, "old closed", False),
        Release(2, 8.0, "old unknown", None),
        Release(10, 6.0, "open", True),
        Release(11, 9.0, "later open", True),
        Release(12, 6.0, "closed", False),
    ]
    assert names(top_at_release(releases, Selection(since=10))) == ["later open"]
    own = Selection(since=10, kickstart=False)
    assert names(top_at_release(releases, own)) == ["open", "later open", "closed"]


@given(RELEASES, st.integers(1, 4), st.integers(0, 30), st.booleans())
def test_the_selection_is_what_its_definition_says(
    releases: list[Release], top: int, since: int, kickstart: bool
) -> None:
    chosen = top_at_release(releases, Selection(top, since, kickstart))
    assert chosen == top_at_release(releases[::-1], Selection(top, since, kickstart))
    for release in chosen:
        earlier = [
            other.flop
            for other in releases
            if (other.day, -other.flop) < (release.day, -release.flop)
            and (other.is_open is release.is_open if other.day >= since or not kickstart else True)
        ]
        assert release.day >= since
        assert sum(flop >= release.flop for flop in earlier) < top


def test_the_first_open_model_with_more_compute_may_have_come_earlier() -> None:
    closed = Release(10, 5.0, "closed", False)
    early, equal, late = Release(3, 6.0, "early", True), Release(1, 5.0, "equal", True), Release(20, 7.0, "late", True)
    assert first_to_exceed(closed, [late, equal, early]) == early
    assert first_to_exceed(closed, [equal, Release(4, 9.0, "closed too", False)]) is None
