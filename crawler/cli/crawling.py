"""``crawl``: running sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from crawler.cli.talk import CommandFailed, attempt, errors, put, put_json, say, settings, store
from crawler.config import Settings
from crawler.runs.engine import Reporter, RunError, RunPlan, execute
from crawler.runs.progress import JsonReporter, LineReporter, LiveReporter
from crawler.runs.summary import summarise, summary_lines
from crawler.schedule.due import Visit, all_visits, due_visits
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
    if due and (since or languages):
        raise CommandFailed("--due knows by itself since when and in which languages; leave --since and --languages", 2)
    day = _day(since)
    wanted = _languages(languages)
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    with store(chosen) as opened:
        sources = _sources(opened, known, source or [], due=due, resume=resume)
        if wanted is not None:
            sources = [s for s in sources if not s.languages or wanted & set(s.languages)]
        if not sources:
            say("no source fits; `flopscout sources list` shows them")
            return 0
        if dry_run:
            unfinished = _unfinished(opened, resume)
            _show(
                visit
                for visit in _visits(opened, chosen, sources, wanted, due=due)
                if unfinished is None or visit.source.name in unfinished
            )
            return 0
        options: dict[str, object] = {"sources": source or [], "languages": languages, "since": since, "due": due}
        plan = RunPlan(sources, since=day, languages=wanted, resume=resume, options=options, only_due=due)
        return run_plan(opened, chosen, plan, as_json=as_json)


def run_plan(opened: Store, chosen: Settings, plan: RunPlan, *, as_json: bool) -> int:
    """Run a plan with progress for whoever looks on; prints the summary and returns the exit status."""
    with _reporter(opened, plan) as reporter:
        outcome = attempt(lambda: execute(opened, chosen, plan, reporter), RunError)
        if outcome.run_id is None:
            say("nothing is due")
            if as_json:
                put_json({"run": None, "state": outcome.state})
            return 0
        summary = summarise(opened, outcome.run_id)
        if isinstance(reporter, JsonReporter) and not as_json:
            reporter.summary({**summary.as_json(), "error": outcome.error, "next": summary_lines(summary)[-1]})
    if outcome.error:
        say(f"flopscout: the run was interrupted: {outcome.error}")
    if as_json:
        put_json({**summary.as_json(), "postponed": list(outcome.postponed)})
    elif not isinstance(reporter, JsonReporter):
        for line in summary_lines(summary):
            say(line)
    return 0 if outcome.state == "finished" else 1


@contextmanager
def _reporter(opened: Store, plan: RunPlan) -> Iterator[Reporter]:
    if errors.is_terminal:
        with LiveReporter(opened, errors) as reporter:
            yield reporter
    else:
        # The demonstration is for people, wherever its output goes.
        yield LineReporter(opened) if plan.demo else JsonReporter(opened)


def _visits(
    opened: Store, chosen: Settings, sources: list[Source], wanted: frozenset[str] | None, *, due: bool
) -> Sequence[Visit]:
    if not due:
        return all_visits(sources, chosen, wanted)
    plan = due_visits(opened.connection, sources, chosen)
    for waiting in plan.postponed:
        say(f"{waiting.source} waits: {waiting.why}")
    if not plan.visits:
        say("nothing is due")
    return plan.visits


def _unfinished(opened: Store, resume: str | None) -> set[str] | None:
    """What a run that is to be resumed has left; ``None`` where none is."""
    if resume is None:
        return None
    return {p.source for p in runs.progress_of(opened.connection, resume) if p.state != "finished"}


def _show(visits: Iterable[Visit]) -> None:
    for visit in visits:
        source = visit.source
        put(
            f"{source.name}\t{source.kind}\t{source.cadence}\t{source.address}\t{','.join(visit.languages) or '-'}\t"
            f"{visit.why}"
        )


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
        return list(known.values())
    return attempt(lambda: select(names, known), SourceError, exit_status=2)


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
