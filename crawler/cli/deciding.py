"""``queue accept``, ``merge``, ``undo`` and the rest: what a reviewer decides, and the log of it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from crawler.cli.talk import CommandFailed, attempt, put_json, say, settings, store
from crawler.store.assessing import Assessor
from crawler.store.decisions import all_decisions, decisions_of, told, undone_by
from crawler.store.finding import Refused, find_model
from crawler.store.reviewing import Outcome, Review

MODEL = Annotated[str, typer.Argument(metavar="ID", help="The model's id as `queue list` shows it, or its exact name.")]
REASON = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the log.")]
WHO = Annotated[
    str | None,
    typer.Option(metavar="NAME", envvar="FLOPSCOUT_REVIEWER", help="Who decides; by default the user of this machine."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``queue``."""
    for name, command in COMMANDS.items():
        app.command(name)(command)


def accept(model: MODEL, reason: REASON = "", who: WHO = None) -> int:
    """Confirm that a model is above the threshold."""
    return _decide(who, lambda review: review.accept(model, reason=reason))


def keep(model: MODEL, reason: REASON = "", who: WHO = None) -> int:
    """Leave a model unconfirmed; it leaves the queue until something new is claimed about it."""
    return _decide(who, lambda review: review.keep(model, reason=reason))


def below(model: MODEL, reason: REASON = "", who: WHO = None) -> int:
    """Put a model below the threshold."""
    return _decide(who, lambda review: review.below(model, reason=reason))


def exclude(
    model: MODEL,
    reason: Annotated[str, typer.Option(metavar="R", help="A code (product, finetune, not_a_model) or a sentence.")],
    who: WHO = None,
) -> int:
    """Say that a model is no candidate, and why."""
    return _decide(who, lambda review: review.exclude(model, reason=reason))


def merge(
    model: MODEL,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The model that it is.")],
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Let a model count for another, with all that is and will be found about it; `unmerge` takes that back."""
    return _decide(who, lambda review: review.merge(model, into, reason=reason))


def unmerge(model: MODEL, reason: REASON = "", who: WHO = None) -> int:
    """Take the merge of a model back: everything is as it was before."""
    return _decide(who, lambda review: review.unmerge(model, reason=reason))


def apart(
    model: MODEL,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The model that it is not.")],
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Say that two models are not the same: nothing makes them one while this stands."""
    return _decide(who, lambda review: review.apart(model, other, reason=reason))


def unlink(
    model: MODEL,
    name: Annotated[str, typer.Option(metavar="NAME", help="The name that does not mean this model.")],
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="The source that uses it so; by default every source.")
    ] = None,
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Say that a name, as a source uses it, never means this model; `queue show` lists names and sources."""
    return _decide(who, lambda review: review.unlink(model, name, source, reason=reason))


def snooze(
    model: MODEL,
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="A day (YYYY-MM-DD), or `evidence`.")],
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Take a model out of the queue until a day, or until something new is claimed about it."""
    return _decide(who, lambda review: review.snooze(model, until, reason=reason))


def edit(
    model: MODEL,
    change: Annotated[str, typer.Argument(metavar="FIELD=VALUE", help="Such as parameters=70B; empty takes it back.")],
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Put a value in the place of what sources claim; their claims stay and are shown beside it."""
    name, sign, value = change.partition("=")
    if not sign:
        raise CommandFailed(f"write FIELD=VALUE, such as parameters=70B, not {change!r}", 2)
    return _decide(who, lambda review: review.edit(model, name.strip(), value, reason=reason))


def comment(
    model: MODEL,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to write down.")],
    who: WHO = None,
) -> int:
    """Write something down about a model."""
    return _decide(who, lambda review: review.comment(model, text))


def undo(
    number: Annotated[
        int | None, typer.Argument(metavar="DECISION", help="Its number in `queue log`; by default your last.")
    ] = None,
    reason: REASON = "",
    who: WHO = None,
) -> int:
    """Take a decision back; undoing the undoing restores it."""
    return _decide(who, lambda review: review.undo(number, reason=reason))


def log(
    model: Annotated[str | None, typer.Argument(metavar="ID", help="Only decisions about this model.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show, the latest.")] = 25,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole log as JSON.")] = False,
) -> int:
    """Show what was decided, by whom, when and why."""
    with store(settings(), create=False) as opened:
        everything = all_decisions(opened.connection)
        about = everything
        if model is not None:
            ident = model
            about = decisions_of(opened.connection, ident)
            if not about:
                ident = attempt(lambda: find_model(opened.connection, model), Refused)
                about = decisions_of(opened.connection, ident)
    undone = undone_by(everything)
    if as_json:
        put_json([
            {**entry.as_json(), "undone_by": undone[entry.id].id if entry.id in undone else None} for entry in about
        ])  # fmt: skip
        return 0
    if not about:
        say("nothing was decided yet; `flopscout queue list` shows what waits")
        return 0
    table = Table(title="Decisions", title_justify="left", pad_edge=False)
    for heading in ("no.", "model", "what", ""):
        table.add_column(heading, overflow="fold")
    for entry in about[-limit:]:
        state = f"undone by {undone[entry.id].id}" if entry.id in undone else ""
        table.add_row(str(entry.id), entry.model_id, told(entry), state)
    console = Console(highlight=False)
    Console(width=console.width if console.is_terminal else 150, highlight=False).print(table)
    if len(about) > limit:
        say(f"{limit} of {len(about)} shown; `--limit {len(about)}` shows all")
    return 0


COMMANDS: dict[str, Callable[..., int]] = {
    "accept": accept, "keep": keep, "below": below, "exclude": exclude, "merge": merge, "unmerge": unmerge,
    "apart": apart, "unlink": unlink, "snooze": snooze, "edit": edit, "comment": comment, "undo": undo, "log": log,
}  # fmt: skip


def _decide(who: str | None, action: Callable[[Review], Outcome]) -> int:
    chosen = settings()
    with store(chosen, create=False) as opened:
        assessor = Assessor(opened, chosen)
        done = attempt(lambda: action(Review(opened, assessor, who or _user())), Refused)
    for note in done.notes:
        say(note)
    what = told(done.decision)
    say(what if what.startswith(done.decision.model_id) else f"{done.decision.model_id}: {what}")
    say(f"`flopscout queue undo {done.decision.id}` takes it back")
    return 0


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        hint = "use --who NAME or set FLOPSCOUT_REVIEWER"
        raise CommandFailed(f"this machine does not say who you are; {hint}", 2) from None
