"""A reviewer's load, replayed: ``python bench/replay_load.py [--home F] [--entries F]``.

Only the reference's models from before 2025 are imported, as if it were the first of January, and all files are
replayed. Counted are the later reference models that come before a reviewer (or are confirmed), and the entries of the
queue that were published since then: models that are looked at together (releases of one line in several sizes and
variants, repositories of one architecture and size) are one entry. ``--entries`` writes the queue's models as CSV.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.replay import REFERENCE, copy_of, replayed
from crawler.config import Settings
from crawler.dataset.evaluation import evaluate_reference
from crawler.dataset.importing import read_file
from crawler.store.assessing import Assessor
from crawler.store.database import open_store
from crawler.store.models import mark_all_stale
from crawler.store.queue import QueueEntry, queue_entries
from crawler.store.references import store_references

SINCE = "2025-01-01"


@dataclass(frozen=True, slots=True)
class Load:
    """What a reviewer has before them; ``found`` and ``lost`` are names of later reference models."""

    found: tuple[str, ...]
    lost: tuple[str, ...]
    queue: tuple[QueueEntry, ...]
    last: str
    """The latest publication date in the reference."""
    stands_for: dict[str, tuple[str, ...]]
    """The later reference models that each model of ours stands for, by its id."""

    @property
    def later(self) -> list[QueueEntry]:
        """What was published since the day up to which the reference was imported."""
        return [entry for entry in self.queue if (entry.published or "") >= SINCE]


def measure(database: Path) -> Load:
    """Import the earlier rows into a replay's database, assess everything, and compare with the later ones."""
    settings = Settings()
    rows = read_file(REFERENCE).rows
    later = {row.name for row in rows if (row.published or "") >= SINCE}
    with open_store(database) as store:
        with store.write() as connection:
            store_references(connection, "earlier", [row for row in rows if row.name not in later])
            mark_all_stale(connection)
        Assessor(store, settings).settle()
        queue = tuple(queue_entries(store.connection))
        report = evaluate_reference(store, settings, REFERENCE)
        dated = {row[0]: row[1] for row in store.connection.execute("SELECT id, status FROM models")}
    before = {entry.id for entry in queue} | {ident for ident, status in dated.items() if status == "confirmed"}
    stands_for: dict[str, set[str]] = defaultdict(set)
    for link in report.links:
        if link.reference in later and link.model:
            stands_for[link.model].add(link.reference)
    found = {name for ident, names in stands_for.items() if ident in before for name in names}
    return Load(
        found=tuple(sorted(found)),
        lost=tuple(sorted(later - found)),
        queue=queue,
        last=max(row.published for row in rows if row.published),
        stands_for={ident: tuple(sorted(names)) for ident, names in stands_for.items()},
    )


def lines(load: Load) -> list[str]:
    """The figures."""
    entries = groups(load.later)
    within = groups([entry for entry in load.later if (entry.published or "") <= load.last])
    undated = groups([entry for entry in load.queue if not entry.published])
    found, all_later = max(len(load.found), 1), len(load.found) + len(load.lost)
    return [
        f"later reference models before a reviewer or confirmed: {len(load.found)} of {all_later}",
        f"queue entries published since {SINCE}: {entries} ({len(load.later)} models), "
        f"{entries / found:.2f} for each model found",
        f"  of these until {load.last}, the reference's last day: {within}, {within / found:.2f} for each",
        f"queue entries without a date: {undated}",
    ]


def groups(entries: Sequence[QueueEntry]) -> int:
    """How many looks a reviewer takes at these models."""
    return len({entry.group for entry in entries})


def write(load: Load, path: Path) -> None:
    """Write the queue's models, each with its entry and the reference models it stands for."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["entry", "id", "name", "organization", "published", "p_above", "sources", "reference"])
        for entry in load.queue:
            chance = next(iter(entry.p_above.values()), None)
            names = "; ".join(load.stands_for.get(entry.id, ()))
            writer.writerow([entry.group, entry.id, entry.name, entry.organization, entry.published, chance,
                             " ".join(entry.sources), names])  # fmt: skip


def main() -> None:
    """Replay, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="data folder to keep the replay in, or to take it from")
    parser.add_argument("--again", action="store_true", help="replace the replay in the data folder")
    parser.add_argument("--entries", type=Path, help="CSV file for the queue")
    parser.add_argument("--lost", action="store_true", help="name the later models that were not found")
    arguments = parser.parse_args()
    with replayed(arguments.home, again=arguments.again) as database, copy_of(database) as copy:
        load = measure(copy)
    for line in lines(load):
        print(line)
    if arguments.lost:
        print("\n".join(f"    {name}" for name in load.lost))
    if arguments.entries:
        write(load, arguments.entries)


if __name__ == "__main__":
    main()
