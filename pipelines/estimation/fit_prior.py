"""Fit the prior: ``python -m pipelines.estimation.fit_prior FILE [--output PATH] [--seeds N] [--since DATE]``.

FILE holds JSON lines in the form that ``flopscout estimate`` reads, each with ``gold.training_compute_flop``: Epoch
AI's "Data on AI Models" (CC BY 4.0). Lines without the figure are left out. Prints cross-validated figures, one line
per seed that deals the folds, then those of a fit on rows before ``--since`` for the rows from then on; writes
``prior.json`` and, beside it, ``reliability.json`` with the first seed's chances and outcomes, unless ``--output`` is
``-``.

Some rows also take part with context hidden (kind of developer, country, accessibility, date, size), because a crawl
meets models of which less is known than a catalogue states.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crawler.records import Facts, ModelContext
from pipelines.estimation.cross_validated import FILE, ShippedReliability
from pipelines.estimation.distribution import Distribution
from pipelines.estimation.facts import parse_input
from pipelines.estimation.features import decimal_year, feature_row
from pipelines.estimation.forest import Forest, Growth, Sample, grow
from pipelines.estimation.prior import LOG_THRESHOLD, Prior
from pipelines.estimation.reliability import brier, calibration, interval_score, reliability, roc_area

SOURCE = "Epoch AI, Data on AI Models, CC BY 4.0"

SHARPENINGS = tuple(1 + 0.25 * i for i in range(13))
"""Values that are tried for ``Prior``'s sharpening."""

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
    """Quality of answers: of P(> 1e23) the Brier score, ROC area and calibration slope; of 90 % intervals the coverage,
    the median factor between their ends, and the interval score in orders of magnitude."""

    rows: int
    brier: float
    auc: float
    slope: float
    coverage: float
    interval_factor: float
    interval_score: float
    median_error: float

    def __str__(self) -> str:
        return (
            f"rows {self.rows}, brier {self.brier:.4f}, auc {self.auc:.4f}, calibration slope {self.slope:.3f}, "
            f"coverage {self.coverage:.3f}, interval score {self.interval_score:.3f}, "
            f"median interval factor {self.interval_factor:.0f}, median |log10 error| {self.median_error:.3f}"
        )


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON-lines file that state a training compute."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line) if line.strip() else {}
        flop = (document.get("gold") or {}).get("training_compute_flop")
        if flop:
            facts, context, _, _ = parse_input({k: v for k, v in document.items() if k != "gold"})
            rows.append(Row(facts, context, float(np.log10(flop))))
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


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """The prior's answer to each row when fitted without the row's fold, and the sharpening that all rows ask for."""

    answers: Sequence[Distribution]
    sharpening: float


def cross_validate(rows: Sequence[Row], folds: int = 10, seed: int = 0) -> CrossValidated:
    """Answer each row from the rest; its sharpening, too, is chosen on the other folds."""
    fold = np.random.default_rng(seed).permutation(len(rows)) % folds
    priors = [Prior(fit([r for r, f in zip(rows, fold, strict=True) if f != k])) for k in range(folds)]
    exceeded = np.array([r.log_compute >= LOG_THRESHOLD for r in rows])
    chances = np.array([
        [sharper[f].distribution(r.facts, r.context).above(LOG_THRESHOLD) for r, f in zip(rows, fold, strict=True)]
        for sharper in ([p.with_sharpening(s) for p in priors] for s in SHARPENINGS)
    ])  # fmt: skip
    chosen = [best_sharpening(chances[:, fold != k], exceeded[fold != k]) for k in range(folds)]
    answers = [
        priors[f].with_sharpening(chosen[f]).distribution(r.facts, r.context)
        for r, f in zip(rows, fold.tolist(), strict=True)
    ]
    return CrossValidated(answers, best_sharpening(chances, exceeded))


