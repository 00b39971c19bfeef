"""Proposed keywords and what people decided about them, and the translations they come from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.keys import utc_now


@dataclass(frozen=True, slots=True)
class Proposal:
    """A keyword that somebody or something proposed; ``state`` is proposed, accepted or rejected."""

    language: str
    keyword: str
    english: str
    service: str
    state: str

    def as_json(self) -> dict[str, object]:
        """The proposal for ``--json``."""
        return {name: getattr(self, name) for name in self.__slots__}


def proposals_of(connection: sqlite3.Connection, language: str | None = None) -> list[Proposal]:
    """All proposals, decided or not; of one language, or of all."""
    return [
        Proposal(row["language"], row["keyword"], row["english"], row["service"], row["state"])
        for row in connection.execute(
            "SELECT * FROM keyword_proposals WHERE ?1 IS NULL OR language = ?1 ORDER BY language, made_at, keyword",
            (language,),
        )
    ]


def decided_keywords(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """The keywords of a language that a person accepted or rejected, in the order of the decisions."""
    return {
        row["keyword"]: row["state"]
        for row in connection.execute(
            "SELECT keyword, state FROM keyword_proposals WHERE language = ? AND state <> 'proposed' "
            "ORDER BY decided_at, keyword",
            (language,),
        )
    }


def propose(connection: sqlite3.Connection, language: str, keyword: str, *, english: str, service: str) -> bool:
    """Keep a proposal, unreviewed; false where it is known already, whatever was decided about it."""
    return (
        connection.execute(
            "INSERT INTO keyword_proposals (language, keyword, english, service, state, made_at) "
            "VALUES (?, ?, ?, ?, 'proposed', ?) ON CONFLICT DO NOTHING",
            (language, keyword, english, service, utc_now()),
        ).rowcount
        > 0
    )


def decide(connection: sqlite3.Connection, language: str, keyword: str, state: str, *, by: str) -> None:
    """Accept or reject a keyword, proposed or not."""
    now = utc_now()
    connection.execute(
        "INSERT INTO keyword_proposals (language, keyword, english, service, state, made_at, decided_by, decided_at) "
        "VALUES (?1, ?2, '', '', ?3, ?4, ?5, ?4) ON CONFLICT (language, keyword) DO UPDATE SET "
        "state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
        (language, keyword, state, now, by),
    )


def translation_of(connection: sqlite3.Connection, language: str, english: str, service: str) -> str | None:
    """A translation that was made before."""
    row = connection.execute(
        "SELECT translated FROM translations WHERE language = ? AND english = ? AND service = ?",
        (language, english, service),
    ).fetchone()
    return None if row is None else str(row["translated"])


def keep_translation(connection: sqlite3.Connection, language: str, english: str, service: str, text: str) -> None:
    """Keep a translation, so that the service is asked once."""
    connection.execute(
        "INSERT INTO translations (language, english, service, translated, made_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (language, english, service, text, utc_now()),
    )
