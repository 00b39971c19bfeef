"""Connections that are kept between requests."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.store.database import Store, StoreError, open_store
from crawler.store.pool import StorePool


@pytest.fixture
def pool(store: Store, settings: Settings) -> StorePool:
    """A pool for a database that exists."""
    del store
    return StorePool(settings.database, most=2)


def signals(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM signals").fetchone()[0])


def signal(ident: str) -> tuple[str, tuple[str]]:
    return "INSERT INTO signals VALUES (?, 'kind', 'subject', '', '', '2026-01-01', '2026-01-01')", (ident,)


def test_a_connection_is_lent_again_and_sees_what_others_wrote(pool: StorePool, store: Store) -> None:
    with pool.borrow() as first:
        assert signals(first.connection) == 0
    with store.write() as connection:
        connection.execute(*signal("one"))
    with pool.borrow() as second:
        assert second is first
        assert signals(second.connection) == 1


def test_two_borrowers_have_two_connections(pool: StorePool) -> None:
    with pool.borrow() as one, pool.borrow() as other:
        assert one is not other
        with one.write() as connection:
            connection.execute(*signal("one"))
        assert signals(other.connection) == 1


def test_another_thread_may_use_it_afterwards(pool: StorePool) -> None:
    with pool.borrow() as lent:
        pass
    seen: list[tuple[Store, int]] = []

    def look() -> None:
        with pool.borrow() as again:
            seen.append((again, signals(again.connection)))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(lent, 0)]


def test_an_unfinished_transaction_is_not_handed_on(pool: StorePool) -> None:
    with pool.borrow() as left:
        left.connection.execute("BEGIN IMMEDIATE")
        left.connection.execute(*signal("one"))
    with pool.borrow() as next_one, next_one.write() as connection:
        assert next_one is not left
        assert signals(connection) == 0


def test_after_an_error_of_the_database_another_connection_is_opened(pool: StorePool) -> None:
    with pytest.raises(sqlite3.OperationalError), pool.borrow() as broken:
        broken.connection.execute("SELECT * FROM nothing_of_the_kind")
    with pool.borrow() as next_one:
        assert next_one is not broken


def test_any_other_error_costs_no_connection(pool: StorePool) -> None:
    with pytest.raises(KeyError), pool.borrow() as fine:
        raise KeyError
    with pool.borrow() as next_one:
        assert next_one is fine


def test_a_file_put_in_the_place_of_another_is_opened(pool: StorePool, settings: Settings, tmp_path: Path) -> None:
    with pool.borrow() as old:
        pass
    with open_store(tmp_path / "new.db") as made, made.write() as connection:
        connection.execute(*signal("one"))
    for end in ("-wal", "-shm"):
        settings.database.with_name(settings.database.name + end).unlink(missing_ok=True)
    (tmp_path / "new.db").rename(settings.database)
    with pool.borrow() as new:
        assert new is not old
        assert signals(new.connection) == 1


def test_a_database_of_a_newer_version_is_refused_at_once(pool: StorePool, store: Store) -> None:
    with pool.borrow():
        pass
    store.connection.execute("CREATE TABLE of_tomorrow (id INTEGER)")
    store.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('flopscout', 'm999_later', 'now')"
    )
    with pytest.raises(StoreError, match="newer"), pool.borrow():
        pass


def test_where_there_is_no_database_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"), StorePool(tmp_path / "none.db").borrow():
        pass
    assert not (tmp_path / "none.db").exists()


def test_only_some_are_kept_and_none_after_closing(pool: StorePool) -> None:
    with pool.borrow() as one, pool.borrow() as two, pool.borrow() as three:
        lent = (one, two, three)
    with pytest.raises(sqlite3.ProgrammingError):
        one.connection.execute("SELECT 1")  # given back last: two others were kept already
    assert signals(lent[1].connection) == signals(lent[2].connection) == 0
    pool.close()
    with pytest.raises(sqlite3.ProgrammingError):
        two.connection.execute("SELECT 1")
