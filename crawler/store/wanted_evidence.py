"""Addresses that people want read as evidence about a model, and what came of reading them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.store.database import Store
from crawler.store.finding import Refused, find_model
from crawler.store.keys import utc_now

WAITING, READ, FAILED = "waiting", "read", "failed"

LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class WantedEvidence:
    """An address that somebody wants read. ``state`` is ``waiting``, ``read`` or ``failed`` with its ``problem``."""

    id: int
    model_id: str
    url: str
    who: str
    at: str
    state: str
    problem: str


def want_evidence(store: Store, model: str, url: str, who: str) -> WantedEvidence:
    """Ask for an address to be read; one that was asked for already waits again.

    Nothing is fetched here: whoever reads it goes through the address guard and robots.txt like any crawl.

    Raises:
        Refused: there is no such model, or the address is none of the web's or has a password in it.
    """
    address = _address(url)
    with store.write() as connection:
        ident = find_model(connection, model)
        connection.execute(
            "INSERT INTO wanted_evidence (model_id, url, who, at) VALUES (?, ?, ?, ?) ON CONFLICT (model_id, url) "
            "DO UPDATE SET state = 'waiting', problem = '', who = excluded.who, at = excluded.at",
            (ident, address, who, utc_now()),
        )
        row = connection.execute(
            "SELECT * FROM wanted_evidence WHERE model_id = ? AND url = ?", (ident, address)
        ).fetchone()
    return WantedEvidence(**dict(row))


def waiting_evidence(connection: sqlite3.Connection, limit: int = 100) -> list[WantedEvidence]:
    """What waits to be read, the oldest first."""
    rows = connection.execute("SELECT * FROM wanted_evidence WHERE state = 'waiting' ORDER BY id LIMIT ?", (limit,))
    return [WantedEvidence(**dict(row)) for row in rows]


def evidence_wanted_for(connection: sqlite3.Connection, model_id: str) -> list[WantedEvidence]:
    """What people wanted read about one model."""
    rows = connection.execute("SELECT * FROM wanted_evidence WHERE model_id = ? ORDER BY id", (model_id,))
    return [WantedEvidence(**dict(row)) for row in rows]


def close_evidence(store: Store, ident: int, *, problem: str = "") -> None:
    """Say that an address was read, or why it could not be."""
    with store.write() as connection:
        connection.execute(
            "UPDATE wanted_evidence SET state = ?, problem = ? WHERE id = ?",
            (FAILED if problem else READ, problem[:1000], ident),
        )


def _address(url: str) -> str:
    address = url.strip()
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refused(f"{url!r} is no address of a page") from None
    unprintable = any(character.isspace() or not character.isprintable() for character in address)
    if parts.scheme not in {"http", "https"} or not host or unprintable or len(address) > LONGEST_ADDRESS:
        raise Refused(f"{url[:200]!r} is no address of a page; it begins with https:// or http://")
    if parts.username or parts.password:
        raise Refused("an address must not have a user name or password in it")
    return parts._replace(fragment="").geturl()
