"""Reading what is stored again with today's extractors, after showing what that would change.

The change is first made in a copy of the database and compared with the database itself, so that what is shown is what
would be there: claims and, through identity and estimation, models. Only then, and only if wanted, is it made in the
database, a batch of documents at a time; what is cut short is completed by the next call. Decisions are not touched.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from crawler.config import Settings
from crawler.fetching.archive import ArchiveError, ArchiveRecord, read_record
from crawler.runs.entering import RunError, at_work
from crawler.runs.liveness import RunLock
from crawler.store.assessing import Assessor
from crawler.store.database import Store, open_store
from crawler.store.keys import utc_now
from crawler.store.models import mark_all_stale, relink
from crawler.store.rereading import (
    ClaimChange,
    KeptDocument,
    Reread,
    documents_of,
    kept_document,
    mark_read,
    rename_rows,
    store_rereading,
)
from crawler.store.runs import find_run
from crawler.store.signals import record_signals
from pipelines.extraction import EXTRACTOR_VERSION
from pipelines.stages import Text, read, understand

DOCUMENTS_AT_ONCE = 100
"""Documents in one transaction: a crawl or reviewer that waits for the lock waits for about a second."""

NOTICED = 0.01
"""Relative change of a median estimate from which it is told; less comes from rounding."""

RUN_ID = "reprocess"
"""What claims made by reading again carry in the place of a run's id."""

Progress = Callable[[int, int], None]
"""Is told how many documents are done, and of how many."""


@dataclass(frozen=True, slots=True)
class ModelChange:
    """What becomes of one model: ``before`` and ``after`` are names, statuses or medians in FLOP, by ``what``."""

    id: str
    name: str
    what: Literal["new", "gone", "name", "status", "compute"]
    before: str | float | None
    after: str | float | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What reading again changes, or would change.

    ``run_id`` is the run whose documents were read, or ``None`` for all. ``pages`` were read again from the archive;
    ``texts`` from their stored text, because only that is the document; ``lost`` likewise, because their archived page
    is gone or damaged. ``documents`` are the ids of those that change.
    """

    run_id: str | None
    pages: int
    texts: int
    lost: int
    documents: tuple[str, ...]
    renamed: bool
    added: tuple[ClaimChange, ...]
    withdrawn: tuple[ClaimChange, ...]
    models: tuple[ModelChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything stays as it is."""
        return not (self.documents or self.models or self.renamed)


@contextmanager
def alone(store: Store, settings: Settings) -> Iterator[None]:
    """Keep runs out while documents are read again. Raises ``RunError`` while one is at work."""
    lock = RunLock(settings.home)
    if not lock.acquire():
        raise RunError(at_work(store.connection))
    try:
        yield
    finally:
        lock.release()


def preview(
    store: Store, settings: Settings, *, run_id: str | None = None, progress: Progress | None = None
) -> Changes:
    """What would change if all documents, or those that one run brought, were read again now.

    Raises:
        RunError: there is no such run.
    """
    if run_id is not None and find_run(store.connection, run_id) is None:
        raise RunError(f"there is no run {run_id}; `flopscout status` lists the runs")
    with tempfile.TemporaryDirectory(prefix="reprocess-", dir=settings.home) as folder:
        path = Path(folder) / "copy.db"
        target = sqlite3.connect(path)
        store.connection.backup(target)
        target.close()
        with open_store(path) as copy:
            reader = _Reader(copy, settings)
            reader.read(documents_of(copy.connection, run_id), progress)
            return reader.changes(run_id, _models(store.connection), _models(copy.connection))


def apply(store: Store, settings: Settings, found: Changes, progress: Progress | None = None) -> None:
    """Make the changes that a preview found, and note that nothing is left to do."""
    if not found.is_empty:
        _Reader(store, settings).read(found.documents, progress)
    with store.write() as connection:
        mark_read(connection, EXTRACTOR_VERSION, found.run_id)


