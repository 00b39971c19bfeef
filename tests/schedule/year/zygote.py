"""Runs the command line at simulated moments, each time in a fork of a process that has loaded everything."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from datetime import datetime, tzinfo
from typing import Any

from tests.endtoend.zygote import PACKAGES, serve

STAGES: dict[str, tuple[str, str, str]] = {
    "begun": ("crawler.runs.engine", "enter", "after"),
    "source begun": ("crawler.runs.engine:_Engine", "_crawl", "before"),
    "language begun": ("crawler.runs.job:Job", "begin_unit", "after"),
    "hits found": ("crawler.runs.job:Job", "found", "after"),
    "before a page is stored": ("pipelines.stages:Assimilator", "document", "before"),
    "after a page is stored": ("pipelines.stages:Assimilator", "document", "after"),
    "language ended": ("crawler.runs.job:Job", "end_unit", "after"),
    "source ended": ("crawler.runs.job:Job", "finish", "after"),
    "estimating": ("crawler.store.assessing:Assessor", "settle", "before"),
    "pruning": ("crawler.runs.closing", "prune_archive", "before"),
    "while the run is closed": ("crawler.runs.closing", "post_digest", "after"),
    "before alerts": ("crawler.runs.engine", "tell", "before"),
    "an alert is sent": ("crawler.alerts.delivery", "mark_delivery", "before"),
    "the feed is written": ("crawler.alerts.delivery", "write_feed", "before"),
}
"""Where a run can be killed: a function, and whether before it is called or after it has returned."""


def set_clock(moment: datetime) -> None:
    """Let our modules' clock begin at a moment and go on from there."""
    offset = moment - datetime.now(moment.tzinfo)

    class AnyDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Shifted(datetime, metaclass=AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + offset

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES and getattr(module, "datetime", None) is datetime:
            setattr(module, "datetime", Shifted)  # noqa: B010


def set_kill(stage: str) -> None:
    """Have this process killed at a stage."""
    place, name, when = STAGES[stage]
    module, _, owner = place.partition(":")
    target = importlib.import_module(module)
    if owner:
        target = getattr(target, owner)
    original = getattr(target, name)

    def deadly(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, name, deadly)


def live(order: dict[str, Any]) -> int:
    """One call of the command line, in a fork."""
    out = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(order["environment"])
    if "TZ" in order["environment"]:
        time.tzset()
    set_clock(datetime.fromisoformat(order["at"]))
    from crawler.fetching import pace_middleware  # noqa: PLC0415
    from spiders import registry  # noqa: PLC0415

    # A simulated year has no time for the pauses after faults of a host.
    setattr(pace_middleware, "backoff", lambda _: 0.0)  # noqa: B010
    setattr(registry, "_built_in", dict)  # noqa: B010  (the world has its own sources only)
    if order.get("kill"):
        set_kill(order["kill"])
    from crawler.cli.app import run  # noqa: PLC0415

    return run(order["arguments"])


if __name__ == "__main__":
    serve(live)
