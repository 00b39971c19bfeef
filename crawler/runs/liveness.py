"""One run at a time in a data folder, and a heart that beats as long as its process lives.

The lock is the kernel's: it goes with the process, however that ends, and no other process can be taken for the one
that held it. The heartbeat serves machines that share the folder without sharing a kernel.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import sqlite3
import threading
from pathlib import Path
from types import TracebackType

from crawler.store import runs
from crawler.store.database import StoreError, open_store

LOCK_NAME = "run.lock"
BEAT_SECONDS = 20.0

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}
"""What file systems say that cannot lock; the heartbeat alone has to do there."""


class RunLock:
    """The lock of one data folder; held from a successful ``acquire`` to ``release`` or the end of the process."""

    def __init__(self, home: Path) -> None:
        self._path = home / LOCK_NAME
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock; false where another process holds it. Raises ``OSError`` where the file cannot be opened."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                os.close(file)
                if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                    return False
                raise
        self._file = file
        return True

    def release(self) -> None:
        """Let go; nothing happens where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Heart:
    """Writes a run's heartbeat from a thread of its own, also while the run's own thread computes for minutes."""

    def __init__(self, database: Path, run_id: str) -> None:
        self._database = database
        self._run_id = run_id
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Heart:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            # A beat that comes too late for a long transaction is made up by the next one.
            with (
                contextlib.suppress(StoreError, sqlite3.Error),
                open_store(self._database, create=False) as store,
                store.write() as connection,
            ):
                runs.heartbeat(connection, self._run_id)
