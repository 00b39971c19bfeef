"""``status``: how runs, sources and the queue stand."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.cli.talk import attempt, put, put_json, settings, store
from crawler.runs.status import status_of
from spiders.registry import SourceError, load_sources


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Show the last runs, what is due, what failed and what to do, coverage, and the queue."""
    chosen = settings()
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    with store(chosen, create=False) as opened:
        report = status_of(opened, known, chosen)
        if as_json:
            put_json(report.as_json())
        else:
            for line in report.lines():
                put(line)
    return 0
