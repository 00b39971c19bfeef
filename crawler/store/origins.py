"""Which stored documents have one origin, kept up to date as each document arrives.

`pipelines.origins.partition` says which documents tell one story. Here the same partition is reached one document at a
time: an index of sampled shingles leads to the documents worth comparing, and documents that were ever alike share a
cluster. Only where a new document is one that others are compared with is its cluster's partition made again. Clusters
grow and never shrink; they are wider than stories, so that how they came about changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from zlib import crc32

import numpy as np

from crawler.store.keys import stable_id
from pipelines.origins import (
    MIN_SHINGLES,
    Fingerprint,
    Story,
    fingerprint,
    least_noticed,
    partition,
    place,
    same_story,
    sample,
)

COMMON = 100
"""Texts of one role above which a shingle is taken to be a site's notice or a stock phrase, which leads nowhere."""

WITNESS, OTHER = 1, 0
"""A document's role in its story: whether further texts are compared with it."""


def assign_origin(connection: sqlite3.Connection, document_id: str, url: str, text: str) -> None:
    """Set the origin of a stored document, and of those whose story it joins, changes or has left.

    The same documents have the same origins whatever the order in which they came, as long as copies share some sampled
    phrase that at most 100 witnesses use. Models of other documents whose origin changes are marked to be assessed
    again.
    """
    number: int = connection.execute("SELECT number FROM documents WHERE id = ?", (document_id,)).fetchone()[0]
    _forget(connection, number)
    arrived = fingerprint(document_id, url, text)
    if len(arrived.shingles) < MIN_SHINGLES:
        letters = ",".join(map(str, arrived.shingles))
        _set_origin(connection, document_id, stable_id("origin", "short", letters or document_id))
        return
    near = _clusters_of_copies(connection, number, arrived, WITNESS)
    cluster = _unite(connection, near | {number})
    begun = [story.before(arrived) for story in _stories(_texts(connection, cluster, witnesses_only=True))]
    home = place(arrived, [story for story in begun if story])
    if home is not None and home.is_full:
        _keep(connection, number, arrived, cluster, leader=home.leader.document, role=OTHER)
        _set_origin(connection, document_id, _origin(home))
        return
    _keep(connection, number, arrived, cluster, leader=document_id, role=WITNESS)
    _settle(connection, cluster, {number: arrived})


def assign_all_origins(connection: sqlite3.Connection) -> None:
    """Compare all stored documents, for a database whose documents were never compared."""
    for (ident,) in connection.execute("SELECT id FROM documents ORDER BY number").fetchall():
        url, text = connection.execute("SELECT url, text FROM documents WHERE id = ?", (ident,)).fetchone()
        assign_origin(connection, ident, url, text)


def _settle(connection: sqlite3.Connection, cluster: int, promoted: Mapping[int, Fingerprint]) -> None:
    """Make a cluster's partition again, with all texts that its new witnesses are compared with.

    Whatever role a text has, it shares a cluster with the witnesses that are its copies or sources. So a text that
    becomes a witness has only to be looked for among the others.
    """
    wider = _widened(connection, cluster, promoted)
    while promoted := _partition_again(connection, wider):
        cluster, wider = wider, _widened(connection, wider, promoted)
        if cluster == wider:
            return


def _widened(connection: sqlite3.Connection, cluster: int, promoted: Mapping[int, Fingerprint]) -> int:
    clusters = {cluster}
    for number, text in promoted.items():
        clusters |= _clusters_of_copies(connection, number, text, OTHER)
    return _unite(connection, clusters)


def _partition_again(connection: sqlite3.Connection, cluster: int) -> dict[int, Fingerprint]:
    """Store the partition of a cluster's texts; returns those that are witnesses now and were not, by number."""
    texts = _texts(connection, cluster)
    before = {text.document: (number, leader, role) for number, text, leader, role in texts}
    promoted = {}
    for story in partition(text for _, text, _, _ in texts):
        for position, text in enumerate(story.members):
            number, leader, role = before[text.document]
            now = WITNESS if position < len(story.witnesses) else OTHER
            if (leader, role) != (story.leader.document, now):
                connection.execute(
                    "UPDATE story_texts SET leader = ?, role = ? WHERE document = ?",
                    (story.leader.document, now, number),
                )
            if role != now:
                connection.executemany(
                    f"UPDATE story_shingles SET role = {now} WHERE shingle = ? AND role = ? AND document = ?",
                    _keys(text, role, number),
                )
            if now == WITNESS != role:
                promoted[number] = text
            _set_origin(connection, text.document, _origin(story))
    return promoted


