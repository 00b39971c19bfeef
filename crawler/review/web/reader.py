"""Reading the pages that people name without making them wait for the next run."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from crawler.config import Settings
from crawler.store.suggested_pages import SOURCE

log = logging.getLogger(__name__)

COMMAND = "from crawler.cli import main; main()"


class PageReader:
    """Starts a run of the suggested pages in a process of its own, one at a time.

    While another run is at work the command ends at once, and that run or the next one reads the pages.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._wanted = False
        self._running = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        with self._lock:
            return not self._running

    def read_soon(self) -> None:
        """Have what waits read, if the settings want it; returns at once."""
        if not self._settings.review.read_at_once:
            return
        with self._lock:
            self._wanted = True
            if self._running:
                return  # the loop goes round once more
            self._running = True
        threading.Thread(target=self._read, name="page-reader", daemon=True).start()

    def _read(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._running = False
                    return
                self._wanted = False
            done = subprocess.run(  # noqa: S603  (nothing of the command is anybody's input)
                [sys.executable, "-c", COMMAND, "crawl", "--source", SOURCE],
                env={**os.environ, "FLOPSCOUT_HOME": str(self._settings.home)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                log.warning("reading the suggested pages: %s", (done.stderr.strip() or "?").splitlines()[-1])
