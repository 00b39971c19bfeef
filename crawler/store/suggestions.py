"""Texts that a language model is asked about, what came of it, and the claims it suggested."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from crawler.store.evidence import store_claims
from crawler.store.keys import canonical_json
from pipelines.mentions import NewClaim

SIGNAL_KIND = "suggester"
"""Kind of the signals that say why a question had no usable answer."""

ANSWERED = "answered"
"""Outcome of a text with a usable answer; all others are names of troubles."""


@dataclass(frozen=True, slots=True)
class AskedMention:
    """A model that a text names: under which names, and for which fields the text already makes a claim."""

    id: str
    name: str
    aliases: tuple[str, ...]
    rank: SourceRank
    model_id: str | None
    stated: frozenset[str]


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A stored text that was not asked about in its present version."""

    document_id: str
    source: str
    url: str
    digest: str
    language: str | None
    text: str
    mentions: tuple[AskedMention, ...]


def waiting_texts(connection: sqlite3.Connection, limit: int) -> list[WaitingText]:
    """Texts that name a model in the queue and were not asked about yet; those of the first in the queue first."""
    rows = connection.execute(
        "SELECT documents.id, documents.source, documents.url, documents.digest, documents.language, documents.text, "
        "max(models.priority) AS worth FROM documents "
        "JOIN mentions ON mentions.document_id = documents.id AND mentions.digest = documents.digest "
        "JOIN models ON models.id = mentions.model_id AND models.status = 'unconfirmed' AND models.reference IS NULL "
        "WHERE mentions.exclusion IS NULL AND NOT EXISTS (SELECT 1 FROM suggestions "
        "WHERE suggestions.document_id = documents.id AND suggestions.digest = documents.digest) "
        "GROUP BY documents.id ORDER BY worth DESC, documents.id LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        WaitingText(
            document_id=row["id"], source=row["source"], url=row["url"], digest=row["digest"],
            language=row["language"], text=row["text"], mentions=_mentions(connection, row["id"], row["digest"]),
        )
        for row in rows
    ]  # fmt: skip


def _mentions(connection: sqlite3.Connection, document_id: str, digest: str) -> tuple[AskedMention, ...]:
    rows = connection.execute(
        "SELECT id, raw_name, aliases, rank, model_id FROM mentions "
        "WHERE document_id = ? AND digest = ? AND exclusion IS NULL ORDER BY id",
        (document_id, digest),
    ).fetchall()
    return tuple(
        AskedMention(
            id=row["id"],
            name=row["raw_name"],
            aliases=tuple(json.loads(row["aliases"])),
            rank=SourceRank(row["rank"]),
            model_id=row["model_id"],
            stated=frozenset(
                claim["field"]
                for claim in connection.execute(
                    "SELECT DISTINCT field FROM claims WHERE mention_id = ? AND digest = ? "
                    "AND NOT EXISTS (SELECT 1 FROM withdrawn_claims WHERE claim_id = claims.id)",
                    (row["id"], digest),
                )
            ),
        )
        for row in rows
    )


def record_answer(
    connection: sqlite3.Connection,
    text: WaitingText,
    *,
    model: str,
    outcome: str,
    claims: Sequence[tuple[AskedMention, NewClaim]],
    refused: Mapping[str, int],
    run_id: str,
    now: str,
) -> int:
    """Keep what came of a question, with the claims that count; returns how many of these are new."""
    added = sum(
        store_claims(
            connection,
            [claim],
            mention_id=mention.id,
            rank=mention.rank,
            digest=text.digest,
            extractor=f"suggested by {model}",
            run_id=run_id,
            now=now,
        )
        for mention, claim in claims
    )
    connection.execute(
        "INSERT INTO suggestions (document_id, digest, model, outcome, accepted, refused, asked_at, run_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document_id, digest) DO NOTHING",
        (text.document_id, text.digest, model, outcome, added, canonical_json(dict(refused)), now, run_id),
    )
    return added


@dataclass(frozen=True, slots=True)
class SuggestionCounts:
    """What a run's questions brought: texts answered, claims that count, refusals by reason, and troubles in words."""

    texts: int
    accepted: int
    refused: dict[str, int]
    troubles: tuple[str, ...]


def suggestion_counts(connection: sqlite3.Connection, run_id: str) -> SuggestionCounts:
    """What came of the questions of one run."""
    refused: dict[str, int] = {}
    texts = accepted = 0
    for row in connection.execute("SELECT outcome, accepted, refused FROM suggestions WHERE run_id = ?", (run_id,)):
        texts += row["outcome"] == ANSWERED
        accepted += row["accepted"]
        for reason, number in json.loads(row["refused"]).items():
            refused[reason] = refused.get(reason, 0) + number
    troubles = connection.execute(
        "SELECT subject, detail FROM signals WHERE kind = ? "
        "AND last_seen >= (SELECT started_at FROM runs WHERE id = ?) ORDER BY subject",
        (SIGNAL_KIND, run_id),
    )
    told = tuple(f"{row['subject']}: {row['detail']}" for row in troubles)
    return SuggestionCounts(texts, accepted, dict(sorted(refused.items())), told)
