"""How many months it took an open model to match what a closed one reached on a benchmark.

For every closed model that set the state of the art: the time to the first open model whose error rate is no more than
``tolerance`` above its own, relatively (Epoch AI, "How far behind are open models?", November 2024). The article does
not publish which rows it trusted; the filters here are our own, apply to every file alike, and what they leave out is
listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from crawler.analysis.access import read_is_open
from crawler.analysis.catalogue import ACCESS, DATE, FLOP, NAME
from crawler.analysis.dates import months_between, read_day
from crawler.analysis.tables import Table, TableError, read_number
from crawler.records import Signal

ARTICLE_BENCHMARKS = ("MMLU", "GPQA", "GSM1k", "BBH")

TOLERANCE = 0.02
"""How much higher an open model's error rate may be, relatively, and still count as a match."""

MARGIN = 0.05
"""How much lower a model's error rate must be, relatively, than the best before it to set the state of the art.

A smaller step is within the noise: one standard error of a test of 448 questions, GPQA's number, at an error rate of a
half is 5 % of that rate.
"""

ROUNDING = 1e-9

LEAST_SCORES = 2
"""Fewest readable scores that make a column a benchmark where none is asked for by name."""

NO_SCORE = re.compile(r"param|size|token|elo\b|rank|cost|price|year|notes?\b|trust", re.IGNORECASE)
"""Headers of columns that hold small numbers without being a benchmark."""

PERCENT = 100.0


class LeftOut(StrEnum):
    """Why a row does not take part."""

    UNREADABLE = "no date, score or access"
    VARIANT = "same date and compute as a lower-scoring row: a variant under its base's date"


class Score(NamedTuple):
    """One model's result on a benchmark, 0 to 1; its training compute in FLOP where the file has it."""

    day: int
    value: float
    name: str
    is_open: bool
    flop: float | None


class BenchmarkLag(NamedTuple):
    """The months from a closed model's release to that of the first open model that matched it."""

    benchmark: str
    closed: str
    open: str
    months: float


@dataclass(frozen=True, slots=True)
class BenchmarkLags:
    """The lags on one benchmark, the closed models not matched yet, and the rows left out with the reason."""

    benchmark: str
    lags: tuple[BenchmarkLag, ...]
    not_matched: tuple[str, ...]
    left_out: tuple[Signal, ...]


def benchmarks_of(table: Table, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns of a table that are benchmarks: those wanted, else the article's four, else all that look like one.

    Raises:
        TableError: a wanted column has no shares or percentages.
    """
    if wanted:
        found = [column for name in wanted if (column := table.column((name,)))]
        for column in found:
            if not _is_score_column(table, column, least=1):
                raise TableError(f"{table.name}: column {column!r} has no scores between 0 and 1 or 0 and 100")
        return tuple(found)
    article = [column for name in ARTICLE_BENCHMARKS if (column := table.column((name,)))]
    described = {column for names in (NAME, DATE, ACCESS, FLOP) if (column := table.column(names))}
    return tuple(article) or tuple(
        column
        for column in table.columns
        if column not in described
        and not NO_SCORE.search(column)
        and _is_score_column(table, column, least=LEAST_SCORES)
    )


def _is_score_column(table: Table, column: str, *, least: int) -> bool:
    texts = [row[column] for row in table.rows if row[column]]
    values = [value for text in texts if (value := read_number(text.removesuffix("%"))) is not None]
    return len(values) >= least and 2 * len(values) > len(texts) and all(0 <= value <= PERCENT for value in values)


def read_scores(table: Table, benchmark: str) -> tuple[list[Score], list[Signal]]:
    """The usable results of one benchmark, as shares, and the rows that have a result but cannot be used.

    Raises:
        TableError: there is no column for the name, the date or the access.
    """
    name = table.required(NAME, "the model's name")
    date = table.required(DATE, "the date")
    access = table.required(ACCESS, "open or closed")
    flop = table.column(FLOP)
    numbers = {row[benchmark]: read_number(row[benchmark].removesuffix("%")) for row in table.rows}
    scale = PERCENT if max((value for value in numbers.values() if value is not None), default=0.0) > 1 else 1.0
    scores, unreadable = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if not row[benchmark]:
            continue
        day, value, is_open = read_day(row[date]), numbers[row[benchmark]], read_is_open(row[access])
        if day is None or value is None or is_open is None:
            unreadable.append(Signal(LeftOut.UNREADABLE, row[name], f"{benchmark}, line {line}"))
        else:
            scores.append(Score(day, value / scale, row[name], is_open, read_number(row[flop]) if flop else None))
    return scores, unreadable


def benchmark_lags(
    benchmark: str, scores: Iterable[Score], *, tolerance: float = TOLERANCE, margin: float = MARGIN
) -> BenchmarkLags:
    """The lags on one benchmark.

    A closed model counts if its error rate is lower by ``margin`` than that of every model before it, open or closed.
    The open model that matches it is one released on the same day or later, so no lag is negative.
    """
    kept, variants = without_variants(scores)
    lags, never = [], []
    least_error: float | None = None
    for score in kept:
        error = 1 - score.value
        ahead = least_error is None or error < least_error * (1 - margin) - ROUNDING
        least_error = error if least_error is None else min(error, least_error)
        if score.is_open or not ahead:
            continue
        match = next(
            (s for s in kept if s.is_open and s.day >= score.day and 1 - s.value <= error * (1 + tolerance) + ROUNDING),
            None,
        )
        if match is None:
            never.append(score.name)
        else:
            months = months_between(score.day, match.day)
            lags.append(BenchmarkLag(benchmark, score.name, match.name, months))
    left_out = tuple(Signal(LeftOut.VARIANT, score.name, benchmark) for score in variants)
    return BenchmarkLags(benchmark, tuple(lags), tuple(never), left_out)


def without_variants(scores: Iterable[Score]) -> tuple[list[Score], list[Score]]:
    """Of models of one kind with one date and one known compute, the lowest-scoring: surely the one of that date.

    Files list later fine-tunes under the date and compute of their base, which would date a score years too early.
    Returns what is kept, by date, and the variants.
    """
    by_time = sorted(scores, key=lambda score: (score.day, -score.value, score.is_open, score.name))
    lowest: dict[tuple[int, bool, float], Score] = {}
    for score in by_time:
        if score.flop is not None:
            # The scores of one day come in falling order, so the last one is the lowest.
            lowest[score.day, score.is_open, score.flop] = score
    kept: list[Score] = []
    variants: list[Score] = []
    for score in by_time:
        is_lowest = score.flop is None or score.value <= lowest[score.day, score.is_open, score.flop].value
        (kept if is_lowest else variants).append(score)
    return kept, variants
