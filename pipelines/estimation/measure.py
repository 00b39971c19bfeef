"""Hold estimates against published figures: ``python -m pipelines.estimation.measure FILE``.

FILE holds JSON lines in the form of ``fit_prior``. Prints a line for all rows, for those whose facts suffice (where
``gold.sufficient`` says so), and for each method: an interval that is right on average may still be too narrow for one
method and too wide for another.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crawler.records import Estimate
from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input
from pipelines.estimation.reliability import interval_score


@dataclass(frozen=True, slots=True)
class Compared:
    """An estimate beside the published figure in FLOP."""

    estimate: Estimate
    published: float
    sufficient: bool

    @property
    def error(self) -> float:
        """Distance of the medians in orders of magnitude."""
        return abs(math.log10(self.estimate.compute_flop / self.published))


def compare(lines: Sequence[str]) -> list[Compared]:
    """An estimate for every JSON line that states ``gold.training_compute_flop``."""
    compared = []
    for text in lines:
        line = json.loads(text) if text.strip() else {}
        gold = line.pop("gold", None) or {}
        if gold.get("training_compute_flop"):
            facts, context, _, _ = parse_input(line)
            found = estimate(facts, context)
            compared.append(Compared(found, gold["training_compute_flop"], bool(gold.get("sufficient"))))
    return compared


def summary(rows: Sequence[Compared]) -> str:
    """Share within a factor 2, coverage of the 90 % interval, median factor between its ends, and interval score."""
    low = np.array([math.log10(r.estimate.low) for r in rows])
    high = np.array([math.log10(r.estimate.high) for r in rows])
    truth = np.array([math.log10(r.published) for r in rows])
    return (
        f"{len(rows)} rows, within 2x {statistics.fmean(r.error <= math.log10(2) for r in rows):.3f}, "
        f"coverage {np.mean((low <= truth) & (truth <= high)):.3f}, "
        f"median high / low {10 ** np.median(high - low):.2f}, interval score {interval_score(low, high, truth):.3f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.estimation.measure", description=__doc__)
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    rows = compare(options.file.read_text(encoding="utf-8").splitlines())
    groups = {"all": rows, "facts suffice": [r for r in rows if r.sufficient]}
    for row in sorted(rows, key=lambda r: r.estimate.method):
        groups.setdefault(row.estimate.method, []).append(row)
    for name, members in groups.items():
        if members:
            sys.stdout.write(f"{name}: {summary(members)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
