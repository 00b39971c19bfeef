"""``lag``: how far open models are behind closed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
    Loaded,
    benchmark_files,
    content_of,
    day_of,
    load,
    print_grids,
)
from crawler.cli.talk import CommandFailed, put, put_json, say

if TYPE_CHECKING:
    from crawler.analysis.combine import BenchmarkStudy
    from crawler.analysis.comparable import NotCompared
    from crawler.analysis.lag import LagStudy
    from crawler.analysis.selection import Release
    from crawler.records import Signal

HYPOTHETICAL = re.compile(
    r"\s*(?P<name>.*\S)\s*,\s*(?P<day>[\d-]+)\s*,\s*(?P<flop>[^,]+?)\s*,\s*(?P<kind>open|closed)\s*", re.IGNORECASE
)
"""A hypothetical model as ``name,date,flop,open|closed``; the name may hold commas."""


def lag(
    dataset: DATASET,
    further: FURTHER = None,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="Compare the N largest so far at each release.")] = 1,
    since: SINCE = KICKSTART_DAY,
    kickstart: Annotated[
        bool,
        typer.Option(help="Both kinds start from the largest of all models before that day, or each from its own."),
    ] = True,
    exclude: Annotated[
        str | None, typer.Option(metavar="REGEX", help="Drop models by name, after the selection; case is ignored.")
    ] = None,
    reselect: Annotated[bool, typer.Option("--reselect", help="Drop them before the selection instead.")] = False,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="ROW", help='A hypothetical model, "name,date,flop,open|closed"; may be repeated.'),
    ] = None,
    speculative: SPECULATIVE = None,
    leave_out: LEAVE_OUT = None,
    benchmarks: BENCHMARKS = None,
    on: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Their columns to use, comma-separated, such as MMLU,GPQA.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="An open model's error rate may be this share higher and still match.")
    ] = 0.02,
    margin: Annotated[
        float, typer.Option(min=0, max=1, help="A state of the art lowers the error rate by at least this share.")
    ] = 0.05,
    resamples: Annotated[
        int, typer.Option(metavar="N", min=1, max=1_000_000, help="Resamples for the ranges.")
    ] = 10_000,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Seed of the resamples: same seed, same answer.")] = 0,
    as_json: AS_JSON = False,
) -> int:
    """Compare the training compute of the largest open and closed models: growth, and the months between them."""
    from crawler.analysis.comparable import comparable  # noqa: PLC0415  (numpy takes a moment to load)
    from crawler.analysis.lag import LagFailed, Options, study  # noqa: PLC0415
    from crawler.analysis.selection import Selection  # noqa: PLC0415
    from crawler.analysis.tables import TableError  # noqa: PLC0415

    files = benchmark_files(benchmarks, further)
    if reselect and exclude is None:
        raise CommandFailed("--reselect says when --exclude drops models; give --exclude REGEX too", 2)
    if on and not files:
        raise CommandFailed("--on chooses columns of --benchmarks FILE; give that too", 2)
    options = Options(
        selection=Selection(top, day_of(since, "--since"), kickstart),
        exclude=_pattern(exclude),
        reselect=reselect,
        added=tuple(map(_hypothetical, add or [])),
        resamples=resamples,
        seed=seed,
    )
    try:
        data = load(dataset, speculative, leave_out, need_flop=True)
        usable = comparable(data.models, data.left_out_names)
        found = study(usable.releases, options)
        scored = _on_benchmarks(files, on, tolerance, margin, found) if files else None
    except TableError as error:
        raise CommandFailed(str(error), 2) from error
    except LagFailed as error:
        _say_what_is_missing(data.signals, usable.left_out)
        raise CommandFailed(f"{dataset}: {error}") from error
    _print(found, scored, data, usable.left_out, as_json=as_json)
    return 0


def _pattern(text: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(text, re.IGNORECASE) if text is not None else None
    except re.error as error:
        raise CommandFailed(f"--exclude: {text!r} is no regular expression ({error})", 2) from error


def _hypothetical(text: str) -> Release:
    from crawler.analysis.selection import Release  # noqa: PLC0415
    from crawler.analysis.tables import read_number  # noqa: PLC0415

    match = HYPOTHETICAL.fullmatch(text)
    flop = read_number(match["flop"]) if match else None
    if match is None or flop is None or flop <= 0:
        raise CommandFailed(f'--add: {text!r} is not "name,date,flop,open|closed", as in "X,2026-07-01,1e26,open"', 2)
    return Release(day_of(match["day"], "--add"), flop, match["name"], match["kind"].lower() == "open")


def _on_benchmarks(
    files: Sequence[Path], on: str | None, tolerance: float, margin: float, found: LagStudy
) -> BenchmarkStudy:
    from crawler.analysis.combine import study_benchmarks  # noqa: PLC0415
    from crawler.analysis.tables import parse_table  # noqa: PLC0415

    tables = [parse_table(content_of(path), str(path)) for path in files]
    wanted = [name.strip() for name in (on or "").split(",") if name.strip()]
    lags = found.resampled.lag_months
    return study_benchmarks(tables, lags, wanted=wanted, tolerance=tolerance, margin=margin)


def _print(
    found: LagStudy, scored: BenchmarkStudy | None, data: Loaded, left_out: dict[NotCompared, int], *, as_json: bool
) -> None:
    from crawler.analysis.present_lag import lag_grids, lag_json, lag_sentences  # noqa: PLC0415

    if as_json:
        further = {"compute_assumed": list(data.filled), "left_out": {str(k): count for k, count in left_out.items()}}
        put_json(lag_json(found, scored) | further)
    else:
        sentences = lag_sentences(found, scored)
        put(sentences[0])
        print_grids(lag_grids(found, scored))
        for sentence in sentences[1:]:
            put(sentence)
    for note in data.notes:
        say(note)
    signals = [*data.signals]
    if scored is not None:
        signals += [*scored.unreadable, *(signal for part in scored.benchmarks for signal in part.left_out)]
    _say_what_is_missing(signals, left_out)


def _say_what_is_missing(signals: Iterable[Signal], left_out: dict[NotCompared, int]) -> None:
    from crawler.analysis.present_lag import signal_lines  # noqa: PLC0415

    if left_out:
        say("models not compared: " + ", ".join(f"{reason} {count}" for reason, count in left_out.items()))
    for line in signal_lines(signals):
        say(line)
