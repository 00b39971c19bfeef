"""The local archive of responses: WARC files (ISO 28500:2017), one gzip member per record.

A record is written in one piece behind those before it, and every writer starts files of its own: whatever a crash
cuts off is the last record of a file that nobody appends to again. The index of records is kept by the store.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.config import USER_AGENT_TOKEN
from crawler.store.keys import payload_digest

_UNTRUE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
"""Headers that describe the transfer, not the body as it is archived: decompressed and in one piece."""

_PRIVATE_HEADERS = frozenset({"set-cookie", "set-cookie2"})
"""Headers that evidence does not need and that may carry a session."""


class ArchiveError(Exception):
    """An archived response cannot be read: its file is gone, cut off or damaged."""


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """Where one archived response is: ``length`` bytes at ``offset`` of ``file`` (a name inside the archive folder).

    ``id`` follows from the address and the body, so that the same answer has the same id in every run; ``digest`` is
    ``sha256:`` and the hexadecimal digest of the decompressed body.
    """

    id: str
    file: str
    offset: int
    length: int
    digest: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response as it was fetched, its body decompressed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def record_id(url: str, digest: str) -> str:
    """The id of a response: 24 hexadecimal digits that follow from its address and digest."""
    return hashlib.sha256(f"{url}\n{digest}".encode()).hexdigest()[:24]


class ArchiveWriter:
    """Appends responses to files of its own; safe to use from several threads.

    Args:
        folder: the archive's folder, made when the first response is written.
        max_file_bytes: size in bytes after which the next response goes to a new file.
    """

    def __init__(self, folder: Path, *, max_file_bytes: int) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._written: dict[str, ArchiveRecord] = {}
        self._file: BinaryIO | None = None
        self._name = ""
        self._lock = threading.Lock()

    def write(
        self,
        url: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
    ) -> ArchiveRecord:
        """Keep one response and say where it is; one that this writer has written already is not written again.

        ``body`` is decompressed. Raises ``OSError`` where the disk refuses; the file stays readable.
        """
        digest = payload_digest(body)
        identity = record_id(url, digest)
        with self._lock:
            earlier = self._written.get(identity)
            if earlier is not None:
                return earlier
            offset, length = self._append(_response_record(url, status, headers, body, fetched_at))
            record = ArchiveRecord(identity, self._name, offset, length, digest, url, fetched_at)
            self._written[identity] = record
            return record

    def close(self) -> None:
        """Finish the current file; a later ``write`` starts another."""
        with self._lock:
            self._close_file()

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, record: bytes) -> tuple[int, int]:
        if self._file is None or self._file.tell() >= self._max_file_bytes:
            self._close_file()
            self._name, self._file = _new_file(self._folder)
            self._file.write(_information_record(self._name))
        offset = self._file.tell()
        try:
            self._file.write(record)
            self._file.flush()
        except OSError:
            # What did get written of the record is no valid one; nothing may follow it.
            self._close_file()
            raise
        return offset, len(record)

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with file:
                os.fsync(file.fileno())


def read_record(folder: Path, record: ArchiveRecord) -> ArchivedResponse:
    """The response that a record stands for.

    Raises:
        ArchiveError: the file is gone, or does not hold this response at this place.
    """
    content = _content(folder, record)
    try:
        for found in ArchiveIterator(io.BytesIO(content)):
            if found.rec_type != "response" or found.http_headers is None:
                continue
            body = found.content_stream().read()
            if payload_digest(body) != record.digest:
                break
            headers = tuple((str(name), str(value)) for name, value in found.http_headers.headers)
            return ArchivedResponse(int(found.http_headers.get_statuscode()), headers, body)
    except (ArchiveLoadFailed, ValueError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{record.file} is damaged at byte {record.offset}: {error}") from error
    raise ArchiveError(f"{record.file} does not hold {record.url} at byte {record.offset}")


def _content(folder: Path, record: ArchiveRecord) -> bytes:
    if Path(record.file).name != record.file:
        raise ArchiveError(f"{record.file!r} is no file of the archive")
    try:
        with (folder / record.file).open("rb") as file:
            file.seek(record.offset)
            content = file.read(record.length)
    except OSError as error:
        raise ArchiveError(f"cannot read {record.file}: {error.strerror or error}") from error
    if len(content) < record.length:
        raise ArchiveError(f"{record.file} is cut off before the end of {record.url}")
    return content


def _new_file(folder: Path) -> tuple[str, BinaryIO]:
    folder.mkdir(parents=True, exist_ok=True)
    # The random part keeps writers apart that start within the same second.
    name = f"{USER_AGENT_TOKEN}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}.warc.gz"
    return name, (folder / name).open("xb")


def _information_record(name: str) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    software = {"software": USER_AGENT_TOKEN, "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, software))
    return buffer.getvalue()


def _response_record(
    url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, fetched_at: datetime
) -> bytes:
    kept = [
        (name, " ".join(value.splitlines()))
        for name, value in headers
        if name.lower() not in _UNTRUE_HEADERS | _PRIVATE_HEADERS
    ]
    kept.append(("Content-Length", str(len(body))))
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),  # without it warcio copies the body through a temporary file
        http_headers=StatusAndHeaders(str(status), kept, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    writer.write_record(record)
    return buffer.getvalue()
