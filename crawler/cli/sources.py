"""``sources``: the places that are looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.cli.talk import attempt, put, put_json, settings
from spiders.registry import SourceError, load_sources

app = typer.Typer(help="Look at the sources.", rich_markup_mode=None)


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
                    "redistribute": source.redistribute,
                    "key": source.key,
                    "enabled": source.enabled,
                    "url": source.urls[0],
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
        put(f"{source.name:<{width}}  {kind:<11} {cadence:<8} {languages:<6} {source.urls[0]}{off}")
    return 0
