"""The lags on all benchmarks, and one figure from them and the lag in compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crawler.analysis.benchmarks import (
    MARGIN,
    TOLERANCE,
    BenchmarkLags,
    Score,
    benchmark_lags,
    benchmarks_of,
    read_scores,
)
from crawler.analysis.bootstrap import Interval
from crawler.analysis.regression import Floats
from crawler.analysis.tables import Table, TableError
from crawler.records import Signal


@dataclass(frozen=True, slots=True)
class Summary:
    """Several lags in months: how many, their mean, and their 5th and 95th percentiles."""

    count: int
    mean: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class BenchmarkStudy:
    """The lags on all benchmarks, their spread, and the combination with the lag in compute.

    ``unreadable`` are rows with a result but without a date, an access or a usable number.
    """

    benchmarks: tuple[BenchmarkLags, ...]
    unreadable: tuple[Signal, ...]
    spread: Summary | None
    combined: Summary | None


def study_benchmarks(
    tables: Sequence[Table],
    compute_lags: Floats,
    *,
    wanted: Sequence[str] = (),
    tolerance: float = TOLERANCE,
    margin: float = MARGIN,
) -> BenchmarkStudy:
    """The lags on every benchmark of the tables; results on one benchmark in several tables are taken together.

    Raises:
        TableError: a table lacks a column, or there is no benchmark, or a wanted one is nowhere.
    """
    scores: dict[str, list[Score]] = {}
    unreadable: list[Signal] = []
    for table in tables:
        for benchmark in benchmarks_of(table, wanted):
            found, unread = read_scores(table, benchmark)
            scores.setdefault(benchmark, []).extend(found)
            unreadable += unread
    missing = [name for name in wanted if name.casefold() not in {known.casefold() for known in scores}]
    if missing or not scores:
        names = ", ".join(table.name for table in tables)
        what = f"no column {', '.join(map(repr, missing))}" if missing else "no column of scores between 0 and 1 or 100"
        raise TableError(f"{what} in {names}; name the columns with --on")
    parts = tuple(
        benchmark_lags(benchmark, found, tolerance=tolerance, margin=margin) for benchmark, found in scores.items()
    )
    months = [lag.months for part in parts for lag in part.lags]
    return BenchmarkStudy(parts, tuple(unreadable), summarize(months), combine(compute_lags, months))


def summarize(months: Sequence[float]) -> Summary | None:
    """The spread of observed lags; ``None`` where there are none."""
    if not months:
        return None
    low, high = np.percentile(months, [5, 95])
    return Summary(len(months), float(np.mean(months)), Interval(float(low), float(high)))


def combine(compute_lags: Floats, benchmark_months: Sequence[float]) -> Summary | None:
    """Half the weight on the resampled lags in compute, half on the lags on benchmarks.

    The mean and the 5th and 95th percentiles of the mixture, by the weighted empirical distribution. ``None`` where
    either side is empty.
    """
    usable = compute_lags[np.isfinite(compute_lags)]
    if not len(usable) or not benchmark_months:
        return None
    values = np.concatenate([usable, benchmark_months])
    weights = np.concatenate(
        [np.full(len(usable), 0.5 / len(usable)), np.full(len(benchmark_months), 0.5 / len(benchmark_months))]
    )
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) - weights[order] / 2
    low, high = np.interp([0.05, 0.95], reached, values[order])
    return Summary(len(benchmark_months), float(weights @ values), Interval(float(low), float(high)))
