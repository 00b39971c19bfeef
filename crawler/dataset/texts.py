"""The texts of a data package that people read: README, LICENSE and CHANGELOG."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.dataset.columns import COLUMNS, DESCRIPTIONS
from crawler.dataset.delta import Delta
from crawler.dataset.descriptors import LICENCE, TABLES, TITLE, About
from crawler.dataset.redistribution import Withheld
from crawler.dataset.selection import Selection

NAMED_IN_CHANGELOG = 20
"""Models that the changelog names in each list; ``delta.json`` has them all."""


def description(selection: Selection, models: int) -> str:
    """What the package holds, in two sentences."""
    return (
        f"{models} AI models with estimates of their training compute, each with the claims it rests on: "
        f"{selection.words()}. Found by flopscout in public sources; the estimates are its own."
    )


def readme(about: About, selection: Selection, withheld: Withheld, sources: Sequence[Sequence[str | int]]) -> str:
    """The package's README."""
    files = [f"- `{table.file}`: {table.description}" for table in TABLES]
    columns = [f"| {column} | {DESCRIPTIONS[column]} |" for column in COLUMNS if column in DESCRIPTIONS]
    return "\n".join(
        [
            f"# {TITLE}",
            "",
            about.description,
            "",
            f"Version {about.version} of {about.day}. Selection: {selection.words()}.",
            "",
            "## Files",
            "",
            *files,
            "- `delta.json`: what was added, changed and removed since the version before; `CHANGELOG.md` for people.",
            "- `datapackage.json`, `croissant.json`: the same description for machines (Data Package, Croissant).",
            "- `LICENSE.md`: the licence, and whom to credit.",
            "",
            "## From a number to its source",
            "",
            "`Claim ids` in `models.csv` name the claims behind a row. `evidence.csv` says for each of them which",
            "column it supports, which page states it, and under which id that page lies in the archive. What the",
            "estimate fills (low, high, probabilities, added compute) rests on the claims given for",
            "`Training compute (FLOP)`; its arithmetic is in `Training compute notes`. Quotes and pages are not",
            "part of this package.",
            "",
            "## Columns of models.csv",
            "",
            "The first 34 columns are those of Epoch AI's public list of large-scale models, in its order; those that",
            "are not described here are empty. An empty cell means that nobody states the value.",
            "",
            "| column | content |",
            "| --- | --- |",
            *columns,
            "",
            "## Left out",
            "",
            *_left_out(withheld),
            "",
            "## Sources",
            "",
            *(f"- {row[0]} ({row[6]} models): {row[4] or row[0]}; {row[2]}" for row in sources),
            "",
        ]
    )


def _left_out(withheld: Withheld) -> list[str]:
    if not withheld.values and not withheld.models:
        return ["Nothing: no value rests on a source that does not allow passing it on."]
    emptied = ", ".join(f"{column} ({count})" for column, count in sorted(withheld.emptied.items()))
    return [
        f"Some sources do not allow passing their values on. {withheld.models} models that only such sources name are",
        f"left out, {withheld.emptied.total()} values are empty for that reason{f': {emptied}' if emptied else ''},",
        f"and for {withheld.replaced.total()} values another source's or an estimate without them stands.",
    ]


def licence(sources: Sequence[Sequence[str | int]], references: Sequence[str]) -> str:
    """The package's licence with the credits that its sources ask for."""
    credited = [
        f"- {row[0]}: {row[4] or 'no credit line asked for'}. Licence: {row[2]}. {row[5]}".rstrip() for row in sources
    ]
    compared = [
        f"Models were compared with imported reference datasets ({', '.join(references)}); no value of theirs is",
        "copied, but a derived model's compute may build on the figure that they give for its base.",
        "",
    ]
    return "\n".join(
        [
            "# Licence",
            "",
            f"The compilation, the estimates and their notes are licensed under {LICENCE['title']}",
            f"({LICENCE['name']}, {LICENCE['path']}). Facts themselves are free; whoever passes the compilation on",
            "names flopscout and, where values of theirs are used, the sources below as they ask for it.",
            "",
            'The names and the order of the first 34 columns follow Epoch AI, "Data on AI Models" (CC BY 4.0).',
            "",
            *(compared if references else []),
            "## Credits",
            "",
            *credited,
            "",
        ]
    )


def changelog_entry(about: About, delta: Delta, *, is_first: bool, models: int) -> str:
    """What the changelog says of one version."""
    if is_first:
        return f"## {about.version} ({about.day})\n\n- First version: {models} models.\n"
    lines = [f"## {about.version} ({about.day})", ""]
    lines += _list("Added", [model.name for model in delta.added])
    lines += _list(
        "Changed",
        [f"{model.name} ({', '.join(change.column for change in changes)})" for model, changes in delta.changed],
    )
    lines += _list("Removed", [f"{model.name} ({reason})" for model, reason in delta.removed])
    lines += _list("New columns", delta.columns_added)
    lines += _list("Columns no longer there", delta.columns_removed)
    if delta.is_empty:
        lines.append("- The rows are the same; the description of the package has changed.")
    return "\n".join(lines) + "\n"


def _list(title: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    shown = [f"  - {entry}" for entry in entries[:NAMED_IN_CHANGELOG]]
    more = len(entries) - len(shown)
    return [f"- {title}: {len(entries)}", *shown, *([f"  - and {more} more, all in delta.json"] if more else [])]
