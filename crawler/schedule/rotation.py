"""Which languages the search back ends are asked in: some every month, the others in groups that take turns.

With three groups every language has a turn in each quarter, wherever the quarter begins. A turn that was missed, or
whose search failed, is a gap: it stays due until it is filled, and gaps are filled before the month's own turns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.config import Rotation
from crawler.schedule.months import month_numbered, month_of, number_of
from crawler.schedule.pauses import retry_pause
from crawler.store.searches import UnitVisit
from keywords import LANGUAGES
from spiders.registry import Cadence, Source, SourceKind

MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Turn:
    """One language's turn in a month (``2026-11``); it is a gap where that month is over."""

    language: str
    month: str
    is_gap: bool


def rotates(source: Source, rotation: Rotation) -> bool:
    """Whether a source is asked in a part of the languages at a time: monthly search back ends are.

    Back ends that are asked more often read everything that is new in all languages, as feeds do.
    """
    return (
        source.kind is SourceKind.SEARCH
        and source.cadence is Cadence.MONTHLY
        and source.name not in rotation.all_languages
    )


def languages_of(source: Source) -> tuple[str, ...]:
    """The languages that a search back end can be asked in."""
    spoken = source.languages or (tuple(source.search.languages) if source.search is not None else ())
    return spoken or LANGUAGES


def group_of(month: str, rotation: Rotation) -> str | None:
    """The group whose turn it is in a month; ``None`` where there are no groups."""
    names = list(rotation.groups)
    return names[number_of(month) % len(names)] if names else None


def languages_of_month(month: str, rotation: Rotation, languages: Iterable[str] = LANGUAGES) -> tuple[str, ...]:
    """The languages that have a turn in a month, in the order given."""
    return tuple(language for language in languages if last_turn(language, month, rotation) == month)


def last_turn(language: str, month: str, rotation: Rotation) -> str:
    """The latest month, up to and including the given one, in which a language has its turn."""
    grouped = (name for name, group in rotation.groups.items() if language in group)
    own = None if language in rotation.every_month else next(grouped, None)
    number = number_of(month)
    while own is not None and group_of(month_numbered(number), rotation) != own:
        number -= 1
    return month_numbered(number)


def due_turns(
    source: Source, rotation: Rotation, visits: Iterable[UnitVisit], first: str | None, moment: datetime
) -> list[Turn]:
    """The turns of a source that are due: gaps first, the oldest first, then the month's own.

    Args:
        source: a source that ``rotates``.
        rotation: the groups.
        visits: the source's searches of the last months; those after ``moment`` (a clock that was wrong) do not count.
        first: when the source was first searched at all, ISO in UTC; turns before that month were never missed.
        moment: now.
    """
    month = month_of(moment)
    begun = month_of(first) if first is not None and month_of(first) <= month else month
    past = [visit for visit in visits if _began(visit) is not None and _began(visit) <= moment]  # type: ignore[operator]
    turns = []
    for language in languages_of(source):
        turn = last_turn(language, month, rotation)
        if turn < begun:
            continue
        own = [visit for visit in past if visit.language == language]
        if any(visit.complete and month_of(str(visit.started_at)) >= turn for visit in own):
            continue
        if not _is_resting(own, moment):
            turns.append(Turn(language, turn, is_gap=turn < month))
    return sorted(turns, key=lambda turn: turn.month)


def _is_resting(visits: list[UnitVisit], moment: datetime) -> bool:
    """Whether the last searches failed so recently that it is too early to try again."""
    failed = 0
    for visit in reversed(visits):
        if visit.complete:
            break
        failed += visit.state in {"failed", "partly-failed"}
    last = next((_began(v) for v in reversed(visits) if v.state in {"failed", "partly-failed"}), None)
    return failed > 0 and last is not None and moment - last < retry_pause(failed, MONTH)


def _began(visit: UnitVisit) -> datetime | None:
    return None if visit.started_at is None else datetime.fromisoformat(visit.started_at)
