"""Fit mixtures of experts: ``python -m pipelines.estimation.fit_sparsity JSONL [JSONL ...] [--output PATH]``.

Reads rows with facts and publication dates (figures published by Epoch AI, CC BY 4.0) and writes ``sparsity.json``: the
median and spread of log10(active / total parameters) of rows that state both, and a logistic regression of "states
fewer active than total parameters" on log10(parameters / 1e11) and years since mid-2024.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipelines.estimation.features import decimal_year

LOG_PARAMETERS_ORIGIN, YEAR_ORIGIN = 11.0, 2024.5
"""Where the regression's two variables are zero."""

_RIDGE = 0.01
"""Keeps the regression finite where one variable separates the rows."""

_STEPS = 100


def read(paths: Sequence[Path]) -> list[tuple[float, float | None, float]]:
    """Total parameters, active parameters and year of each distinct dated row; a row in two files counts once."""
    rows: dict[str, tuple[float, float | None, float]] = {}
    for path in paths:
        for text in path.read_text(encoding="utf-8").splitlines():
            if not text.strip():
                continue
            line = json.loads(text)
            total, active = line["facts"].get("parameters"), line["facts"].get("active_parameters")
            year = decimal_year(line.get("published"))
            if total and year is not None:
                rows.setdefault(line["id"], (float(total), float(active) if active else None, year))
    return list(rows.values())


def regression(rows: Sequence[tuple[float, float | None, float]]) -> tuple[float, float, float]:
    """Intercept, slope per order of magnitude and slope per year, by Newton's method."""
    design = np.array([[1.0, math.log10(total) - LOG_PARAMETERS_ORIGIN, year - YEAR_ORIGIN] for total, _, year in rows])
    sparse = np.array([active is not None and active < total for total, active, _ in rows], dtype=float)
    weights = np.zeros(3)
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30.0, 30.0)))
        slope = design.T @ (sparse - chance) - _RIDGE * weights
        curvature = design.T @ (design * (chance * (1.0 - chance))[:, None]) + _RIDGE * np.eye(3)
        weights = weights + np.linalg.solve(curvature, slope)
    intercept, per_size, per_year = (float(weight) for weight in weights)
    return intercept, per_size, per_year


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the fit and write it."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.estimation.fit_sparsity", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("sparsity.json"))
    options = parser.parse_args(arguments)
    rows = read(options.files)
    shares = [math.log10(active / total) for total, active, _ in rows if active is not None and active < total]
    intercept, per_size, per_year = regression(rows)
    document = {
        "source": "Epoch AI, Data on AI Models, CC BY 4.0",
        "files": [path.name for path in options.files],
        "models": len(rows),
        "mixtures": len(shares),
        "log_share": round(statistics.median(shares), 4),
        "sigma_log10": round(statistics.stdev(shares), 4),
        "intercept": round(intercept, 4),
        "per_order_of_magnitude": round(per_size, 4),
        "per_year": round(per_year, 4),
    }
    text = json.dumps(document, indent=2)
    sys.stdout.write(text + "\n")
    options.output.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
