"""Which mentions in the database name a model of a reference dataset, each judged by what it says itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.store.mention_rows import IS_CURRENT
from crawler.store.references import References
from pipelines.identity.matching import shares_developer

_DERIVED = frozenset({"finetune", "merge", "adapter", "product"})
"""What makes another model out of one, unlike a copy or a conversion of it."""

_MENTIONS = f"""
    SELECT mentions.raw_name, mentions.aliases, mentions.organization, mentions.parameters, place_source, place_url,
        sightings.source_key, mentions.exclusion, COALESCE(models.merged_into, models.id) AS model,
        COALESCE(survivors.status, models.status) AS status, models.published
    FROM mentions LEFT JOIN sightings ON sightings.id = sighting_id LEFT JOIN documents ON documents.id = document_id
    LEFT JOIN models ON models.id = mentions.model_id LEFT JOIN models AS survivors ON survivors.id = models.merged_into
    WHERE {IS_CURRENT} ORDER BY place_source, mentions.raw_name, mentions.id
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A mention that names a reference model; ``parameters`` is the count stated beside it.

    ``model`` is the model of ours that the mention counts for and ``status`` that model's; both are empty for a name
    that no model goes by (a reseller's price list alone opens none).
    """

    reference: str
    name: str
    source: str
    url: str
    organization: str | None
    parameters: float | None
    model: str
    status: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """The link for ``--json`` and for files of links."""
        return {name: getattr(self, name) for name in self.__slots__}


def reference_links(connection: sqlite3.Connection, references: References) -> Iterator[Link]:
    """Every mention that names a model of the reference, one link each.

    A mention is linked by its own name, other forms, developer, size and repository, as a model is in a crawl: where
    two reference models count as one of ours (a preview and its release), each is named by the mentions that name it.
    What somebody else has made of a model names it only in its own name, and does not count.
    """
    for row in connection.execute(_MENTIONS):
        is_repository = row["place_source"] == "huggingface" and row["source_key"]
        known = references.find(
            [row["raw_name"], *json.loads(row["aliases"])],
            organization=row["organization"],
            parameters=row["parameters"],
            repositories=[row["source_key"]] if is_repository else [],
            published=row["published"],
        )
        if known is None:
            continue
        if row["exclusion"] not in _DERIVED or shares_developer(row["organization"], known.organization):
            yield Link(
                reference=known.name, name=row["raw_name"], source=row["place_source"] or "",
                url=row["place_url"] or "", organization=row["organization"], parameters=row["parameters"],
                model=row["model"] or "", status=row["status"] or "", reason=known.reason,
            )  # fmt: skip
