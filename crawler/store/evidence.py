"""Documents, sightings, the models they mention, and the claims they make."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.records import Document, Sighting, SourceRank
from crawler.store.board_scores import read_sighting
from crawler.store.keys import canonical_json, iso, payload_digest, row_digest, stable_id, text_digest
from crawler.store.origins import assign_origin
from pipelines.mentions import NewClaim, NewMention

MAX_QUOTE = 300
"""Characters of a quote that are kept for good."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What one write added: whether the record is new, its claims, and the lines and owners of models it touches."""

    is_new: bool
    claims: int
    lines: frozenset[str]
    owners: frozenset[str]


def document_addresses(connection: sqlite3.Connection, prefix: str) -> tuple[str, ...]:
    """Addresses of all stored documents that begin like this, in order."""
    rows = connection.execute(
        "SELECT DISTINCT url FROM documents WHERE substr(url, 1, ?) = ? ORDER BY url", (len(prefix), prefix)
    )
    return tuple(row["url"] for row in rows)


def document_id(url: str, key: str = "") -> str:
    """Stable id of a document: its address (and key within it), whatever it says and whichever feed led to it."""
    return stable_id("document", url, key)


def sighting_id(source: str, source_key: str) -> str:
    """Stable id of a sighting."""
    return stable_id("sighting", source, source_key)


def store_document(
    connection: sqlite3.Connection,
    document: Document,
    *,
    text: str,
    title: str | None,
    language: str | None,
    published: str | None,
    warnings: Sequence[str],
    mentions: Sequence[NewMention],
    extractor: str,
    run_id: str,
) -> Stored:
    """Store a document that has been read, with its mentions and claims; an unchanged one is only seen again."""
    ident = document_id(document.url, document.key)
    digest = text_digest(f"{title or ''}\n{text}")
    now = iso(document.fetched_at)
    about_sighting = sighting_id(document.source, document.about_key) if document.about_key else None
    old = connection.execute("SELECT digest FROM documents WHERE id = ?", (ident,)).fetchone()
    if old is not None and old["digest"] == digest:
        connection.execute("UPDATE documents SET last_seen = ? WHERE id = ?", (now, ident))
        return Stored(False, 0, frozenset(), frozenset())
    values = {
        "id": ident, "source": document.source, "kind": document.kind.value, "rank": document.rank.value,
        "url": document.url, "key": document.key, "title": title, "language": language, "published": published,
        "text": text, "digest": digest, "origin": ident, "about": document.about, "about_sighting": about_sighting,
        "archive_id": document.archive_id, "warnings": canonical_json(list(warnings)), "first_seen": now,
        "last_seen": now, "first_run": run_id, "given": canonical_json(given_with(document)), "extractor": extractor,
    }  # fmt: skip
    _upsert(connection, "documents", values, keep=("origin", "first_seen", "first_run"))
    assign_origin(connection, ident, document.url, text)
    added, lines, owners = store_mentions(
        connection, mentions, digest=digest, extractor=extractor, run_id=run_id, now=now, document=ident
    )
    return Stored(old is None, added, lines, owners)


def store_sighting(
    connection: sqlite3.Connection, sighting: Sighting, mention: NewMention, *, run_id: str, extractor: str
) -> Stored:
    """Store a catalogue row with its mention and claims; an unchanged row is only seen again."""
    ident = sighting_id(sighting.source, sighting.source_key)
    digest = row_digest(
        {"row": sighting.row, "fields": sighting.fields, "name": sighting.raw_name, "exclusion": sighting.exclusion}
    )
    now = iso(sighting.seen_at)
    metrics = canonical_json(sighting.metrics)
    old = connection.execute("SELECT digest, row, metrics FROM sightings WHERE id = ?", (ident,)).fetchone()
    if old is not None and old["digest"] == digest:
        before, after = (read_sighting(sighting.source, old["row"], text) for text in (old["metrics"], metrics))
        if before != after:  # the estimate may rest on it
            connection.execute(
                "UPDATE models SET stale = 1 WHERE id IN (SELECT COALESCE(named.merged_into, named.id) FROM mentions "
                "JOIN models AS named ON named.id = model_id WHERE sighting_id = ?)",
                (ident,),
            )
        connection.execute("UPDATE sightings SET last_seen = ?, metrics = ? WHERE id = ?", (now, metrics, ident))
        return Stored(False, 0, frozenset(), frozenset())
    values = {
        "id": ident, "source": sighting.source, "source_key": sighting.source_key, "url": sighting.url,
        "raw_name": sighting.raw_name, "rank": sighting.rank.value, "discovers": int(sighting.discovers),
        "exclusion": sighting.exclusion, "exclusion_detail": sighting.exclusion_detail,
        "owner_key": sighting.owner_key, "aliases": canonical_json(list(sighting.aliases)),
        "row": canonical_json(sighting.row), "digest": digest, "metrics": metrics,
        "archive_id": sighting.archive_id, "first_seen": now, "last_seen": now, "first_run": run_id,
    }  # fmt: skip
    _upsert(connection, "sightings", values, keep=("first_seen", "first_run"))
    added, lines, owners = store_mentions(
        connection, [mention], digest=digest, extractor=extractor, run_id=run_id, now=now, sighting=ident
    )
    return Stored(old is None, added, lines, owners)


