"""How long the review application's reads take on a large database.

    python -m bench.review_data FILE
    python -m bench.review_reads FILE [--rounds 40]

Every read is repeated with other filters, words and candidates. With ``--deciding`` a decision is taken before each, as
when somebody reviews, so that nothing is answered from what was known before. Times are of one thread in milliseconds:
wall-clock, and the processor time that a machine with nothing else to do would need.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from bench.review_data import COUNTRIES, LANGUAGES, STEMS
from crawler.config import Settings
from crawler.review.reading.candidate import candidate
from crawler.review.reading.filters import ANY, QueueFilter
from crawler.review.reading.pages import dataset_page, queue_statistics
from crawler.review.reading.people import audit
from crawler.review.reading.queue import facets, neighbours, queue_page
from crawler.store.assessing import Assessor
from crawler.store.database import open_store
from crawler.store.reviewing import Review

Read = Callable[[], object]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--rounds", type=int, default=40)
    arguments.add_argument("--deciding", action="store_true")
    given = arguments.parse_args()
    with open_store(given.file, create=False) as store:
        connection = store.connection
        review = Review(store, Assessor(store, Settings()), "bench")
        began, used = perf_counter(), process_time()
        queue_page(connection, QueueFilter())
        print(f"first page, items read into memory: {1000 * (perf_counter() - began):.0f} ms wall-clock, "
              f"{1000 * (process_time() - used):.0f} ms of processor time")  # fmt: skip
        random = Random(7)
        print(f"{'read':<28}{'median':>8}{'p95':>8}{'median cpu':>12}{'p95 cpu':>9}")
        for name, read in _reads(connection, random).items():
            wall, cpu = [], []
            for _ in range(given.rounds):
                if given.deciding:
                    review.accept(queue_page(connection, QueueFilter(), limit=1).items[0].id)
                began, used = perf_counter(), process_time()
                read()
                wall.append(1000 * (perf_counter() - began))
                cpu.append(1000 * (process_time() - used))
            print(
                f"{name:<28}{_at(wall, 0.5):>8.1f}{_at(wall, 0.95):>8.1f}{_at(cpu, 0.5):>12.1f}{_at(cpu, 0.95):>9.1f}"
            )
        if not given.deciding:
            wall = [_decide(connection, review) for _ in range(given.rounds)]
            print(f"{'a decision (write)':<28}{_at(wall, 0.5):>8.1f}{_at(wall, 0.95):>8.1f}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"most memory used: {memory:.0f} MB")


def _decide(connection: sqlite3.Connection, review: Review) -> float:
    item = queue_page(connection, QueueFilter(), limit=1).items[0]
    began = perf_counter()
    review.below(item.id, seen=item.version)
    return 1000 * (perf_counter() - began)


def _reads(connection: sqlite3.Connection, random: Random) -> dict[str, Read]:
    idents = [
        row[0] for row in connection.execute("SELECT model_id FROM review_items WHERE waiting ORDER BY seq LIMIT 2000")
    ]

    def narrow() -> QueueFilter:
        return random.choice(
            [
                QueueFilter(country=random.choice([country for country in COUNTRIES if country])),
                QueueFilter(language=random.choice(LANGUAGES), has_conflict=True),
                QueueFilter(source="helm", probability_from=0.5),
                QueueFilter(published_from="2025-06", older_than_days=30),
            ]
        )

    def deep() -> object:
        page = queue_page(connection, QueueFilter())
        return queue_page(connection, QueueFilter(), after=page.next)

    return {
        "queue, first page": lambda: queue_page(connection, QueueFilter()),
        "queue, second page (two reads)": deep,
        "queue, filtered": lambda: queue_page(connection, narrow()),
        "facets": lambda: facets(connection, QueueFilter()),
        "facets, filtered": lambda: facets(connection, narrow()),
        "search, one word": lambda: queue_page(connection, QueueFilter(text=random.choice(STEMS), status=ANY)),
        "search, two characters": lambda: queue_page(connection, QueueFilter(text=random.choice(("7b", "pr", "xq")))),
        "search, name and size": lambda: queue_page(connection, QueueFilter(text=f"{random.choice(STEMS)} 70.6b")),
        "search with facets": lambda: facets(connection, QueueFilter(text=random.choice(STEMS))),
        "candidate": lambda: candidate(connection, random.choice(idents)),
        "neighbours": lambda: neighbours(connection, QueueFilter(), random.choice(idents)),
        "data set by compute": lambda: dataset_page(connection, QueueFilter(status=ANY)),
        "data set by name": lambda: dataset_page(connection, QueueFilter(status=ANY), sort="name"),
        "statistics": lambda: queue_statistics(connection),
        "log": lambda: audit(connection),
    }


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
