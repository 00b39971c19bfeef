"""Alerts on their way: written with what they tell of, delivered to each channel once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.store.keys import stable_id, utc_now
from crawler.store.searches import CANDIDATE

MAX_ATTEMPTS = 10
"""Runs that try to deliver an alert to a channel before it is given up."""

CONFIRMED, LARGE = "confirmed", "large"
"""Occasions on which a model is told of, each once."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message; ``made_at`` is ISO in UTC."""

    id: str
    kind: str
    title: str
    body: str
    made_at: str
    run_id: str


@dataclass(frozen=True, slots=True)
class TellableModel:
    """A model as alerts speak of it; compute in FLOP."""

    id: str
    name: str
    organization: str | None
    published: str | None
    compute_flop: float | None
    low: float | None
    high: float | None
    explanation: str
    chance: float | None = None
    url: str | None = None
    announced_at: str | None = None


def post(
    connection: sqlite3.Connection, kind: str, subject: str, *, title: str, body: str, run_id: str,
    channels: Iterable[str],
) -> str | None:  # fmt: skip
    """Enter an alert for some channels; ``None`` where there is one of this kind about this subject already."""
    ident = stable_id("alert", kind, subject)
    added = connection.execute(
        "INSERT INTO alerts (id, kind, made_at, title, body, run_id) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (ident, kind, utc_now(), title, body, run_id),
    ).rowcount
    if not added:
        return None
    connection.executemany(
        "INSERT INTO alert_deliveries (alert_id, channel) VALUES (?, ?)", [(ident, channel) for channel in channels]
    )
    return ident


def posted(connection: sqlite3.Connection, kind: str, run_id: str) -> int:
    """How many alerts of a kind a run has posted."""
    row = connection.execute("SELECT count(*) FROM alerts WHERE kind = ? AND run_id = ?", (kind, run_id)).fetchone()
    return int(row[0])


def undelivered(connection: sqlite3.Connection, channels: Sequence[str]) -> list[tuple[Alert, str]]:
    """Alerts that still have to go to a channel, oldest first; those that were tried too often are left out."""
    slots = ", ".join("?" for _ in channels)
    rows = connection.execute(
        "SELECT alerts.*, channel FROM alert_deliveries JOIN alerts ON alerts.id = alert_id "
        f"WHERE delivered_at IS NULL AND attempts < ? AND channel IN ({slots}) ORDER BY made_at, alerts.rowid, channel",
        (MAX_ATTEMPTS, *channels),
    )
    return [
        (Alert(row["id"], row["kind"], row["title"], row["body"], row["made_at"], row["run_id"]), row["channel"])
        for row in rows
    ]


def mark_delivery(connection: sqlite3.Connection, alert_id: str, channel: str, problem: str | None) -> None:
    """Say that an alert was delivered, or why it was not."""
    connection.execute(
        "UPDATE alert_deliveries SET attempts = attempts + 1, problem = ?, "
        "delivered_at = CASE WHEN ? THEN ? ELSE NULL END WHERE alert_id = ? AND channel = ?",
        (problem or "", int(problem is None), utc_now(), alert_id, channel),
    )


def delivery_problems(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Channels with undelivered alerts: the channel, the latest problem, and how many alerts wait or were given up."""
    return [
        (row["channel"], row["problem"], row["waiting"])
        for row in connection.execute(
            "SELECT channel, max(problem) AS problem, count(*) AS waiting FROM alert_deliveries "
            "WHERE delivered_at IS NULL AND attempts > 0 GROUP BY channel ORDER BY channel"
        )
    ]


_MODEL = """
    SELECT models.id, models.name, models.organization, models.published, models.compute_flop, models.compute_low,
           models.compute_high, models.explanation, {chance} AS chance, {at} AS announced_at,
           (SELECT COALESCE(documents.url, sightings.url) FROM mentions
            LEFT JOIN documents ON documents.id = mentions.document_id
            LEFT JOIN sightings ON sightings.id = mentions.sighting_id
            WHERE mentions.model_id = models.id ORDER BY mentions.rank = 'developer' DESC, mentions.id LIMIT 1) AS url
    FROM models
"""


def newly_confirmed(connection: sqlite3.Connection) -> list[TellableModel]:
    """Confirmed models that nobody had listed and that were never told of, the largest first."""
    return _models(
        connection,
        _MODEL.format(chance="NULL", at="NULL") + "WHERE status = 'confirmed' AND reference IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM announced_models WHERE model_id = models.id AND occasion = ?) "
        "ORDER BY compute_flop DESC, models.id",
        (CONFIRMED,),
    )


def newly_large(connection: sqlite3.Connection, flop: float, chance: float) -> list[TellableModel]:
    """Candidates whose chance of passing ``flop`` is over ``chance`` and that were never told of for that."""
    figure = "CAST(json_extract(p_above, ?1) AS REAL)"
    return _models(
        connection,
        _MODEL.format(chance=figure, at="NULL") + f"WHERE {CANDIDATE} AND {figure} > ?2 "
        "AND NOT EXISTS (SELECT 1 FROM announced_models WHERE model_id = models.id AND occasion = ?3) "
        "ORDER BY chance DESC, models.id",
        (f'$."{flop:g}"', chance, LARGE),
    )


def announced(connection: sqlite3.Connection, occasion: str, limit: int) -> list[TellableModel]:
    """Models that were told of on an occasion and still stand, the latest first."""
    return _models(
        connection,
        _MODEL.format(chance="NULL", at="announced_models.at")
        + "JOIN announced_models ON model_id = models.id WHERE occasion = ? AND status = 'confirmed' "
        "ORDER BY announced_models.at DESC, models.id LIMIT ?",
        (occasion, limit),
    )


def mark_announced(connection: sqlite3.Connection, models: Iterable[TellableModel], occasion: str, run_id: str) -> None:
    """Remember that models were told of."""
    connection.executemany(
        "INSERT INTO announced_models (model_id, occasion, at, run_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(model.id, occasion, utc_now(), run_id) for model in models],
    )


def queue_age(connection: sqlite3.Connection) -> str | None:
    """When the model was first seen that has waited longest for review, ISO in UTC."""
    row = connection.execute(
        "SELECT min(first_seen) FROM models WHERE ((status = 'unconfirmed' AND reference IS NULL) "
        "OR reopened IS NOT NULL) AND (asleep_until IS NULL OR asleep_until <= ?)",
        (utc_now()[:10],),
    ).fetchone()
    return None if row[0] is None else str(row[0])


def known_troubles(connection: sqlite3.Connection) -> dict[str, str]:
    """The sources that the last digest told of, with their states."""
    return {row["source"]: row["state"] for row in connection.execute("SELECT source, state FROM announced_troubles")}


def keep_troubles(connection: sqlite3.Connection, troubles: dict[str, str]) -> None:
    """Replace the sources that the last digest told of."""
    connection.execute("DELETE FROM announced_troubles")
    connection.executemany(
        "INSERT INTO announced_troubles (source, state, at) VALUES (?, ?, ?)",
        [(source, state, utc_now()) for source, state in troubles.items()],
    )


def _models(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[TellableModel]:
    return [
        TellableModel(
            row["id"], row["name"], row["organization"], row["published"], row["compute_flop"], row["compute_low"],
            row["compute_high"], row["explanation"], row["chance"], row["url"], row["announced_at"],
        )
        for row in connection.execute(query, values)
    ]  # fmt: skip
