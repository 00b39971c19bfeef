"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from crawler.store.runs import process_exists

STAGED = ".part"
"""How the name of a file ends that is still being written."""


class ExportFailed(Exception):  # noqa: N818  (what the operator reads is the message)
    """The export cannot be written; the message is one line with the next step."""


def write_file(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside its place, flush it to disk, and only then rename it.

    A process that is killed leaves at most a hidden staged file, which the next export to the same place removes.

    Raises:
        ExportFailed: the folder cannot be written or the disk is full; what was there before is untouched.
    """
    staged = path.with_name(f".{path.name}.{os.getpid()}{STAGED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        try:
            with staged.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)
        flush_folder(path.parent)
    except OSError as error:
        raise ExportFailed(f"cannot write {path}: {error.strerror or error}") from error


def flush_folder(folder: Path) -> None:
    """Bring a folder's names to disk, so that a renaming survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_leftovers(path: Path) -> None:
    """Remove what killed processes left of the same file; those of living ones stay."""
    for leftover in path.parent.glob(f".{_literal(path.name)}.*{STAGED}"):
        process = leftover.name.removesuffix(STAGED).rpartition(".")[2]
        if process.isdigit() and not process_exists(int(process)):
            leftover.unlink(missing_ok=True)


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
