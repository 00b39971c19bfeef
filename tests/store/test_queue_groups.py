"""Queued models of one architecture and size are looked at together."""

from __future__ import annotations

from crawler.config import Settings
from crawler.store.database import open_store
from crawler.store.queue import OPEN
from crawler.store.queue_groups import group_leads

MODELS = (
    # id, parameters, priority, model_type
    ("a/kestrel-7b", 7.24e9, 0.2, "llama"),
    ("b/kestrel-chat", 7.25e9, 0.6, "llama"),
    ("c/heron-7b", 7.24e9, 0.9, "heron"),
    ("d/unknown", None, 0.5, None),
)


def test_a_group_is_led_by_the_model_most_worth_a_look(settings: Settings) -> None:
    with open_store(settings.database) as store:
        connection = store.connection
        for ident, parameters, priority, model_type in MODELS:
            connection.execute(
                "INSERT INTO models (id, name, family, name_key, status, reason, explanation, first_seen, first_run, "
                "parameters, priority) "
                "VALUES (?1, ?1, 'f', 'k', 'unconfirmed', 'undisclosed', '', '2026', 'r', ?2, ?3)",
                (ident, parameters, priority),
            )
            connection.execute("UPDATE review_items SET architecture = ? WHERE model_id = ?", (model_type, ident))
        assert group_leads(connection, OPEN) == {
            "a/kestrel-7b": "b/kestrel-chat",
            "b/kestrel-chat": "b/kestrel-chat",
            "c/heron-7b": "c/heron-7b",
            "d/unknown": "d/unknown",
        }
