"""``import``, ``export`` and ``evaluate``: reference datasets in, our dataset out, and how the two compare."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.talk import CommandFailed, attempt, put, put_json, say, settings, store
from crawler.config import Settings
from crawler.dataset.evaluation import EvaluationFailed, Report, evaluate_reference
from crawler.dataset.evaluation_text import report_lines
from crawler.dataset.exporting import Export, record_export
from crawler.dataset.formats import BINARY, WRITERS
from crawler.dataset.importing import MAX_UNREAD_SHOWN, ImportFailed, ImportReport, import_reference
from crawler.dataset.package import Written, write_package
from crawler.dataset.selection import Selection
from crawler.dataset.sources import Credit, Credits
from crawler.dataset.writing import ExportFailed, write_file
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from spiders.registry import Source, SourceError, load_sources


class StatusChoice(StrEnum):
    """Which models are exported."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    ALL = "all"


class FormatChoice(StrEnum):
    """Formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    PACKAGE = "package"


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
    if report.gone:
        lines.append(f"{report.gone} models of an earlier edition are not in this one; they stay known")
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
    file_format: Annotated[
        FormatChoice | None,
        typer.Option("--format", help="By default what the file's name says; `package` writes a folder."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The file, or the package's folder; `-` is standard output."
        ),
    ] = None,
) -> int:
    """Export the dataset in Epoch's columns, then ours. Writing to a file is remembered for `--new`."""
    chosen = settings()
    selection = attempt(
        lambda: Selection(
            status=status.value,
            new=new,
            since=since,
            threshold=threshold,
            min_probability=min_probability,
            default_threshold=chosen.triage.threshold_flop,
        ),
        ValueError,
        exit_status=2,
    )
    with store(chosen, create=False) as opened:
        return export_to(opened, chosen, selection, output, file_format.value if file_format else None)


def export_to(
    opened: Store, chosen: Settings, selection: Selection, output: Path | None, file_format: str | None
) -> int:
    """Write one export, and remember it where it goes to a file."""
    to_screen = output is None or str(output) == "-"
    wanted = file_format or ("csv" if output is None or to_screen else output.suffix.lstrip(".").lower())
    if wanted not in list(FormatChoice):
        raise CommandFailed(f"cannot tell the format from {output}; use --format {'|'.join(FormatChoice)}", 2)
    if wanted == FormatChoice.PACKAGE and selection.new:
        raise CommandFailed("a package always holds the whole selection, and says what is new; leave out --new", 2)
    sources = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    credit = credits_of(sources.values())
    closed = frozenset(name for name, source in credit.items() if not source.is_open)
    made = Export(opened, selection, closed=closed, rules=chosen.triage)
    if output is None or to_screen:
        _to_screen(made, wanted)
    elif wanted == FormatChoice.PACKAGE:
        _to_package(made, output, credit, chosen)
    else:
        with closing(made.batches()) as batches:
            attempt(lambda: write_file(output, lambda file: WRITERS[wanted](batches, file)), ExportFailed)
        record_export(made, output)
        say(f"{len(made.models)} models written to {output}")
    for line in left_out(made):
        say(line)
    return 0


def credits_of(sources: Iterable[Source]) -> Credits:
    """What an export says of the sources."""
    return {
        source.name: Credit(
            name=source.name,
            kind=source.kind.value,
            licence=source.licence,
            redistribution=source.redistribute.value,
            attribution=source.attribution,
            address=source.address,
            is_open=bool(source.redistribute),
        )
        for source in sources
    }


def left_out(made: Export) -> list[str]:
    """What an export does not hold, for a person."""
    lines = []
    withheld = made.withheld
    if withheld.models:
        lines.append(f"{withheld.models} models were left out: only sources that do not allow passing on name them")
    if withheld.values:
        lines.append(
            f"{withheld.values} values were left out because their only source does not allow passing them on "
            f"({withheld.emptied.total()} are empty, for {withheld.replaced.total()} another source's stand)"
        )
    if made.undated:
        lines.append(f"{made.undated} models without a publication date were left out by --since")
    return lines


def _to_screen(made: Export, wanted: str) -> None:
    if wanted == FormatChoice.PACKAGE:
        raise CommandFailed("a package is a folder; name it with -o", 2)
    if wanted in BINARY and sys.stdout.isatty():
        raise CommandFailed(f"{wanted} is nothing for a terminal; name a file with -o", 2)
    with closing(made.batches()) as batches:
        attempt(lambda: WRITERS[wanted](batches, sys.stdout.buffer), ExportFailed)
    sys.stdout.buffer.flush()


def _to_package(made: Export, folder: Path, credit: Credits, chosen: Settings) -> None:
    day = datetime.now(UTC).date().isoformat()
    written: Written = attempt(
        lambda: write_package(folder, made, credit, day=day, contact=chosen.network.contact), ExportFailed
    )
    if not written.is_new:
        say(f"nothing has changed since version {written.version} in {folder}")
        return
    record_export(made, folder)
    delta = written.delta
    changes = f": {len(delta.added)} added, {len(delta.changed)} changed, {len(delta.removed)} removed"
    say(
        f"version {written.version} with {len(made.models)} models written to {folder}"
        f"{'' if written.is_first else changes}"
    )


def evaluate(
    reference: Annotated[Path, typer.Argument(metavar="REFERENCE.csv", help="A dataset in Epoch's columns.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole comparison as JSON.")] = False,
) -> int:
    """Compare what was found with a reference dataset, as if none had ever been imported."""
    chosen = settings()
    with store(chosen, create=False) as opened:
        say("comparing with a copy of the database, worked out as if no reference had ever been imported")
        report: Report = attempt(lambda: evaluate_reference(opened, chosen, reference), ImportFailed, EvaluationFailed)
    for line, what in report.unread[:MAX_UNREAD_SHOWN]:
        say(f"line {line}: {what}")
    if as_json:
        put_json(report.as_json())
    else:
        for text in report_lines(report):
            put(text)
    return 0
