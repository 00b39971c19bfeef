"""Running the command line as its users do, and comparing what it leaves behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

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
    return [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]


def flopscout(
    *arguments: str, env: dict[str, str], cwd: Path | None = None, timeout: float = 180, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments), env=env, cwd=cwd, capture_output=True, text=True, timeout=timeout, input=stdin, check=False
    )


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
