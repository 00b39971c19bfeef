"""A comparison of open and closed models as JSON and as tables for a person."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.analysis.bootstrap import Interval
from crawler.analysis.combine import BenchmarkStudy, Summary, summarize
from crawler.analysis.dates import iso
from crawler.analysis.lag import Figure, LagStudy
from crawler.analysis.regression import Shape
from crawler.records import Signal

DECIMALS = 4
EXPLAINED = (
    "Lag: months from when the closed models' line had the value that the open models' line has at the last date. "
    "Growth: factor a year in training compute. Range: 90 %, from resampling the models. BIC: lower is better. "
    "Errors: root mean square in log10 FLOP (0.3 is a factor 2), of models left out and of models to come."
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for a person: a title, headers, rows of texts."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, DECIMALS)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (_rounded(interval.low), _rounded(interval.high)) if interval else (None, None)


def lag_json(study: LagStudy, benchmarks: BenchmarkStudy | None) -> dict[str, object]:
    """The keys that the command line promises, then what else is known."""
    values: dict[str, object] = {"n_open": study.count(is_open=True), "n_closed": study.count(is_open=False)}
    values |= _figure("lag", study.lag, "lag_months")
    values |= _figure("open_growth", study.open_growth) | _figure("closed_growth", study.closed_growth)
    values |= _figure("common_growth", study.common_growth)
    values |= _figure("common_lag", study.common_lag, "common_lag_months")
    values |= _figure("single_growth", study.single_growth)
    values["bic"] = {shape.value: _rounded(study.judgements[shape].bic) for shape in Shape}
    values["direct_lags"] = [
        {"closed": lag.closed, "open": lag.open, "months": _rounded(lag.months)} for lag in study.direct_lags
    ]
    values["selected"] = [release.name for release in study.selected]
    values["benchmark_lags"] = [
        {"benchmark": lag.benchmark, "closed": lag.closed, "open": lag.open, "months": _rounded(lag.months)}
        for part in (benchmarks.benchmarks if benchmarks else ())
        for lag in part.lags
    ]
    values |= _further(study)
    if benchmarks is not None:
        values |= {
            "benchmark_summary": _summary(benchmarks.spread),
            "benchmark_not_matched": [
                {"benchmark": part.benchmark, "closed": name}
                for part in benchmarks.benchmarks
                for name in part.not_matched
            ],
            "benchmark_left_out": [
                {"name": signal.subject, "where": signal.detail, "reason": signal.kind}
                for signal in (*benchmarks.unreadable, *(s for part in benchmarks.benchmarks for s in part.left_out))
            ],
            "combined": _summary(benchmarks.combined),
        }
    return values


def direct_spread(study: LagStudy) -> Summary | None:
    """The spread of the direct lags."""
    return summarize([lag.months for lag in study.direct_lags])


def _figure(name: str, figure: Figure, value_name: str | None = None) -> dict[str, object]:
    low, high = _ends(figure.interval)
    return {value_name or name: _rounded(figure.value), f"{name}_low": low, f"{name}_high": high}


def _further(study: LagStudy) -> dict[str, object]:
    judged = study.judgements
    return {
        "last_date": iso(study.last_day),
        "preferred": study.preferred.value,
        "cross_validation": {shape.value: _rounded(judged[shape].cross_validation) for shape in Shape},
        "backtest": {
            shape.value: {
                "mean": _rounded(judged[shape].backtest),
                "splits": [{"date": iso(split.day), "rmse": _rounded(split.rmse)} for split in judged[shape].splits],
            }
            for shape in Shape
        },
        "not_exceeded": list(study.not_exceeded),
        "direct_summary": _summary(direct_spread(study)),
        "without": study.ablation
        and {
            "pattern": study.ablation.pattern,
            "dropped": list(study.ablation.dropped),
            "lag_after_selection": _rounded(study.ablation.after_selection),
            "lag_reselected": _rounded(study.ablation.reselected),
        },
        "hypothetical": [
            {"name": added.name, "selected": added.selected, "months_behind": _rounded(added.months_behind)}
            for added in study.hypotheticals
        ],
    }


def _summary(summary: Summary | None) -> dict[str, object] | None:
    if summary is None:
        return None
    low, high = _ends(summary.interval)
    return {"count": summary.count, "mean_months": _rounded(summary.mean), "low": low, "high": high}


def lag_grids(study: LagStudy, benchmarks: BenchmarkStudy | None) -> list[Grid]:
    """The tables for a person, the answer first."""
    grids = [_lines_grid(study), _direct_grid(study)]
    if study.hypotheticals:
        rows = tuple(
            (added.name, "yes" if added.selected else "no", _months(added.months_behind))
            for added in study.hypotheticals
        )
        grids.append(Grid("Hypothetical models", ("model", "among the largest", "months behind closed line"), rows))
    if benchmarks is not None:
        grids.append(_benchmark_grid(benchmarks))
    return grids


def _lines_grid(study: LagStudy) -> Grid:
    by_shape = {
        Shape.SEPARATE: (study.lag, study.open_growth, study.closed_growth),
        Shape.COMMON: (study.common_lag, study.common_growth, study.common_growth),
        Shape.SINGLE: (None, study.single_growth, study.single_growth),
    }
    rows = []
    for shape, (lag, opened, closed) in by_shape.items():
        judged = study.judgements[shape]
        rows.append(
            (
                _SHAPES[shape] + (" *" if shape is study.preferred else ""),
                _with_range(lag) if lag else "",
                _with_range(opened),
                _with_range(closed),
                f"{judged.bic:.2f}",
                _error(judged.cross_validation),
                _error(judged.backtest),
            )
        )
    title = (
        f"Training compute at {iso(study.last_day)}: {study.count(is_open=True)} open and "
        f"{study.count(is_open=False)} closed models (* fits best by BIC)"
    )
    headers = ("lines", "lag, months", "open growth", "closed growth", "BIC", "error left out", "error to come")
    return Grid(title, headers, tuple(rows))


_SHAPES = {Shape.SEPARATE: "separate", Shape.COMMON: "common slope", Shape.SINGLE: "one line"}


def _direct_grid(study: LagStudy) -> Grid:
    rows = [(lag.closed, lag.open, f"{lag.months:.1f}") for lag in study.direct_lags]
    rows += [(name, "none so far", "") for name in study.not_exceeded]
    return Grid("First open model with more compute", ("closed model", "open model", "months"), tuple(rows))


def _benchmark_grid(benchmarks: BenchmarkStudy) -> Grid:
    rows = []
    for part in benchmarks.benchmarks:
        rows += [(part.benchmark, lag.closed, lag.open, f"{lag.months:.1f}") for lag in part.lags]
        rows += [(part.benchmark, name, "none so far", "") for name in part.not_matched]
    title = "First open model to match a closed state of the art"
    return Grid(title, ("benchmark", "closed model", "open model", "months"), tuple(rows))


def lag_sentences(study: LagStudy, benchmarks: BenchmarkStudy | None) -> list[str]:
    """What the tables mean, in words."""
    lag = study.lag
    if lag.value is None:
        said = ["The closed models' line does not rise, so that no lag can be read from it."]
    else:
        word = "behind" if lag.value >= 0 else "ahead of"
        ends = lag.interval
        spread = f"; 90 % range: {ends.low:.1f} to {ends.high:.1f} months behind" if ends else ""
        said = [f"The largest open models are {abs(lag.value):.1f} months {word} the largest closed ones{spread}."]
    direct = direct_spread(study)
    if direct is not None:
        said.append(
            f"Directly, from a closed model to the first open one with more compute: {direct.count} lags, mean "
            f"{direct.mean:.1f} months, 90 % between {direct.interval.low:.1f} and {direct.interval.high:.1f}."
        )
    if study.ablation is not None:
        ablation = study.ablation
        said.append(
            f"Without {len(ablation.dropped)} of the selected models, those matching {ablation.pattern!r}: "
            f"{_months(ablation.after_selection)} months; selected again without them: "
            f"{_months(ablation.reselected)} months."
        )
    if benchmarks is not None and benchmarks.spread is not None:
        spread_of = benchmarks.spread
        said.append(
            f"On benchmarks: {spread_of.count} lags, mean {spread_of.mean:.1f} months, 90 % between "
            f"{spread_of.interval.low:.1f} and {spread_of.interval.high:.1f}."
        )
    if benchmarks is not None and benchmarks.combined is not None:
        both = benchmarks.combined
        said.append(
            f"Half compute, half benchmarks: {both.mean:.1f} months, 90 % between {both.interval.low:.1f} and "
            f"{both.interval.high:.1f}."
        )
    return [*said, EXPLAINED]


def _with_range(figure: Figure) -> str:
    if figure.value is None:
        return "unknown"
    low_high = f" ({figure.interval.low:.2f} to {figure.interval.high:.2f})" if figure.interval else " (no range)"
    return f"{figure.value:.2f}{low_high}"


def _months(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f}"


def _error(value: float | None) -> str:
    return "too few" if value is None else f"{value:.2f}"


def signal_lines(signals: Iterable[Signal], shown: int = 3) -> list[str]:
    """What could not be read, one line per kind with the first examples."""
    by_kind: dict[str, list[str]] = {}
    for signal in signals:
        by_kind.setdefault(signal.kind, []).append(f"{signal.subject!r} ({signal.detail})")
    lines = []
    for kind, found in by_kind.items():
        more = f" and {len(found) - shown} more" if len(found) > shown else ""
        lines.append(f"not read, {kind}: {', '.join(found[:shown])}{more}")
    return lines
