"""Which language was searched in which month: with how many keywords, to what result, and where there are gaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.config import Settings
from crawler.schedule.months import month_numbered, month_of, number_of
from crawler.schedule.rotation import languages_of, last_turn, rotates
from crawler.store.searches import first_searches, months_of_keywords, unit_visits
from keywords import LANGUAGES
from spiders.registry import Source

MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One language in one month (``2026-11``).

    ``searched`` and ``expected`` count the back ends that were searched completely, and those that had a turn.
    ``is_gap`` marks a turn that was missed and has not been caught up since.
    """

    language: str
    month: str
    expected: int
    searched: int
    keywords: int
    results: int
    candidates: int
    is_gap: bool

    def as_json(self) -> dict[str, object]:
        """The cell for ``--json``."""
        return {
            "expected": self.expected, "searched": self.searched, "keywords": self.keywords, "results": self.results,
            "new_candidates": self.candidates, "gap": self.is_gap,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix, languages by months; months oldest first."""

    months: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> tuple[Cell, ...]:
        """What the next run fills first."""
        return tuple(cell for cell in self.cells if cell.is_gap)

    def as_json(self) -> dict[str, object]:
        """Months, and by language and month the cells in which something was to be done or was done."""
        languages: dict[str, dict[str, object]] = {}
        for cell in self.cells:
            if cell.expected or cell.searched or cell.results:
                languages.setdefault(cell.language, {})[cell.month] = cell.as_json()
        return {
            "months": list(self.months),
            "languages": languages,
            "gaps": [f"{c.language} {c.month}" for c in self.gaps],
        }

    def lines(self) -> list[str]:
        """The matrix for a person: keywords, results and new candidates, ``gap`` where a turn was missed."""
        if not any(cell.searched or cell.expected for cell in self.cells):
            return []
        width = 14
        lines = ["searches by language and month (keywords/results/new candidates):"]
        lines.append("      " + "".join(f"{month:>{width}}" for month in self.months))
        for language in dict.fromkeys(cell.language for cell in self.cells):
            row = [cell for cell in self.cells if cell.language == language]
            lines.append(f"  {language:<4}" + "".join(f"{_shown(cell):>{width}}" for cell in row))
        return lines


def coverage_of(
    connection: sqlite3.Connection, sources: Iterable[Source], settings: Settings, *, at: datetime | None = None,
    months: int = MONTHS_SHOWN,
) -> Coverage:  # fmt: skip
    """The coverage of the last months by the search back ends that rotate and are switched on."""
    now = month_of(at or datetime.now(UTC))
    shown = tuple(month_numbered(number_of(now) - back) for back in reversed(range(months)))
    back_ends = [source for source in sources if source.enabled and rotates(source, settings.rotation)]
    first = {source: month_of(when) for source, when in first_searches(connection).items()}
    complete: dict[tuple[str, str], list[str]] = {}
    candidates: dict[tuple[str, str], int] = {}
    for visit in unit_visits(connection, shown[0]):
        month = month_of(str(visit.started_at))
        if visit.complete:
            complete.setdefault((visit.source, visit.language), []).append(month)
        candidates[visit.language, month] = candidates.get((visit.language, month), 0) + visit.candidates
    counted = {(entry.language, entry.month): entry for entry in months_of_keywords(connection, shown[0])}
    cells = []
    for language in LANGUAGES:
        spoken = [source for source in back_ends if language in languages_of(source)]
        for month in shown:
            turn = last_turn(language, month, settings.rotation) == month
            expected = [source.name for source in spoken if turn and first.get(source.name, now) <= month]
            done = {source.name for source in spoken if month in complete.get((source.name, language), [])}
            missed = [
                name
                for name in expected
                if month < now and not any(later >= month for later in complete.get((name, language), []))
            ]
            entry = counted.get((language, month))
            cells.append(
                Cell(
                    language, month, len(expected), len(done), entry.keywords if entry else 0,
                    entry.results if entry else 0, candidates.get((language, month), 0), bool(missed),
                )
            )  # fmt: skip
    return Coverage(shown, tuple(cells))


def _shown(cell: Cell) -> str:
    if cell.is_gap:
        return "gap" if not cell.searched else f"gap {cell.searched} of {cell.expected}"
    if cell.searched:
        return f"{cell.keywords}/{cell.results}/{cell.candidates}"
    return "due" if cell.expected else "."
