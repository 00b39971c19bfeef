"""Connections that are kept open between the requests of one process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.store.database import Store, open_store

MOST_KEPT = 4
"""Connections that are kept open while nobody uses them; each keeps up to 32 MB of the database in memory."""


@dataclass(frozen=True, slots=True)
class _Kept:
    store: Store
    file: tuple[int, int]
    schema: int


class StorePool:
    """Lends connections to one database, each to one borrower at a time, and from thread to thread.

    Opening a database reads its layout and begins with nothing in memory, and whoever closes the last connection writes
    the whole write-ahead log back: together that costs a request as much as reading a page of the queue does.
    """

    def __init__(self, path: Path, most: int = MOST_KEPT) -> None:
        self.path = path
        self.most = most
        self._idle: list[_Kept] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self) -> Iterator[Store]:
        """A connection until the end of the block; one that an error of the database or a block left in the middle of
        something is not lent again.

        Raises:
            StoreError: as ``open_store`` does; nothing is created where there is no database.
        """
        kept = self._take()
        try:
            yield kept.store
        except sqlite3.Error:
            kept.store.close()
            raise
        except BaseException:
            self._give_back(kept)
            raise
        self._give_back(kept)

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        with self._lock:
            idle, self._idle = self._idle, []
        for kept in idle:
            kept.store.close()

    def _take(self) -> _Kept:
        while True:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                return self._opened()
            if self._is_current(kept):
                return kept
            kept.store.close()

    def _opened(self) -> _Kept:
        store = open_store(self.path, create=False, any_thread=True)
        return _Kept(store, _file(self.path), _schema(store.connection))

    def _is_current(self, kept: _Kept) -> bool:
        """Whether the connection leads to the file that is there now, in the layout that this program has checked."""
        try:
            return kept.file == _file(self.path) and kept.schema == _schema(kept.store.connection)
        except (OSError, sqlite3.Error):
            return False

    def _give_back(self, kept: _Kept) -> None:
        if not kept.store.connection.in_transaction:
            with self._lock:
                if len(self._idle) < self.most:
                    self._idle.append(kept)
                    return
        kept.store.close()


def _file(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA schema_version").fetchone()[0])
