"""``crawl`` and ``status``: running sources, and seeing how they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from crawler.cli.talk import CommandFailed, attempt, errors, put, put_json, say, settings, store
from crawler.config import Settings
from crawler.runs.due import due_sources
from crawler.runs.engine import Reporter, RunError, RunPlan, execute
from crawler.runs.progress import LineReporter, LiveReporter
from crawler.runs.status import status_of
from crawler.runs.summary import summarise, summary_lines
from crawler.store import runs
from crawler.store.database import Store
from spiders.registry import Source, SourceError, load_sources, select


def crawl(
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A source or group such as `feeds`; may be repeated.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is due by its cadence; safe to call any time.")] = False,
    all_sources: Annotated[bool, typer.Option("--all", help="Every enabled source, due or not (the default).")] = False,
    languages: Annotated[
        str | None, typer.Option(metavar="CODES", help="Only these languages, such as `zh,ko`.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only items from this day on (YYYY-MM-DD).")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with this interrupted run.", metavar="RUN")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be visited, and visit nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> int:
    """Visit sources, and store, estimate and sort the models they speak of."""
    chosen = settings()
    if due and all_sources:
        raise CommandFailed("--due and --all exclude each other", 2)
    day = _day(since)
    wanted = _languages(languages)
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    with store(chosen) as opened:
        sources = _sources(opened, known, source or [], due=due, resume=resume)
        if wanted is not None:
            sources = [s for s in sources if not s.languages or wanted & set(s.languages)]
        if not sources:
            say("nothing is due" if due else "no source fits; `flopscout sources list` shows them")
            return 0
        if dry_run:
            for entry in sources:
                put(f"{entry.name}\t{entry.kind}\t{entry.cadence}\t{entry.urls[0]}")
            return 0
        options: dict[str, object] = {"sources": source or [], "languages": languages, "since": since, "due": due}
        plan = RunPlan(sources, since=day, languages=wanted, resume=resume, options=options)
        return run_plan(opened, chosen, plan, as_json=as_json)


def run_plan(opened: Store, chosen: Settings, plan: RunPlan, *, as_json: bool) -> int:
    """Run a plan with progress for whoever looks on; prints the summary and returns the exit status."""
    with _reporter(opened, len(plan.sources)) as reporter:
        outcome = attempt(lambda: execute(opened, chosen, plan, reporter), RunError)
    if outcome.error:
        say(f"flopscout: the run was interrupted: {outcome.error}")
    summary = summarise(opened, outcome.run_id)
    if as_json:
        put_json(summary.as_json())
    else:
        for line in summary_lines(summary):
            say(line)
    return 0 if outcome.state == "finished" else 1


@contextmanager
def _reporter(opened: Store, total: int) -> Iterator[Reporter]:
    if errors.is_terminal:
        with LiveReporter(opened, errors, total) as reporter:
            yield reporter
    else:
        yield LineReporter(opened)


def _sources(
    opened: Store, known: dict[str, Source], names: list[str], *, due: bool, resume: str | None
) -> list[Source]:
    if resume is not None:
        if names or due:
            raise CommandFailed("--resume takes its sources from the run; leave --source and --due away", 2)
        record = attempt(lambda: runs.find_run(opened.connection, resume))
        if record is None:
            raise CommandFailed(f"there is no run {resume}; `flopscout status` lists the runs")
        if record.demo:
            raise CommandFailed(f"run {resume} was a demonstration; start it again with `flopscout demo`")
        return [known[p.source] for p in runs.progress_of(opened.connection, resume) if p.source in known]
    sources = attempt(lambda: select(names, known), SourceError, exit_status=2)
    return due_sources(opened.connection, sources) if due else sources


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandFailed(f"--since wants a day as YYYY-MM-DD, not {text!r}", 2) from error


def _languages(text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    from keywords import LANGUAGES  # noqa: PLC0415  (only this option needs the language list)

    codes = frozenset(code.strip().lower() for code in text.split(",") if code.strip())
    unknown = sorted(codes - set(LANGUAGES))
    if unknown or not codes:
        raise CommandFailed(f"unknown language {', '.join(unknown) or text!r}; known are {', '.join(LANGUAGES)}", 2)
    return codes


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Show the last runs, what is due, what failed and what to do, coverage, and the queue."""
    chosen = settings()
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    with store(chosen, create=False) as opened:
        report = status_of(opened, known)
        if as_json:
            put_json(report.as_json())
        else:
            for line in report.lines():
                put(line)
    return 0
