"""Fit the prior: ``python -m pipelines.estimation.fit_prior FILE [--output PATH] [--folds N]``.

FILE holds JSON lines in the form that ``flopscout estimate`` reads, each with ``gold.training_compute_flop``: Epoch
AI's "Data on AI Models" (CC BY 4.0). Prints cross-validated figures and writes ``prior.json``.

Some rows also take part with context hidden (kind of developer, country, accessibility, date, size), because a crawl
meets models of which less is known than a catalogue states.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crawler.records import Facts, ModelContext
from pipelines.estimation.distribution import LogMixture
from pipelines.estimation.facts import parse_input
from pipelines.estimation.features import feature_row
from pipelines.estimation.forest import Forest, Growth, Sample, grow
from pipelines.estimation.prior import predict

LOG_THRESHOLD = 23.0
HIDDEN_SHARE = 0.15
"""Share of rows that take part once more for each way of hiding context."""

_TARGET_RANGE = (18.0, 27.0)
"""Trees need not separate tiny models from tinier ones: nothing is decided below 1e18 FLOP."""


@dataclass(frozen=True, slots=True)
class Row:
    """One published model: what is known of it, and log10 of its training compute in FLOP."""

    facts: Facts
    context: ModelContext
    log_compute: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Cross-validated quality: Brier score and ROC area of P(> 1e23), coverage and median factor of 90 % intervals."""

    rows: int
    brier: float
    auc: float
    coverage: float
    interval_factor: float
    median_error: float

    def __str__(self) -> str:
        return (
            f"rows {self.rows}, brier {self.brier:.4f}, auc {self.auc:.4f}, coverage {self.coverage:.3f}, "
            f"median interval factor {self.interval_factor:.0f}, median |log10 error| {self.median_error:.3f}"
        )


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON-lines file that state a training compute."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        facts, context, _, _ = parse_input({k: v for k, v in document.items() if k != "gold"})
        rows.append(Row(facts, context, float(np.log10(document["gold"]["training_compute_flop"]))))
    return rows


def fit(rows: Sequence[Row], growth: Growth | None = None) -> Forest:
    """A forest grown on ``rows`` and on copies of some of them with context hidden."""
    growth = growth or Growth()
    known = [*rows, *_with_hidden_context(rows, np.random.default_rng(growth.seed))]
    values = np.round(np.array([r.log_compute for r in known]), 1)
    exact = np.array([r.log_compute for r in known])
    # Separating the threshold's two sides counts like one order of magnitude: that is the question asked most.
    targets = np.column_stack([np.clip(exact, *_TARGET_RANGE), exact >= LOG_THRESHOLD]).astype(np.float64)
    return grow(Sample(np.array([feature_row(r.facts, r.context) for r in known]), targets, values), growth)


def cross_validate(rows: Sequence[Row], folds: int = 10, seed: int = 0) -> list[LogMixture]:
    """For each row, the prior's answer when fitted without the row's fold."""
    fold = np.random.default_rng(seed).permutation(len(rows)) % folds
    answers: list[LogMixture | None] = [None] * len(rows)
    for k in range(folds):
        forest = fit([r for r, f in zip(rows, fold, strict=True) if f != k])
        for i in np.flatnonzero(fold == k).tolist():
            answers[i] = predict(forest, rows[i].facts, rows[i].context)
    return [a for a in answers if a is not None]


def score(rows: Sequence[Row], answers: Sequence[LogMixture]) -> Figures:
    """Compare answers with the published figures."""
    truth = np.array([r.log_compute for r in rows])
    chance = np.array([a.above(LOG_THRESHOLD) for a in answers])
    low, middle, high = np.array([a.quantiles(0.05, 0.5, 0.95) for a in answers]).T
    over = truth >= LOG_THRESHOLD
    return Figures(
        rows=len(rows),
        brier=float(np.mean((chance - over) ** 2)),
        auc=_area(chance[over], chance[~over]),
        coverage=float(np.mean((low <= truth) & (truth <= high))),
        interval_factor=float(10 ** np.median(high - low)),
        median_error=float(np.median(np.abs(middle - truth))),
    )


def _area(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    wins = (above[:, None] > below).sum() + 0.5 * (above[:, None] == below).sum()
    return float(wins / (len(above) * len(below)))


def _with_hidden_context(rows: Sequence[Row], random: np.random.Generator) -> Iterable[Row]:
    def chosen() -> Iterable[Row]:
        return (r for r, take in zip(rows, random.random(len(rows)) < HIDDEN_SHARE, strict=True) if take)

    for row in chosen():
        yield replace(row, context=_unseen(row.context))
    for row in chosen():
        yield replace(row, context=replace(row.context, organization_types=(), countries=()))
    for row in chosen():
        yield replace(row, context=replace(row.context, accessibility=None))
    for row in chosen():
        yield replace(row, context=replace(row.context, published=None))
    for row in chosen():
        yield replace(row, facts=Facts(base_model=row.facts.base_model), context=_unseen(row.context))


def _unseen(context: ModelContext) -> ModelContext:
    return replace(context, organization_types=(), countries=(), accessibility=None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and write the fitted prior."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.estimation.fit_prior", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("prior.json"))
    parser.add_argument("--folds", type=int, default=10)
    options = parser.parse_args(arguments)
    rows = read_rows(options.file)
    answers = cross_validate(rows, options.folds)
    sys.stdout.write(f"cross-validated, {options.folds} folds: {score(rows, answers)}\n")
    forest = fit(rows)
    document = {
        "source": "Epoch AI, Data on AI Models, CC BY 4.0",
        "fitted_on": f"{len(rows)} published models",
        "values": "log10 of training compute in FLOP",
        **forest.to_json(),
    }
    options.output.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
