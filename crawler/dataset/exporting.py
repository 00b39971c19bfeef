"""Exporting the dataset: the selected models as rows, read in one look at the database."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.config import Triage
from crawler.dataset.columns import POSITION
from crawler.dataset.redistribution import OpenValues, Withheld
from crawler.dataset.rows import Row, RowReader
from crawler.dataset.selection import Selection, selected_ids, undated
from crawler.store.database import Store
from crawler.store.keys import canonical_json, utc_now

_ID, _STATUS = POSITION["Model id"], POSITION["Status"]


class Export:
    """The selected models as rows.

    ``batches`` may be gone through once; what it gave is then remembered in ``models`` and ``withheld``.

    Args:
        store: the database.
        selection: which models.
        closed: sources whose values may not be passed on.
        rules: the thresholds, for estimates that have to be made without these sources.
    """

    def __init__(self, store: Store, selection: Selection, *, closed: frozenset[str], rules: Triage) -> None:
        self.store = store
        self.selection = selection
        self.closed = closed
        self.models: list[tuple[str, str]] = []
        """Id and status of every exported model."""
        self.withheld = Withheld()
        self.undated = 0
        """Models that a date left out because nobody says when they were published."""
        self._rules = rules

    def batches(self) -> Generator[list[Row]]:
        """The rows, some thousand at a time. A crawl that goes on meanwhile does not show in them."""
        connection = self.store.connection
        with _one_look(connection), _no_search_for_cycles():
            self.undated = undated(connection, self.selection)
            reader = RowReader(connection, self.closed)
            open_values = OpenValues(connection, self.closed, self._rules) if self.closed else None
            for batch in reader.read(selected_ids(connection, self.selection)):
                rows = [row for row, is_open in batch if is_open]
                self.withheld.models += len(batch) - len(rows)
                if open_values:
                    for row in rows:
                        if row[_ID] in open_values.models:
                            open_values.restate(row, self.withheld)
                self.models += [(str(row[_ID]), str(row[_STATUS])) for row in rows]
                yield rows


@contextmanager
def _one_look(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything that is read inside belongs to one moment."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows hold no cycles, and looking for some takes a fifth of the time of a large export."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def record_export(export: Export, path: Path) -> None:
    """Remember what was exported, so that ``--new`` leaves it out next time."""
    with export.store.write() as connection:
        cursor = connection.execute(
            "INSERT INTO exports (at, path, selection, rows) VALUES (?, ?, ?, ?)",
            (utc_now(), str(path), canonical_json(export.selection.as_json()), len(export.models)),
        )
        connection.executemany(
            "INSERT INTO exported_models (export_id, model_id, status) VALUES (?, ?, ?)",
            [(cursor.lastrowid, model_id, status) for model_id, status in export.models],
        )
