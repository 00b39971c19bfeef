"""What lists and search know of a model besides its own row: where it stands, in which languages, by which names."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

from pipelines.identity.folding import fold
from pipelines.identity.generations import generation

SEPARATOR = "\x1f"
"""Between the values of a list in one column."""

BATCH = 500
"""Models that are read together when everything is entered anew."""

NAMES_KEPT = 200
"""Names by which one model is found; the best known have thousands of spellings, nearly all alike when folded."""

_LEFT_OUT = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.+]|_")


def squeezed(text: str) -> str:
    """A name as it is searched: folded, without spaces and punctuation, except the plus and the dot between digits.

    So "GPT-4", "gpt 4" and "GPT4" are one, while "3.1" and "31" are two.
    """
    return _LEFT_OUT.sub("", fold(text))


def enter(connection: sqlite3.Connection, model_ids: Iterable[str]) -> None:
    """Enter where these models stand and by which names they are found, with what was merged into them."""
    wanted = iter(model_ids)
    while batch := list(islice(wanted, BATCH)):
        found = {ident: _Found() for ident in batch}
        for row in connection.execute(_PLACES, (json.dumps(batch),)):
            found[row["item"]].add(row)
        for ident, item in found.items():
            item.keep(connection, ident)


_PLACES = """
    SELECT COALESCE(members.merged_into, members.id) AS item, mentions.raw_name, mentions.aliases,
           COALESCE(documents.source, sightings.source) AS source, documents.language,
           json_extract(sightings.row, '$.config.model_type') AS architecture
    FROM (SELECT id, merged_into FROM models WHERE id IN (SELECT value FROM json_each(?1))
          UNION SELECT id, merged_into FROM models WHERE merged_into IN (SELECT value FROM json_each(?1))) AS members
    JOIN mentions ON mentions.model_id = members.id
    LEFT JOIN documents ON documents.id = mentions.document_id
    LEFT JOIN sightings ON sightings.id = mentions.sighting_id
    WHERE COALESCE(members.merged_into, members.id) IN (SELECT value FROM json_each(?1))
"""


class _Found:
    """What was found of one model."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.sources: set[str] = set()
        self.languages: set[str] = set()
        self.architectures: set[str] = set()

    def add(self, row: sqlite3.Row) -> None:
        self.names.add(row["raw_name"])
        if row["aliases"] != "[]":
            self.names.update(json.loads(row["aliases"]))
        self.sources.add(row["source"])
        if row["language"]:
            self.languages.add(row["language"])
        if row["architecture"]:
            self.architectures.add(str(row["architecture"]))

    def keep(self, connection: sqlite3.Connection, ident: str) -> None:
        item = connection.execute(
            "SELECT number, name, organization, sources, languages, architecture, generation FROM review_items "
            "WHERE model_id = ?",
            (ident,),
        ).fetchone()
        if item is None:
            return
        values = (
            SEPARATOR.join(sorted(self.sources)),
            SEPARATOR.join(sorted(self.languages)),
            max(self.architectures, default=None),
            SEPARATOR.join(generation(item["name"], item["organization"]) or ()) or None,
        )
        if values != (item["sources"], item["languages"], item["architecture"], item["generation"]):
            connection.execute("UPDATE review_state SET seq = seq + 1")
            connection.execute(
                "UPDATE review_items SET sources = ?, languages = ?, architecture = ?, generation = ?, "
                "seq = (SELECT seq FROM review_state) WHERE number = ?",
                (*values, item["number"]),
            )
        text = "\n".join(_search_lines(item["name"], self.names, item["organization"] or ""))
        connection.execute(
            "INSERT INTO search_texts (number, text) VALUES (?1, ?2) "
            "ON CONFLICT (number) DO UPDATE SET text = excluded.text WHERE text <> excluded.text",
            (item["number"], text),
        )


def _search_lines(name: str, names: Iterable[str], organization: str) -> Iterator[str]:
    """Each name and developer once; the shown name first, then the shortest."""
    developers = (part.strip() for part in organization.split(";"))
    spelled = dict.fromkeys(map(squeezed, [name, *sorted(names, key=lambda other: (len(other), other)), *developers]))
    spelled.pop("", None)
    return islice(spelled, NAMES_KEPT)


def enter_all(connection: sqlite3.Connection) -> None:
    """Enter every model, for a database that has none of this yet."""
    enter(connection, [row[0] for row in connection.execute("SELECT id FROM models ORDER BY id")])


def wake(connection: sqlite3.Connection) -> None:
    """Let what was put off until today or before wait again; this is what counts it as come into the queue."""
    woken = connection.execute(f"SELECT EXISTS (SELECT 1 FROM review_items WHERE {_RESTED})").fetchone()[0]
    if woken:
        connection.execute("UPDATE review_state SET seq = seq + 1")
        connection.execute(
            "UPDATE review_items SET waiting = 1, waiting_since = asleep_until || 'T00:00:00Z', "
            f"seq = (SELECT seq FROM review_state) WHERE {_RESTED}"
        )


_RESTED = (
    "waiting = 0 AND gone = 0 AND asleep_until <= date('now') "
    "AND (reopened IS NOT NULL OR (status = 'unconfirmed' AND NOT listed))"
)
