"""Where each archived response lies; the responses themselves are in WARC files."""

from __future__ import annotations

import sqlite3
from typing import Protocol

from crawler.store.keys import utc_now


class Record(Protocol):
    """An archived response's place: ``file`` is relative to the archive folder, ``offset`` and ``length`` in bytes."""

    @property
    def id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def digest(self) -> str: ...


def store_record(connection: sqlite3.Connection, record: Record) -> None:
    """Enter a response; the same address with the same content is entered once."""
    connection.execute(
        "INSERT INTO archive_records (id, url, file, offset, length, digest, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (record.id, record.url, record.file, record.offset, record.length, record.digest, utc_now()),
    )


def find_record(connection: sqlite3.Connection, url: str, digest: str) -> str | None:
    """Id of the response with this address and content, if it is in the archive."""
    row = connection.execute("SELECT id FROM archive_records WHERE url = ? AND digest = ?", (url, digest)).fetchone()
    return row["id"] if row else None


CARRIES_A_CLAIM = """
    (EXISTS (SELECT 1 FROM documents JOIN mentions ON document_id = documents.id JOIN claims ON mention_id = mentions.id
             WHERE documents.archive_id = archive_records.id)
     OR EXISTS (SELECT 1 FROM sightings WHERE sightings.archive_id = archive_records.id))
"""


def files_to_prune(connection: sqlite3.Connection, before: str) -> list[str]:
    """Archive files that hold a page which is older than the date (ISO, UTC) and carries no claim."""
    return [
        row["file"]
        for row in connection.execute(
            f"SELECT DISTINCT file FROM archive_records WHERE fetched_at < ? AND NOT {CARRIES_A_CLAIM} ORDER BY file",
            (before,),
        )
    ]


def records_of_file(connection: sqlite3.Connection, file: str, before: str) -> list[tuple[sqlite3.Row, bool]]:
    """A file's responses in order, each with whether it stays."""
    rows = connection.execute(
        f"SELECT *, (fetched_at >= ? OR {CARRIES_A_CLAIM}) AS stays FROM archive_records WHERE file = ? "
        "ORDER BY offset",
        (before, file),
    )
    return [(row, bool(row["stays"])) for row in rows]


def move_record(connection: sqlite3.Connection, ident: str, file: str, offset: int) -> None:
    """Note that a response lies elsewhere now."""
    connection.execute("UPDATE archive_records SET file = ?, offset = ? WHERE id = ?", (file, offset, ident))


def forget_record(connection: sqlite3.Connection, ident: str) -> None:
    """Take a response out of the index."""
    connection.execute("DELETE FROM archive_records WHERE id = ?", (ident,))
