"""What of the queue is looked at: a filter, to and from the query string of an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

WAITING: Final = "waiting"
ANY: Final = "any"

STATUSES: Final = (WAITING, "resting", "confirmed", "below", "excluded", "listed", "merged")
"""Where a model is, each in exactly one place.

``waiting`` is the queue: unconfirmed models, and decided ones that new evidence has reopened. ``resting`` were kept or
snoozed. ``listed`` stand in an imported reference and are never queued. The rest are settled.
"""

NOBODY: Final = "-"
"""As ``claimed_by``: items that nobody has claimed."""

MAX_TEXT: Final = 200
"""Longest text that is searched for, in characters."""

MAX_VALUE: Final = 300

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Conditions that an item has to meet, all of them; ``None`` and empty mean "whatever it is".

    ``status`` is one of ``STATUSES``, or ``any`` for all. ``text`` is searched for in names, other names and
    developers; every word has to occur. ``source``, ``language`` (ISO 639-1), ``country``, ``developer`` and
    ``reason`` are values as ``facets`` lists them. The two dates are ISO at any precision and take in what may have
    been published between them. ``probability_from`` and ``probability_to`` bound P(> 1e23 FLOP), 0 to 1.
    ``older_than_days`` is how long an item has waited at least. ``claimed_by`` is a reviewer's name or ``NOBODY``.
    ``group`` is the id of the first item of a group of one architecture and size.
    """

    status: str = WAITING
    text: str = ""
    source: str | None = None
    language: str | None = None
    country: str | None = None
    developer: str | None = None
    published_from: str | None = None
    published_to: str | None = None
    probability_from: float | None = None
    probability_to: float | None = None
    has_conflict: bool | None = None
    older_than_days: int | None = None
    reason: str | None = None
    claimed_by: str | None = None
    group: str | None = None

    @property
    def is_default(self) -> bool:
        """Whether this is the whole queue."""
        return self == QueueFilter()

    def with_(self, **changes: object) -> QueueFilter:
        """The same filter with some conditions changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def query(self) -> str:
        """The filter as the query string of an address, without ``?``; empty for the whole queue."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The conditions that differ from the whole queue's, as they stand in a query string."""
        default = QueueFilter()
        found = [(entry.name, getattr(self, entry.name)) for entry in fields(self)]
        return [(name, _written(value)) for name, value in found if value != getattr(default, name)]


@dataclass(frozen=True, slots=True)
class ParsedFilter:
    """A filter read from a query string. ``errors`` says per field what is wrong; such a field is left out."""

    filter: QueueFilter
    errors: dict[str, str]


def parse_filter(values: Mapping[str, str] | Iterable[tuple[str, str]]) -> ParsedFilter:
    """Read a filter from a query string's parameters; unknown ones are not its own and are passed over.

    Empty values say nothing. Nothing raises: what cannot be read is named in ``errors``.
    """
    given = dict(values.items() if isinstance(values, Mapping) else values)
    wanted: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name, read in _READERS.items():
        text = given.get(name, "").strip()
        if not text:
            continue
        try:
            wanted[name] = read(text)
        except ValueError as error:
            errors[name] = str(error)
    first, last = wanted.get("published_from"), wanted.get("published_to")
    if isinstance(first, str) and isinstance(last, str) and day_number(first, last=False) > day_number(last, last=True):
        errors["published_to"] = f"{last} is before {first}"
        del wanted["published_to"]
    low, high = wanted.get("probability_from"), wanted.get("probability_to")
    if isinstance(low, float) and isinstance(high, float) and low > high:
        errors["probability_to"] = f"{high:g} is less than {low:g}"
        del wanted["probability_to"]
    return ParsedFilter(QueueFilter().with_(**wanted), errors)


def day_number(text: str, *, last: bool) -> int:
    """The first or last day that an ISO date of any precision can mean, as YYYYMMDD."""
    parts = [int(part) for part in text.split("-")]
    missing = (12, 31) if last else (1, 1)
    year, month, day = (*parts, *missing[len(parts) - 1 :])
    return year * 10_000 + month * 100 + day


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _status(text: str) -> str:
    if text not in {*STATUSES, ANY}:
        raise ValueError(f"{text!r} is none of {', '.join([*STATUSES, ANY])}")
    return text


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise ValueError(f"longer than {MAX_TEXT} characters")
    return _value(text)


def _value(text: str) -> str:
    if len(text) > MAX_VALUE:
        raise ValueError(f"longer than {MAX_VALUE} characters")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds characters that no name has")
    return text


def _date(text: str) -> str:
    wrong = f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
    if not _DAY.fullmatch(text) or not text.isascii():
        raise ValueError(wrong)
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise ValueError(wrong) from None
    return text


def _probability(text: str) -> float:
    wrong = f"{text!r} is no probability; write a number from 0 to 1"
    try:
        value = float(text)
    except ValueError:
        raise ValueError(wrong) from None
    if not 0 <= value <= 1:
        raise ValueError(wrong)
    return value


def _yes_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError(f"{text!r} is neither yes nor no")
    return text.lower() == "yes"


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise ValueError(f"{text!r} is no number of days from 0 to 99999")
    return int(text)


_READERS = {
    "status": _status,
    "text": _text,
    "source": _value,
    "language": _value,
    "country": _value,
    "developer": _value,
    "published_from": _date,
    "published_to": _date,
    "probability_from": _probability,
    "probability_to": _probability,
    "has_conflict": _yes_no,
    "older_than_days": _days,
    "reason": _value,
    "claimed_by": _value,
    "group": _value,
}