def given_with(document: Document) -> dict[str, str]:
    """What came with a document beside its body and is not read from it, to read it again as it was read first.

    ``body`` is the digest of the body, which tells whether the archived response is the document itself.
    """
    given = {
        "body": payload_digest(document.body),
        "content_type": document.content_type,
        "title": document.title,
        "language": document.language,
        "published": document.published,
        "version": document.version,
        "owner_key": document.owner_key,
        "about_key": document.about_key,
        "exclusion": document.exclusion,
        "exclusion_detail": document.exclusion_detail,
    }
    return {name: value for name, value in given.items() if value is not None}


def _upsert(connection: sqlite3.Connection, table: str, values: Mapping[str, object], *, keep: Iterable[str]) -> None:
    columns = ", ".join(values)
    slots = ", ".join(f":{column}" for column in values)
    changes = ", ".join(f"{column} = excluded.{column}" for column in values if column not in {"id", *keep})
    connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({slots}) ON CONFLICT (id) DO UPDATE SET {changes}",
        values,
    )


def store_mentions(
    connection: sqlite3.Connection,
    mentions: Sequence[NewMention],
    *,
    digest: str,
    extractor: str,
    run_id: str,
    now: str,
    document: str | None = None,
    sighting: str | None = None,
) -> tuple[int, frozenset[str], frozenset[str]]:
    """Store what one document or sighting says; returns the number of new claims, and the lines and owners touched."""
    lines: set[str] = set()
    owners: set[str] = set()
    added = 0
    place = document or sighting or ""
    column = "document_id" if document else "sighting_id"
    for gone in connection.execute(
        f"SELECT line_key, owner_key FROM mentions WHERE {column} = ?",
        (place,),
    ):
        # A page that changed may have stopped naming a model, which then has to be linked again as well.
        owners.add(gone["owner_key"]) if gone["owner_key"] else lines.add(gone["line_key"])
    for mention in mentions:
        ident = mention_id(place, mention.raw_name)
        values = {
            "id": ident, "document_id": document, "sighting_id": sighting, "raw_name": mention.raw_name,
            "name_key": mention.name_key, "line_key": mention.line_key, "is_sized": int(mention.is_sized),
            "organization": mention.organization, "parameters": mention.parameters, "rank": mention.rank.value,
            "owner_key": mention.owner_key, "discovers": int(mention.discovers), "exclusion": mention.exclusion,
            "exclusion_detail": mention.exclusion_detail, "aliases": canonical_json(list(mention.aliases)),
            "digest": digest,
        }  # fmt: skip
        _upsert(connection, "mentions", values, keep=())
        owners.add(mention.owner_key) if mention.owner_key else lines.add(mention.line_key)
        added += store_claims(
            connection,
            mention.claims,
            mention_id=ident,
            rank=mention.rank,
            digest=digest,
            extractor=extractor,
            run_id=run_id,
            now=now,
        )
    return added, frozenset(lines), frozenset(owners)


def mention_id(place: str, raw_name: str) -> str:
    """Stable id of the mention of a name in a document or sighting, whose id ``place`` is."""
    return stable_id("mention", place, raw_name)


