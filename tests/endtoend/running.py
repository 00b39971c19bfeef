"""Running the command line as its users do, and comparing what it leaves behind."""

from __future__ import annotations

import atexit
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from unittest.mock import patch

from crawler.cli.app import run
from tests.endtoend.zygote import Zygote

COMPARED = {
    "documents": "id, source, kind, rank, url, key, title, language, published, text, digest, origin, about, warnings",
    "sightings": "id, source, source_key, url, raw_name, rank, discovers, exclusion, owner_key, aliases, row, digest",
    "mentions": "id, document_id, sighting_id, raw_name, name_key, organization, parameters, rank, discovers, "
    "exclusion, aliases, model_id",
    "claims": "id, mention_id, field, number, text, quote, start, end, rank, digest",
    "models": "id, name, organization, country, domain, accessibility, published, parameters, active_parameters, "
    "tokens, status, reason, explanation, compute_flop, compute_low, compute_high, confidence, method, p_above, "
    "steps, warnings, chosen, base_name, base_id, reference, stale",
    "signals": "id, kind, subject, source",
}
"""What two runs with the same outcome have in common: everything but times, run ids and the archive's file names."""


START = "import sys; sys.modules['pandas'] = None; from crawler.cli import main; main()"
"""As in an installation, without pandas: only tools for development bring it, and loading it takes half a second."""


def environment(home: Path, hosts: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    """The environment of one command."""
    values = {
        **os.environ,
        "FLOPSCOUT_HOME": str(home),
        "FLOPSCOUT_NETWORK__DELAY_SECONDS": "0",
        "FLOPSCOUT_NETWORK__CONCURRENCY": "8",
        "PYTHONHASHSEED": "random",
        **more,
    }
    if hosts is not None:
        values["FLOPSCOUT_NETWORK__HOSTS"] = json.dumps(hosts)
    return values


def command(*arguments: str) -> list[str]:
    """The command line as a list of words."""
    return [sys.executable, "-c", START, *arguments]


def in_new_process(*arguments: str, env: dict[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, exactly as its users do."""
    return subprocess.run(
        command(*arguments), env=env, cwd=cwd, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip


@cache
def _zygote() -> Zygote:
    loaded = Zygote("tests.endtoend.zygote")
    atexit.register(loaded.close)
    return loaded


def flopscout(
    *arguments: str, env: dict[str, str], cwd: Path | None = None, timeout: int = 300, hasty: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a process of its own, which need not load everything first; for crawls.

    A hasty one does not pause after a host's faults before it tries again.
    """
    with tempfile.TemporaryDirectory() as folder:
        said, told = Path(folder) / "output", Path(folder) / "errors"
        order = {
            "arguments": arguments, "environment": env, "folder": str(cwd or Path.cwd()), "output": str(said),
            "errors": str(told), "seconds": timeout, "hasty": hasty,
        }  # fmt: skip
        status = _zygote().wait(_zygote().start(order))
        return subprocess.CompletedProcess(arguments, status, said.read_text("utf-8"), told.read_text("utf-8"))


def at_hand(
    *arguments: str, env: dict[str, str], cwd: Path | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in this process: any but a crawl, whose reactor can be started once in a process."""
    given, said, told = (io.TextIOWrapper(io.BytesIO(text), encoding="utf-8") for text in (stdin.encode(), b"", b""))
    with (
        patch.dict(os.environ, env, clear=True),
        chdir(cwd or Path.cwd()),
        patch.object(sys, "stdin", given),
        redirect_stdout(said),
        redirect_stderr(told),
    ):
        status = run(list(arguments))
    for stream in (said, told):
        stream.flush()
        stream.seek(0)
    return subprocess.CompletedProcess(arguments, status, said.read(), told.read())


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database that must not depend on when and how it was found."""
    with sqlite3.connect(database) as connection:
        content = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
            for table, columns in COMPARED.items()
        }
    connection.close()
    return content


def count(database: Path, table: str) -> int:
    """Number of rows of a table."""
    with sqlite3.connect(database) as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return number
