"""Origins of stored documents: the same whatever the order in which the documents came."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from crawler.store import schema
from crawler.store.database import Store, open_store
from crawler.store.origins import COMMON, assign_origin
from pipelines.origins import MAX_WITNESSES, MIN_SHINGLES, fingerprint, partition
from tests.pipelines.wire_stories import wire_stories


def put(connection: sqlite3.Connection, ident: str, text: str, url: str | None = None) -> None:
    """Store a document, or another text of it, and compare it."""
    address = url or f"https://{ident}.example/"
    insert(connection, ident, text, address)
    assign_origin(connection, ident, address, text)


def insert(connection: sqlite3.Connection, ident: str, text: str, url: str) -> None:
    connection.execute(
        "INSERT INTO documents (id, source, kind, rank, url, text, digest, origin, first_seen, last_seen, first_run) "
        "VALUES (?1, 's', 'article', 'news', ?3, ?2, 'x', ?1, 'then', 'then', 'r') "
        "ON CONFLICT (id) DO UPDATE SET text = excluded.text",
        (ident, text, url),
    )


def origins(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT id, origin FROM documents").fetchall())


def groups(connection: sqlite3.Connection) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for ident, origin in sorted(origins(connection).items()):
        found.setdefault(origin, []).append(ident)
    return sorted(found.values())


def invented(random: Random, words: int) -> str:
    return " ".join("".join(random.choices("abcdefgh", k=5)) for _ in range(words))


def newsroom(random: Random) -> dict[str, tuple[str, str]]:
    """(address, text) by id: stories in full, shortened, edited, mixed with others, and some of their own."""
    paragraphs = [invented(random, random.randint(12, 25)) for _ in range(12)]
    wires = [random.sample(paragraphs, random.randint(3, 6)) for _ in range(3)]
    documents = {}
    for number in range(random.randint(12, 24)):
        parts = list(random.choice(wires))
        change = random.randrange(5)
        if change == 1:
            parts = parts[: random.randint(1, len(parts))]
        elif change == 2:
            random.shuffle(parts)
        elif change == 3:
            parts += random.choice(wires)
        elif change == 4:
            parts = random.sample(paragraphs, 3)
        words = " ".join(parts).split()
        for place in range(0, len(words), random.randint(15, 60)):
            words[place] = f"edited{number}"
        documents[f"d{number}"] = f"https://outlet{random.randrange(8)}.example/{number}", " ".join(words)
    return documents


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_whatever_the_order_the_stories_are_those_of_all_documents_together(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    documents = newsroom(random)
    arrivals = list(documents)
    random.shuffle(arrivals)
    changed = set(random.sample(arrivals, 4))
    path = tmp_path / f"{random.random()}.db"
    with open_store(path) as store, store.write() as connection:
        for ident in arrivals:
            url, text = documents[ident]
            put(connection, ident, documents[random.choice(arrivals)][1] if ident in changed else text, url)
        for ident in changed:
            put(connection, ident, documents[ident][1], documents[ident][0])
        stored = groups(connection)
    path.unlink()
    together = [fingerprint(ident, url, text) for ident, (url, text) in documents.items()]
    long = [text for text in together if len(text.shingles) >= MIN_SHINGLES]
    expected = sorted(sorted(member.document for member in story.members) for story in partition(long))
    assert [group for group in stored if set(group) & {text.document for text in long}] == expected


def test_forty_outlets_with_one_story_are_one_origin(store: Store) -> None:
    wire, *_ = wire_stories()
    with store.write() as connection:
        for number in range(40):
            put(connection, f"outlet{number}", f"The {number} o'clock edition of our town's paper\n\n{wire.wire}")
        put(connection, "rival", wire.own[0])
        assert [len(group) for group in groups(connection)] == [40, 1]
        roles = connection.execute("SELECT role, count(*) FROM story_texts GROUP BY role ORDER BY role").fetchall()
        assert [tuple(row) for row in roles] == [(0, 40 - MAX_WITNESSES), (1, MAX_WITNESSES + 1)]


def test_a_changed_text_gets_another_origin_and_leaves_its_old_story(store: Store) -> None:
    wire, *_ = wire_stories()
    with store.write() as connection:
        for ident, text in zip("abc", wire.copies.values(), strict=False):
            put(connection, ident, text)
        assert groups(connection) == [["a", "b", "c"]]
        before = origins(connection)
        put(connection, "a", wire.own[0])
        assert groups(connection) == [["a"], ["b", "c"]]
        assert origins(connection)["a"] not in before.values()
        put(connection, "a", wire.own[1])
        put(connection, "a", wire.copies["harbour-daily.example"])
        assert groups(connection) == [["a", "b", "c"]]


@pytest.mark.parametrize("text", [wire_stories()[0].own[0], "A short text"])
def test_a_lone_document_that_says_something_else_has_another_origin(store: Store, text: str) -> None:
    with store.write() as connection:
        put(connection, "a", wire_stories()[0].own[1])
        before = origins(connection)
        put(connection, "a", text)
        after = origins(connection)
        put(connection, "a", text)
        assert origins(connection) == after != before


def test_two_parts_of_a_story_become_one_when_the_whole_arrives(store: Store) -> None:
    paragraphs = wire_stories()[0].wire.split("\n\n")
    with store.write() as connection:
        put(connection, "one", "\n\n".join(paragraphs[:3]))
        put(connection, "two", "\n\n".join(paragraphs[2:]))
        assert len(groups(connection)) == 2
        put(connection, "all", "\n\n".join(paragraphs))
        assert len(groups(connection)) == 1
        put(connection, "all", "")
        assert len(groups(connection)) == 3


def test_short_texts_are_one_origin_only_where_their_letters_are_the_same(store: Store) -> None:
    texts = {"a": "Osprey 2 is out.", "b": "OSPREY 2 is out", "c": "Osprey 3 is out.", "d": "", "e": ""}
    with store.write() as connection:
        for ident, text in texts.items():
            put(connection, ident, text)
        assert groups(connection) == [["a", "b"], ["c"], ["d"], ["e"]]


def test_models_are_assessed_again_where_other_documents_change_their_origins(store: Store) -> None:
    paragraphs = wire_stories()[0].wire.split("\n\n")
    with store.write() as connection:
        put(connection, "one", "\n\n".join(paragraphs[:3]))
        put(connection, "two", "\n\n".join(paragraphs[2:]))
        for model, document in (("m", "one"), ("n", None), ("o", None)):
            connection.execute(
                "INSERT INTO models (id, name, family, name_key, status, reason, explanation, first_seen, first_run, "
                "stale) VALUES (?1, ?1, ?1, ?1, 'unconfirmed', 'new', '', 'then', 'r', 0)",
                (model,),
            )
            if document:
                connection.execute(
                    "INSERT INTO mentions (id, document_id, raw_name, name_key, line_key, is_sized, rank, discovers, "
                    "digest, model_id) VALUES ('x', ?, 'm', 'm', 'm', 0, 'news', 1, 'x', ?)",
                    (document, model),
                )
        connection.execute("UPDATE models SET merged_into = 'n' WHERE id = 'm'")
        put(connection, "all", "\n\n".join(paragraphs))
        stale = connection.execute("SELECT id FROM models WHERE stale = 1").fetchall()
    assert sorted(row["id"] for row in stale) == ["m", "n"]


def test_a_phrase_on_every_page_of_many_outlets_hides_no_copy(store: Store) -> None:
    random = Random(7)
    notice = invented(random, 60)
    wire = wire_stories()[0].wire
    with store.write() as connection:
        for number in range(COMMON + 20):
            put(connection, f"page{number}", f"{invented(random, 80)}\n\n{notice}")
        put(connection, "first", f"{wire}\n\n{notice}")
        put(connection, "second", f"{notice}\n\n{wire}")
        assert [group for group in groups(connection) if len(group) > 1] == [["first", "second"]]


@pytest.mark.parametrize("reverse", [False, True])
def test_documents_of_a_database_from_before_are_compared_when_it_is_opened(tmp_path: Path, reverse: bool) -> None:
    wire, *_ = wire_stories()
    texts = dict(zip(["a", "b", "c"], [wire.wire, wire.copies["harbour-daily.example"], wire.own[0]], strict=True))
    path = tmp_path / "flopscout.db"
    with sqlite3.connect(path) as old:
        schema.migrations.apply(Database(old), stop_before="m004_stories")
        for ident in sorted(texts, reverse=reverse):
            insert(old, ident, texts[ident], f"https://{ident}.example/")
    old.close()
    with open_store(path) as store:
        assert groups(store.connection) == [["a", "b"], ["c"]]
