"""Reading stored documents again: what a later extractor finds takes the place of what an earlier one found.

Claims are never edited or deleted. A claim that is found again keeps its id and so its place in every export; one that
is not is withdrawn, and stands again where a still later extractor makes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.records import Document, DocumentKind, SourceRank
from crawler.store.evidence import claim_id, mention_id, store_mentions
from crawler.store.keys import canonical_json, text_digest
from crawler.store.origins import assign_origin
from pipelines.identity.names import parse_name
from pipelines.linking import line_key, name_key
from pipelines.mentions import NewMention

NOT_MADE = ""
"""Digest of a mention that its document does not make any more; no version of a text has it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archived response lies, and what it was the answer to."""

    id: str
    file: str
    offset: int
    length: int
    digest: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A stored document: as it was brought, without its body, and as it was read."""

    id: str
    document: Document
    text: str
    title: str | None
    language: str | None
    published: str | None
    warnings: tuple[str, ...]
    body_digest: str | None
    archived: Place | None

    @property
    def is_archived_whole(self) -> bool:
        """Whether the archived response is the document itself, not a page that it is a part of."""
        return self.archived is not None and self.archived.digest == self.body_digest


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that is new or withdrawn: of which model (by the name in the text), where, and what it says."""

    name: str
    field: str
    value: float | str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading a document again changed, and the lines and owners whose mentions have to be linked again."""

    added: tuple[ClaimChange, ...]
    withdrawn: tuple[ClaimChange, ...]
    is_changed: bool
    lines: frozenset[str]
    owners: frozenset[str]


def documents_of(connection: sqlite3.Connection, run_id: str | None = None) -> list[str]:
    """Ids of all stored documents in the order in which they came, or of those that a run brought."""
    condition, values = ("WHERE first_run = ?", (run_id,)) if run_id else ("", ())
    return [row["id"] for row in connection.execute(f"SELECT id FROM documents {condition} ORDER BY number", values)]


def mark_read(connection: sqlite3.Connection, extractor: str, run_id: str | None = None) -> None:
    """Note that all documents, or those that a run brought, say what this extractor finds in them."""
    condition, values = ("AND first_run = ?", (run_id,)) if run_id else ("", ())
    connection.execute(
        f"UPDATE documents SET extractor = ? WHERE extractor <> ? {condition}", (extractor, extractor, *values)
    )


def read_otherwise(connection: sqlite3.Connection, extractor: str) -> int:
    """How many documents were read last by another extractor than this."""
    row = connection.execute("SELECT count(*) FROM documents WHERE extractor <> ?", (extractor,)).fetchone()
    return int(row[0])


def kept_document(connection: sqlite3.Connection, ident: str) -> KeptDocument:
    """A stored document by its id. Raises ``KeyError`` where there is none."""
    row = connection.execute("SELECT * FROM documents WHERE id = ?", (ident,)).fetchone()
    if row is None:
        raise KeyError(ident)
    given = json.loads(row["given"])
    place = connection.execute(
        "SELECT id, file, offset, length, digest, url, fetched_at FROM archive_records WHERE id = ?",
        (row["archive_id"],),
    ).fetchone()
    document = Document(
        source=row["source"], kind=DocumentKind(row["kind"]), rank=SourceRank(row["rank"]), url=row["url"], body=b"",
        content_type=given.get("content_type", ""), fetched_at=datetime.fromisoformat(row["last_seen"]),
        key=row["key"], title=given.get("title"), language=given.get("language"), published=given.get("published"),
        archive_id=row["archive_id"], about=row["about"], version=given.get("version"),
        owner_key=given.get("owner_key"), about_key=given.get("about_key"), exclusion=given.get("exclusion"),
        exclusion_detail=given.get("exclusion_detail"),
    )  # fmt: skip
    return KeptDocument(
        id=ident, document=document, text=row["text"], title=row["title"], language=row["language"],
        published=row["published"], warnings=tuple(json.loads(row["warnings"])), body_digest=given.get("body"),
        archived=_place(place) if place is not None else None,
    )  # fmt: skip


def _place(row: sqlite3.Row) -> Place:
    values = dict(row)
    return Place(**{**values, "fetched_at": datetime.fromisoformat(values["fetched_at"])})


