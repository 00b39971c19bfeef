"""``openness``: who shares weights, code and data, and what a benchmark level costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.figures import (
    AS_JSON,
    BENCHMARKS,
    DATASET,
    FURTHER,
    KICKSTART_DAY,
    LEAVE_OUT,
    SINCE,
    SPECULATIVE,
    benchmark_files,
    content_of,
    day_of,
    load,
    print_grids,
)
from crawler.cli.talk import CommandFailed, put, put_json, say

if TYPE_CHECKING:
    from crawler.analysis.openness_report import Report


def openness(
    dataset: DATASET,
    further: FURTHER = None,
    benchmarks: BENCHMARKS = None,
    score: Annotated[str, typer.Option(metavar="NAME", help="Their column to set against compute.")] = "MMLU",
    every_model: Annotated[
        bool, typer.Option("--all", help="Count every model, not only those the dataset calls notable.")
    ] = False,
    first_year: Annotated[int, typer.Option(metavar="YEAR", min=1950, max=2100, help="First year shown.")] = 2018,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="By developer: the N largest at release.")] = 10,
    since: SINCE = KICKSTART_DAY,
    big: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Developers to set apart, comma-separated; by default the largest four."),
    ] = None,
    speculative: SPECULATIVE = None,
    leave_out: LEAVE_OUT = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Seed of the cross-validation.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write each table as CSV, and all as JSON.")
    ] = None,
    as_json: AS_JSON = False,
) -> int:
    """Count open and closed models by year, licence, sector and developer, and set scores against compute."""
    from crawler.analysis.openness import BIG_DEVELOPERS  # noqa: PLC0415  (numpy takes a moment to load)
    from crawler.analysis.openness_report import Choices, report  # noqa: PLC0415
    from crawler.analysis.selection import Selection  # noqa: PLC0415
    from crawler.analysis.tables import TableError, parse_table  # noqa: PLC0415

    files = benchmark_files(benchmarks, further)
    names = tuple(name.strip() for name in (big or "").split(",") if name.strip())
    try:
        data = load(dataset, speculative, leave_out, need_flop=False)
        choices = Choices(
            first_year=first_year,
            every_model=every_model,
            selection=Selection(top, day_of(since, "--since")),
            left_out_names=data.left_out_names,
            big=names or BIG_DEVELOPERS,
            benchmark=score,
            seed=seed,
        )
        tables = [parse_table(content_of(path), str(path)) for path in files]
        found = report(data.models, data.lacking, tables, choices)
    except TableError as error:
        raise CommandFailed(str(error), 2) from error
    if output is not None:
        _write(found, output)
    elif as_json:
        put_json(_json(found))
    else:
        _print(found)
    for note in data.notes:
        say(note)
    return 0


def _json(found: Report) -> dict[str, object]:
    return {
        "tables": {table.name: table.as_json() for table in found.tables},
        "unavailable": list(found.unavailable),
    }


def _print(found: Report) -> None:
    from crawler.analysis.present_openness import table_grid  # noqa: PLC0415

    for table in found.tables:
        print_grids([table_grid(table)])
        put(table.meaning)
        put("")
    for what in found.unavailable:
        put(f"Not in the data. {what}")


def _write(found: Report, folder: Path) -> None:
    from crawler.analysis.tables import write_csv  # noqa: PLC0415

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in found.tables:
            (folder / f"{table.name}.csv").write_text(write_csv(table.columns, table.rows), encoding="utf-8")
        text = json.dumps(_json(found), ensure_ascii=False, indent=2)
        (folder / "openness.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"cannot write to {folder}: {error.strerror or error}; choose another with -o") from error
    say(f"{len(found.tables)} tables written to {folder}, and openness.json with all of them")