def best_sharpening(chances: NDArray[np.float64], exceeded: NDArray[np.bool_]) -> float:
    """Of ``SHARPENINGS`` the one whose chances (a row of ``chances`` each) have the calibration slope nearest to 1."""
    slopes = [calibration(row.tolist(), exceeded.tolist())[0] for row in chances]
    return min(zip(SHARPENINGS, slopes, strict=True), key=lambda tried: abs(tried[1] - 1.0))[0]


def score(rows: Sequence[Row], answers: Sequence[Distribution]) -> Figures:
    """Compare answers with the published figures."""
    truth = np.array([r.log_compute for r in rows])
    chances = [a.above(LOG_THRESHOLD) for a in answers]
    exceeded = [r.log_compute >= LOG_THRESHOLD for r in rows]
    low, middle, high = np.array([a.quantiles(0.05, 0.5, 0.95) for a in answers]).T
    return Figures(
        rows=len(rows),
        brier=brier(chances, exceeded),
        auc=roc_area(chances, exceeded),
        slope=calibration(chances, exceeded)[0],
        coverage=float(np.mean((low <= truth) & (truth <= high))),
        interval_factor=float(10 ** np.median(high - low)),
        interval_score=interval_score(low, high, truth),
        median_error=float(np.median(np.abs(middle - truth))),
    )


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
    parser.add_argument("--output", default=str(Path(__file__).with_name("prior.json")))
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--since", action="append", default=[], metavar="DATE")
    options = parser.parse_args(arguments)
    rows = read_rows(options.file)
    sharpenings, shown = [], None
    for seed in range(options.seeds):
        found = cross_validate(rows, options.folds, seed)
        sharpenings.append(found.sharpening)
        shown = shown or shipped_figures(rows, found.answers)
        sys.stdout.write(f"cross-validated, {options.folds} folds, seed {seed}: {score(rows, found.answers)}\n")
    sharpening = statistics.median(sharpenings)
    for date in options.since:
        _time_split(rows, date, options.folds)
    if options.output != "-":
        document = {
            "source": SOURCE,
            "fitted_on": f"{len(rows)} published models",
            "values": "log10 of training compute in FLOP",
            "sharpening": sharpening,
            "until": until(rows),
            **fit(rows).to_json(),
        }
        output = Path(options.output)
        output.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
        if shown is not None:
            output.with_name(FILE).write_text(shown.to_json(), encoding="utf-8")
    return 0


def shipped_figures(rows: Sequence[Row], answers: Sequence[Distribution]) -> ShippedReliability:
    """Stated chances beside what was published, for the reliability diagram."""
    chances = [answer.above(LOG_THRESHOLD) for answer in answers]
    exceeded = [row.log_compute >= LOG_THRESHOLD for row in rows]
    figures = score(rows, answers)
    return ShippedReliability(
        SOURCE, len(rows), round(figures.brier, 4), round(figures.slope, 3), tuple(reliability(chances, exceeded))
    )


def until(rows: Sequence[Row]) -> float | None:
    """The decimal year of the youngest row."""
    years = [year for row in rows if (year := decimal_year(row.context.published)) is not None]
    return round(max(years), 3) if years else None


def _time_split(rows: Sequence[Row], date: str, folds: int) -> None:
    dated = [(row, row.context.published) for row in rows]
    earlier = [row for row, published in dated if published and published < date]
    later = [row for row, published in dated if published and published >= date]
    if len(earlier) < folds or not later:
        sys.stdout.write(f"split at {date}: {len(earlier)} rows before, {len(later)} from then on: too few\n")
        return
    sharpening = cross_validate(earlier, folds).sharpening
    fitted = Prior(fit(earlier), sharpening=sharpening, until=until(earlier))
    answers = [fitted.distribution(r.facts, r.context) for r in later]
    sys.stdout.write(f"fitted on {len(earlier)} rows before {date}, for those from then on: {score(later, answers)}\n")


if __name__ == "__main__":
    sys.exit(main())
