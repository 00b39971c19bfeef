"""How a source is doing, judged by its own history with robust bands.

A band is the median of the last good visits, give or take a multiple of their median absolute deviation, scaled to a
standard deviation by 1.4826 (Rousseeuw and Croux, 1993). One odd visit does not move either, so that a source does not
get used to being broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from statistics import median

from crawler.fetching.actions import ACTIONS
from crawler.records import Failure
from crawler.store.visits import PastVisit

HISTORY = 30
"""Visits that are looked at, and as many that brought something new, so that a long silence stays one."""

ENOUGH = 5
"""Good visits before there is a band."""

WIDTH = 4.0
"""Half the width of a band, in scaled deviations; a normal series leaves it once in 16,000 visits."""

DEVIATION_SCALE = 1.4826

LEAST_SPREAD = 0.1
"""Share of the median that a deviation is at least taken for: a board that always shows 250 rows may gain one."""

DEAD_AFTER = 3
"""Visits in a row that could not reach the source at all, after which it counts as dead."""

SLOW_SECONDS = 1.0
"""An answer that is quicker than this is never slow."""


class State(StrEnum):
    """How a source is doing."""

    NEW = "new"
    """Never visited."""
    HEALTHY = "healthy"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    CHANGED = "changed"
    DEAD = "dead"


TROUBLE = frozenset({State.DEGRADED, State.BLOCKED, State.CHANGED, State.DEAD})


class Warning_(StrEnum):  # noqa: N801  (Warning is Python's own)
    """What a good visit can be odd in."""

    SILENCE = "silence"
    DROP = "drop"
    FLOOD = "flood"
    SLOW = "slow"


WARNING_ACTIONS = {
    Warning_.SILENCE: "It has brought nothing new for unusually long: open the address; if it shows new items there, "
    "look for its new feed, else wait or switch the source off.",
    Warning_.DROP: "It lists far fewer entries than usual: open the address and compare; the listing may be cut or "
    "have moved.",
    Warning_.FLOOD: "It lists far more entries than usual: look at what came; if it is spam or another section, narrow "
    "the address or set the source's include.",
    Warning_.SLOW: "It answers far more slowly than usual: nothing to do at first; if it lasts, raise the source's "
    "delay_seconds.",
}

_STATE_OF_FAILURE = {
    Failure.BLOCKED: State.BLOCKED,
    Failure.ROBOTS_DENIED: State.BLOCKED,
    Failure.REFUSED_ADDRESS: State.BLOCKED,
    Failure.CHANGED: State.CHANGED,
    Failure.BROKEN: State.CHANGED,
    Failure.EMPTY: State.CHANGED,
    Failure.TOO_LARGE: State.CHANGED,
    Failure.GONE: State.DEAD,
}
"""What a failure of the source's own address makes of it at once; the others only where they last."""

