"""Which models people have made one: pointers that are read off the log, and what speaks against another one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.store.decisions import Decision, identity_decisions, standing


class Merges:
    """The standing merges and "not the same" of a log."""

    def __init__(self, rulings: Iterable[Decision]) -> None:
        self.into: dict[str, list[Decision]] = {}
        self.apart: list[Decision] = []
        for decision in rulings:
            if decision.action == "merge":
                self.into.setdefault(decision.model_id, []).append(decision)
            elif decision.action == "apart":
                self.apart.append(decision)

    def of(self, model_id: str) -> Decision | None:
        """The merge that points a model at another."""
        return next(iter(self.into.get(model_id, ())), None)

    def survivor(self, model_id: str) -> str:
        """The model at the end of the pointers; a circle, which is never let in, ends where it began."""
        seen = {model_id}
        while (merge := self.of(model_id)) is not None and merge.other_id is not None and merge.other_id not in seen:
            model_id = merge.other_id
            seen.add(model_id)
        return model_id

    def ruling_apart(self, one: str, other: str) -> Decision | None:
        """Who said that something in one model is not the same as something in the other."""
        wanted = {self.survivor(one), self.survivor(other)}
        return next(
            (d for d in self.apart if {self.survivor(d.model_id), self.survivor(d.other_id or "")} == wanted), None
        )

    def fault(self) -> str | None:
        """What cannot stand together: two merges of one model, a circle, or a merge of what was called two."""
        for model_id, merges in sorted(self.into.items()):
            if len(merges) > 1:
                both = " and ".join(f"{merge.other_id} (decision {merge.id})" for merge in merges[:2])
                return f"{model_id} would be merged into both {both}; undo the one that stands first"
        for model_id in sorted(self.into):
            end = self.of(self.survivor(model_id))
            if end is not None:
                return (
                    f"{model_id} would be merged into itself by way of {end.other_id}; "
                    f"undo decision {end.id} or the others of this circle first"
                )
        for decision in self.apart:
            if self.survivor(decision.model_id) == self.survivor(decision.other_id or ""):
                return (
                    f"{decision.model_id} and {decision.other_id} would be merged, and {decision.by} called them not "
                    f"the same; undo decision {decision.id} first"
                )
        return None


def merges_of(connection: sqlite3.Connection) -> Merges:
    """The standing merges."""
    return Merges(standing(identity_decisions(connection)))


def point(connection: sqlite3.Connection) -> set[str]:
    """Let every merged model point at its survivor, and none other; returns all models that this concerns."""
    merges = merges_of(connection)
    wanted: dict[str, str | None] = {model_id: merges.survivor(model_id) for model_id in merges.into}
    concerned: set[str] = set()
    for row in connection.execute("SELECT id, merged_into FROM models WHERE merged_into IS NOT NULL").fetchall():
        wanted.setdefault(row["id"], None)
        if wanted[row["id"]] == row["merged_into"]:
            del wanted[row["id"]]
        else:
            concerned.add(row["merged_into"])
    for model_id, survivor in wanted.items():
        concerned |= {model_id, survivor or model_id}
        connection.execute("UPDATE models SET merged_into = ?, stale = 1 WHERE id = ?", (survivor, model_id))
    return concerned
