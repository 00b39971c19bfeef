"""How a run ends: estimates brought up to date, yields counted, people told. Each step can be repeated after a kill."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from crawler.alerts.composing import post_digest, post_large_models
from crawler.alerts.delivery import deliver, problems
from crawler.config import Settings
from crawler.runs.pruning import prune_archive
from crawler.schedule.health import HISTORY, Health, judge
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.searches import settle_yields
from crawler.store.visits import histories
from crawler.suggesting.asking import suggest
from spiders.registry import Source, load_sources


def close(
    store: Store,
    settings: Settings,
    run_id: str,
    assessor: Assessor,
    *,
    demo: bool,
    settling: Callable[[int], None],
) -> str:
    """Bring a run whose sources are done to its end; returns its state. A demonstration tells nobody."""
    assessor.settle(settling)
    if not demo:
        suggest(store, settings, assessor, run_id)
        assessor.settle(settling)
    prune_archive(store, settings)
    state = state_of(store.connection, run_id)
    with store.write() as connection:
        settle_yields(connection, run_id)
        runs.finish_run(connection, run_id, state)
        if not demo:
            post_large_models(connection, settings, run_id)
            post_digest(connection, settings, run_id, state, health_of(connection, load_sources(settings)))
    return state


def tell(store: Store, settings: Settings) -> list[str]:
    """Deliver the alerts that wait, also those of earlier runs; returns what went wrong, a line each."""
    return problems(deliver(store, settings))


def state_of(connection: sqlite3.Connection, run_id: str) -> str:
    """What the states of its sources make of a run."""
    states = {progress.state for progress in runs.progress_of(connection, run_id)}
    return "finished" if states <= {"finished"} else "partly-failed"


def health_of(connection: sqlite3.Connection, sources: Mapping[str, Source]) -> dict[str, Health]:
    """How every source that is switched on is doing."""
    addresses = {name: source.urls for name, source in sources.items() if source.enabled}
    return {name: judge(history) for name, history in histories(connection, addresses, latest=HISTORY).items()}
