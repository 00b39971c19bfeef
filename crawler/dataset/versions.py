"""Versions of a folder, each complete in itself, of which the latest is put in place at one stroke.

``<folder>`` is a symbolic link to one of the folders in ``<folder>.versions``. A new version is written beside the
others under a hidden name, flushed to disk and renamed; then the link is replaced, which the file system does as one
step. Whoever reads the folder, or kills the writer, meets one whole version.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.dataset.writing import ExportFailed, flush_folder

VERSION = re.compile(r"\d+\.\d+\.\d+")

_STAGING = ".staging"
_LOCK = ".lock"


class Versions:
    """The versions of one folder; use it inside ``open_versions``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder.with_name(f"{folder.name}.versions")
        self.staging = self.store / _STAGING

    @property
    def current(self) -> Path | None:
        """The folder of the version that is in place, if there is one; the last one where the link was removed."""
        if self.folder.is_symlink():
            target = self.store / self.folder.readlink().name
            if target.is_dir():
                return target
        known = [folder for folder in self.store.iterdir() if VERSION.fullmatch(folder.name)]
        return max(known, key=lambda folder: [int(part) for part in folder.name.split(".")], default=None)

    def publish(self, version: str) -> None:
        """Put what lies in ``staging`` in place as this version."""
        for file in self.staging.rglob("*"):
            if file.is_dir():
                flush_folder(file)
            else:
                with file.open("rb") as handle:
                    os.fsync(handle.fileno())
        flush_folder(self.staging)
        target = self.store / version
        if target.exists():  # left by a process that was killed before it was put in place
            shutil.rmtree(target)
        self.staging.rename(target)
        flush_folder(self.store)
        link = self.store / f"{_STAGING}.link"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(self.store.name) / version)
        if self.folder.is_dir() and not self.folder.is_symlink():
            self.folder.rmdir()
        link.replace(self.folder)
        flush_folder(self.folder.parent)


@contextmanager
def open_versions(folder: Path) -> Iterator[Versions]:
    """The versions of a folder with an empty ``staging``, for one writer at a time.

    Raises:
        ExportFailed: the folder holds something else, another export is writing to it, or the disk refuses.
    """
    versions = Versions(folder)
    try:
        if folder.exists() and not folder.is_symlink() and not (folder.is_dir() and not any(folder.iterdir())):
            raise ExportFailed(f"{folder} exists and was not made by an export; name another folder")
        versions.store.mkdir(parents=True, exist_ok=True)
        with (versions.store / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ExportFailed(f"another export is writing to {folder}; try again when it is done") from error
            shutil.rmtree(versions.staging, ignore_errors=True)
            versions.staging.mkdir()
            try:
                yield versions
            finally:
                shutil.rmtree(versions.staging, ignore_errors=True)
    except OSError as error:
        raise ExportFailed(f"cannot write {folder}: {error.strerror or error}") from error


def same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold files of the same names and bytes."""
    names = {file.name for file in one.iterdir()}
    if names != {file.name for file in other.iterdir()}:
        return False
    return all(_same_bytes(one / name, other / name) for name in names)


def _same_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while (part := first.read(2**20)) == second.read(2**20):
            if not part:
                return True
    return False
