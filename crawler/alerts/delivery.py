"""Delivering what is posted: every alert to every channel once, again after a failure, also after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.alerts.channels import Channel, Undelivered, channels
from crawler.alerts.feed import ENTRIES, feed_of, write_feed
from crawler.config import Settings
from crawler.store.database import Store
from crawler.store.outbox import CONFIRMED, Alert, announced, mark_delivery, undelivered

FEED_NAME = "confirmed.atom"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one alert on one channel; ``problem`` is ``None`` where it arrived."""

    alert: Alert
    channel: str
    problem: str | None


def deliver(store: Store, settings: Settings, *, through: Mapping[str, Channel] | None = None) -> list[Delivered]:
    """Deliver every alert that waits, and bring the feed up to date. Never raises for what a channel does.

    An alert is noted as delivered right after it was: a process that is killed in between delivers it once more, under
    the same id. A channel that fails is not asked again in this call, so that one that hangs costs one time-out.

    Args:
        store: the database.
        settings: ours; ``[alerts]`` names the channels.
        through: in place of the channels that the settings name.
    """
    ways = channels(settings) if through is None else through
    outcomes: list[Delivered] = []
    if ways:
        failed: set[str] = set()
        for alert, name in undelivered(store.connection, list(ways)):
            if name in failed:
                continue
            problem = send(ways[name], alert)
            if problem is not None:
                failed.add(name)
            with store.write() as connection:
                mark_delivery(connection, alert.id, name, problem)
            outcomes.append(Delivered(alert, name, problem))
    if settings.alerts.feed:
        unwritten = _write_feed(store, settings)
        if unwritten is not None:
            outcomes.append(unwritten)
    return outcomes


async def deliver_soon(store: Store, settings: Settings) -> list[Delivered]:
    """Deliver the alerts that wait while a run goes on: what a channel waits for holds up nothing else."""
    ways = channels(settings)
    outcomes = []
    for alert, name in undelivered(store.connection, list(ways)) if ways else ():
        problem = await asyncio.to_thread(send, ways[name], alert)
        with store.write() as connection:
            mark_delivery(connection, alert.id, name, problem)
        outcomes.append(Delivered(alert, name, problem))
    return outcomes


def send(way: Channel, alert: Alert) -> str | None:
    """Give an alert to a channel; why it was refused, or ``None``."""
    try:
        way(alert)
    except (Undelivered, OSError) as error:
        return " ".join(str(error).split())[:200] or type(error).__name__
    except Exception as error:  # a library of a channel must not end a run; its words may hold a secret
        return f"broken: {type(error).__name__}"
    return None


def problems(outcomes: Sequence[Delivered]) -> list[str]:
    """One line for each channel that refused something, with what to do."""
    return [
        f"alert {outcome.alert.title!r} was not delivered to {outcome.channel}: {outcome.problem}; the next run tries "
        "again"
        for outcome in outcomes
        if outcome.problem is not None
    ]


def _write_feed(store: Store, settings: Settings) -> Delivered | None:
    path = settings.home / FEED_NAME
    listed = announced(store.connection, CONFIRMED, ENTRIES)
    if not listed and not path.exists():
        return None
    try:
        write_feed(path, feed_of(listed, address=settings.alerts.feed_url))
    except OSError as error:
        alert = Alert("feed", "feed", "the feed of confirmed models", "", "", "")
        return Delivered(alert, str(path), str(error.strerror or error))
    return None
