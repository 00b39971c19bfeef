"""What is remembered of a source's last good visit, and whether a new one is as good.

One small JSON file for each source in ``<home>/visits``: rows, columns, days, and how far each search has come. It is
only replaced by a complete visit without any failure; deleting it makes the next visit a first one. The good snapshot
itself is in the archive.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.records import Failure
from spiders.parsed import Problem
from spiders.source_record import Expectation

FULL_EVERY = 5
"""Every so many visits a page is fetched in full, although the server says that it has not changed."""

FULL_AFTER = timedelta(days=90)
"""The same after so long, for sources that are visited rarely."""


@dataclass(frozen=True, slots=True)
class GoodVisit:
    """The last complete visit that passed every check."""

    rows: int = 0
    columns: tuple[str, ...] = ()
    at: str = ""
    """When it was, ISO in UTC."""
    full_at: str = ""
    """When the source was last fetched in full."""
    since_full: int = 0
    """Visits since then that ended with "not modified"."""
    archived: tuple[str, ...] = ()
    """Ids of the archived pages that are the good snapshot."""
    counts: dict[str, int] = field(default_factory=dict)
    """Rows of each list that the source consists of, by its address."""
    watermarks: dict[str, str] = field(default_factory=dict)
    """Day up to which each keyword of each language was searched."""
    pending: tuple[Mapping[str, Any], ...] = ()
    """Articles that a search led to and that could not be fetched yet, as ``spiders.search`` writes them."""

    def wants_full(self, moment: datetime) -> bool:
        """Whether the next visit takes the whole page, whatever the server says."""
        try:
            last = datetime.fromisoformat(self.full_at)
            return self.since_full + 1 >= FULL_EVERY or moment - last >= FULL_AFTER
        except (ValueError, TypeError):
            return True

    def confirmed(self, moment: datetime) -> GoodVisit:
        """The same visit after the server said that nothing has changed."""
        return replace(self, at=moment.isoformat(), since_full=self.since_full + 1)


class VisitMemory:
    """The file of one source."""

    def __init__(self, home: Path, source: str) -> None:
        self.path = home / "visits" / f"{source.replace('/', '.')}.json"

    def read(self) -> GoodVisit | None:
        """The last good visit; ``None`` before the first one, and where the file cannot be used."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            return GoodVisit(
                rows=int(content["rows"]),
                columns=tuple(map(str, content["columns"])),
                at=str(content["at"]),
                full_at=str(content["full_at"]),
                since_full=int(content["since_full"]),
                archived=tuple(map(str, content["archived"])),
                counts={str(part): int(rows) for part, rows in content.get("counts", {}).items()},
                watermarks={str(unit): str(day) for unit, day in content["watermarks"].items()},
                pending=tuple(dict(entry) for entry in content.get("pending", ())),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def write(self, visit: GoodVisit) -> None:
        """Replace the file in one step. Raises ``OSError`` where the disk refuses."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        try:
            fresh.write_text(json.dumps(asdict(visit), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            fresh.replace(self.path)
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink()


def judge_rows(rows: int, expected: Expectation, last: GoodVisit | None, *, memory: str = "") -> Problem | None:
    """What is wrong with the number of rows of a complete visit, ``None`` where nothing is."""
    if rows == 0 and expected.items_min > 0:
        return Problem(Failure.EMPTY, "no rows at all")
    if rows < expected.items_min:
        return Problem(Failure.CHANGED, f"{rows} rows, expected at least {expected.items_min}")
    if expected.items_max is not None and rows > expected.items_max:
        return Problem(Failure.CHANGED, f"{rows} rows, expected at most {expected.items_max}")
    if last is None:
        return None
    accept = f"; if that is right, delete {memory}" if memory else ""
    if rows < last.rows * (1 - expected.max_drop):
        return Problem(Failure.CHANGED, f"{rows} rows after {last.rows} on {last.at[:10]}{accept}")
    return None
