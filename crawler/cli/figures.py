"""What the commands of the analysis share: reading a dataset, and tables at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.cli.talk import CommandFailed

if TYPE_CHECKING:
    from crawler.analysis.catalogue import Model
    from crawler.analysis.present_lag import Grid
    from crawler.records import Signal

WIDTH_OF_A_FILE = 150
"""Columns where standard output is no terminal."""

NONE = "none"
"""What options that take a file take for no file at all."""

DATASET = Annotated[
    Path, typer.Argument(metavar="DATASET.csv", help="Models with name, date, compute and access; `-`: standard input.")
]
FURTHER = Annotated[list[Path] | None, typer.Argument(metavar="BENCHMARKS.csv", hidden=True)]
BENCHMARKS = Annotated[
    list[Path] | None, typer.Option(metavar="FILE...", help="Benchmark results with name, date, access and scores.")
]
SPECULATIVE = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|none",
        help="Assumed compute for models without any: CSV with name and FLOP. The edition of the dataset behind "
        "Epoch's article of November 2024 has its own; no other has any by default.",
    ),
]
LEAVE_OUT = Annotated[
    str | None,
    typer.Option(metavar="FILE|none", help="Models to leave out by exact name, instead of the shipped two."),
]
SINCE = Annotated[str, typer.Option(metavar="DATE", help="Compare models released from this day on.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
KICKSTART_DAY = "2018-01-01"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dataset: its models, which kinds of columns it lacks, what was assumed, and what could not be read."""

    models: tuple[Model, ...]
    lacking: frozenset[str]
    filled: tuple[str, ...]
    left_out_names: frozenset[str]
    notes: tuple[str, ...]
    signals: tuple[Signal, ...]


def load(path: Path, speculative: str | None, leave_out: str | None, *, need_flop: bool) -> Loaded:
    """Read a dataset and what is assumed for it or left out of it.

    Raises:
        TableError: a file cannot be used.
    """
    from crawler.analysis.catalogue import read_catalogue  # noqa: PLC0415
    from crawler.analysis.supplements import LEFT_OUT, fill_in, made_for, read_assumed, read_names  # noqa: PLC0415
    from crawler.analysis.tables import parse_table  # noqa: PLC0415

    content = content_of(path)
    catalogue = read_catalogue(parse_table(content, str(path)), need_flop=need_flop)
    assumed = made_for(content) if speculative is None else _file(speculative)
    filled = fill_in(catalogue.models, read_assumed(assumed) if assumed else {})
    notes = []
    if filled.filled:
        why = "the published assumptions for this edition" if speculative is None else str(assumed)
        notes.append(f"compute assumed for {', '.join(filled.filled)} ({why}); --speculative none goes without")
    if filled.unknown:
        notes.append(f"figures assumed for models that are not in {path}: {', '.join(filled.unknown)}")
    names = LEFT_OUT if leave_out is None else _file(leave_out)
    return Loaded(
        filled.models,
        catalogue.lacking,
        filled.filled,
        read_names(names) if names else frozenset(),
        tuple(notes),
        catalogue.signals,
    )


def _file(text: str) -> Path | None:
    return None if text == NONE else Path(text)


def content_of(path: Path) -> bytes:
    """A file's content; ``-`` is standard input.

    Raises:
        TableError: it cannot be read.
    """
    from crawler.analysis.tables import read_bytes  # noqa: PLC0415

    return sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path)


def benchmark_files(benchmarks: list[Path] | None, further: list[Path] | None) -> list[Path]:
    """The files after --benchmarks; those after the first arrive as arguments of the command."""
    if further and not benchmarks:
        raise CommandFailed(f"one dataset at a time; for results on benchmarks, --benchmarks {further[0]}", 2)
    return [*(benchmarks or []), *(further or [])]


def day_of(text: str, option: str) -> int:
    """The day number of a date that an option gives, or the command ends."""
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise CommandFailed(f"{option}: {text!r} is no date; write it as YYYY-MM-DD", 2) from error


def print_grids(grids: Iterable[Grid]) -> None:
    """Tables on standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH_OF_A_FILE)
    for grid in grids:
        table = Table(title=Text(grid.title), title_justify="left", pad_edge=False)
        for header in grid.headers:
            table.add_column(header, overflow="fold")
        for row in grid.rows:
            # Names of models hold square brackets, which a plain text would be read as colours.
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
