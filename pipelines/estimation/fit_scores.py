"""Fit the prior from scores: ``python -m pipelines.estimation.fit_scores BENCHMARKS.csv PUBLISHED.jsonl ARENA.csv``.

BENCHMARKS.csv is Epoch AI's table of benchmark results with training compute (CC BY 4.0; columns System, Date, Training
compute (FLOP), MMLU, GPQA, BBH). PUBLISHED.jsonl holds published compute in the form of ``fit_prior``; the ARENA files
(columns model, arena_score, organization) are linked to it by name, which no estimate does. Prints leave-one-out
figures beside those of a regression on the date alone, and writes ``scores.json``.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.estimation.distribution import NORMAL_95, Floats
from pipelines.estimation.features import decimal_year
from pipelines.estimation.scores import GUESSING, YEAR_ORIGIN, unit
from pipelines.identity.matching import Matcher, ReferenceModel

LEAST_MODELS = 15
"""Boards with fewer models that state their compute are left out."""

_COMPUTE, _COLUMNS = "Training compute (FLOP)", {"mmlu": "MMLU", "gpqa": "GPQA", "bbh": "BBH"}


@dataclass(frozen=True, slots=True)
class Scored:
    """A model with a score, the decimal year of its publication, and log10 of its training compute in FLOP."""

    score: float
    year: float
    log_compute: float


def read_benchmarks(path: Path) -> dict[str, list[Scored]]:
    """The models of Epoch's table with date and compute, by board."""
    found: dict[str, list[Scored]] = {board: [] for board in GUESSING}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            year = decimal_year(row["Date"])
            if year is None or not row[_COMPUTE]:
                continue
            for board, column in _COLUMNS.items():
                if row[column]:
                    found[board].append(Scored(float(row[column]), year, math.log10(float(row[_COMPUTE]))))
    return found


def read_arena(boards: Sequence[Path], published: Path) -> list[Scored]:
    """Models of the arena whose compute is published, each with the median score of its releases."""
    rows = [json.loads(line) for line in published.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = {row["model"]: row for row in rows if row.get("published")}
    matcher = Matcher([
        ReferenceModel(name, row["organization"], row["published"], row["facts"].get("parameters"))
        for name, row in known.items()
    ])  # fmt: skip
    scores: dict[str, list[float]] = {}
    for path in boards:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                name = matcher.match(row["model"], source="arena", organization=row["organization"]).name
                if name is not None:
                    scores.setdefault(name, []).append(float(row["arena_score"]))
    return [
        Scored(statistics.median(found), year, math.log10(known[name]["gold"]["training_compute_flop"]))
        for name, found in sorted(scores.items())
        if (year := decimal_year(known[name]["published"])) is not None
    ]


def regress(design: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Least-squares weights, and the error of each row predicted without it."""
    inverse = np.linalg.pinv(design)
    weights: Floats = inverse @ target
    leverage = np.einsum("ij,ji->i", design, inverse)
    return weights, (target - design @ weights) / (1 - leverage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and write the regressions."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.estimation.fit_scores", description=__doc__)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("published", type=Path)
    parser.add_argument("arena", type=Path, nargs="*")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("scores.json"))
    options = parser.parse_args(arguments)
    scored = {"arena": read_arena(options.arena, options.published), **read_benchmarks(options.benchmarks)}
    boards = {}
    for board, models in scored.items():
        if len(models) < LEAST_MODELS:
            continue
        years = np.array([m.year for m in models])
        target = np.array([m.log_compute for m in models])
        ones, dates = np.ones(len(models)), years - YEAR_ORIGIN
        weights, errors = regress(np.column_stack([ones, [unit(board, m.score) for m in models], dates]), target)
        _, by_date = regress(np.column_stack([ones, dates]), target)
        sigma = float(np.sqrt(np.mean(errors**2)))
        inside = float(np.mean(np.abs(errors) <= NORMAL_95 * sigma))
        sys.stdout.write(
            f"{board}: {len(models)} models, leave-one-out error {sigma:.3f} orders of magnitude "
            f"(date alone {np.sqrt(np.mean(by_date**2)):.3f}), coverage {inside:.3f}\n"
        )
        boards[board] = {
            "models": len(models),
            "intercept": round(float(weights[0]), 4),
            "per_unit": round(float(weights[1]), 4),
            "per_year": round(float(weights[2]), 4),
            "sigma_log10": round(sigma, 4),
            "years": [round(float(years.min()), 2), round(float(years.max()), 2)],
        }
    document = {"source": "Epoch AI, Data on AI Models, CC BY 4.0; LMArena scores", "boards": boards}
    options.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
