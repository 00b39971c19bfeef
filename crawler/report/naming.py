"""Which sources name the models that count, and which are alone in it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Naming(NamedTuple):
    """How many confirmed and unconfirmed models a source names, and how many of them no other source names."""

    source: str
    models: int
    alone: int


def stored_namings(connection: sqlite3.Connection) -> list[Naming]:
    """The sources by the number of models that they name, most first."""
    return [Naming(*row) for row in connection.execute(_NAMINGS)]


_NAMINGS = """
    WITH named AS (
        SELECT DISTINCT COALESCE(models.merged_into, models.id) AS model_id, place_source AS source
        FROM mentions JOIN models ON models.id = mentions.model_id WHERE place_source IS NOT NULL
    ), counted AS (
        SELECT named.model_id, named.source, count(*) OVER (PARTITION BY named.model_id) AS sources
        FROM named JOIN models ON models.id = named.model_id WHERE status IN ('confirmed', 'unconfirmed')
    )
    SELECT source, count(*), sum(sources = 1) FROM counted GROUP BY source ORDER BY count(*) DESC, source
"""
