"""Imported reference datasets: models that are already known and are linked instead of queued."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.store.keys import canonical_json, stable_id, utc_now
from pipelines.identity.folding import fold_name
from pipelines.identity.matching import Matcher, ReferenceModel
from pipelines.identity.names import parse_name


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One row of a reference dataset; ``hugging_face_ids`` are lower-case repository ids its links lead to."""

    name: str
    organization: str | None
    published: str | None
    parameters: float | None
    compute_flop: float | None
    hugging_face_ids: tuple[str, ...]
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """The rows of one edition of a reference dataset, as a source shows them."""

    dataset: str
    url: str
    rows: tuple[ReferenceRow, ...]


def store_references(connection: sqlite3.Connection, dataset: str, rows: Iterable[ReferenceRow]) -> tuple[int, int]:
    """Store the rows of a dataset, replacing its earlier rows of the same name; returns (new, changed)."""
    new = changed = 0
    for entry in rows:
        ident = stable_id("reference", dataset, entry.name, entry.organization or "")
        content = canonical_json(entry.row)
        old = connection.execute("SELECT row FROM reference_models WHERE id = ?", (ident,)).fetchone()
        if old is not None and old["row"] == content:
            continue
        new += old is None
        changed += old is not None
        connection.execute(
            "INSERT INTO reference_models (id, dataset, name, organization, published, parameters, compute_flop, "
            "hugging_face_ids, row, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "published = excluded.published, parameters = excluded.parameters, compute_flop = excluded.compute_flop, "
            "hugging_face_ids = excluded.hugging_face_ids, row = excluded.row, imported_at = excluded.imported_at",
            (
                ident,
                dataset,
                entry.name,
                entry.organization,
                entry.published,
                entry.parameters,
                entry.compute_flop,
                canonical_json(list(entry.hugging_face_ids)),
                content,
                utc_now(),
            ),
        )
    return new, changed


@dataclass(frozen=True, slots=True)
class Known:
    """A reference model as the crawl sees it."""

    name: str
    compute_flop: float | None
    reason: str
    organization: str | None = None
    """The developers that the reference lists, comma-separated."""


class References:
    """All imported models, ready for looking names up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(
            "SELECT name, organization, published, parameters, compute_flop, hugging_face_ids, row "
            "FROM reference_models ORDER BY published DESC, name"
        ).fetchall()
        self._compute = {row["name"]: row["compute_flop"] for row in reversed(rows)}
        self._developers = {row["name"]: row["organization"] for row in reversed(rows)}
        self._by_repository = {
            repository: row["name"] for row in reversed(rows) for repository in json.loads(row["hugging_face_ids"])
        }
        self._matcher = Matcher(
            ReferenceModel(row["name"], row["organization"], row["published"], row["parameters"], _sees(row["row"]))
            for row in rows
        )
        self.count = len(rows)

    def find(
        self,
        names: Sequence[str],
        *,
        organization: str | None,
        parameters: float | None,
        repositories: Iterable[str] = (),
        published: str | None = None,
    ) -> Known | None:
        """The reference model that goes by one of the names, its own first, or lies in one of the repositories."""
        if not self.count:
            return None
        for repository in sorted(repositories):
            name = self._by_repository.get(repository.lower())
            if name is not None:
                # A row that bears the repository's own name outranks one that only links to it, as to its predecessor.
                bearer = self._copied(repository.rpartition("/")[2])
                if bearer is not None and bearer.name != name:
                    return bearer
                return self._known(name, f"its repository {repository} is listed")
        for alias in names:
            match = self._matcher.match(
                alias,
                organization=organization,
                parameters=parameters,
                sized_as=names[0],
                published=published,
            )
            if match.name is not None:
                return self._known(match.name, match.reason)
        for repository in sorted(repositories):
            copied = self._copied(repository.rpartition("/")[2])
            if copied is not None:
                return copied
        return None

    def _copied(self, name: str) -> Known | None:
        """The reference model that another account's repository bears the full name of: a copy, whatever its size.

        Converted and packed copies have other counts than the original, and their account is not its developer; only
        names with a version or size of their own are that telling.
        """
        parsed = parse_name(name)
        if not parsed.is_sized and not any(character.isdigit() for character in parsed.key):
            return None
        match = self._matcher.match(name)
        if match.name is None or fold_name(match.name) != fold_name(name):
            return None
        return self._known(match.name, "a repository of another account has its full name")

    def _known(self, name: str, reason: str) -> Known:
        return Known(name, self._compute.get(name), reason, self._developers.get(name))


class SharedReferences:
    """The references of one database for many short uses: read anew only where they have changed.

    Reading three thousand takes an eighth of a second, which every decision would wait for.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: tuple[tuple[str, int], References] | None = None

    def of(self, connection: sqlite3.Connection) -> References:
        """The references as they are now; threads share what is returned, which nobody changes."""
        with self._lock:
            token, seq = connection.execute(
                "SELECT token, reference_state.seq FROM review_state, reference_state"
            ).fetchone()
            if self._read is None or self._read[0] != (token, seq):
                self._read = ((token, seq), References(connection))
            return self._read[1]


def _sees(row: str) -> bool | None:
    """Whether a row's domains say that the model takes pictures; ``None`` where they say nothing."""
    domains = {part.strip().lower() for part in str(json.loads(row).get("Domain") or "").split(",")} - {""}
    return bool(domains & {"vision", "multimodal", "video"}) if domains else None
