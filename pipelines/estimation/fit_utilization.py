"""Fit hardware utilisation: ``python -m pipelines.estimation.fit_utilization CSV [CSV ...] [--output PATH]``.

Reads the utilisation columns of Epoch AI's "Data on AI Models" (CC BY 4.0) in any of its releases and writes
``utilization.json``: median and spread of log10(MFU). Hardware FLOP utilisation counts recomputed activations and is
brought to model FLOP utilisation by the mean ratio of the rows that state both.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_NAME_COLUMNS = ("Model", "System")
_MODEL_COLUMNS = ("Hardware utilization (MFU)", "Hardware utilization")
_HARDWARE_COLUMN = "Hardware utilization (HFU)"


def read(paths: Sequence[Path]) -> tuple[list[float], float]:
    """Utilisation of each distinct model as a share, earlier files first, and the ratio of MFU to HFU."""
    model: dict[str, float] = {}
    hardware: dict[str, float] = {}
    both: dict[str, float] = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                name = next((row[c] for c in _NAME_COLUMNS if row.get(c)), "")
                for column in _MODEL_COLUMNS:
                    _keep(model, name, row, column)
                _keep(hardware, name, row, _HARDWARE_COLUMN)
                if row.get(_MODEL_COLUMNS[0]) and row.get(_HARDWARE_COLUMN):
                    both[name] = float(row[_MODEL_COLUMNS[0]]) / float(row[_HARDWARE_COLUMN])
    ratio = statistics.fmean(both.values())
    return [*model.values(), *(v * ratio for n, v in hardware.items() if n not in model)], ratio


def _keep(into: dict[str, float], name: str, row: Mapping[str, str], column: str) -> None:
    value = row.get(column)
    if value and name not in into:
        into[name] = float(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the fit and write it."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.estimation.fit_utilization", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("utilization.json"))
    options = parser.parse_args(arguments)
    values, ratio = read(options.files)
    logs = [math.log10(v) for v in values]
    document = {
        "source": "Epoch AI, Data on AI Models, CC BY 4.0",
        "files": [path.name for path in options.files],
        "models": len(values),
        "median": round(statistics.median(values), 4),
        "sigma_log10": round(statistics.stdev(logs), 4),
        "mfu_per_hfu": round(ratio, 4),
    }
    text = json.dumps(document, indent=2)
    sys.stdout.write(text + "\n")
    options.output.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
