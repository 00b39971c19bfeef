"""``report``: figures and tables of what was found, as a folder that can be looked at and passed on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.data import credits_of
from crawler.cli.talk import CommandFailed, attempt, put_json, say, settings
from crawler.config import Settings
from crawler.dataset.writing import ExportFailed
from crawler.store.database import Store, StoreError, open_store
from spiders.registry import SourceError, load_sources

ALL = "all"
DEFAULT_FOLDER = Path("flopscout-report")


def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", "--out", metavar="DIR", help="Folder of the report.")
    ] = DEFAULT_FOLDER,
    database: Annotated[
        Path | None, typer.Option("--db", metavar="FILE", help="Another database than the data folder's.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="all|html|svg|png|json|csv", help="Only these parts; may be repeated."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON, with the data behind them.")
    ] = False,
) -> int:
    """Draw figures and tables: a page that needs no network, pictures, specifications, and the data as CSV."""
    from crawler.report.figures.catalogue import draw_all  # noqa: PLC0415  (Altair takes a second to load)
    from crawler.report.folder import Part, write_report  # noqa: PLC0415
    from crawler.report.material import gather  # noqa: PLC0415

    wanted = formats or [ALL]
    if unknown := next((name for name in wanted if name not in [ALL, *Part]), None):
        raise CommandFailed(f"no format {unknown!r}; there are {ALL}, {', '.join(Part)}", 2)
    parts = tuple(Part) if ALL in wanted else tuple(Part(name) for name in wanted)
    chosen = settings()
    credit = credits_of(attempt(lambda: load_sources(chosen), SourceError, exit_status=2).values())
    closed = frozenset(name for name, source in credit.items() if not source.is_open)
    with _opened(chosen, database) as store:
        material = gather(store, closed=closed, rules=chosen.triage, today=datetime.now(UTC).date())
    figures = draw_all(material)
    first = attempt(lambda: write_report(output, figures, material, credit, parts), ExportFailed)
    empty = [figure for figure in figures if figure.spec is None]
    if as_json:
        put_json([
            {"name": figure.name, "title": figure.shown_title, "alt": figure.alt, "basis": figure.basis,
             "next_step": figure.next_step or None, "rows": figure.records()}
            for figure in figures
        ])  # fmt: skip
    if material.is_demo:
        say("DEMO DATA is among the models; figures and page say so.")
    say(f"{len(figures) - len(empty)} figures written; open {first}")
    if empty:
        say(f"nothing to draw yet for {', '.join(figure.name for figure in empty)}; the page says what to do")
    return 0


def _opened(chosen: Settings, database: Path | None) -> Store:
    return attempt(lambda: open_store(database or chosen.database, create=False), StoreError)
