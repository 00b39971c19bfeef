"""``backup``: one file with everything that a data folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.talk import attempt, say, settings, store
from crawler.runs.backup import BackupFailed, write_backup


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tar file to write; an earlier one is replaced.")],
    archive: Annotated[
        bool, typer.Option("--archive/--no-archive", help="With the archived pages, which are most of it.")
    ] = True,
) -> int:
    """Write the database, the archived pages and your own sources to one tar file, while all else goes on.

    Unpacked into an empty folder it is a data folder again: `tar -xf FILE -C FOLDER`, then FLOPSCOUT_HOME=FOLDER.
    Keys and flopscout.toml are not in it.
    """
    chosen = settings()
    with store(chosen, create=False) as opened:
        written = attempt(lambda: write_backup(opened, chosen, file, with_archive=archive), BackupFailed)
    say(f"{written.files} files, {written.size / 1e6:.1f} MB, written to {written.path}")
    return 0
