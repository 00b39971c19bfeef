"""The commands put together, and how they end: 0 done, 1 failed or partly failed, 2 wrong usage."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from crawler.cli.talk import CommandFailed, say

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demonstration:demo", "Run the whole job on made-up data, without a network."),
    "crawl": ("crawling:crawl", "Visit sources; store, estimate and sort the models they name."),
    "schedule": ("scheduling:schedule", "Visit what is due, and look again, until stopped."),
    "status": ("standing:status", "Show runs, what is due, what failed and what to do."),
    "queue": ("queue:app", "Look at models that wait for review, and decide about them."),
    "review": ("reviewing:review", "Open the review application in a browser."),
    "accounts": ("reviewing:app", "Say who may use the review application by name."),
    "sources": ("sources:app", "Look at the sources."),
    "keywords": ("keyword_commands:app", "Look at the keywords of the searches, and change them."),
    "import": ("data:import_file", "Import a reference dataset, so that its models are known."),
    "export": ("data:export", "Export the dataset in Epoch's columns, then ours."),
    "evaluate": ("data:evaluate", "Compare what was found with a reference dataset."),
    "report": ("reporting:report", "Draw figures and tables: a page, pictures, and data as CSV."),
    "suggest": ("suggesting:suggest", "Fetch a page that you name, and read it like any other."),
    "reprocess": ("reprocessing:reprocess", "Read the archived pages again with today's extractors."),
    "backup": ("keeping:backup", "Write database, archive and your sources to one tar file."),
    "extract": ("facts:extract_command", "Read what texts say about models: JSON Lines in and out."),
    "estimate": ("facts:estimate_command", "Estimate training compute, from options or JSON Lines."),
    "match": ("facts:match_command", "Link names as sources write them to a reference list."),
    "classify": ("facts:classify_command", "Say what a Hub repository is: original, fine-tune, copy."),
    "lag": ("lag:lag", "Compare the compute of the largest open and closed models."),
    "openness": ("openness:openness", "Count open and closed models by year, licence and developer."),
}
"""Where each command stands in this package, and its line in the overview.

Scrapy, httpx and numpy take a second to load, and most commands need one of them at most: a command's module is
imported when the command is called for, and the overview imports none.
"""


class CommandsOnDemand(TyperGroup):
    """The overview's commands, each replaced by the real one once its name was read."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """What the first word names, and the words that are left for it."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else load_command(name), rest


app = typer.Typer(
    cls=CommandsOnDemand,
    name="flopscout",
    help="Find AI models that may have been trained with more than 1e23 FLOP, and estimate their training compute.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def load_command(name: str) -> Any:
    """The command or group of commands of this name, imported now."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(f"crawler.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return get_command(found)
    single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    single.command(name)(found)
    return get_command(single)


def _listed() -> None:
    """Stands in the overview for a command."""


for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_listed)


def main(arguments: list[str] | None = None) -> None:
    """Run a command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run a command line; every foreseeable failure is one line on standard error."""
    try:
        return int(app(arguments, prog_name="flopscout", standalone_mode=False) or 0)
    except TyperException as error:
        say(f"flopscout: {error.format_message()} (see `flopscout --help`)")
        return error.exit_code
    except CommandFailed as error:
        say(f"flopscout: {error}")
        return error.exit_status
    except KeyboardInterrupt:
        say("flopscout: stopped")
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the rest of standard output must not raise again at exit.
        sys.stdout = None
        return 0
