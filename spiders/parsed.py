"""What the parsers give back: records, the unknown things they met, and a named failure where a body is unusable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.fetching.judging import looks_like_html
from crawler.records import Document, Failure, Sighting, Signal

ISO_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a body could not be used."""

    failure: Failure
    detail: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The outcome of reading one body.

    ``rows`` counts what the source showed, whether or not a record came of it, so that a source that changed its form
    is told from one that has nothing new.
    """

    items: tuple[Sighting | Document, ...] = ()
    signals: tuple[Signal, ...] = ()
    rows: int = 0
    problem: Problem | None = None
    columns: tuple[str, ...] = ()
    """The columns that the source showed; empty where they are not watched."""
    faults: tuple[Problem, ...] = ()
    """What the source must answer for although its rows can be used, such as a column that nobody knows."""
    value: Any = None
    """The whole answer, in which paging finds the way on."""
    shown: tuple[Mapping[str, Any], ...] = ()
    """The rows as they were read, which paging looks at."""
    newest: str | None = None
    """Date of the newest item, as far as the source dates them."""


def read_json(body: bytes) -> tuple[Any, Problem | None]:
    """The JSON value of a body, or the problem that stands for it."""
    if not body.strip():
        return None, Problem(Failure.EMPTY, "empty body")
    if looks_like_html(body):
        return None, Problem(Failure.CHANGED, "a web page instead of JSON")
    try:
        return json.loads(body), None
    except (ValueError, RecursionError) as error:
        return None, Problem(Failure.BROKEN, f"not JSON: {error}")


def iso_date(value: object) -> str | None:
    """A date as the source states it, at its own precision (``2025``, ``2025-06``, ``2025-06-02``), or ``None``."""
    text = str(value).strip()[:10] if isinstance(value, str) else ""
    return text if ISO_DATE.fullmatch(text) else None


def text_of(row: Mapping[str, Any], key: str) -> str | None:
    """The text in a column, stripped; ``None`` where it is missing, blank or no text."""
    value = row.get(key)
    if not isinstance(value, str):
        return None
    return value.strip() or None


def texts_of(value: object) -> list[str]:
    """The texts in a list; nothing where there is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def count_of(value: object) -> float | None:
    """A positive finite number, or ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < float("inf") else None


def unknown_columns(source: str, rows: Iterable[Mapping[str, Any]], known: frozenset[str]) -> list[Signal]:
    """One signal for every column that the parser has never heard of."""
    met = {str(column) for row in rows for column in row}
    return [Signal("column", f"{source}: {column}") for column in sorted(met - known)]


def distinct(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The signals without repetition: one unknown column is one thing to look at, however many rows have it."""
    return tuple({(signal.kind, signal.subject): signal for signal in signals}.values())
