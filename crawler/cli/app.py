"""The commands put together, and how they end: 0 done, 1 failed or partly failed, 2 wrong usage."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from crawler.cli import (
    crawling,
    data,
    demonstration,
    facts,
    keeping,
    keyword_commands,
    lag,
    openness,
    queue,
    reporting,
    reprocessing,
    reviewing,
    scheduling,
    sources,
    suggesting,
)
from crawler.cli.talk import CommandFailed, say

app = typer.Typer(
    name="flopscout",
    help="Find AI models that may have been trained with more than 1e23 FLOP, and estimate their training compute.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demonstration.demo)
app.command("crawl")(crawling.crawl)
app.command("schedule")(scheduling.schedule)
app.command("status")(crawling.status)
app.add_typer(queue.app, name="queue")
app.command("review")(reviewing.review)
app.add_typer(reviewing.app, name="accounts")
app.add_typer(sources.app, name="sources")
app.add_typer(keyword_commands.app, name="keywords")
app.command("import")(data.import_file)
app.command("export")(data.export)
app.command("evaluate")(data.evaluate)
app.command("report")(reporting.report)
app.command("suggest")(suggesting.suggest)
app.command("reprocess")(reprocessing.reprocess)
app.command("backup")(keeping.backup)
app.command("extract")(facts.extract_command)
app.command("estimate")(facts.estimate_command)
app.command("match")(facts.match_command)
app.command("classify")(facts.classify_command)
app.command("lag")(lag.lag)
app.command("openness")(openness.openness)


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
