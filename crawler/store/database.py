"""Opening the database, migrating it, and the one way of writing to it."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from crawler.store.schema import migrations

BUSY_TIMEOUT_MS = 15_000


class StoreError(Exception):
    """The database cannot be used; the message is one line with the next step."""


class Store:
    """One connection to the database of one data folder.

    Readers never wait. Writers go through ``write()``, which takes the write lock at once (BEGIN IMMEDIATE): deferred
    transactions that read before they write fail immediately under two writers, whatever the busy timeout.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: everything inside is stored, or nothing is.

        Raises:
            StoreError: another writer held the lock for longer than the busy timeout, or the disk is full.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreError(f"cannot write to {self.path}: {error}; is another crawl using it?") from error
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        try:
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise StoreError(f"cannot write to {self.path}: {error}") from error

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded in when the last one closes."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def open_store(path: Path, *, create: bool = True, any_thread: bool = False) -> Store:
    """Open the database at ``path`` and bring its schema up to date.

    With ``any_thread`` the connection may be handed from thread to thread, of which one uses it at a time.

    Raises:
        StoreError: the folder cannot be written, the file is no database of this program, or it was made by a newer
            version; with ``create`` false also where there is none yet.
    """
    if not path.exists() and not create:
        raise StoreError(f"there is no database at {path} yet; run `flopscout crawl` or `flopscout import` first")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=not any_thread
        )
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"cannot write to the data folder {path.parent}: {reason}; set FLOPSCOUT_HOME") from error
    connection.row_factory = sqlite3.Row
    try:
        _configure(connection)
        _migrate(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"cannot use {path}: {error}; set FLOPSCOUT_HOME or move the file away") from error
    except StoreError:
        connection.close()
        raise
    return Store(connection, path)


def _configure(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    # With WAL a killed process loses nothing that was committed; only a power cut may lose the last transactions.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32768")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    db = Database(connection)
    newer = sorted({migration.name for migration in migrations.applied(db)} - _names())
    if newer:
        raise StoreError(f"{path} was made by a newer flopscout (it has {newer[-1]}); update flopscout to open it")
    if not migrations.pending(db):
        return
    # Of several that open a database at once one migrates it: SQLite locks statements, not the whole of it.
    with Path(f"{path}.migrating").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if migrations.pending(db):
            migrations.apply(db)


def _names() -> set[str]:
    """Names of the migrations this version brings, read from an empty database."""
    with sqlite3.connect(":memory:") as empty:
        names = {migration.name for migration in migrations.pending(Database(empty))}
    empty.close()
    return names
