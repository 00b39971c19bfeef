"""``schedule``: looking for what is due again and again, or having the machine do it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from crawler.cli.crawling import crawl
from crawler.cli.talk import put, say, settings
from crawler.config import Settings
from crawler.schedule.installing import SECRETS_FILE, crontab_lines, systemd_units

COMMAND = "from crawler.cli import main; main()"


def schedule(
    once: Annotated[bool, typer.Option("--once", help="Visit what is due, and end.")] = False,
    install: Annotated[
        Literal["systemd", "cron"] | None,
        typer.Option(help="Print the files that make this machine do it.", metavar="systemd|cron"),
    ] = None,
) -> int:
    """Visit what is due now, and look again every `[schedule] check_minutes`, until stopped."""
    chosen = settings()
    if install is not None:
        _print_files(install, chosen)
        return 0
    if once:
        return crawl(due=True)
    # Only a process that stays needs the scheduler.
    from crawler.schedule.serving import Looker, serve  # noqa: PLC0415

    say(f"looking for what is due every {chosen.schedule.check_minutes} minutes; stop with Ctrl-C")
    serve(Looker([sys.executable, "-c", COMMAND, "crawl", "--due"], _told), minutes=chosen.schedule.check_minutes)
    say("stopped")
    return 0


def _told(status: int) -> None:
    if status:
        say(f"the run ended with exit status {status}; `flopscout status` says what to do")


def _print_files(kind: str, chosen: Settings) -> None:
    home, folder = chosen.home.resolve(), Path.cwd()
    words = [*_program(), "crawl", "--due"]
    environment = {"FLOPSCOUT_HOME": str(home)}
    if named := os.environ.get("FLOPSCOUT_CONFIG"):
        environment["FLOPSCOUT_CONFIG"] = str(Path(named).resolve())
    if kind == "systemd":
        alerts = [chosen.alerts.file.resolve().parent] if chosen.alerts.file is not None else []
        units = systemd_units(
            words, user=getpass.getuser(), folder=folder, environment=environment,
            writable=list(dict.fromkeys([home, *alerts])), at=chosen.schedule.at,
        )  # fmt: skip
        put(units.rstrip())
        say(f"next: save the two files, put access keys into {SECRETS_FILE}, and enable the timer as the end says")
    else:
        put(crontab_lines(words, folder=folder, environment=environment, home=home, at=chosen.schedule.at).rstrip())
        say("next: add the lines with `crontab -e`")


def _program() -> list[str]:
    """How this program is called by an absolute path."""
    beside = Path(sys.executable).with_name("flopscout")
    return [str(beside)] if beside.exists() else [sys.executable, "-c", COMMAND]
