"""Keeping the archive small: pages that carry no claim leave it after ``[archive] keep_days``."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.config import Settings
from crawler.store import archive_index
from crawler.store.database import Store
from crawler.store.keys import iso


def prune_archive(store: Store, settings: Settings, *, at: datetime | None = None) -> int:
    """Drop old pages without claims; returns how many left.

    A WARC file is a chain of independent gzip members, so the pages that stay are copied byte for byte into a new
    file. The index is switched in one transaction before the old file goes: a kill in between leaves a spare file at
    worst, never a page that the index cannot find.
    """
    moment = at or datetime.now(UTC)
    before = iso(moment - timedelta(days=settings.archive.keep_days))
    dropped = 0
    for file in archive_index.files_to_prune(store.connection, before):
        old = settings.archive_folder / file
        records = archive_index.records_of_file(store.connection, file, before)
        staying = [record for record, stays in records if stays]
        renamed = _next_name(old)
        if old.exists() and staying:
            _copy(old, renamed, [(record["offset"], record["length"]) for record in staying])
        with store.write() as connection:
            offset = 0
            for record, stays in records:
                if stays:
                    archive_index.move_record(connection, record["id"], renamed.name, offset)
                    offset += record["length"]
                else:
                    archive_index.forget_record(connection, record["id"])
                    dropped += 1
        old.unlink(missing_ok=True)
    return dropped


def _next_name(path: Path) -> Path:
    """The name of a file's next, smaller edition: ``x.warc.gz`` becomes ``x.p1.warc.gz``, then ``x.p2.warc.gz``."""
    stem = path.name.removesuffix(".warc.gz")
    base, _, edition = stem.rpartition(".p")
    number = int(edition) + 1 if base and edition.isdigit() else 1
    return path.with_name(f"{base if number > 1 else stem}.p{number}.warc.gz")


def _copy(old: Path, new: Path, parts: list[tuple[int, int]]) -> None:
    staged = new.with_suffix(".part")
    with old.open("rb") as source, staged.open("wb") as target:
        for offset, length in parts:
            source.seek(offset)
            target.write(source.read(length))
        target.flush()
        os.fsync(target.fileno())
    staged.replace(new)
