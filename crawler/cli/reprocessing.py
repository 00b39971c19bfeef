"""``reprocess``: today's extractors over the archived pages."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from crawler.cli.talk import CommandFailed, errors, put_json, say, settings, store
from crawler.runs.entering import RunError
from crawler.runs.reprocessing import Changes, ModelChange, Progress, alone, apply, preview
from crawler.store.rereading import ClaimChange

SHOWN = 20
"""Changes of each kind that are printed; the JSON output has all of them."""

DIFFERENT = {
    "new": "+ {name} ({after})",
    "gone": "- {name} (was {before})",
    "name": "~ {before} is now called {after}",
    "status": "~ {name}: {before} -> {after}",
    "compute": "~ {name}: {before} -> {after} FLOP",
}


def reprocess(
    run: Annotated[str | None, typer.Option(metavar="RUN", help="Only what this run brought.")] = None,
    apply_now: Annotated[bool, typer.Option("--apply", help="Make the changes without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> int:
    """Read the archived pages again with today's extractors: show what would change, and change it if wanted.

    Decisions stay as they are. A claim that is found again keeps its id; one that is not is withdrawn, never deleted.
    Rows of catalogues are read anew at every visit, so that only their names are read again here.
    """
    chosen = settings()
    with store(chosen, create=False) as opened:
        try:
            with alone(opened, chosen):
                with _bar("reading") as progress:
                    found = preview(opened, chosen, run_id=run, progress=progress)
                if not as_json:
                    for line in change_lines(found):
                        say(line)
                # Where nothing changes there is nothing to be asked, but the documents count as read again.
                applied = found.is_empty or apply_now or (not as_json and _is_wanted())
                if applied:
                    with _bar("changing") as progress:
                        apply(opened, chosen, found, progress)
        except RunError as error:
            raise CommandFailed(str(error)) from error
    if as_json:
        put_json({**asdict(found), "applied": applied and not found.is_empty})
    elif not found.is_empty:
        say("the database was changed" if applied else "nothing was changed; `flopscout reprocess --apply` changes it")
    return 0


def change_lines(found: Changes) -> list[str]:
    """What would change, for a person."""
    lines = [f"{found.pages} archived pages and {found.texts} stored texts were read again"]
    if found.lost:
        lines.append(f"{found.lost} archived pages are gone or damaged; their stored text was read instead")
    if found.is_empty:
        return [*lines, "nothing changes"]
    lines.append(f"{len(found.documents)} documents say something else now")
    lines += _some("new claims", [_told(change) for change in found.added])
    lines += _some("withdrawn claims", [_told(change) for change in found.withdrawn])
    kinds = Counter(change.what for change in found.models)
    told = ", ".join(f"{number} {what}" for what, number in sorted(kinds.items()))
    lines += _some(f"models: {told}" if told else "models: none changes", [_different(c) for c in found.models])
    return lines


def _some(heading: str, entries: Sequence[str]) -> list[str]:
    more = [f"  and {len(entries) - SHOWN} more; --json prints all"] if len(entries) > SHOWN else []
    counted = heading if heading.startswith("models") else f"{len(entries)} {heading}"
    return [counted, *(f"  {entry}" for entry in entries[:SHOWN]), *more]


def _told(change: ClaimChange) -> str:
    return f"{change.name}: {change.field} = {_plain(change.value)} (“{change.quote}”, {change.url})"


def _different(change: ModelChange) -> str:
    return DIFFERENT[change.what].format(
        name=change.name, before=_plain(change.before), after=_plain(change.after)
    )  # fmt: skip


def _plain(value: str | float | None) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value if value is not None else "unknown")


def _is_wanted() -> bool:
    """Ask whoever sits at the terminal; nobody there means no."""
    return sys.stdin.isatty() and typer.confirm("Change the database?", err=True)


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