_UNREACHED = frozenset({Failure.TIMEOUT, Failure.SERVER_ERROR, Failure.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: median and bounds of a series."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is doing, since when (ISO in UTC), why, and what to do about it."""

    state: State
    since: str | None
    reasons: tuple[str, ...] = ()
    action: str = ""

    @property
    def in_trouble(self) -> bool:
        """Whether somebody should look at the source."""
        return self.state in TROUBLE


def band_of(values: Sequence[float]) -> Band | None:
    """The band of a series, ``None`` where it is too short for one."""
    if len(values) < ENOUGH:
        return None
    middle = median(values)
    deviation = DEVIATION_SCALE * median(abs(value - middle) for value in values)
    spread = WIDTH * max(deviation, LEAST_SPREAD * abs(middle))
    return Band(middle, middle - spread, middle + spread)


def judge(history: Sequence[PastVisit]) -> Health:
    """How a source is doing after its visits, oldest first.

    ``since`` is the start of the first of the visits in a row, up to the last, that show the same state.
    """
    if not history:
        return Health(State.NEW, None)
    last = _judge_last(history)
    since = len(history) - 1
    while since > 0 and _judge_last(history[:since]).state is last.state:
        since -= 1
    return Health(last.state, history[since].at, last.reasons, last.action)


def _judge_last(history: Sequence[PastVisit]) -> Health:
    """The state that the last visit shows, without since when."""
    last = history[-1]
    failure = _main_failure(last)
    if failure is not None and (last.state == "failed" or last.own_failure is not None):
        return _failing(history, failure)
    reasons = [*_warnings(history)]
    if reasons:
        return Health(State.DEGRADED, None, tuple(text for _, text in reasons), WARNING_ACTIONS[reasons[0][0]])
    if failure is not None and not last.complete:
        return Health(State.DEGRADED, None, (_counted(last),), ACTIONS[failure])
    return Health(State.HEALTHY, None)


def _failing(history: Sequence[PastVisit], failure: Failure) -> Health:
    state = _STATE_OF_FAILURE.get(failure, State.DEGRADED)
    row = 0
    for visit in reversed(history):
        if visit.complete or _main_failure(visit) not in _UNREACHED:
            break
        row += 1
    reason = _counted(history[-1])
    if row >= DEAD_AFTER:
        state, reason = State.DEAD, f"{reason}; {row} visits in a row"
    return Health(state, None, (reason,), ACTIONS[failure])


def _main_failure(visit: PastVisit) -> Failure | None:
    """The failure that a visit is judged by: that of the source's own address, else the most frequent one."""
    name = visit.own_failure or max(visit.failures, key=lambda key: (visit.failures[key], key), default=None)
    return None if name is None else Failure(name)


def _counted(visit: PastVisit) -> str:
    return ", ".join(f"{name} x {number}" for name, number in sorted(visit.failures.items()))


def _warnings(history: Sequence[PastVisit]) -> list[tuple[Warning_, str]]:
    """What is odd in the last visit against the good ones before it."""
    last, before = history[-1], [visit for visit in history[:-1] if visit.complete]
    found: list[tuple[Warning_, str]] = []
    listed = [float(visit.rows) for visit in before if visit.rows is not None]
    band = band_of(listed)
    if band is not None and last.rows is not None:
        if last.rows < min(band.low, 0.7 * band.median) or (last.rows == 0 and band.median > 0):
            found.append((Warning_.DROP, f"{last.rows} entries listed, usually {band.median:g}"))
        elif last.rows > max(band.high, 2 * band.median):
            found.append((Warning_.FLOOD, f"{last.rows} entries listed, usually {band.median:g}"))
    else:
        found += _flood_of_news(last, before)
    quick = band_of([visit.answer_seconds for visit in before if visit.answer_seconds is not None])
    if quick is not None and last.answer_seconds is not None:
        limit = max(quick.high, 2 * quick.median, SLOW_SECONDS)
        if last.answer_seconds > limit:
            text = f"answers take {last.answer_seconds:.1f} s, usually {quick.median:.1f} s"
            found.append((Warning_.SLOW, text))
    silence = _silence(history)
    if silence:
        found.append((Warning_.SILENCE, silence))
    return found


def _flood_of_news(last: PastVisit, before: Sequence[PastVisit]) -> list[tuple[Warning_, str]]:
    """The same for sources that do not say how many entries they list, by what they bring."""
    band = band_of([float(visit.items) for visit in before])
    if band is None or last.items <= max(band.high, 2 * band.median, 20.0):
        return []
    return [(Warning_.FLOOD, f"{last.items} items brought, usually {band.median:g}")]


def _silence(history: Sequence[PastVisit]) -> str | None:
    """Says so where nothing new has come for longer than the usual time between two visits that brought something."""
    fresh = [_days(visit.at) for visit in history if visit.new > 0]
    gaps = [later - earlier for earlier, later in pairwise(fresh)]
    band = band_of(gaps)
    if band is None:
        return None
    quiet = _days(history[-1].at) - fresh[-1]
    if quiet <= max(band.high, 3 * band.median):
        return None
    return f"nothing new for {quiet:.0f} days, usually {band.median:.0f}"


def _days(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() / 86_400
