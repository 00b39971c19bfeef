"""Slowing down those who guess passwords."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 15 * 60.0
REMEMBERED = 10_000
"""Accounts and addresses that are kept; the oldest are forgotten first, so that guesses cannot fill the memory."""


class Throttle:
    """Counts failures by key: an account, an address, or both; what succeeds is forgotten.

    Args:
        allowed: failures of one key within the window before it has to wait.
        clock: seconds that only grow.
    """

    def __init__(self, allowed: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.allowed = allowed
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, key: str) -> int:
        """How long the next attempt has to wait; 0 where it may be made."""
        with self._lock:
            return self._wait(key, self._clock())

    def failed(self, key: str) -> None:
        """Remember a failure."""
        with self._lock:
            self._failures.setdefault(key, deque(maxlen=self.allowed)).append(self._clock())
            while len(self._failures) > REMEMBERED:
                self._failures.pop(next(iter(self._failures)))

    def succeeded(self, key: str) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures.pop(key, None)

    def _wait(self, key: str, now: float) -> int:
        failures = self._failures.get(key)
        if failures is None or len(failures) < self.allowed:
            return 0
        left = failures[0] + WINDOW_SECONDS - now
        return max(0, int(left) + 1) if left > 0 else 0