def claim_id(mention: str, claim: NewClaim, digest: str) -> str:
    """Stable id of a claim: who says it where, what it says, and in which version of the text."""
    marks = ("suggested",) if claim.suggested else ()
    quote = claim.quote[:MAX_QUOTE]
    return stable_id("claim", mention, claim.field, repr(claim.value), quote, str(claim.start), digest, *marks)


def store_claims(
    connection: sqlite3.Connection,
    claims: Iterable[NewClaim],
    *,
    mention_id: str,
    rank: SourceRank,
    digest: str,
    extractor: str,
    run_id: str,
    now: str,
) -> int:
    """Store the claims of one mention in the text with this digest; returns how many are new."""
    added = 0
    for claim in claims:
        is_number = isinstance(claim.value, int | float)
        quote = claim.quote[:MAX_QUOTE]
        cursor = connection.execute(
            "INSERT INTO claims (id, mention_id, field, number, text, quote, start, end, rank, exact, digest, "
            "extractor, made_at, run_id, suggested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (
                claim_id(mention_id, claim, digest),
                mention_id,
                claim.field,
                float(claim.value) if is_number else None,
                None if is_number else str(claim.value),
                quote,
                claim.start,
                claim.end,
                rank.value,
                int(claim.exact),
                digest,
                extractor,
                now,
                run_id,
                int(claim.suggested),
            ),
        )
        added += cursor.rowcount
    return added


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A current claim with where it comes from; ``value`` is a number or a text."""

    id: str
    field: str
    value: float | str
    quote: str
    start: int | None
    end: int | None
    rank: SourceRank
    exact: bool
    source: str
    url: str
    published: str | None
    origin: str
    raw_name: str
    document_id: str | None
    sighting_id: str | None
    suggested: bool = False
    """Whether a language model proposed it: shown to people, and never decisive."""


CURRENT_CLAIMS = """
    SELECT claims.id, claims.field, claims.number, claims.text, claims.quote, claims.start, claims.end, claims.rank,
           claims.exact AND mentions.exclusion IS NULL AS exact, claims.suggested,
           mentions.raw_name, mentions.document_id, mentions.sighting_id,
           COALESCE(documents.source, sightings.source) AS source, COALESCE(documents.url, sightings.url) AS url,
           documents.published, COALESCE(documents.origin, sightings.id) AS origin
    FROM mentions
    JOIN claims ON claims.mention_id = mentions.id AND claims.digest = mentions.digest
    LEFT JOIN documents ON documents.id = mentions.document_id
    LEFT JOIN sightings ON sightings.id = mentions.sighting_id
    WHERE mentions.model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)
        AND mentions.digest = COALESCE(documents.digest, sightings.digest)
        AND NOT EXISTS (SELECT 1 FROM withdrawn_claims WHERE claim_id = claims.id)
    ORDER BY claims.id
"""


def claims_of(connection: sqlite3.Connection, model_id: str) -> list[StoredClaim]:
    """The claims about a model that its documents still make, ordered by id.

    Claims about models that were merged into it are among them. What a copy or derivative says yields to what the
    model's own pages say, so it counts as inexact.
    """
    return [
        StoredClaim(
            id=row["id"], field=row["field"], value=row["number"] if row["number"] is not None else row["text"],
            quote=row["quote"], start=row["start"], end=row["end"], rank=SourceRank(row["rank"]),
            exact=bool(row["exact"]), source=row["source"], url=row["url"], published=row["published"],
            origin=row["origin"],
            raw_name=row["raw_name"], document_id=row["document_id"], sighting_id=row["sighting_id"],
            suggested=bool(row["suggested"]),
        )
        for row in connection.execute(CURRENT_CLAIMS, (model_id,))
    ]  # fmt: skip


def names_of(connection: sqlite3.Connection, model_id: str) -> list[str]:
    """Every name under which a model, or one that was merged into it, was seen; sorted."""
    names: set[str] = set()
    for row in connection.execute(
        "SELECT raw_name, aliases FROM mentions "
        "WHERE model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)",
        (model_id,),
    ):
        names.add(row["raw_name"])
        names.update(json.loads(row["aliases"]))
    return sorted(names)
