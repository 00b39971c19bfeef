"""Exports that are killed at every step they take: run as ``python -m tests.dataset.killing HOME csv|package``.

A child is forked for each step in turn. It exports, and kills itself (SIGKILL) when it comes to that step: every file
that it opens, renames, removes or links, and every row. After each, what lies at the export's place must be the old
export or the new one, whole. Prints how many children were killed, and at how many of these places the old one stood.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from crawler.config import Triage
from crawler.dataset.exporting import Export
from crawler.dataset.formats import write_csv
from crawler.dataset.package import write_package
from crawler.dataset.rows import Row
from crawler.dataset.selection import Selection
from crawler.dataset.writing import write_file
from crawler.store.database import open_store

STEPS = frozenset(
    {
        "open",
        "os.rename",
        "os.remove",
        "os.rmdir",
        "os.mkdir",
        "os.symlink",
        "os.listdir",
        "os.scandir",
        "shutil.rmtree",
    }
)
"""Audit events that come before something happens to a file."""


class Killer:
    """Kills its own process at one step."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self, event: str = "", arguments: tuple[object, ...] = ()) -> None:
        """Count one step."""
        del arguments
        if event and event not in STEPS:
            return
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def export(home: Path, target: Path, kind: str, status: str, killer: Killer | None) -> None:
    """Write one export, as the command does."""
    with open_store(home / "flopscout.db") as store:
        made = Export(store, Selection(status=status), closed=frozenset(), rules=Triage())
        if killer:
            sys.addaudithook(killer.step)
            made = _Watched(made, killer)
        if kind == "package":
            write_package(target, made, {}, day="2026-11-01", contact="https://example.org")
        else:
            with closing(made.batches()) as batches:
                write_file(target, lambda file: write_csv(batches, file))


class _Watched(Export):
    """An export whose every row may be its last."""

    def __init__(self, made: Export, killer: Killer) -> None:
        super().__init__(made.store, made.selection, closed=made.closed, rules=Triage())
        self._killer = killer

    def batches(self) -> Generator[list[Row]]:
        for batch in super().batches():
            for row in batch:
                self._killer.step()
                yield [row]


def content(target: Path) -> str:
    """A digest of everything that lies at the export's place."""
    files = sorted(target.iterdir()) if target.is_dir() else [target]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main(home: Path, kind: str) -> None:
    """Kill an export at every step; exits with an error where something else than a whole export is left."""
    target = home / ("package" if kind == "package" else "models.csv")
    export(home, target, kind, "confirmed", None)
    old = content(target)
    kept = killed = 0
    while True:
        child = os.fork()
        if not child:
            export(home, target, kind, "all", Killer(killed))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            break
        killed += 1
        now = content(target)
        kept += now == old
        if now != old:
            reference = now
            export(home, target, kind, "all", None)
            assert content(target) == reference, f"half an export after step {killed}"
            export(home, target, kind, "confirmed", None)
            old = content(target)
    assert content(target) != old
    leftovers = [path.name for path in home.rglob(".*.part")] + [path.name for path in home.rglob(".staging*")]
    assert not leftovers, leftovers
    print(killed, kept)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
