"""What leaderboards say, with the date and access of the models that they rank."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from crawler.store.board_scores import board_name


class Score(NamedTuple):
    """A model's score on a board; ``model_id`` is that of the model that it counts for."""

    board: str
    model_id: str
    value: float


def stored_scores(connection: sqlite3.Connection, closed: Collection[str]) -> list[Score]:
    """The scores that are stored, without those of sources that do not allow passing values on.

    Where a board lists a model several times (with more or less effort in thinking), its best score counts.
    """
    best: dict[tuple[str, str], float] = {}
    for row in connection.execute(_SCORES, (json.dumps(sorted(closed)),)):
        key = (board_name(row["source"], json.loads(row["row"])), row["model_id"])
        best[key] = max(best.get(key, row["score"]), row["score"])
    return [Score(board, model_id, value) for (board, model_id), value in sorted(best.items())]


_SCORES = """
    SELECT sightings.source, sightings.row, json_extract(sightings.metrics, '$.score') AS score,
        COALESCE(models.merged_into, models.id) AS model_id
    FROM sightings JOIN mentions ON sighting_id = sightings.id JOIN models ON models.id = mentions.model_id
    WHERE json_type(sightings.metrics, '$.score') IN ('real', 'integer')
        AND sightings.source NOT IN (SELECT value FROM json_each(?))
"""
