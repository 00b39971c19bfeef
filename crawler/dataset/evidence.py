"""From an exported value to the claim, document and archived page that it comes from.

One record for each claim behind a cell. Quotes are not exported; they are shown by ``flopscout queue show``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from crawler.dataset.columns import POSITION
from crawler.dataset.rows import Row
from crawler.store.decisions import decisions_of, standing
from crawler.store.shown import CONTEXT, FACTS

EVIDENCE_COLUMNS = (
    "Model id",
    "Column",
    "Claim id",
    "Claim field",
    "Source",
    "Page",
    "Document id",
    "Document digest",
    "Archive id",
)

EVIDENCE_DESCRIPTIONS = {
    "Model id": "The model whose row it is.",
    "Column": "The column that the claim supports.",
    "Claim id": "Id of the claim; where a person set the value, the number of the decision.",
    "Claim field": "What the claim is about.",
    "Source": "Name of the source, as in sources.csv.",
    "Page": "Address of the page or record that states it.",
    "Document id": "Id of the page or record in the database.",
    "Document digest": "SHA-256 of the text or record that was read.",
    "Archive id": "Id of the archived response; empty where it came with a list that is archived as a whole.",
}

COMPUTE = "Training compute (FLOP)"
"""Stands for all columns that the estimate fills."""

COLUMN_OF_FIELD = {
    "name": "Model",
    "organization": "Organization",
    "country": "Country (of organization)",
    "domain": "Domain",
    "task": "Task",
    "accessibility": "Model accessibility",
    "release_date": "Publication date",
    "mentioned_on": "Publication date",
    "licence": "Accessibility notes",
    "parameters": "Parameters",
    "active_parameters": "Active parameters",
    "tokens": "Training tokens",
    "hardware": "Training hardware",
    "hardware_quantity": "Hardware quantity",
    "training_days": "Training time (hours)",
    "utilization": "Hardware utilization (MFU)",
    "base_model": "Base model",
}
"""The column that shows a claim field; further facts stand behind the compute alone."""

Record = tuple[str | None, ...]
"""One line of evidence, in the order of ``EVIDENCE_COLUMNS``."""

_CLAIMS = """
    SELECT claims.id, claims.field, place_source, place_url, COALESCE(document_id, sighting_id) AS document,
        claims.digest, COALESCE(documents.archive_id, sightings.archive_id) AS archive
    FROM claims JOIN mentions ON mentions.id = mention_id
    LEFT JOIN documents ON documents.id = document_id LEFT JOIN sightings ON sightings.id = sighting_id
    WHERE claims.id IN (SELECT value FROM json_each(?1))
        AND place_source NOT IN (SELECT value FROM json_each(?2))
"""

_BASES = """
    SELECT models.id, shown_values.claims FROM models
    JOIN models AS base ON base.id = models.base_id AND base.disclosed
    JOIN shown_values ON shown_values.model_id = base.id
    WHERE models.id IN (SELECT value FROM json_each(?))
"""
"""A base model's compute is built on where it is disclosed."""

_EDITED = """
    SELECT models.id, shown.key FROM models, json_each(chosen) AS shown
    WHERE models.id IN (SELECT value FROM json_each(?)) AND json_extract(shown.value, '$.by_person')
"""


def evidence_of(connection: sqlite3.Connection, rows: Sequence[Row], closed: Collection[str]) -> Iterator[Record]:
    """The evidence for the rows, in their order."""
    ids = json.dumps([row[POSITION["Model id"]] for row in rows])
    of_bases = {entry[0]: (entry[1] or "").split() for entry in connection.execute(_BASES, (ids,))}
    edited: dict[str, list[str]] = {}
    for model_id, name in connection.execute(_EDITED, (ids,)):
        edited.setdefault(model_id, []).append(name)
    cited = {row[POSITION["Model id"]]: str(row[POSITION["Claim ids"]] or "").split() for row in rows}
    wanted = sorted({ident for group in (*cited.values(), *of_bases.values()) for ident in group})
    claims = {
        claim["id"]: claim for claim in connection.execute(_CLAIMS, (json.dumps(wanted), json.dumps(sorted(closed))))
    }
    for row in rows:
        model_id = str(row[POSITION["Model id"]])
        own = [claims[ident] for ident in cited[model_id] if ident in claims]
        yield from _of_columns(model_id, row, own)
        base = [claims[ident] for ident in of_bases.get(model_id, ()) if ident in claims]
        if row[POSITION[COMPUTE]] is not None:
            yield from _of_compute(model_id, own, [claim for claim in base if claim["field"] in FACTS])
        for name in edited.get(model_id, ()):
            yield from _decided(connection, model_id, row, name)


def _of_columns(model_id: str, row: Row, claims: Sequence[sqlite3.Row]) -> Iterator[Record]:
    for claim in claims:
        column = COLUMN_OF_FIELD.get(claim["field"])
        if column and row[POSITION[column]] is not None:
            yield _record(model_id, column, claim)


def _of_compute(model_id: str, own: Sequence[sqlite3.Row], base: Sequence[sqlite3.Row]) -> Iterator[Record]:
    """What is disclosed; where nothing is, the estimate rests on what kind of model it is."""
    facts = [*(claim for claim in own if claim["field"] in FACTS), *base]
    for claim in facts or [claim for claim in own if claim["field"] in CONTEXT]:
        yield _record(model_id, COMPUTE, claim)


def _record(model_id: str, column: str, claim: sqlite3.Row) -> Record:
    return (
        model_id, column, claim["id"], claim["field"], claim["place_source"], claim["place_url"], claim["document"],
        claim["digest"], claim["archive"],
    )  # fmt: skip


def _decided(connection: sqlite3.Connection, model_id: str, row: Row, name: str) -> Iterator[Record]:
    """The decision that a value which a person set comes from."""
    numbers = [d.id for d in standing(decisions_of(connection, model_id)) if d.action == "edit" and name in d.after]
    columns = {COLUMN_OF_FIELD.get(name)} | ({COMPUTE} if name in FACTS else set())
    for column in sorted(column for column in columns if column and row[POSITION[column]] is not None):
        for number in numbers[-1:]:
            yield (model_id, column, f"decision {number}", name, "review", None, None, None, None)
