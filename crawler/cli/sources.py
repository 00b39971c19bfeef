"""``sources``: the places that are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from crawler.cli.talk import CommandFailed, attempt, put, put_json, say, settings
from crawler.config import Settings
from crawler.fetching.actions import ACTIONS
from spiders.registry import Source, SourceError, load_sources, select
from spiders.templates import KINDS, TemplateError, write_template

if TYPE_CHECKING:
    from spiders.checking import Check

HOSTS_AT_ONCE = 6

app = typer.Typer(help="Look at the sources.", rich_markup_mode=None, add_completion=False)


@app.command("list")
def list_sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print the records as JSON.")] = False,
) -> int:
    """List every source with its kind, languages, cadence and licence."""
    chosen = settings()
    sources = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    if as_json:
        put_json(
            [
                {
                    "name": source.name,
                    "kind": source.kind.value,
                    "languages": list(source.languages),
                    "cadence": source.cadence.value,
                    "licence": source.licence,
                    "redistribute": source.redistribute.value,
                    "key": source.key,
                    "enabled": source.enabled,
                    "url": source.address,
                }
                for source in sources.values()
            ]
        )
        return 0
    width = max(len(name) for name in sources)
    for source in sources.values():
        off = "" if source.enabled else " (off)"
        languages = ",".join(source.languages) or "-"
        kind, cadence = source.kind.value, source.cadence.value
        put(f"{source.name:<{width}}  {kind:<11} {cadence:<8} {languages:<6} {source.address}{off}")
    return 0


@app.command("check")
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Sources or groups.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> int:
    """Look at each source's first page: is it there, in the form we know, with as many rows as ever, how new."""
    chosen = settings()
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    sources = attempt(lambda: select(names or [], known), SourceError, exit_status=2)
    results = _check_all(sources, chosen)
    if as_json:
        put_json([result.as_json() for result in results])
    else:
        for line in _table(results):
            put(line)
    failed = sum(not result.is_good for result in results)
    say(f"{len(results) - failed} of {len(results)} sources are in order")
    return 1 if failed else 0


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as `my_board` or `feeds/outlet`.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help=f"One of {', '.join(KINDS)}.")],
) -> int:
    """Write a record to fill in, an empty fixture and a test skeleton into the data folder."""
    chosen = settings()
    known = attempt(lambda: load_sources(chosen), SourceError, exit_status=2)
    if name in known:
        raise CommandFailed(f"a source named {name!r} exists already", 2)
    written = attempt(lambda: write_template(name, kind, chosen.home / "sources"), TemplateError, exit_status=2)
    for path in written:
        put(str(path))
    say(f"next: fill in {written[0]}, then `flopscout sources check {name}`")
    return 0


def _check_all(sources: Iterable[Source], chosen: Settings) -> list[Check]:
    """Check hosts beside each other, and the sources of one host one after the other."""
    from spiders.checking import check_source  # noqa: PLC0415  (Scrapy is not needed to list sources)

    listed = list(sources)
    by_host = sorted(listed, key=_host)
    groups = [list(group) for _, group in groupby(by_host, key=_host)]
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        done = pool.map(lambda group: [check_source(source, chosen) for source in group], groups)
        results = {result.name: result for group in done for result in group}
    return [results[source.name] for source in listed]


def _host(source: Source) -> str:
    return urlsplit(source.address).hostname or ""


def _table(results: list[Check]) -> Iterable[str]:
    width = max((len(result.name) for result in results), default=0)
    for result in results:
        rows = "-" if result.rows is None else str(result.rows)
        age = "" if result.age_days is None else f"{result.age_days} days"
        verdict = result.failure.value if result.failure else "ok"
        action = f"{result.detail}. {ACTIONS[result.failure]}" if result.failure else ""
        yield f"{result.name:<{width}}  {verdict:<14} {rows:>6} rows  {age:>10}  {action}".rstrip()
