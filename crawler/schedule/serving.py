"""Looking for what is due again and again, in a process that stays: for places without cron or systemd.

What is due is computed from the runs that were, so the scheduler keeps nothing: its jobs live in memory, it counts
in UTC, and a look that was missed (a machine asleep, a run that took longer) is made up by the next one.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

STOP_SECONDS = 60.0
"""How long a run that is under way may take to stop in order."""


class _Stopped(Exception):  # noqa: N818  (it says what happened)
    """SIGTERM or SIGINT has come."""


class Looker:
    """Runs a command at each look, as a process of its own: a run's reactor cannot be started twice in one."""

    def __init__(self, command: Sequence[str], told: Callable[[int], None]) -> None:
        self._command = list(command)
        self._told = told
        self._process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Run the command to its end, and tell its exit status."""
        with subprocess.Popen(self._command) as process:  # noqa: S603  (our own command)
            self._process = process
            status = process.wait()
        self._process = None
        self._told(status)

    def stop(self) -> None:
        """Stop a run that is under way, in order; after a minute at once."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(looker: Looker, *, minutes: int) -> None:
    """Look now and every so many minutes, until SIGTERM or SIGINT."""
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    scheduler.add_job(
        looker.look, IntervalTrigger(minutes=minutes, timezone=UTC), id="due", next_run_time=datetime.now(UTC),
        coalesce=True, max_instances=1, misfire_grace_time=None,
    )  # fmt: skip
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        scheduler.start()
        while True:
            signal.pause()
    except _Stopped:
        looker.stop()
    finally:
        scheduler.shutdown(wait=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped
