"""One file with everything that a data folder holds, made while crawls and reviewers go on working."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.config import Settings
from crawler.store.database import Store
from crawler.store.keys import utc_now

MANIFEST = "manifest.json"
FOLDERS = ("archive", "visits", "sources")
"""Folders of the data folder that go with the database."""

FILES = ("sources.toml",)


class BackupFailed(Exception):  # noqa: N818
    """The backup could not be written; the message is one line with the next step."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: the file, its size in bytes, and the number of files in it."""

    path: Path
    size: int
    files: int


def write_backup(store: Store, settings: Settings, target: Path, *, with_archive: bool = True) -> Backup:
    """Write a tar file with the database as it is at one moment, the archived pages and what else belongs to them.

    The file gets its name when it is complete; an earlier one of that name stays whole until then. ``manifest.json``
    in it names every file with its SHA-256. Unpacked into an empty folder it is a data folder.

    Raises:
        BackupFailed: the file cannot be written.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.home) as folder:
            database = Path(folder) / "copy.db"
            copy = sqlite3.connect(database)
            store.connection.backup(copy)
            copy.close()
            # The database comes first: whatever page it speaks of was archived before.
            members = [(database, settings.database.name), *_members(settings, with_archive=with_archive)]
            digests: dict[str, str] = {}
            with tarfile.open(partial, "w") as tar:
                for path, name in members:
                    digests[name] = _add(tar, path, name)
                _add_manifest(tar, digests, with_archive=with_archive)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupFailed(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return Backup(target, target.stat().st_size, len(digests))


def _members(settings: Settings, *, with_archive: bool) -> Iterator[tuple[Path, str]]:
    home = settings.home
    for name in FILES:
        if (home / name).is_file():
            yield home / name, name
    for folder in FOLDERS:
        if folder == "archive" and not with_archive:
            continue
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                yield path, str(path.relative_to(home))


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file as long as it is now, which a crawl may go on writing to; returns its SHA-256."""
    with path.open("rb") as file:
        member = tar.gettarinfo(arcname=name, fileobj=file)
        counted = _Counted(file, member.size)
        tar.addfile(member, counted)
    return counted.digest.hexdigest()


class _Counted(io.RawIOBase):
    """The first ``size`` bytes of a file, and their digest."""

    def __init__(self, file: io.BufferedReader, size: int) -> None:
        self._file = file
        self._left = size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; all that is left where it is negative."""
        block = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(block)
        self.digest.update(block)
        return block


def _add_manifest(tar: tarfile.TarFile, digests: dict[str, str], *, with_archive: bool) -> None:
    content = json.dumps(
        {"made_at": utc_now(), "archive": with_archive, "sha256": digests}, ensure_ascii=False, indent=2
    ).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
