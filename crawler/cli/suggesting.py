"""``suggest``: have a page read that somebody came across."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from crawler.cli.crawling import run_plan
from crawler.cli.talk import attempt, put, say, settings, store
from crawler.config import Settings
from crawler.runs.engine import RunPlan
from crawler.runs.liveness import RunLock
from crawler.store.database import Store
from crawler.store.finding import Refused, find_model
from crawler.store.keys import utc_now
from crawler.store.suggested_pages import SOURCE, SuggestedPage, suggest_page, suggested_page, suggested_pages
from spiders.registry import SourceError, load_sources, select
from spiders.urls import NoPageAddressError, page_address


def suggest(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The page; without one, all suggestions are listed.")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What the page is good for.")] = "",
    model: Annotated[
        str | None, typer.Option(metavar="ID", help="The model for which the page is evidence, by id or exact name.")
    ] = None,
    later: Annotated[bool, typer.Option("--later", help="Leave the page to the next `flopscout crawl`.")] = False,
    who: Annotated[
        str | None, typer.Option(metavar="NAME", envvar="FLOPSCOUT_REVIEWER", help="Who suggests it.")
    ] = None,
) -> int:
    """Fetch a page and read it like any other; the models that it names are linked, estimated and queued."""
    chosen = settings()
    if url is None:
        with store(chosen, create=False) as opened:
            for page in suggested_pages(opened.connection):
                put(outcome_line(page))
        return 0
    address = attempt(lambda: page_address(url), NoPageAddressError, exit_status=2)
    with store(chosen) as opened:
        with opened.write() as connection:
            ident = attempt(lambda: find_model(connection, model), Refused) if model else None
            suggest_page(
                connection, address, who=who or getpass.getuser(), note=note.strip(), model_id=ident, now=utc_now()
            )
        if later or _run_at_work(chosen):
            say(f"{address} waits; the next `flopscout crawl` or `flopscout crawl --due` reads it")
            return 0
        return _read_now(opened, chosen, address)


def _read_now(opened: Store, chosen: Settings, address: str) -> int:
    sources = attempt(lambda: select([SOURCE], load_sources(chosen)), SourceError, exit_status=2)
    status = run_plan(opened, chosen, RunPlan(sources, options={"sources": [SOURCE]}), as_json=False)
    page = suggested_page(opened.connection, address)
    if page is not None:
        put(outcome_line(page))
    return status


def _run_at_work(chosen: Settings) -> bool:
    """Whether a run holds the data folder; it has begun with what waited then."""
    lock = RunLock(chosen.home)
    free = lock.acquire()
    lock.release()
    return not free


def outcome_line(page: SuggestedPage) -> str:
    """What became of a suggested page, for a person."""
    if page.state == "read":
        what = f"names {', '.join(page.names)}" if page.names else "names no model that we could make out"
    elif page.state == "failed":
        what = f"given up, {page.detail}"
    else:
        what = f"will be tried again, {page.detail}" if page.detail else "waits"
    return f"{page.url}: {what}"
