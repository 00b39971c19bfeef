"""Base models that are the model itself.

A repository often declares its own base or instruct release, or the unquantised original, as what it was made of.
All of these are one model here, so such a statement names no base; the others that sources name still count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.choosing import ClaimView
from pipelines.identity.names import parse_name
from pipelines.linking import line_key, name_key

_OWN = "(SELECT id FROM models WHERE id = ?1 OR merged_into = ?1)"


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What a model is called: the keys of its names, and those of the lines that it is of."""

    keys: frozenset[str]
    lines: frozenset[str]

    def include(self, name: str) -> bool:
        """Whether a name, or a repository's id, is the model's own, in any packaging and with or without its size."""
        parsed = parse_name(name.strip().rstrip("/").rpartition("/")[2])
        return name_key(parsed) in self.keys or (not parsed.is_sized and line_key(parsed) in self.lines)

    def without_own_bases(self, claims: Iterable[ClaimView]) -> list[ClaimView]:
        """The claims, except for those that call the model its own base."""
        return [claim for claim in claims if claim.field != "base_model" or not self.include(str(claim.value))]


def own_names(connection: sqlite3.Connection, model_id: str) -> OwnNames:
    """The names of a model and of those that were merged into it: as they are linked, and as sources write them."""
    members = connection.execute(f"SELECT name_key, line_key FROM models WHERE id IN {_OWN}", (model_id,)).fetchall()
    written = connection.execute(f"SELECT DISTINCT name_key FROM mentions WHERE model_id IN {_OWN}", (model_id,))
    keys = {row["name_key"] for row in members} | {row["name_key"] for row in written}
    return OwnNames(frozenset(keys - {""}), frozenset({row["line_key"] for row in members} - {""}))
