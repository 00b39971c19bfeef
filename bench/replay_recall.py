"""How many models of the reference the replayed files name: ``python bench/replay_recall.py [--home F] [--links F]``.

Prints the shares by source and for their union as ``flopscout evaluate`` counts them, and the reasons of the misses.
``--links`` writes every link between a mention and a reference model as CSV, with what the reference says beside it;
``--sample N --seed S`` writes N of them, each pair of a written name and a reference model counted once, to be read.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.replay import REFERENCE, copy_of, replayed
from crawler.config import Settings
from crawler.dataset.evaluation import Report, evaluate_reference
from crawler.dataset.importing import read_file
from crawler.dataset.reference_links import Link
from crawler.store.database import open_store
from crawler.store.references import ReferenceRow

COLUMNS = ("reference", "name", "source", "organization", "parameters", "status", "model", "reason", "url",
           "reference_organization", "reference_published", "reference_parameters")  # fmt: skip


def main() -> None:
    """Replay, compare and print."""
    arguments = _arguments()
    with (
        replayed(arguments.home, again=arguments.again) as database,
        copy_of(database) as copy,
        open_store(copy) as store,
    ):
        report = evaluate_reference(store, Settings(), REFERENCE)
    for line in lines(report):
        print(line)
    known = {row.name: row for row in read_file(REFERENCE).rows}
    if arguments.links:
        chosen = sample(report.links, arguments.sample, arguments.seed) if arguments.sample else report.links
        write(chosen, known, arguments.links)


def lines(report: Report) -> list[str]:
    """The shares, the union last, and why the others were missed."""
    shares = sorted(report.named_by.items(), key=lambda entry: (-entry[1].found, entry[0]))
    reasons = Counter(f"{miss.reason}{f': {miss.detail}' if miss.detail else ''}" for miss in report.misses)
    return [
        *(f"{share.found:5} {share.recall:6.1%}  {source}" for source, share in shares),
        f"{report.named.found:5} {report.named.recall:6.1%}  named by any of them, of {report.named.total}",
        f"{report.found.found:5} {report.found.recall:6.1%}  found: confirmed, or before a reviewer",
        *(f"{count:5}         {why}" for why, count in reasons.most_common()),
    ]


def sample(links: Sequence[Link], count: int, seed: int) -> list[Link]:
    """So many links at random, each pair of a written name and a reference model counted once."""
    pairs = {(link.reference, link.name): link for link in reversed(links)}
    chosen = random.Random(seed).sample(sorted(pairs), min(count, len(pairs)))
    return [pairs[pair] for pair in chosen]


def write(links: Iterable[Link], known: Mapping[str, ReferenceRow], path: Path) -> None:
    """Write the links with what the reference says of each model."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for link in links:
            row = known[link.reference]
            beside = {"reference_organization": row.organization, "reference_published": row.published,
                      "reference_parameters": row.parameters}  # fmt: skip
            writer.writerow({**link.as_json(), **beside})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="data folder to keep the replay in, or to take it from")
    parser.add_argument("--again", action="store_true", help="replace the replay in the data folder")
    parser.add_argument("--links", type=Path, help="CSV file for the links")
    parser.add_argument("--sample", type=int, default=0, help="write only so many links, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