def _clusters_of_copies(connection: sqlite3.Connection, number: int, text: Fingerprint, role: int) -> set[int]:
    """The clusters of stored texts with this role that are copies or sources of a text."""
    hits: Counter[int] = Counter()
    common = 0
    for shingle in sample(text.shingles).tolist():
        rows = connection.execute(
            "SELECT document FROM story_shingles WHERE shingle = ? AND role = ? LIMIT ?", (shingle, role, COMMON + 1)
        ).fetchall()
        if len(rows) > COMMON:
            common += 1
        else:
            hits.update(row[0] for row in rows)
    hits.pop(number, None)
    found: set[int] = set()
    for candidate, seen in hits.items():
        sampled, cluster = connection.execute(
            "SELECT sampled, cluster FROM story_texts WHERE document = ?", (candidate,)
        ).fetchone()
        if cluster not in found and seen + common >= least_noticed(text.sampled, sampled):
            row = connection.execute(f"{_TEXTS} WHERE document = ?", (candidate,)).fetchone()
            if same_story(text, _fingerprint(row)):
                found.add(cluster)
    return found


def _unite(connection: sqlite3.Connection, clusters: set[int]) -> int:
    """Make one cluster of several; returns its number, the smallest of theirs."""
    kept = min(clusters)
    for cluster in clusters - {kept}:
        connection.execute("UPDATE story_texts SET cluster = ? WHERE cluster = ?", (kept, cluster))
    return kept


_TEXTS = """
    SELECT document, leader, role, documents.id, cluster, outlet, agencies, shingles
    FROM story_texts JOIN documents ON documents.number = document
"""

_Text = tuple[int, Fingerprint, str, int]
"""A stored text: its document's number, its fingerprint, the id of its story's leader, and its role."""


def _texts(connection: sqlite3.Connection, cluster: int, *, witnesses_only: bool = False) -> list[_Text]:
    wanted = "cluster = ? AND role = 1" if witnesses_only else "cluster = ?"
    rows = connection.execute(f"{_TEXTS} WHERE {wanted}", (cluster,))
    return [(row[0], _fingerprint(row), row[1], row[2]) for row in rows]


def _fingerprint(row: tuple[object, ...] | sqlite3.Row) -> Fingerprint:
    agencies, shingles = str(row[6]), row[7]
    assert isinstance(shingles, bytes)
    return Fingerprint(
        document=str(row[3]),
        outlet=str(row[5]),
        agencies=frozenset(agencies.split("; ") if agencies else ()),
        shingles=np.frombuffer(shingles, "<u4"),
    )


def _stories(texts: Iterable[_Text]) -> list[Story]:
    """The stored stories of which these are the witnesses, in order."""
    witnesses: dict[str, list[Fingerprint]] = {}
    for _, text, leader, _ in texts:
        witnesses.setdefault(leader, []).append(text)
    stories = [Story(sorted(members, key=lambda text: text.order)) for members in witnesses.values()]
    return sorted(stories, key=lambda story: story.leader.order)


def _origin(story: Story) -> str:
    """Key of a story, from its leader and what that says: another text is another origin."""
    return stable_id("origin", story.leader.document, str(crc32(story.leader.shingles.tobytes())))


def _set_origin(connection: sqlite3.Connection, document_id: str, origin: str) -> None:
    changed = connection.execute(
        "UPDATE documents SET origin = ?1 WHERE id = ?2 AND origin <> ?1", (origin, document_id)
    ).rowcount
    if changed:
        connection.execute(
            "WITH spoken_of AS (SELECT model_id AS id FROM mentions WHERE document_id = ?) "
            "UPDATE models SET stale = 1 WHERE id IN spoken_of "
            "OR id IN (SELECT merged_into FROM models WHERE id IN spoken_of)",
            (document_id,),
        )


def _keep(
    connection: sqlite3.Connection, number: int, text: Fingerprint, cluster: int, *, leader: str, role: int
) -> None:
    connection.execute(
        "INSERT INTO story_texts (document, cluster, leader, role, outlet, agencies, sampled, shingles) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, cluster, leader, role, text.outlet, "; ".join(sorted(text.agencies)), text.sampled,
            text.shingles.astype("<u4").tobytes(),
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO story_shingles (shingle, role, document) VALUES (?, ?, ?)", _keys(text, role, number)
    )


def _forget(connection: sqlite3.Connection, number: int) -> None:
    """Take a document's former text out of its story, whose other documents are then compared again."""
    row = connection.execute(f"{_TEXTS} WHERE document = ?", (number,)).fetchone()
    if row is None:
        return
    role, cluster = row[2], row[4]
    connection.executemany(
        "DELETE FROM story_shingles WHERE shingle = ? AND role = ? AND document = ?",
        _keys(_fingerprint(row), role, number),
    )
    connection.execute("DELETE FROM story_texts WHERE document = ?", (number,))
    if role == WITNESS:
        _settle(connection, cluster, {})


def _keys(text: Fingerprint, role: int, number: int) -> list[tuple[int, int, int]]:
    return [(shingle, role, number) for shingle in sample(text.shingles).tolist()]
