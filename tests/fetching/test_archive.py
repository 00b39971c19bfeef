"""The archive: responses come back as they were, and a crash costs at most the last one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.fetching.archive import (
    ArchiveError,
    ArchiveRecord,
    ArchiveWriter,
    read_record,
    record_id,
)
from crawler.store.keys import payload_digest

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html; charset=gbk"), ("ETag", '"1"')]
FILE_BYTES = 2**20


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[ArchiveWriter]:
    with ArchiveWriter(tmp_path, max_file_bytes=FILE_BYTES) as writer:
        yield writer


def write(writer: ArchiveWriter, number: int, body: bytes | None = None) -> ArchiveRecord:
    return writer.write(f"https://example.org/{number}", 200, HEADERS, body or b"page %d" % number, NOW)


def targets(file: Path) -> list[str]:
    with file.open("rb") as stream:
        return [
            record.rec_headers.get_header("WARC-Target-URI")
            for record in ArchiveIterator(stream)
            if record.rec_type == "response" and record.content_stream().read() is not None
        ]


def test_a_response_comes_back(writer: ArchiveWriter, tmp_path: Path) -> None:
    body = "你好".encode("gbk") + bytes(range(256))
    record = writer.write("https://example.org/a?b=c", 200, HEADERS, body, NOW)
    response = read_record(tmp_path, record)
    assert (response.status, response.body) == (200, body)
    assert set(HEADERS) < set(response.headers)
    assert record.digest == payload_digest(body)
    assert record.id == record_id("https://example.org/a?b=c", record.digest)
    assert record.fetched_at == NOW


def test_headers_of_the_transfer_and_cookies_are_left_out(writer: ArchiveWriter, tmp_path: Path) -> None:
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Set-Cookie", "session=1")]
    record = writer.write("https://example.org/", 200, headers, b"text", NOW)
    assert read_record(tmp_path, record).headers == (("Content-Length", "4"),)


def test_odd_headers_do_no_harm(writer: ArchiveWriter, tmp_path: Path) -> None:
    record = writer.write("https://example.org/", 200, [("X-Odd", "ü\r\nWARC-Type: x"), ("X-Empty", "")], b"text", NOW)
    assert read_record(tmp_path, record).body == b"text"


def test_an_answer_is_written_once(writer: ArchiveWriter, tmp_path: Path) -> None:
    first, again, changed = write(writer, 1), write(writer, 1), write(writer, 1, b"changed")
    assert first is again
    assert changed.id != first.id
    assert len(targets(tmp_path / first.file)) == 2


def test_the_same_body_of_two_addresses_is_two_records(writer: ArchiveWriter) -> None:
    first, second = write(writer, 1, b"same"), write(writer, 2, b"same")
    assert first.digest == second.digest
    assert first.id != second.id


def test_files_are_changed_by_size(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, max_file_bytes=1) as writer:
        records = [write(writer, number) for number in range(3)]
    assert len({record.file for record in records}) == 3
    assert [read_record(tmp_path, record).body for record in records] == [b"page 0", b"page 1", b"page 2"]


def test_no_file_is_made_for_nothing(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "archive", max_file_bytes=FILE_BYTES):
        pass
    assert not (tmp_path / "archive").exists()


def test_records_are_readable_while_the_writer_goes_on(writer: ArchiveWriter, tmp_path: Path) -> None:
    first = write(writer, 1)
    assert read_record(tmp_path, first).body == b"page 1"
    write(writer, 2)
    assert targets(tmp_path / first.file) == ["https://example.org/1", "https://example.org/2"]


@given(cut=st.integers(min_value=1))
def test_a_crash_costs_only_the_last_record(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("archive")
    with ArchiveWriter(folder, max_file_bytes=FILE_BYTES) as writer:
        first, last = write(writer, 1), write(writer, 2)
    file = folder / first.file
    content = file.read_bytes()
    file.write_bytes(content[: len(content) - 1 - cut % last.length])

    assert read_record(folder, first).body == b"page 1"
    with pytest.raises(ArchiveError, match="cut off"):
        read_record(folder, last)
    with ArchiveWriter(folder, max_file_bytes=FILE_BYTES) as writer:
        later = write(writer, 3)
    assert later.file != first.file
    assert read_record(folder, later).body == b"page 3"
    assert targets(folder / later.file) == ["https://example.org/3"]


def test_what_cannot_be_read_has_a_reason(writer: ArchiveWriter, tmp_path: Path) -> None:
    record = write(writer, 1)
    writer.close()

    def at(**changes: object) -> ArchiveRecord:
        values = {name: getattr(record, name) for name in ArchiveRecord.__slots__}
        return ArchiveRecord(**{**values, **changes})

    for broken, reason in (
        (at(file="none.warc.gz"), "cannot read"),
        (at(file="../secret"), "no file of the archive"),
        (at(offset=record.offset + 5, length=record.length - 5), "does not hold|damaged"),
        (at(digest="sha256:0"), "does not hold"),
        (at(length=record.length + 1), "cut off"),
    ):
        with pytest.raises(ArchiveError, match=reason):
            read_record(tmp_path, broken)
    assert {"".join(file.suffixes) for file in tmp_path.iterdir()} == {".warc.gz"}
