"""Which mentions count under another name, because a catalogue lists theirs as another form of it.

The table ``forms`` holds the forms that stored rows list; everything else is read off the stored mentions, so that the
outcome is the same in whatever order they came. A form leads nowhere where it is ambiguous: where rows of two models
list it, where catalogues list models of its own, or where people have decided about a model of that name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crawler.store.mention_rows import COLUMNS, CURRENT_MENTIONS, IS_CURRENT, PLACES, mention_of
from pipelines.forms import Weight, other_forms, stands_for
from pipelines.identity.folding import fold_name
from pipelines.link_reasons import other_form
from pipelines.linking import RANKS, Mention

LISTING = "mentions.sighting_id IS NOT NULL AND mentions.discovers = 1 AND mentions.owner_key IS NULL"
"""Whose word counts: catalogue rows about a model of their own."""


@dataclass(frozen=True, slots=True)
class Widened:
    """The lines to be linked together, and the mentions that count in one of them under another name than theirs."""

    lines: tuple[str, ...]
    adopted: Mapping[str, Mention]


def widen(connection: sqlite3.Connection, lines: Iterable[str]) -> Widened:
    """Bring the forms of the lines' rows up to date, and find the lines that these forms tie to them."""
    given = sorted(set(lines))
    keys: set[str] = set()
    for line in given:
        keys |= _refresh(connection, line) | _form_keys(connection, line)
    reached = set(given)
    for key in keys:
        reached |= _lines_of(connection, key)
    adopted: dict[str, Mention] = {}
    for key in keys.union(*(_form_keys(connection, line) for line in reached.difference(given))):
        adopted |= {mention.id: mention for mention in _adopted(connection, key)}
    return Widened(tuple(sorted(reached)), adopted)


def refresh_all(connection: sqlite3.Connection) -> None:
    """Write the forms of every stored row."""
    for row in connection.execute(
        f"SELECT DISTINCT line_key FROM mentions WHERE {LISTING} AND aliases <> '[]'"
    ).fetchall():
        _refresh(connection, row["line_key"])


def _refresh(connection: sqlite3.Connection, line: str) -> set[str]:
    """Write the forms that a line's rows list today; returns the keys of those that were or are listed."""
    old = {
        (row["form_key"], row["mention_id"], row["weight"])
        for row in connection.execute(
            "SELECT form_key, mention_id, weight FROM forms JOIN mentions ON mentions.id = mention_id "
            "WHERE line_key = ?",
            (line,),
        )
    }
    new = set()
    for row in connection.execute(
        "SELECT mentions.id, mentions.raw_name, mentions.aliases FROM mentions "
        "JOIN sightings ON sightings.id = sighting_id AND sightings.digest = mentions.digest "
        f"WHERE {LISTING} AND mentions.exclusion IS NULL AND mentions.line_key = ? AND mentions.aliases <> '[]'",
        (line,),
    ).fetchall():
        for form in other_forms(row["raw_name"], json.loads(row["aliases"])):
            new.add((form.name_key, row["id"], int(form.weight)))
    connection.executemany("DELETE FROM forms WHERE form_key = ? AND mention_id = ? AND weight = ?", old - new)
    connection.executemany("INSERT INTO forms (form_key, mention_id, weight) VALUES (?, ?, ?)", sorted(new - old))
    return {key for key, _, _ in old | new}


def _form_keys(connection: sqlite3.Connection, line: str) -> set[str]:
    """Forms that a line's rows list, and forms of others that are names of this line."""
    rows = connection.execute(
        "SELECT form_key FROM forms JOIN mentions ON mentions.id = mention_id WHERE line_key = ?1 "
        "UNION SELECT name_key FROM mentions JOIN forms ON form_key = name_key WHERE line_key = ?1",
        (line,),
    )
    return {row[0] for row in rows}


def _lines_of(connection: sqlite3.Connection, key: str) -> set[str]:
    """The lines that a form ties together: of mentions under it, and of the rows that list it."""
    rows = connection.execute(
        "SELECT line_key FROM mentions WHERE name_key = ?1 AND owner_key IS NULL "
        "UNION SELECT line_key FROM mentions JOIN forms ON mention_id = mentions.id WHERE form_key = ?1",
        (key,),
    )
    return {row[0] for row in rows}


def _adopted(connection: sqlite3.Connection, key: str) -> list[Mention]:
    """The mentions under a form, as mentions of the model that lists it; none where the form is ambiguous."""
    listed = _listed(connection, key)
    if listed is None:
        return []
    model, weight = listed
    found = []
    for row in connection.execute(
        f"{CURRENT_MENTIONS} mentions.name_key = ? AND mentions.owner_key IS NULL ORDER BY mentions.id", (key,)
    ):
        mention = mention_of(row)
        if stands_for(mention, model, weight) and not _is_forbidden(connection, mention, model.line_key):
            via = other_form(model.raw_name, model.source)
            found.append(
                replace(mention, name_key=model.name_key, line_key=model.line_key, is_sized=model.is_sized, via=via)
            )
    return found


def _listed(connection: sqlite3.Connection, key: str) -> tuple[Mention, Weight] | None:
    """The row that speaks for a form, where all rows that list it mean one model."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, forms.weight FROM forms JOIN mentions ON mentions.id = forms.mention_id {PLACES} "
        f"WHERE {IS_CURRENT} AND form_key = ? AND {LISTING} AND mentions.exclusion IS NULL",
        (key,),
    ).fetchall()
    models = [mention_of(row) for row in rows]
    if not models or len({_root(connection, model.name_key) for model in models}) > 1:
        return None
    developers = [set(model.organization.split("; ")) for model in models if model.organization]
    if developers and not set.intersection(*developers):
        return None
    own = connection.execute(
        f"SELECT 1 FROM mentions JOIN sightings ON sightings.id = sighting_id AND sightings.digest = mentions.digest "
        f"WHERE {LISTING} AND mentions.line_key IN (SELECT line_key FROM mentions WHERE name_key = ?) LIMIT 1",
        (key,),
    ).fetchone()
    held = connection.execute("SELECT 1 FROM decided_models WHERE name_key = ? AND held = 1", (key,)).fetchone()
    if own or held:
        return None
    return min(models, key=lambda m: (RANKS.index(m.rank), m.id)), Weight(max(row["weight"] for row in rows))


def _root(connection: sqlite3.Connection, name_key: str) -> str:
    """The name that a name counts for, where people merged its model into another."""
    rows = connection.execute(
        "SELECT DISTINCT survivors.name_key FROM decided_models JOIN models ON models.id = decided_models.id "
        "JOIN decided_models AS survivors ON survivors.id = models.merged_into WHERE decided_models.name_key = ?",
        (name_key,),
    ).fetchall()
    return str(rows[0][0]) if len(rows) == 1 else name_key


def _is_forbidden(connection: sqlite3.Connection, mention: Mention, line: str) -> bool:
    """Whether somebody said that this name in this source means no model of the line that lists it."""
    rows = connection.execute(
        "SELECT forbidden_links.name, source FROM forbidden_links JOIN decided_models ON decided_models.id = model_id "
        "WHERE line_key = ?",
        (line,),
    )
    folded = fold_name(mention.raw_name)
    return any(row["source"] in {"", mention.source} and fold_name(row["name"]) == folded for row in rows)
