"""Old pages without claims leave the archive; all others can still be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.config import Settings
from crawler.fetching.archive import ArchiveRecord, ArchiveWriter, read_record
from crawler.runs.pruning import prune_archive
from crawler.store import archive_index
from crawler.store.database import Store

NOW = datetime.now(UTC)


def archived(store: Store, settings: Settings, urls: list[str]) -> list[ArchiveRecord]:
    with ArchiveWriter(settings.archive_folder, max_file_bytes=2**20) as writer:
        records = [writer.write(url, 200, [("Content-Type", "text/html")], url.encode(), NOW) for url in urls]
    with store.write() as connection:
        for record in records:
            archive_index.store_record(connection, record)
    return records


def give_claim(store: Store, record: ArchiveRecord) -> None:
    with store.write() as connection:
        connection.execute(
            "INSERT INTO documents (id, source, kind, rank, url, text, digest, origin, archive_id, first_seen, "
            "last_seen, first_run) VALUES ('d', 's', 'article', 'news', ?, 't', 'x', 'o', ?, 'now', 'now', 'r')",
            (record.url, record.id),
        )
        connection.execute(
            "INSERT INTO mentions (id, document_id, raw_name, name_key, line_key, is_sized, rank, discovers, digest) "
            "VALUES ('m', 'd', 'n', 'n', 'n', 0, 'news', 1, 'x')"
        )
        connection.execute(
            "INSERT INTO claims (id, mention_id, field, number, quote, rank, exact, digest, extractor, made_at, "
            "run_id) "
            "VALUES ('c', 'm', 'parameters', 7e9, '7B', 'news', 1, 'x', '1', 'now', 'r')"
        )


def content(store: Store, settings: Settings, url: str) -> bytes:
    row = store.connection.execute("SELECT * FROM archive_records WHERE url = ?", (url,)).fetchone()
    record = ArchiveRecord(row["id"], row["file"], row["offset"], row["length"], row["digest"], row["url"], NOW)
    return read_record(settings.archive_folder, record).body


def test_only_old_pages_without_claims_leave(store: Store, settings: Settings) -> None:
    old = archived(store, settings, [f"https://example.org/{n}" for n in range(5)])
    give_claim(store, old[2])
    assert prune_archive(store, settings, at=NOW) == 0
    later = NOW + timedelta(days=settings.archive.keep_days + 1)
    assert prune_archive(store, settings, at=later) == 4
    assert content(store, settings, "https://example.org/2") == b"https://example.org/2"
    assert len(list(settings.archive_folder.iterdir())) == 1
    assert prune_archive(store, settings, at=later) == 0


def test_a_file_of_nothing_but_such_pages_goes_as_a_whole(store: Store, settings: Settings) -> None:
    archived(store, settings, ["https://example.org/a", "https://example.org/b"])
    later = NOW + timedelta(days=settings.archive.keep_days + 1)
    assert prune_archive(store, settings, at=later) == 2
    assert list(settings.archive_folder.iterdir()) == []


def test_pruning_twice_in_a_row_keeps_what_stays_readable(store: Store, settings: Settings) -> None:
    first = archived(store, settings, ["https://example.org/keep", "https://example.org/drop"])
    give_claim(store, first[0])
    later = NOW + timedelta(days=settings.archive.keep_days + 1)
    prune_archive(store, settings, at=later)
    with store.write() as connection:  # another old page moves into the pruned file's place in the index
        connection.execute(
            "INSERT INTO archive_records (id, url, file, offset, length, digest, fetched_at) "
            "SELECT 'z', 'https://example.org/z', file, offset + length, 10, 'd', fetched_at FROM archive_records"
        )
    prune_archive(store, settings, at=later)
    assert content(store, settings, "https://example.org/keep") == b"https://example.org/keep"
