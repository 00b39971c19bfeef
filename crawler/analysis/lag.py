"""How many months open models are behind closed ones in training compute, and how sure that is.

Method: Epoch AI, "How far behind are open models?" (November 2024): the largest models at release, a line through the
open and one through the closed ones, and the horizontal distance between the lines at the last date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.analysis.bootstrap import Interval, Resampled, interval, resample
from crawler.analysis.dates import DAYS_PER_YEAR, months_between
from crawler.analysis.regression import (
    Lines,
    Points,
    Shape,
    Split,
    TooFew,
    backtest,
    cross_validate,
    fit,
    growth,
)
from crawler.analysis.selection import DirectLag, Release, Selection, first_to_exceed, top_at_release

RESAMPLES = 10_000
"""Ten times as many as were published: with 1,000 the ends of the lag's interval move by a month with the seed."""

LEAST_EACH = 2
"""Fewest models of a kind that make a line."""


class LagFailed(Exception):  # noqa: N818  (what the analyst reads is the message)
    """There is no comparison; the message is one line with the next step."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is compared.

    Models whose name matches ``exclude`` are dropped after the selection, or before it with ``reselect``. ``added`` are
    hypothetical models, which take part in everything.
    """

    selection: Selection = field(default_factory=Selection)
    exclude: re.Pattern[str] | None = None
    reselect: bool = False
    added: tuple[Release, ...] = ()
    resamples: int = RESAMPLES
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 90 % interval; ``None`` where the data determine none."""

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well one shape of lines fits: BIC, and errors in log10 FLOP of models left out and of models to come."""

    bic: float
    cross_validation: float | None
    splits: tuple[Split, ...]

    @property
    def backtest(self) -> float | None:
        """Mean over the split dates of the root mean square error."""
        return sum(split.rmse for split in self.splits) / len(self.splits) if self.splits else None


@dataclass(frozen=True, slots=True)
class Ablation:
    """The lag in months without the models that a pattern names, dropped after and before the selection."""

    pattern: str
    dropped: tuple[str, ...]
    after_selection: float | None
    reselected: float | None


@dataclass(frozen=True, slots=True)
class Hypothetical:
    """An added model: whether it is among the largest, and how far behind the closed models' line it stands alone.

    The line is fitted without the added models; a negative number of months is ahead of it.
    """

    name: str
    selected: bool
    months_behind: float | None


@dataclass(frozen=True, slots=True)
class LagStudy:
    """Everything the comparison says. Growth is a factor a year, lags are months, errors are in log10 FLOP."""

    selected: tuple[Release, ...]
    lag: Figure
    common_lag: Figure
    open_growth: Figure
    closed_growth: Figure
    common_growth: Figure
    single_growth: Figure
    judgements: dict[Shape, Judgement]
    direct_lags: tuple[DirectLag, ...]
    not_exceeded: tuple[str, ...]
    ablation: Ablation | None
    hypotheticals: tuple[Hypothetical, ...]
    resampled: Resampled = field(repr=False)

    @property
    def last_day(self) -> int:
        """The day number at which the lag is read."""
        return max(release.day for release in self.selected)

    @property
    def preferred(self) -> Shape:
        """The shape with the lowest BIC."""
        return min(self.judgements, key=lambda shape: self.judgements[shape].bic)

    def count(self, *, is_open: bool) -> int:
        """How many of the selected models are open, or closed."""
        return sum(release.is_open is is_open for release in self.selected)


