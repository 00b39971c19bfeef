"""A small database with documents and rows to decide about."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.config import Settings
from crawler.records import Document, DocumentKind, Sighting, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.decisions import index_decisions
from crawler.store.evidence import Stored, store_document
from crawler.store.finding import find_model
from crawler.store.keys import utc_now
from crawler.store.merging import point
from crawler.store.models import relink
from crawler.store.review_tables import REVIEW_TABLES
from crawler.store.reviewing import Review
from pipelines.identity.names import parse_name
from pipelines.linking import line_key, name_key
from pipelines.mentions import NewClaim, NewMention
from pipelines.stages import Assimilator

NOW = datetime(2026, 11, 1, tzinfo=UTC)

DERIVED = (
    "id, name, family, name_key, line_key, owner_key, place, organization, country, published, parameters, "
    "active_parameters, tokens, status, reason, explanation, priority, compute_flop, compute_low, compute_high, "
    "added_flop, confidence, method, disclosed, p_above, steps, warnings, chosen, base_name, base_key, base_id, "
    "merged_into, reference, asleep_until"
)
"""Columns of a model that must not depend on when and in which order it was found."""


def row(
    name: str,
    organization: str | None = None,
    *,
    source: str = "helm",
    aliases: tuple[str, ...] = (),
    discovers: bool = True,
    rank: SourceRank = SourceRank.CATALOGUE,
    **fields: float | str,
) -> Sighting:
    """A catalogue's row."""
    developer = {"organization": organization} if organization else {}
    return Sighting(
        source=source, source_key=name, url=f"https://example.org/{source}", raw_name=name, rank=rank, seen_at=NOW,
        row={"name": name}, aliases=aliases, discovers=discovers,
        fields={**developer, "release_date": "2026-06-01", **fields},
    )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A page that names one model; what extraction would make of it is said outright."""

    raw_name: str
    organization: str | None = None
    parameters: float | None = None
    source: str = "feeds/example"
    url: str = "https://example.org/a"
    rank: SourceRank = SourceRank.NEWS
    language: str = "en"


def say(connection: sqlite3.Connection, said: Said, run_id: str) -> Stored:
    """Store a page and its mention."""
    parsed = parse_name(said.raw_name)
    claims = [NewClaim("parameters", said.parameters, quote=f"{said.parameters:g}")] if said.parameters else []
    mention = NewMention(
        raw_name=said.raw_name, name_key=name_key(parsed), line_key=line_key(parsed), is_sized=parsed.is_sized,
        organization=said.organization, parameters=said.parameters or parsed.parameters, rank=said.rank,
        discovers=True, claims=tuple(claims),
    )  # fmt: skip
    document = Document(
        source=said.source, kind=DocumentKind.ARTICLE, rank=said.rank, url=said.url, body=b"", fetched_at=NOW,
        content_type="text/html", language=said.language,
    )  # fmt: skip
    return store_document(
        connection, document, text=f"{said.url} speaks of {said.raw_name}.", title=None, language=said.language,
        published="2026-10-01", warnings=(), mentions=[mention], extractor="test", run_id=run_id,
    )  # fmt: skip


class World:
    """One database with what may be done to it."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.assessor = Assessor(store, settings)
        with store.write() as connection:
            self.run_id = runs.start_run(connection, ["helm"], {}, demo=False)
        self.work = Assimilator(store, settings, self.assessor, self.run_id, "helm")
        self.ana = Review(store, self.assessor, "ana")

    def take(self, *items: Said | Sighting) -> World:
        """Store pages and rows, one after the other."""
        for item in items:
            if isinstance(item, Said):
                with self.store.write() as connection:
                    stored = say(connection, item, self.run_id)
                    touched = relink(connection, stored.lines, stored.owners, run_id=self.run_id, now=utc_now())
                    self.assessor.assess(connection, touched)
            else:
                self.work.sighting(item)
            self.work.flush()
        self.assessor.settle()
        return self

    def id(self, name: str) -> str:
        """The id of a model."""
        return find_model(self.store.connection, name)

    def model(self, name: str) -> dict[str, object]:
        """The row of a model."""
        return dict(self.store.connection.execute("SELECT * FROM models WHERE id = ?", (self.id(name),)).fetchone())

    def models(self) -> dict[str, tuple[object, ...]]:
        """Every model, without what depends on when it was found."""
        return {entry[0]: tuple(entry) for entry in self.store.connection.execute(f"SELECT {DERIVED} FROM models")}

    def links(self) -> dict[tuple[str, str], tuple[object, ...]]:
        """The model of every linked mention and why, by the mention's name and place."""
        rows = self.store.connection.execute(
            "SELECT raw_name, COALESCE(document_id, sighting_id) AS place, model_id, why FROM mentions "
            "WHERE model_id IS NOT NULL"
        )
        return {(entry[0], entry[1]): (entry[2], entry[3]) for entry in rows}

    def state(self) -> tuple[object, object]:
        """Everything that is derived from what was found and decided."""
        return self.models(), self.links()

    def link(self, raw_name: str) -> tuple[str | None, str]:
        """The model of the only mention with this name, and why."""
        rows = self.store.connection.execute(
            "SELECT DISTINCT model_id, why FROM mentions WHERE raw_name = ?", (raw_name,)
        ).fetchall()
        assert len(rows) == 1, [tuple(entry) for entry in rows]
        return rows[0][0], rows[0][1]

    def relink(self, lines: Iterable[str] | None = None) -> None:
        """Link these lines again, or all."""
        wanted = list(lines) if lines is not None else self.lines()
        with self.store.write() as connection:
            touched = relink(connection, wanted, [], run_id=self.run_id, now=utc_now())
            self.assessor.assess(connection, touched)
        self.assessor.settle()

    def lines(self) -> list[str]:
        """All lines of names, in order."""
        rows = self.store.connection.execute("SELECT DISTINCT line_key FROM mentions ORDER BY 1")
        return [entry[0] for entry in rows]

    def log(self) -> list[tuple[object, ...]]:
        """The decisions as they are stored."""
        return [tuple(entry) for entry in self.store.connection.execute("SELECT * FROM decisions ORDER BY id")]

    def adopt(self, log: list[tuple[object, ...]]) -> None:
        """Take over another database's decisions."""
        with self.store.write() as connection:
            for entry in log:
                connection.execute(f"INSERT INTO decisions VALUES ({', '.join('?' for _ in entry)})", entry)
            index_decisions(connection)
            decided = connection.execute("SELECT DISTINCT line_key FROM decided_models").fetchall()
        self.relink({*self.lines(), *(entry[0] for entry in decided)})
        with self.store.write() as connection:
            self.assessor.assess(connection, point(connection))
        self.relink()


def take_back_review(connection: sqlite3.Connection) -> None:
    """Leave a database as it was before the review application's tables."""
    connection.execute("PRAGMA foreign_keys = OFF")
    statements = " ".join(REVIEW_TABLES)
    for kind, name in connection.execute(
        "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'table', 'index') ORDER BY type DESC"
    ).fetchall():
        if re.search(rf"CREATE (VIRTUAL )?{kind} {name}\b", statements, re.IGNORECASE):
            connection.execute(f"DROP {kind} IF EXISTS {name}")
    connection.execute("ALTER TABLE models DROP COLUMN reopened")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm010_review'")
    connection.execute("PRAGMA foreign_keys = ON")
