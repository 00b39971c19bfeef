"""Stored mentions as linking takes them."""

from __future__ import annotations

import sqlite3

from crawler.records import SourceRank
from pipelines.linking import Mention


def _of_its_card(column: str) -> str:
    """A row's own statement, else that of its repository's card, which may have been read in an earlier run."""
    return (
        f"COALESCE(mentions.{column}, (SELECT card.{column} FROM documents AS page "
        "JOIN mentions AS card ON card.document_id = page.id AND card.digest = page.digest "
        "WHERE page.about_sighting = mentions.sighting_id AND card.exclusion IS NOT NULL LIMIT 1))"
    )


EXCLUSION = f"{_of_its_card('exclusion')} AS exclusion, {_of_its_card('exclusion_detail')} AS exclusion_detail"
"""Why a mention's model is no candidate."""

COLUMNS = (
    "mentions.id, mentions.raw_name, mentions.name_key, mentions.line_key, mentions.is_sized, mentions.organization, "
    f"mentions.parameters, mentions.rank, mentions.owner_key, mentions.discovers, {EXCLUSION}, "
    "COALESCE(documents.source, sightings.source) AS source"
)

PLACES = (
    "LEFT JOIN documents ON documents.id = mentions.document_id "
    "LEFT JOIN sightings ON sightings.id = mentions.sighting_id"
)
"""Where mentions stand, to be joined to them."""

IS_CURRENT = "mentions.digest = COALESCE(documents.digest, sightings.digest)"
"""Whether the page or row still says so."""

CURRENT_MENTIONS = f"SELECT {COLUMNS} FROM mentions {PLACES} WHERE {IS_CURRENT} AND "
"""Mentions that their pages and rows still make; a condition follows."""


def mention_of(row: sqlite3.Row) -> Mention:
    """A row of ``CURRENT_MENTIONS`` as a record."""
    return Mention(
        id=row["id"], raw_name=row["raw_name"], name_key=row["name_key"], line_key=row["line_key"],
        is_sized=bool(row["is_sized"]), organization=row["organization"], parameters=row["parameters"],
        rank=SourceRank(row["rank"]), owner_key=row["owner_key"], discovers=bool(row["discovers"]),
        exclusion=row["exclusion"], exclusion_detail=row["exclusion_detail"], source=row["source"],
    )  # fmt: skip
