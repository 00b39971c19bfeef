"""All tables on openness that a dataset and its benchmark results allow, and what they do not allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crawler.analysis.benchmarks import Score, benchmarks_of, read_scores
from crawler.analysis.catalogue import Model
from crawler.analysis.comparable import comparable
from crawler.analysis.level_cost import LEVELS, cost_of_level, price_trend
from crawler.analysis.openness import (
    BIG_DEVELOPERS,
    FIRST_YEAR,
    accessibility_by_year,
    leaders_by_developer,
    licences_by_year,
    publication_by_year,
    sectors_by_year,
    sharing_by_year,
)
from crawler.analysis.score_models import compare_factors
from crawler.analysis.selection import Selection, top_at_release
from crawler.analysis.tables import Table, TableError
from crawler.analysis.tabulation import Tabulation


@dataclass(frozen=True, slots=True)
class Choices:
    """What is counted: from which year, which of the largest models, which developers are big, which benchmark."""

    first_year: int = FIRST_YEAR
    every_model: bool = False
    selection: Selection = field(default_factory=lambda: Selection(top=10))
    left_out_names: frozenset[str] = frozenset()
    big: tuple[str, ...] = BIG_DEVELOPERS
    benchmark: str = "MMLU"
    levels: tuple[float, ...] = LEVELS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The tables, and in words what the data cannot give."""

    tables: tuple[Tabulation, ...]
    unavailable: tuple[str, ...]


def report(models: Sequence[Model], lacking: frozenset[str], scores: Sequence[Table], choices: Choices) -> Report:
    """Everything the columns allow; ``lacking`` names the kinds of columns that the dataset does not have.

    Raises:
        TableError: a table of scores lacks the benchmark or a column.
    """
    unavailable = []
    counted = [model for model in models if choices.every_model or model.notable is not False]
    if "notability" in lacking and not choices.every_model:
        unavailable.append("Which models are notable: there is no such column, so every model is counted.")
    first = choices.first_year
    tables = [accessibility_by_year(counted, first), licences_by_year(counted, first)]
    optional: dict[str, tuple[str, Callable[[], Tabulation]]] = {
        "type": ("Academia and industry", lambda: sectors_by_year(counted, first)),
        "code": ("Training code", lambda: sharing_by_year(counted, "training code", lambda m: m.code, first)),
        "dataset": ("Datasets", lambda: sharing_by_year(counted, "dataset", lambda m: m.dataset, first)),
        "link": ("Where models are published", lambda: publication_by_year(counted, first)),
    }
    for column, (what, build) in optional.items():
        if column in lacking:
            unavailable.append(f"{what}: the dataset has no column for it.")
        else:
            tables.append(build())
    if {"flop", "organization"} & lacking:
        unavailable.append("The largest models by developer: the dataset lacks training compute or organisations.")
    else:
        tables.append(leaders_by_developer(_selected(models, choices), choices.selection.top, choices.big))
    if scores:
        results = _results(scores, choices.benchmark)
        tables.append(compare_factors(choices.benchmark, results, choices.seed))
        tables.append(cost_of_level(choices.benchmark, results, price_trend(models), choices.levels))
    else:
        unavailable.append("Scores against compute, and the cost of a level: give --benchmarks FILE.")
    return Report(tuple(tables), tuple(unavailable))


def _selected(models: Sequence[Model], choices: Choices) -> list[Model]:
    by_release = {(model.day, model.flop, model.name): model for model in models}
    releases = comparable(models, choices.left_out_names).releases
    chosen = top_at_release(releases, choices.selection)
    return [by_release[release.day, release.flop, release.name] for release in chosen]


def _results(tables: Sequence[Table], benchmark: str) -> list[Score]:
    results: list[Score] = []
    for table in tables:
        for column in benchmarks_of(table, (benchmark,)):
            results += read_scores(table, column)[0]
    if not results:
        names = ", ".join(table.name for table in tables)
        raise TableError(f"no results in a column {benchmark!r} in {names}; choose another with --score")
    return results