def study(releases: Sequence[Release], options: Options) -> LagStudy:
    """Compare open and closed releases.

    Raises:
        LagFailed: the selection holds too few open or closed models for a line.
    """
    everything = [*releases, *options.added]
    selected, considered = _selected(everything, options)
    points = Points.of(selected)
    lines = _fitted(selected, points, options)
    separate, common, single = (lines[shape] for shape in Shape)
    last = float(points.years.max())
    drawn = resample(points, options.resamples, options.seed)
    direct, never = _direct_lags(selected, considered)
    return LagStudy(
        selected=tuple(selected),
        lag=Figure(separate.lag_months(last), interval(drawn.lag_months)),
        common_lag=Figure(common.lag_months(last), interval(drawn.common_lag_months)),
        open_growth=Figure(separate.open_growth, _growth_interval(interval(drawn.open_slope))),
        closed_growth=Figure(separate.closed_growth, _growth_interval(interval(drawn.closed_slope))),
        common_growth=Figure(common.open_growth, _growth_interval(interval(drawn.common_slope))),
        single_growth=Figure(single.open_growth, _growth_interval(interval(drawn.single_slope))),
        judgements={
            shape: Judgement(
                lines[shape].bic,
                cross_validate(points, shape, options.seed),
                tuple(backtest(selected, shape)),
            )
            for shape in Shape
        },
        direct_lags=tuple(direct),
        not_exceeded=tuple(never),
        ablation=_ablation(everything, options),
        hypotheticals=tuple(_hypothetical(added, releases, selected, options) for added in options.added),
        resampled=drawn,
    )


def _selected(everything: Sequence[Release], options: Options) -> tuple[list[Release], list[Release]]:
    """The selected models, and those among which an open one may exceed a closed one."""
    kept = [release for release in everything if not _is_excluded(release, options.exclude)]
    if options.exclude is None or options.reselect:
        return top_at_release(kept, options.selection), kept
    chosen = top_at_release(everything, options.selection)
    return [release for release in chosen if not _is_excluded(release, options.exclude)], kept


def _is_excluded(release: Release, pattern: re.Pattern[str] | None) -> bool:
    return pattern is not None and pattern.search(release.name) is not None


def _fitted(selected: Sequence[Release], points: Points, options: Options) -> dict[Shape, Lines]:
    try:
        return {shape: fit(points, shape) for shape in Shape}
    except TooFew as error:
        each = {kind: len({r.day for r in selected if r.is_open is is_open}) for kind, is_open in KINDS}
        short = ", ".join(f"{kind}: {dates}" for kind, dates in each.items() if dates < LEAST_EACH)
        start = "an earlier --since" if options.selection.kickstart else "more rows"
        raise LagFailed(
            f"{error}: at least {LEAST_EACH} release dates of each kind are needed ({short}); "
            f"try a larger --top, --no-kickstart or {start}"
        ) from error


KINDS = (("open", True), ("closed", False))


def _direct_lags(selected: Sequence[Release], considered: Sequence[Release]) -> tuple[list[DirectLag], list[str]]:
    found, never = [], []
    for closed in selected:
        if closed.is_open:
            continue
        exceeding = first_to_exceed(closed, considered)
        if exceeding is None:
            never.append(closed.name)
        else:
            found.append(DirectLag(closed.name, exceeding.name, months_between(closed.day, exceeding.day)))
    return found, never


def _growth_interval(slopes: Interval | None) -> Interval | None:
    return Interval(growth(slopes.low), growth(slopes.high)) if slopes else None


def lag_of(selected: Sequence[Release]) -> float | None:
    """The lag between separate lines through the given models, ``None`` where they determine none."""
    points = Points.of(selected)
    if not points.supports(Shape.SEPARATE):
        return None
    return fit(points, Shape.SEPARATE).lag_months(float(points.years.max()))


def _ablation(everything: Sequence[Release], options: Options) -> Ablation | None:
    if options.exclude is None:
        return None
    chosen = top_at_release(everything, options.selection)
    kept = [release for release in everything if not _is_excluded(release, options.exclude)]
    return Ablation(
        options.exclude.pattern,
        tuple(release.name for release in chosen if _is_excluded(release, options.exclude)),
        lag_of([release for release in chosen if not _is_excluded(release, options.exclude)]),
        lag_of(top_at_release(kept, options.selection)),
    )


def _hypothetical(
    added: Release, releases: Sequence[Release], selected: Sequence[Release], options: Options
) -> Hypothetical:
    real, _ = _selected(releases, options)
    points = Points.of(real)
    months = None
    if points.supports(Shape.SEPARATE):
        lines = fit(points, Shape.SEPARATE)
        years = (added.day - points.origin) / DAYS_PER_YEAR
        alone = Lines(lines.shape, lines.closed_level, added.log_flop, lines.closed_slope, 0.0, lines.bic)
        months = alone.lag_months(years)
    return Hypothetical(added.name, added in selected, months)
