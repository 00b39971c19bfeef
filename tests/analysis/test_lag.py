from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from crawler.analysis.bootstrap import interval, resample
from crawler.analysis.combine import combine
from crawler.analysis.lag import LagFailed, LagStudy, Options, study
from crawler.analysis.regression import Points, Shape, TooFew, backtest, cross_validate, fit
from crawler.analysis.selection import Release, Selection
from tests.analysis.made_up import START, two_lines

EVERYTHING = Selection(top=1000)


def run(releases: list[Release], **options: object) -> LagStudy:
    return study(releases, Options(**{"selection": EVERYTHING, "resamples": 400, **options}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("open_growth", "closed_growth", "lag"), [(4.6, 4.6, 15.0), (3.0, 6.0, 22.0), (8.0, 4.0, -6.0)]
)
def test_known_growth_and_lag_come_out_of_models_on_lines(open_growth: float, closed_growth: float, lag: float) -> None:
    found = run(two_lines(open_growth, closed_growth, lag))
    assert found.lag.value == pytest.approx(lag, abs=1e-6)
    assert found.open_growth.value == pytest.approx(open_growth)
    assert found.closed_growth.value == pytest.approx(closed_growth)
    assert found.lag.interval is not None
    assert found.lag.interval.high - found.lag.interval.low < 12 * abs(open_growth - closed_growth) + 1e-6


def test_scatter_stays_within_the_ranges() -> None:
    found = run(two_lines(5.0, 5.0, 14.0, spread=0.3), resamples=1000)
    for figure, truth in ((found.lag, 14.0), (found.common_lag, 14.0), (found.open_growth, 5.0)):
        assert figure.interval is not None
        assert figure.interval.low < truth < figure.interval.high
    assert found.preferred is Shape.COMMON


def test_the_largest_at_release_keep_a_known_lag() -> None:
    found = run(two_lines(5.0, 5.0, 14.0, each=150, spread=0.2), selection=Selection(top=1))
    assert found.lag.value == pytest.approx(14.0, abs=4)
    assert found.count(is_open=True) < 75


def test_one_line_is_preferred_where_there_is_no_lag_and_separate_ones_where_growth_differs() -> None:
    assert run(two_lines(5.0, 5.0, 0.0, spread=0.3)).preferred is Shape.SINGLE
    apart = run(two_lines(2.0, 9.0, 20.0, spread=0.2))
    assert apart.preferred is Shape.SEPARATE
    errors = {shape: judged.cross_validation for shape, judged in apart.judgements.items()}
    assert min(errors, key=lambda shape: errors[shape] or 9) is Shape.SEPARATE


def test_bic_is_that_of_the_formula() -> None:
    releases = [Release(0, 10.0, "a", True), Release(365, 100.0, "b", True), Release(730, 10.0, "c", False),
                Release(1095, 1000.0, "d", False)]  # fmt: skip
    # By hand: the line through (0, 1), (1, 2), (2, 1), (3, 3) is 1 + 0.5 x, its residuals 0, 0.5, -1, 0.5.
    expected = 4 * (np.log(2 * np.pi * 1.5 / 4) + 1) + 3 * np.log(4)
    assert fit(Points.of(releases), Shape.SINGLE).bic == pytest.approx(expected)


def test_a_closed_line_that_does_not_rise_has_no_lag() -> None:
    falling = [release._replace(flop=1e30 / release.flop) if not release.is_open else release
               for release in two_lines(4.0, 4.0, 10.0)]  # fmt: skip
    found = run(falling)
    assert found.lag.value is None
    assert found.lag.interval is None
    assert found.closed_growth.value == pytest.approx(0.25)


def test_too_few_models_say_what_to_do() -> None:
    releases = [release for release in two_lines(4.0, 4.0, 10.0) if not release.is_open]
    with pytest.raises(LagFailed, match=r"0 open and 30 closed .*larger --top"):
        run(releases)
    one_day = [*releases, Release(START, 1e20, "x", True), Release(START, 1e21, "y", True)]
    with pytest.raises(LagFailed, match=r"open: 1\)"):
        run(one_day)
    with pytest.raises(LagFailed, match="0 open and 0 closed"):
        run([])
    with pytest.raises(TooFew):
        fit(Points.of(releases), Shape.COMMON)


def test_two_models_each_give_a_lag_without_a_range() -> None:
    found = run([r for r in two_lines(4.0, 4.0, 10.0) if r.name.endswith(("-0", "-29"))])
    assert found.lag.value == pytest.approx(10.0)
    assert found.lag.interval is None
    assert found.judgements[Shape.SEPARATE].cross_validation is None
    assert found.judgements[Shape.SEPARATE].backtest is None


def test_the_same_seed_gives_the_same_answer_and_another_one_another() -> None:
    points = Points.of(two_lines(4.0, 4.0, 10.0, spread=0.3))
    first, again, other = (resample(points, 300, seed).lag_months for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert cross_validate(points, Shape.COMMON, 1) == cross_validate(points, Shape.COMMON, 1)


def test_resamples_are_fitted_like_the_models_themselves() -> None:
    """Each resample's figures are those of an ordinary fit of the drawn rows."""
    releases = two_lines(4.0, 5.0, 10.0, each=8, spread=0.3)
    points = Points.of(releases)
    drawn = np.random.default_rng(5).integers(0, len(points), (3, len(points)))
    found = resample(points, 3, 5)
    for row in range(3):
        taken = points.take(drawn[row])
        separate, common = fit(taken, Shape.SEPARATE), fit(taken, Shape.COMMON)
        assert found.lag_months[row] == pytest.approx(separate.lag_months(float(taken.years.max())))
        assert found.common_lag_months[row] == pytest.approx(common.lag_months(0.0))
        assert found.open_slope[row] == pytest.approx(separate.open_slope)
        assert found.single_slope[row] == pytest.approx(fit(taken, Shape.SINGLE).open_slope)


def test_a_range_needs_most_resamples_to_say_something() -> None:
    assert interval(np.array([])) is None
    assert interval(np.array([1.0] * 94 + [np.nan] * 6)) is None
    ends = interval(np.arange(101.0))
    assert ends is not None
    assert (ends.low, ends.high) == (5.0, 95.0)


def test_models_are_dropped_after_or_before_the_selection() -> None:
    """A dropped giant leaves a gap, which models that it kept out fill when the selection is made again."""
    base = two_lines(4.0, 4.0, 12.0, each=20)
    giant = Release(base[10].day + 5, base[15].flop, "Giant", True)
    options = {"selection": Selection(top=1), "exclude": re.compile("giant", re.IGNORECASE)}
    found = run([*base, giant], **options)
    assert found.ablation is not None
    assert found.ablation.dropped == ("Giant",)
    assert found.ablation.reselected == pytest.approx(12.0)
    assert found.lag.value == found.ablation.after_selection
    again = run([*base, giant], **options, reselect=True)
    assert again.lag.value == found.ablation.reselected
    assert again.count(is_open=True) == 20
    assert found.count(is_open=True) == 15


def test_a_hypothetical_model_is_set_against_the_line_of_the_real_ones() -> None:
    base = two_lines(4.0, 4.0, 12.0)
    day = max(release.day for release in base) + 100
    behind = fit(Points.of(base), Shape.SEPARATE)
    assert behind.closed_growth == pytest.approx(4.0)
    on_line = 25.0 + 100 / 365 * np.log10(4.0)
    added = Release(day, float(10**on_line), "New", True)
    found = run(base, added=(added,), selection=Selection(top=1))
    (hypothetical,) = found.hypotheticals
    assert (hypothetical.name, hypothetical.selected) == ("New", True)
    assert hypothetical.months_behind == pytest.approx(0.0, abs=1e-6)
    assert found.last_day == day


def test_direct_lags_are_days_between_releases() -> None:
    day = date(2020, 1, 1).toordinal()
    releases = [
        Release(day, 1e22, "C1", False), Release(day + 100, 1e23, "C2", False), Release(day + 300, 1e25, "C3", False),
        Release(day + 50, 1e21, "O1", True), Release(day + 73, 5e22, "O2", True), Release(day + 465, 5e23, "O3", True),
    ]  # fmt: skip
    found = run(releases)
    assert [(lag.closed, lag.open) for lag in found.direct_lags] == [("C1", "O2"), ("C2", "O3")]
    assert [lag.months for lag in found.direct_lags] == pytest.approx([2.4, 12.0])
    assert found.not_exceeded == ("C3",)


def test_a_backtest_predicts_what_came_after_and_starts_with_half_of_the_models() -> None:
    releases = two_lines(4.0, 4.0, 12.0, each=10)
    splits = backtest(releases, Shape.COMMON)
    assert splits[0].day == sorted(release.day for release in releases)[10]
    assert all(split.rmse < 1e-6 for split in splits)
    jump = [r._replace(flop=r.flop * 100) if r.day == max(x.day for x in releases) else r for r in releases]
    assert backtest(jump, Shape.COMMON)[-1].rmse == pytest.approx(2.0)


def test_half_of_the_weight_is_on_either_side() -> None:
    found = combine(np.array([10.0] * 999 + [np.nan]), [20.0, 30.0])
    assert found is not None
    assert found.mean == pytest.approx(17.5)
    assert combine(np.array([np.nan]), [1.0]) is None
    assert combine(np.array([1.0]), []) is None
