"""Opening, migrating and writing the database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.store import schema
from crawler.store.database import Store, StoreError, open_store

WRITER = """
import sys
from pathlib import Path
from crawler.store.database import open_store
store = open_store(Path(sys.argv[1]))
for number in range(200):
    with store.write() as connection:
        connection.execute("SELECT count(*) FROM signals").fetchone()
        connection.execute(
            "INSERT INTO signals VALUES (?, 'kind', 'subject', '', 'test', 'now', 'now')", (f"{sys.argv[2]}-{number}",)
        )
"""


def test_two_processes_that_read_and_then_write_never_find_it_locked(tmp_path: Path) -> None:
    path = tmp_path / "flopscout.db"
    open_store(path).close()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE, cwd=Path.cwd())
        for name in "ab"
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said.decode()
    with open_store(path) as store:
        assert store.connection.execute("SELECT count(*) FROM signals").fetchone()[0] == 400


def test_a_failed_transaction_leaves_nothing_behind(store: Store) -> None:
    def fail_halfway() -> None:
        with store.write() as connection:
            connection.execute("INSERT INTO signals VALUES ('a', 'b', 'c', 'd', 'e', 'f', 'g')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert store.connection.execute("SELECT count(*) FROM signals").fetchone()[0] == 0


def test_a_database_of_a_newer_version_is_named_as_such_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "flopscout.db"
    with open_store(path) as store:
        store.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('flopscout', 'm999_later', 'now')"
        )
    with pytest.raises(StoreError, match=r"newer flopscout .*m999_later.*update"):
        open_store(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flopscout.db"
    path.write_text("this is a letter, not a database, and it is long enough to have a header" * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="move the file away"):
        open_store(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="needs a place nobody can write to")
def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(StoreError, match=r"cannot write to the data folder /proc/nowhere.*FLOPSCOUT_HOME"):
        open_store(Path("/proc/nowhere/flopscout.db"))


def test_reading_commands_do_not_create_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        open_store(tmp_path / "none" / "flopscout.db", create=False)
    assert not (tmp_path / "none").exists()


def test_tables_are_strict(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute("INSERT INTO runs (id, started_at, heartbeat_at, state, process, host, options) "
                                 "VALUES ('x', 'now', 'now', 'running', 'not a number', 'h', '{}')")  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE claims SET field = 'tokens'", "DELETE FROM claims"])
def test_claims_are_never_edited_or_deleted(store: Store, statement: str) -> None:
    connection = store.connection
    connection.execute(
        "INSERT INTO sightings (id, source, source_key, url, raw_name, rank, discovers, row, digest, first_seen, "
        "last_seen, first_run) VALUES ('s', 'helm', 'k', 'u', 'n', 'catalogue', 1, '{}', 'd', 'now', 'now', 'r')"
    )
    connection.execute(
        "INSERT INTO mentions (id, sighting_id, raw_name, name_key, line_key, is_sized, rank, discovers, digest) "
        "VALUES ('m', 's', 'n', 'n', 'n', 0, 'catalogue', 1, 'd')"
    )
    connection.execute(
        "INSERT INTO claims (id, mention_id, field, number, quote, rank, exact, digest, extractor, made_at, run_id) "
        "VALUES ('c', 'm', 'parameters', 7e9, '7B', 'catalogue', 1, 'd', '1', 'now', 'r')"
    )
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(statement)


def test_decisions_are_append_only(store: Store) -> None:
    store.connection.execute(
        "INSERT INTO decisions (model_id, action, who, at, before, after) "
        "VALUES ('m', 'accept', 'a', 'now', '{}', '{}')"
    )
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute("UPDATE decisions SET who = 'b'")


@pytest.mark.parametrize("needle", ["大模型", "매개변수", "مليار", "параметр"])
def test_full_text_search_finds_parts_of_words_in_every_script(store: Store, needle: str) -> None:
    text = "盘古大模型发布；1750억개 매개변수; يضم 70 مليار معامل; 702 млрд параметров"
    store.connection.execute(
        "INSERT INTO documents (id, source, kind, rank, url, title, text, digest, origin, first_seen, last_seen, "
        "first_run) VALUES ('d', 's', 'article', 'news', 'u', 't', ?, 'x', 'o', 'now', 'now', 'r')",
        (text,),
    )
    found = store.connection.execute(
        "SELECT id FROM documents JOIN documents_fts ON documents_fts.rowid = number WHERE documents_fts MATCH ?",
        (f'"{needle}"',),
    ).fetchall()
    assert [row["id"] for row in found] == ["d"]


def test_a_database_from_before_suggestions_gets_them_and_keeps_its_claims(tmp_path: Path) -> None:
    path = tmp_path / "flopscout.db"
    with sqlite3.connect(path) as old:
        schema.migrations.apply(Database(old), stop_before="m002_suggestions")
        old.execute(
            "INSERT INTO documents (id, source, kind, rank, url, text, digest, origin, first_seen, last_seen, "
            "first_run) VALUES ('d', 's', 'article', 'news', 'u', 't', 'x', 'o', 'then', 'then', 'r')"
        )
        old.execute(
            "INSERT INTO mentions (id, document_id, raw_name, name_key, line_key, is_sized, rank, discovers, digest) "
            "VALUES ('m', 'd', 'Zephyria', 'z', 'z', 0, 'news', 1, 'x')"
        )
        old.execute(
            "INSERT INTO claims (id, mention_id, field, number, quote, rank, exact, digest, extractor, made_at, "
            "run_id) VALUES ('c', 'm', 'tokens', 1e12, 'q', 'news', 1, 'x', '1', 'then', 'r')"
        )
    old.close()
    with open_store(path) as store:
        assert store.connection.execute("SELECT id, suggested FROM claims").fetchall()[0][:] == ("c", 0)
        assert store.connection.execute("SELECT count(*) FROM suggestions").fetchone()[0] == 0
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            store.connection.execute("UPDATE claims SET suggested = 1")
