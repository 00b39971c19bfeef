"""Queued models that may be variations of one another, so that a reviewer looks at them together.

The groups are made anew at every look and stored nowhere: they only order the queue and never decide identity.
"""

from __future__ import annotations

import sqlite3

from pipelines.identity.derivation import Sized, review_groups

ARCHITECTURE = """
    SELECT models.id, models.parameters, max(json_extract(sightings.row, '$.config.model_type')) AS model_type
    FROM models
    LEFT JOIN models AS members ON members.id = models.id OR members.merged_into = models.id
    LEFT JOIN mentions ON mentions.model_id = members.id
    LEFT JOIN sightings ON sightings.id = mentions.sighting_id
    WHERE {condition}
    GROUP BY models.id
    ORDER BY models.priority DESC, models.id
"""


def group_leads(connection: sqlite3.Connection, condition: str) -> dict[str, str]:
    """For each model of the queue, the one of its group that is most worth a look: itself where it stands alone.

    ``condition`` is one of the queue's own, over columns of ``models``.
    """
    rows = connection.execute(ARCHITECTURE.format(condition=condition)).fetchall()
    rank = {row["id"]: place for place, row in enumerate(rows)}
    groups = review_groups(Sized(row["id"], row["model_type"], row["parameters"]) for row in rows)
    return {member: min(group.members, key=rank.__getitem__) for group in groups for member in group.members}
