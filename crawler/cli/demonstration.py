"""``demo``: the whole job on the embedded little web, with only the host table and the pace changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli import reviewing
from crawler.cli.crawling import run_plan
from crawler.cli.data import export_to, import_lines
from crawler.cli.queue import print_queue
from crawler.cli.talk import CommandFailed, say, settings, store
from crawler.config import Settings
from crawler.dataset.importing import import_reference
from crawler.dataset.selection import Selection
from crawler.demo.press import demo_feeds
from crawler.demo.process import DemoServerError, RunningDemoServer, start_demo_server
from crawler.demo.reference import demo_reference
from crawler.runs.engine import RunPlan
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.queue import queue_entries
from spiders.registry import Source, load_sources, select

QUEUE_SHOWN = 15


def demo(
    no_review: Annotated[
        bool, typer.Option("--no-review", help="End there, without opening the review application on what was found.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the export.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run's summary as JSON.")] = False,
) -> int:
    """Run the whole job on demo data: crawl, extract, estimate, queue, export and review, without a network.

    At a terminal the review application then runs until it is stopped; a script gets the command that opens it.
    """
    plain = settings()
    home = plain.home / "demo"
    say("DEMO DATA: a little web on this machine answers in place of the real services.")
    say("Its facts are real and carry their source; its sentences were written for this demonstration.")
    with _server() as server:
        chosen = plain.model_copy(
            update={
                "home": home,
                # Small pages show the paging; the real Hub is asked for 1,000 rows at a time.
                "huggingface": plain.huggingface.model_copy(update={"page_size": 50, "token": None}),
                "network": plain.network.model_copy(
                    update={"hosts": server.hosts, "delay_seconds": 0.0, "concurrency": 16}
                ),
            }
        )
        interrupted = _job(chosen, _demo_sources(chosen), as_json=as_json)
    export_path = output or home / "new_models_demo.csv"
    with store(chosen) as opened:
        print_queue(queue_entries(opened.connection), QUEUE_SHOWN)
        selection = Selection(unlisted=True, default_threshold=chosen.triage.threshold_flop)
        export_to(opened, chosen, selection, export_path, None)
    say("failures named above belong to the demonstration: one host hides its robots.txt, others forbid or lost a page")
    say(f"look further: FLOPSCOUT_HOME={home} flopscout queue list | queue show ID | status")
    if no_review or interrupted or not (sys.stdin.isatty() and sys.stdout.isatty()):
        say(f"review it: FLOPSCOUT_HOME={home} flopscout review (it answers at {reviewing.ADDRESS})")
        return 1 if interrupted else 0
    # The pages look at the demonstration's own sources and, asked for a translation, at the real network.
    return reviewing.serve(plain.model_copy(update={"home": home}), reviewing.HOST, reviewing.free_port())


@contextmanager
def _server() -> Iterator[RunningDemoServer]:
    try:
        with start_demo_server() as server:
            yield server
    except DemoServerError as error:
        raise CommandFailed(str(error)) from error


def _job(chosen: Settings, sources: list[Source], *, as_json: bool) -> bool:
    """Import the reference and crawl; returns whether the run was interrupted."""
    with store(chosen) as opened:
        report = import_reference(opened, demo_reference(), dataset="demo_reference")
        for line in import_lines(report, Assessor(opened, chosen).settle()):
            say(line)
        run_plan(opened, chosen, RunPlan(sources, demo=True), as_json=as_json)
        return runs.recent_runs(opened.connection, 1)[0].state == "interrupted"


def _demo_sources(chosen: Settings) -> list[Source]:
    """The sources that the little web answers for."""
    known = load_sources(chosen)
    return select(["huggingface", "models_dev", "litellm", "helm", *demo_feeds(known)], known)
