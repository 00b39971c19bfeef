"""A database of invented models whose columns are set outright, to be read in every way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from crawler.store.database import Store, open_store
from crawler.store.items import SEPARATOR, squeezed

NAMES = ("Tempestia", "Orion", "星火", "悟道", "Гранит", "واحة", "दीपक", "Lyra+", "GPT-4")
DEVELOPERS = ("Zephyr Labs", "Storm House; Zephyr Labs", "科大讯飞", None)
COUNTRIES = ("France", "China", "China, France", None)
DATES = ("2025", "2025-06", "2025-06-15", "2026-01-02", None)
SOURCES = (("helm",), ("helm", "wikidata"), ("feeds/a",), ())
LANGUAGES = (("en",), ("en", "zh"), ("ar",), ())
STATUSES = ("unconfirmed", "unconfirmed", "unconfirmed", "confirmed", "below", "excluded", "merged")
REASONS = ("undisclosed", "decision", "suggested")
REOPENED = '["Reopened by new evidence.","Its tokens is now stated: 2e12."]'


def change(connection: sqlite3.Connection, number: int, random: Random) -> None:
    """Give the model with this number other values, or make it."""
    ident = f"model/{number}"
    values = {
        "name": f"{random.choice(NAMES)} {random.choice((7, 30, 70))}B",
        "organization": random.choice(DEVELOPERS),
        "country": random.choice(COUNTRIES),
        "published": random.choice(DATES),
        "parameters": random.choice((7e9, 7.03e9, 7.06e9, 7.1e9, 30e9, None)),
        "status": random.choice(STATUSES),
        "reason": random.choice(REASONS),
        "priority": random.choice((0.0, 0.25, 0.5, round(random.random(), 3))),
        "compute_flop": random.choice((1e22, 3e23, 5e25, None)),
        "p_above": random.choice(('{"1e+23":0.9,"1e+25":0.1}', '{"1e+23":0.25}', "{}")),
        "asleep_until": random.choice((None, None, None, "2001-01-01", "2999-01-01")),
        "reference": random.choice((None, None, None, "listed")),
        "reopened": random.choice((None, None, None, REOPENED)),
        "chosen": random.choice(("{}", '{"parameters":{"value":7e9,"claims":[],"conflicts":[{"value":8e9,"claims":[]}],'
                                 '"rank":"news","origins":1,"exact":true,"by_person":false}}')),
        "first_seen": random.choice(("2026-01-01T00:00:00Z", "2026-10-01T00:00:00Z")),
    }  # fmt: skip
    if connection.execute("SELECT 1 FROM models WHERE id = ?", (ident,)).fetchone() is None:
        columns = ", ".join(values)
        connection.execute(
            f"INSERT INTO models (id, family, name_key, explanation, first_run, stale, {columns}) "
            f"VALUES (?, 'family', 'key', 'why it waits', 'run', 0, {', '.join('?' for _ in values)})",
            (ident, *values.values()),
        )
    else:
        changes = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE models SET {changes} WHERE id = ?", (*values.values(), ident))
    connection.execute("UPDATE review_state SET seq = seq + 1")
    generation = random.choice((SEPARATOR.join(("Zephyr Labs", "orion", "1")), None))
    architecture = random.choice(("llama", "qwen", None))
    sources, languages = SEPARATOR.join(random.choice(SOURCES)), SEPARATOR.join(random.choice(LANGUAGES))
    connection.execute(
        "UPDATE review_items SET sources = ?, languages = ?, architecture = ?, generation = ?, "
        "seq = (SELECT seq FROM review_state) WHERE model_id = ?",
        (sources, languages, architecture, generation, ident),
    )
    connection.execute(
        "INSERT INTO search_texts (number, text) SELECT number, ?1 FROM review_items WHERE model_id = ?2 "
        "ON CONFLICT (number) DO UPDATE SET text = excluded.text",
        ("\n".join(filter(None, map(squeezed, (str(values["name"]), str(values["organization"] or ""))))), ident),
    )


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Eighty models of every kind, for tests that only read."""
    with filled(tmp_path_factory.mktemp("items"), 80) as store:
        yield store


def filled(folder: Path, number: int, seed: int = 5) -> Store:
    """A database with that many models."""
    store = open_store(folder / "store.db")
    random = Random(seed)
    with store.write() as connection:
        for each in range(number):
            change(connection, each, random)
        connection.execute("DELETE FROM models WHERE id = 'model/3'")
        connection.execute(
            "INSERT INTO claims_on_items VALUES ('model/5', 'ana', '2026-01-01', '2999-01-01'), "
            "('model/6', 'bo', '2026-01-01', '2999-01-01'), ('model/7', 'bo', '2026-01-01', '2026-01-02')"
        )
    return store
