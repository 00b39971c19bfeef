"""``import`` and ``export``: reference datasets in, our dataset out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.talk import CommandFailed, attempt, say, settings, store
from crawler.config import Settings
from crawler.dataset.exporting import WRITERS, ExportFailed, Selection, collect, record_export, write_file
from crawler.dataset.importing import MAX_UNREAD_SHOWN, ImportFailed, ImportReport, import_reference
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from spiders.registry import SourceError, load_sources


class StatusChoice(StrEnum):
    """Which models are exported."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    ALL = "all"


class FormatChoice(StrEnum):
    """Formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A dataset in Epoch's columns, old or new.")],
) -> int:
    """Import a reference dataset, so that models it lists are linked to it and never queued as new."""
    chosen = settings()
    with store(chosen) as opened:
        report = attempt(lambda: import_reference(opened, file), ImportFailed)
        settled = Assessor(opened, chosen).settle()
    for line in import_lines(report, settled):
        say(line)
    return 0


def import_lines(report: ImportReport, settled: int) -> list[str]:
    """What an import did, for a person."""
    lines = [f"{report.dataset}: {report.rows} models read, {report.new} new, {report.changed} changed"]
    if report.columns_missing:
        lines.append(f"columns that this file does not have: {', '.join(report.columns_missing)}")
    if report.columns_unknown:
        lines.append(f"columns left out: {', '.join(report.columns_unknown[:10])}")
    lines += [f"line {line}: {what}" for line, what in report.unread[:MAX_UNREAD_SHOWN]]
    if len(report.unread) > MAX_UNREAD_SHOWN:
        lines.append(f"and {len(report.unread) - MAX_UNREAD_SHOWN} more values that could not be read")
    if settled:
        lines.append(f"{settled} stored models were compared with it")
    return lines


def export(
    status: Annotated[StatusChoice, typer.Option(help="Which models.")] = StatusChoice.CONFIRMED,
    new: Annotated[
        bool, typer.Option("--new", help="Only models in no imported reference and no earlier export.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only models published from this day on (YYYY-MM-DD).")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(metavar="FLOP", help="Only models whose median compute is above it, in FLOP.")
    ] = None,
    min_probability: Annotated[
        float | None,
        typer.Option(metavar="P", min=0, max=1, help="Only models that pass the threshold with at least this chance."),
    ] = None,
    file_format: Annotated[FormatChoice | None, typer.Option("--format", help="By default what the name says.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file; `-` is standard output.")
    ] = None,
) -> int:
    """Export the dataset in Epoch's columns, then ours. Writing to a file is remembered for `--new`."""
    chosen = settings()
    selection = Selection(
        status=status.value,
        new=new,
        since=since,
        threshold=threshold,
        min_probability=min_probability,
        default_threshold=chosen.triage.threshold_flop,
    )
    with store(chosen, create=False) as opened:
        return export_to(opened, chosen, selection, output, file_format.value if file_format else None)


def export_to(
    opened: Store, chosen: Settings, selection: Selection, output: Path | None, file_format: str | None
) -> int:
    """Collect, write and record one export."""
    to_screen = output is None or str(output) == "-"
    wanted = file_format or ("csv" if output is None or to_screen else output.suffix.lstrip(".").lower())
    if wanted not in WRITERS:
        raise CommandFailed(f"cannot tell the format from {output}; use --format {' or '.join(WRITERS)}", 2)
    sources = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    closed = frozenset(source.name for source in sources.values() if not source.redistribute)
    result = collect(opened, selection, closed_sources=closed)
    text = WRITERS[wanted](result.rows)
    if output is None or to_screen:
        typer.echo(text, nl=False)
    else:
        path = output
        attempt(lambda: write_file(path, text), ExportFailed)
        record_export(opened, path, selection, result)
        say(f"{len(result.rows)} models written to {path}")
    if result.withheld:
        say(f"{result.withheld} values were left out because their only source does not allow passing them on")
    return 0
