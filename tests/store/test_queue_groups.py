"""Queued models of one architecture and size are looked at together."""

from __future__ import annotations

import sqlite3

from crawler.store.queue import OPEN
from crawler.store.queue_groups import group_leads

MODELS = (
    # id, parameters, priority, model_type
    ("a/kestrel-7b", 7.24e9, 0.2, "llama"),
    ("b/kestrel-chat", 7.25e9, 0.6, "llama"),
    ("c/heron-7b", 7.24e9, 0.9, "heron"),
    ("d/unknown", None, 0.5, None),
)


def test_a_group_is_led_by_the_model_most_worth_a_look() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(
        "CREATE TABLE models (id, parameters, priority, status, reference, asleep_until, merged_into);"
        "CREATE TABLE mentions (model_id, sighting_id); CREATE TABLE sightings (id, row);"
    )
    for ident, parameters, priority, model_type in MODELS:
        connection.execute(
            "INSERT INTO models VALUES (?, ?, ?, 'unconfirmed', NULL, NULL, NULL)", (ident, parameters, priority)
        )
        connection.execute("INSERT INTO mentions VALUES (?, ?)", (ident, ident))
        row = f'{{"config": {{"model_type": "{model_type}"}}}}' if model_type else "{}"
        connection.execute("INSERT INTO sightings VALUES (?, ?)", (ident, row))
    assert group_leads(connection, OPEN) == {
        "a/kestrel-7b": "b/kestrel-chat",
        "b/kestrel-chat": "b/kestrel-chat",
        "c/heron-7b": "c/heron-7b",
        "d/unknown": "d/unknown",
    }