class _Reader:
    """Reads documents of one database again and keeps account."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.assessor = Assessor(store, settings)
        self.pages = self.texts = self.lost = 0
        self.documents: list[str] = []
        self.added: list[ClaimChange] = []
        self.withdrawn: list[ClaimChange] = []
        self.renamed = False

    def read(self, idents: Sequence[str], progress: Progress | None) -> None:
        """Read the documents, then the rows' names, and assess every model anew."""
        for start in range(0, len(idents), DOCUMENTS_AT_ONCE):
            batch = [self._again(ident) for ident in idents[start : start + DOCUMENTS_AT_ONCE]]
            with self.store.write() as connection:
                done = [self._store(connection, kept, page) for kept, page in batch]
                self._link(
                    connection,
                    {line for entry in done for line in entry.lines if entry.is_changed},
                    {owner for entry in done for owner in entry.owners if entry.is_changed},
                )
            if progress:
                progress(min(start + DOCUMENTS_AT_ONCE, len(idents)), len(idents))
        with self.store.write() as connection:
            lines, owners = rename_rows(connection)
            self.renamed = bool(lines or owners)
            self._link(connection, lines, owners)
            mark_all_stale(connection)
        self.assessor.settle()

    def _again(self, ident: str) -> tuple[KeptDocument, Text]:
        kept = kept_document(self.store.connection, ident)
        stored = Text(kept.text, kept.title, kept.language, kept.published, kept.warnings)
        if not kept.is_archived_whole:
            self.texts += 1
            return kept, stored
        assert kept.archived is not None
        place = kept.archived
        record = ArchiveRecord(
            place.id, place.file, place.offset, place.length, place.digest, place.url, place.fetched_at
        )
        try:
            body = read_record(self.settings.archive_folder, record).body
        except ArchiveError:
            self.lost += 1
            return kept, stored
        self.pages += 1
        return kept, read(replace(kept.document, body=body))

    def _store(self, connection: sqlite3.Connection, kept: KeptDocument, page: Text) -> Reread:
        found, mentions = understand(kept.document, page)
        reread = store_rereading(
            connection,
            kept,
            text=page.text,
            title=page.title,
            language=page.language or found.language or None,
            published=page.published,
            warnings=page.warnings,
            mentions=mentions,
            extractor=EXTRACTOR_VERSION,
            run_id=RUN_ID,
            now=utc_now(),
        )
        record_signals(connection, kept.document.source, found.signals)
        if reread.is_changed or page.text != kept.text:
            self.documents.append(kept.id)
        self.added += reread.added
        self.withdrawn += reread.withdrawn
        return reread

    def _link(self, connection: sqlite3.Connection, lines: Set[str], owners: Set[str]) -> None:
        touched = relink(connection, lines, owners, run_id=RUN_ID, now=utc_now())
        self.assessor.assess(connection, touched)

    def changes(self, run_id: str | None, before: dict[str, sqlite3.Row], after: dict[str, sqlite3.Row]) -> Changes:
        """The account, with the models of the database before and after."""
        return Changes(
            run_id, self.pages, self.texts, self.lost, tuple(self.documents), self.renamed, tuple(self.added),
            tuple(self.withdrawn), tuple(_model_changes(before, after)),
        )  # fmt: skip


def _models(connection: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    rows = connection.execute("SELECT id, name, status, compute_flop FROM models ORDER BY id")
    return {row["id"]: row for row in rows}


def _model_changes(before: dict[str, sqlite3.Row], after: dict[str, sqlite3.Row]) -> Iterator[ModelChange]:
    for ident in sorted(before.keys() | after.keys()):
        old, new = before.get(ident), after.get(ident)
        if old is None and new is not None:
            yield ModelChange(ident, new["name"], "new", None, new["status"])
        elif new is None and old is not None:
            yield ModelChange(ident, old["name"], "gone", old["status"], None)
        elif old is not None and new is not None:
            if old["name"] != new["name"]:
                yield ModelChange(ident, new["name"], "name", old["name"], new["name"])
            if old["status"] != new["status"]:
                yield ModelChange(ident, new["name"], "status", old["status"], new["status"])
            if _moved(old["compute_flop"], new["compute_flop"]):
                yield ModelChange(ident, new["name"], "compute", old["compute_flop"], new["compute_flop"])


def _moved(before: float | None, after: float | None) -> bool:
    if not before or not after:
        return before != after
    return abs(after / before - 1) > NOTICED
