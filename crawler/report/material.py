"""What all figures are drawn from, read from the database in one look."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

from crawler.config import Triage
from crawler.dataset.columns import POSITION
from crawler.dataset.exporting import Export
from crawler.dataset.redistribution import Withheld
from crawler.dataset.rows import Row
from crawler.dataset.selection import Selection
from crawler.report.entries import Entry, entry_of, listed_entry, listings
from crawler.report.naming import Naming, stored_namings
from crawler.report.scores import Score, stored_scores
from crawler.store.database import Store
from crawler.store.hub_snapshots import FamilyCount, HubSnapshot, family_counts, snapshots


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that figures show.

    ``threshold`` is the one that candidates are sought above, ``thresholds`` those that are drawn, in FLOP. ``today``
    tells which year is not over. ``scored`` holds the model that each score's ``model_id`` means. ``is_demo`` says
    that demonstration data is among the models.
    """

    today: date
    threshold: float = 1e23
    thresholds: tuple[float, ...] = (1e23, 1e25, 1e26)
    entries: tuple[Entry, ...] = ()
    no_candidates: int = 0
    """Models that were found and are no candidates (copies, derivatives, products), which no figure counts."""
    withheld: Withheld = field(default_factory=Withheld)
    """What is left out because its only source does not allow passing it on."""
    datasets: tuple[tuple[str, int], ...] = ()
    """Imported references with the number of their models."""
    namings: tuple[Naming, ...] = ()
    scores: tuple[Score, ...] = ()
    scored: dict[str, Entry] = field(default_factory=dict, hash=False)
    months: tuple[HubSnapshot, ...] = ()
    families: tuple[FamilyCount, ...] = ()
    is_demo: bool = False


def gather(store: Store, *, closed: frozenset[str], rules: Triage, today: date) -> Material:
    """Read what the figures show.

    Args:
        store: the database.
        closed: sources whose values may not be passed on: nothing of theirs is read.
        rules: the thresholds.
        today: the day on which the figures are drawn, UTC.
    """
    connection = store.connection
    export = Export(store, Selection(status="all"), closed=closed, rules=rules)
    with closing(export.batches()) as batches:
        rows = {str(row[POSITION["Model id"]]): row for batch in batches for row in batch}
    links = {row["id"]: (row["reference"], bool(row["disclosed"])) for row in connection.execute(_LINKS)}
    lists = listings(connection)
    linked: dict[str, list[tuple[Row, bool]]] = {}
    entries: list[Entry] = []
    by_id: dict[str, Entry] = {}
    left_out = 0
    for ident, row in rows.items():
        reference, disclosed = links.get(ident, (None, False))
        if reference in lists:
            linked.setdefault(reference, []).append((row, disclosed))
            continue
        entry = entry_of(row, is_disclosed=disclosed)
        if entry is None:
            left_out += 1
        else:
            by_id[ident] = entry
            entries.append(entry)
    listed = {name: listed_entry(listing, linked.get(name, ())) for name, listing in lists.items()}
    by_id |= {ident: listed[links[ident][0]] for ident in rows if links.get(ident, (None,))[0] in listed}
    scores = [score for score in stored_scores(connection, closed) if score.model_id in by_id]
    return Material(
        today=today,
        threshold=rules.threshold_flop,
        thresholds=tuple(rules.thresholds_flop),
        entries=tuple(_in_order([*listed.values(), *entries])),
        no_candidates=left_out,
        withheld=export.withheld,
        datasets=tuple((row[0], row[1]) for row in connection.execute(_DATASETS)),
        namings=tuple(stored_namings(connection)),
        scores=tuple(scores),
        scored={score.model_id: by_id[score.model_id] for score in scores},
        months=tuple(snapshots(connection)),
        families=tuple(family_counts(connection)),
        is_demo=any(entry.is_demo for entry in (*entries, *listed.values())),
    )


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.published or "", entry.name))


_LINKS = "SELECT id, reference, disclosed FROM models WHERE status <> 'merged'"
_DATASETS = "SELECT dataset, count(*) FROM reference_models GROUP BY dataset ORDER BY dataset"
