"""Write ``releases.csv``: ``python -m pipelines.identity.collect_releases CATALOGUE.csv [--output PATH]``.

Reads llmfit's catalogue of Hub repositories (the llmfit package, MIT licence; columns ``name``,
``architecture``, ``parameters_raw``, ``format``, ``release_date``, which is the day of creation) and keeps the
parameter counts of repositories of at least 1e9 parameters in accounts of known developers. Quantised, converted,
merged, pruned and draft repositories are left out: their counts are of something else. So are round figures, which the
catalogue estimates instead of counting.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.identity.catalogue import mirrors
from pipelines.identity.hub_row import number_of
from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.repository_words import DERIVATIVE_WORDS, DRAFT_WORDS, quantisation_mark, words_of

SMALLEST = 1e9
"""Parameters from which the Hub is searched."""

ESTIMATE_STEP = 1e5
"""No count of tensors' elements is a multiple of this by chance."""

_PACKED_FORMATS = frozenset(["awq", "gptq", "mlx", "autoround"])


@dataclass(slots=True)
class Published:
    """Known developers' accounts with one parameter count in one architecture, and the first day it was there."""

    accounts: set[str] = field(default_factory=set)
    created: str = ""


def collect(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, int], Published]:
    """Who published which count when, by architecture and parameter count."""
    found: dict[tuple[str, int], Published] = {}
    for row in rows:
        account, _, name = row["name"].partition("/")
        count, model_type = number_of(row["parameters_raw"]), row["architecture"].strip().lower()
        is_known = organization_of_hub_account(account) is not None and account.casefold() not in mirrors()
        is_changed = (
            row["format"] in _PACKED_FORMATS
            or quantisation_mark(name) is not None
            or not words_of(name).isdisjoint(DERIVATIVE_WORDS | DRAFT_WORDS)
        )
        if count is None or count < SMALLEST or count % ESTIMATE_STEP == 0:
            continue
        if is_known and not is_changed and model_type not in {"", "unknown"}:
            entry = found.setdefault((model_type, round(count)), Published())
            entry.accounts.add(account)
            entry.created = min(filter(None, [entry.created, row["release_date"]]), default="")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Read the catalogue and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("releases.csv"))
    words = parser.parse_args(arguments)
    with words.catalogue.open(encoding="utf-8", newline="") as file:
        found = collect(csv.DictReader(file))
    with words.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["model_type", "parameters", "accounts", "created"])
        for (kind, count), entry in sorted(found.items()):
            writer.writerow([kind, count, "|".join(sorted(entry.accounts)), entry.created])
    sys.stderr.write(f"{len(found)} counts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