def store_rereading(
    connection: sqlite3.Connection,
    kept: KeptDocument,
    *,
    text: str,
    title: str | None,
    language: str | None,
    published: str | None,
    warnings: Sequence[str],
    mentions: Sequence[NewMention],
    extractor: str,
    run_id: str,
    now: str,
) -> Reread:
    """Put what an extractor finds in a stored document in the place of what was found before."""
    digest = text_digest(f"{title or ''}\n{text}")
    former, named = _current(connection, kept.id), _named(connection, kept.id)
    lines, owners = _touched(connection, kept.id)
    connection.execute(
        "UPDATE documents SET text = ?, title = ?, language = ?, published = ?, warnings = ?, digest = ?, "
        "extractor = ? WHERE id = ?",
        (text, title, language, published, canonical_json(list(warnings)), digest, extractor, kept.id),
    )
    if text != kept.text:
        assign_origin(connection, kept.id, kept.document.url, text)
    made = {mention_id(kept.id, mention.raw_name) for mention in mentions}
    for row in connection.execute("SELECT id FROM mentions WHERE document_id = ?", (kept.id,)).fetchall():
        if row["id"] not in made:
            connection.execute("UPDATE mentions SET digest = ? WHERE id = ?", (NOT_MADE, row["id"]))
    _, new_lines, new_owners = store_mentions(
        connection, mentions, digest=digest, extractor=extractor, run_id=run_id, now=now, document=kept.id
    )
    claimed = {
        claim_id(mention_id(kept.id, mention.raw_name), claim, digest)
        for mention in mentions
        for claim in mention.claims
    }
    connection.executemany("DELETE FROM withdrawn_claims WHERE claim_id = ?", [(ident,) for ident in sorted(claimed)])
    connection.executemany(
        "INSERT INTO withdrawn_claims (claim_id, extractor, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(ident, extractor, now) for ident in _left_behind(connection, kept.id, digest) if ident not in claimed],
    )
    current = _current(connection, kept.id)
    return Reread(
        added=tuple(change for key, change in current.items() if key not in former),
        withdrawn=tuple(change for key, change in former.items() if key not in current),
        is_changed=former.keys() != current.keys() or named != _named(connection, kept.id),
        lines=lines | new_lines,
        owners=owners | new_owners,
    )


def _left_behind(connection: sqlite3.Connection, document: str, digest: str) -> list[str]:
    """Claims about this version of the text that extractors made; what a language model proposed is no extractor's."""
    rows = connection.execute(
        "SELECT claims.id FROM claims JOIN mentions ON mentions.id = mention_id "
        "WHERE document_id = ? AND claims.digest = ? AND suggested = 0 ORDER BY claims.id",
        (document, digest),
    )
    return [row["id"] for row in rows]


def _touched(connection: sqlite3.Connection, document: str) -> tuple[frozenset[str], frozenset[str]]:
    rows = connection.execute("SELECT line_key, owner_key FROM mentions WHERE document_id = ?", (document,)).fetchall()
    return (
        frozenset(row["line_key"] for row in rows if not row["owner_key"]),
        frozenset(row["owner_key"] for row in rows if row["owner_key"]),
    )


def _current(connection: sqlite3.Connection, document: str) -> dict[tuple[str, ...], ClaimChange]:
    """What a document says now, by what tells two statements apart whatever the version of the text."""
    rows = connection.execute(
        "SELECT mentions.raw_name, claims.field, claims.number, claims.text, claims.quote, documents.url FROM claims "
        "JOIN mentions ON mentions.id = mention_id AND mentions.digest = claims.digest "
        "JOIN documents ON documents.id = document_id AND documents.digest = mentions.digest "
        "WHERE document_id = ? AND suggested = 0 "
        "AND NOT EXISTS (SELECT 1 FROM withdrawn_claims WHERE claim_id = claims.id) ORDER BY start, claims.id",
        (document,),
    )
    found: dict[tuple[str, ...], ClaimChange] = {}
    for row in rows:
        value = row["number"] if row["number"] is not None else row["text"]
        change = ClaimChange(row["raw_name"], row["field"], value, row["quote"], row["url"])
        found[row["raw_name"], row["field"], repr(value), row["quote"]] = change
    return found


def _named(connection: sqlite3.Connection, document: str) -> list[tuple[object, ...]]:
    """What linking goes by of a document's present mentions."""
    rows = connection.execute(
        "SELECT raw_name, name_key, line_key, is_sized, organization, parameters, rank, owner_key, discovers, "
        "exclusion, aliases FROM mentions WHERE document_id = ?1 "
        "AND digest = (SELECT digest FROM documents WHERE id = ?1) ORDER BY id",
        (document,),
    )
    return [tuple(row) for row in rows]


def rename_rows(connection: sqlite3.Connection) -> tuple[frozenset[str], frozenset[str]]:
    """Read the names of all catalogue rows again; returns lines and owners of those now understood otherwise."""
    lines: set[str] = set()
    owners: set[str] = set()
    rows = connection.execute(
        "SELECT mentions.id, mentions.raw_name, source, name_key, line_key, is_sized, mentions.owner_key "
        "FROM mentions JOIN sightings ON sightings.id = sighting_id"
    ).fetchall()
    for row in rows:
        parsed = parse_name(row["raw_name"], row["source"])
        now = (name_key(parsed), line_key(parsed), int(parsed.is_sized))
        if now != (row["name_key"], row["line_key"], row["is_sized"]):
            connection.execute(
                "UPDATE mentions SET name_key = ?, line_key = ?, is_sized = ? WHERE id = ?", (*now, row["id"])
            )
            lines |= {row["line_key"], now[1]}
            owners |= {row["owner_key"]} - {None}
    return frozenset(lines), frozenset(owners)
