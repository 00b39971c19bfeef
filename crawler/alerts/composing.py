"""What alerts say: the digest of a run, and large models at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from crawler.alerts.channels import channel_names
from crawler.config import Settings
from crawler.records import Signal
from crawler.schedule.health import Health
from crawler.store import outbox
from crawler.store.keys import stable_id
from crawler.store.outbox import TellableModel
from crawler.store.queue import queue_length
from crawler.store.signals import new_signals

MODELS_SHOWN = 40
SOURCES_SHOWN = 25
SIGNALS_SHOWN = 15

NOTEWORTHY = ("trending", "benchmark")
"""Signals that are news and not oddities: new repositories that draw attention, and benchmarks that have grown."""


def post_digest(
    connection: sqlite3.Connection, settings: Settings, run_id: str, state: str, health: Mapping[str, Health]
) -> str | None:
    """Enter the digest of a run that comes to its end; ``None`` where the settings want none.

    Belongs into the transaction that closes the run: a run that was killed before has told nothing yet, and each
    closing tells once (a run with failures may be resumed, and closed once more).
    """
    confirmed = outbox.newly_confirmed(connection)
    troubles = {name: entry.state.value for name, entry in health.items() if entry.in_trouble}
    before = outbox.known_troubles(connection)
    outbox.mark_announced(connection, confirmed, outbox.CONFIRMED, run_id)
    outbox.keep_troubles(connection, troubles)
    noticed = new_signals(connection, NOTEWORTHY, run_id)
    wanted = settings.alerts.digest
    if wanted == "never" or (wanted == "news" and not (confirmed or noticed) and troubles == before):
        return None
    lines = [f"Run {run_id}: {state}.", ""]
    lines += _confirmed_lines(confirmed)
    lines += ["", _queue_line(connection)]
    lines += _signal_lines(noticed)
    lines += ["", *_trouble_lines(health, before)]
    subject = f"{run_id}#{outbox.posted(connection, 'digest', run_id)}"
    noun = "model" if len(confirmed) == 1 else "models"
    title = f"flopscout: {len(confirmed)} newly confirmed {noun}, {len(troubles)} sources in trouble"
    return outbox.post(
        connection, "digest", subject, title=title, body="\n".join(lines).strip() + "\n", run_id=run_id,
        channels=channel_names(settings.alerts),
    )  # fmt: skip


def post_large_models(connection: sqlite3.Connection, settings: Settings, run_id: str) -> str | None:
    """Enter an alert about the candidates that have newly passed the chance of ``[alerts] large_flop``, if any."""
    chosen = settings.alerts
    models = outbox.newly_large(connection, chosen.large_flop, chosen.large_chance)
    if not models:
        return None
    outbox.mark_announced(connection, models, outbox.LARGE, run_id)
    lines = [
        f"- {_described(model)}\n  P(> {chosen.large_flop:g} FLOP) = {model.chance or 0:.2f}. {model.explanation}"
        + (f"\n  {model.url}" if model.url else "")
        for model in models[:MODELS_SHOWN]
    ]
    first = models[0]
    more = f" and {len(models) - 1} more" if len(models) > 1 else ""
    return outbox.post(
        connection, "large", stable_id(*(model.id for model in models)),
        title=f"flopscout: {first.name}{more} may have passed {chosen.large_flop:g} FLOP",
        body="\n".join([*lines, *_rest(len(models), MODELS_SHOWN)]) + "\n", run_id=run_id,
        channels=channel_names(chosen),
    )  # fmt: skip


def _confirmed_lines(models: Sequence[TellableModel]) -> list[str]:
    if not models:
        return ["No newly confirmed models."]
    lines = [f"Newly confirmed models ({len(models)}):"]
    for model in models[:MODELS_SHOWN]:
        lines.append(f"- {_described(model)}")
        if model.url:
            lines.append(f"  {model.url}")
    return lines + _rest(len(models), MODELS_SHOWN)


def _described(model: TellableModel) -> str:
    who = f" ({model.organization})" if model.organization else ""
    when = f", {model.published}" if model.published else ""
    if model.compute_flop is None or model.low is None or model.high is None:
        return f"{model.name}{who}{when}: compute unknown [{model.id}]"
    return (
        f"{model.name}{who}{when}: {model.compute_flop:.1e} FLOP, 90 % between {model.low:.0e} and {model.high:.0e} "
        f"[{model.id}]"
    )


def _queue_line(connection: sqlite3.Connection) -> str:
    waiting = queue_length(connection)
    oldest = outbox.queue_age(connection)
    if not waiting or oldest is None:
        return "Queue: empty."
    days = (datetime.now(UTC) - datetime.fromisoformat(oldest)).days
    return f"Queue: {waiting} models wait for review, the oldest for {days} days; `flopscout queue list`."


def _signal_lines(signals: Sequence[Signal]) -> list[str]:
    if not signals:
        return []
    lines = [f"- {signal.kind}: {signal.subject}: {signal.detail}" for signal in signals[:SIGNALS_SHOWN]]
    return ["", f"Worth a look ({len(signals)}):", *lines, *_rest(len(signals), SIGNALS_SHOWN)]


def _trouble_lines(health: Mapping[str, Health], before: Mapping[str, str]) -> list[str]:
    troubled = {name: entry for name, entry in sorted(health.items()) if entry.in_trouble}
    recovered = sorted(name for name in before if name in health and name not in troubled)
    lines = [f"Sources in trouble ({len(troubled)}):"] if troubled else ["No source is in trouble."]
    for name, entry in list(troubled.items())[:SOURCES_SHOWN]:
        new = "" if before.get(name) == entry.state.value else " (new)"
        why = "; ".join(entry.reasons)
        lines.append(f"- {name}: {entry.state.value}{new} since {(entry.since or '')[:10]}: {why}. {entry.action}")
    lines += _rest(len(troubled), SOURCES_SHOWN)
    if recovered:
        lines.append(f"Well again: {', '.join(recovered[:SOURCES_SHOWN])}.")
    return lines


def _rest(total: int, shown: int) -> list[str]:
    return [f"... and {total - shown} more"] if total > shown else []
