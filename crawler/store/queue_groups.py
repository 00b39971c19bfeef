"""Queued models that may be variations of one another, so that a reviewer looks at them together.

The groups are made anew at every look and stored nowhere: they only order the queue and never decide identity. The
review application, which is looked at all the time, keeps its own in memory.
"""

from __future__ import annotations

import sqlite3

from pipelines.identity.generations import Queued, looked_at_together

ARCHITECTURE = """
    SELECT models.id, models.name, models.organization, models.parameters, review_items.architecture AS model_type
    FROM models JOIN review_items ON review_items.model_id = models.id
    WHERE {condition}
    ORDER BY models.priority DESC, models.id
"""


def group_leads(connection: sqlite3.Connection, condition: str) -> dict[str, str]:
    """For each model of the queue, the one of its group that is most worth a look: itself where it stands alone.

    ``condition`` is one of the queue's own, over columns of ``models``.
    """
    rows = connection.execute(ARCHITECTURE.format(condition=condition)).fetchall()
    rank = {row["id"]: place for place, row in enumerate(rows)}
    groups = looked_at_together(
        Queued(row["id"], row["name"], row["organization"], row["model_type"], row["parameters"]) for row in rows
    )
    return {member: min(group, key=rank.__getitem__) for group in groups for member in group}
