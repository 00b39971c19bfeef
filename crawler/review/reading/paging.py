"""Pages of a list by where the last one ended, not by number: what comes and goes meanwhile moves nothing."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass

from crawler.review.reading.index import ItemIndex, Mask, Rows

SORTS = ("worth", "name", "developer", "published", "compute", "parameters", "probability", "waiting")
"""What lists may be ordered by; ``worth`` is the expected value of a look, the queue's own order."""

BY_TEXT = frozenset({"name", "developer"})
"""Sorts that go by a text, in the order of the alphabet."""

RISING = BY_TEXT | {"waiting"}
"""Sorts that begin with the least where nothing else is said: the alphabet, and the longest wait."""

MAX_LIMIT = 500


class BadCursor(ValueError):  # noqa: N818
    """``after`` or ``before`` is none that a page has given."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one page, how to reach those around it, the length of the list and where in it the page begins."""

    rows: list[int]
    next: str | None
    previous: str | None
    total: int
    first: int


def page_of(
    index: ItemIndex,
    met: Mask,
    *,
    sort: str,
    descending: bool | None,
    after: str | None,
    before: str | None,
    limit: int,
) -> Cut:
    """A page of at most ``limit`` rows of a mask, behind or before a cursor.

    Raises:
        BadCursor: a cursor cannot be read, or belongs to another order; ``sort`` is none of ``SORTS``.
    """
    if sort not in SORTS:
        raise BadCursor(f"{sort!r} is no order; the orders are {', '.join(SORTS)}")
    falling = sort not in RISING if descending is None else descending
    size = max(1, min(limit, MAX_LIMIT))
    rows = listed(index, met, sort, descending=falling)
    start = 0
    if after:
        value, row = _read(index, after, sort, falling)
        start = place_of(index, rows, sort, descending=falling, value=value, row=row)
        start += start < len(rows) and int(rows[start]) == row
    elif before:
        value, row = _read(index, before, sort, falling)
        start = max(0, place_of(index, rows, sort, descending=falling, value=value, row=row) - size)
    page = rows[start : start + size].tolist()
    return Cut(
        rows=page,
        next=_written(index, page[-1], sort, falling) if page and start + size < len(rows) else None,
        previous=_written(index, page[0], sort, falling) if page and start > 0 else None,
        total=len(rows),
        first=start + 1 if page else 0,
    )


def listed(index: ItemIndex, met: Mask, sort: str, *, descending: bool) -> Rows:
    """The rows of a mask, in an order."""
    order = index.order(sort, descending=descending)
    return order[met[order]]


def place_of(index: ItemIndex, rows: Rows, sort: str, *, descending: bool, value: float | str | None, row: int) -> int:
    """How many of the rows, which are in an order, come before one with this value."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        other = int(rows[middle])
        if _precedes(index.sort_key(sort, other), other, value, row, descending=descending):
            low = middle + 1
        else:
            high = middle
    return low


def _precedes(
    one: float | str | None, row: int, other: float | str | None, other_row: int, *, descending: bool
) -> bool:
    if one is None or other is None:
        return row < other_row if one is other else one is not None
    if one == other:
        return row < other_row
    if isinstance(one, str) or isinstance(other, str):
        return (str(one) > str(other)) is descending
    return (one > other) is descending


def _written(index: ItemIndex, row: int, sort: str, descending: bool) -> str:
    number = int(index.columns["number"][row])
    text = json.dumps([sort, int(descending), index.sort_key(sort, row), number], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _read(index: ItemIndex, cursor: str, sort: str, descending: bool) -> tuple[float | str | None, int]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        wanted, falling, value, number = json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor("this page's address cannot be read; begin with the first page") from None
    is_text = sort in BY_TEXT
    right_value = value is None or (isinstance(value, str) if is_text else _is_number(value))
    if wanted != sort or falling != int(descending) or not right_value or type(number) is not int:
        raise BadCursor("this page's address belongs to another order; begin with the first page")
    row = index.row_of(number) if abs(number) < 2**62 else None
    if row is None:
        raise BadCursor("this page's address belongs to another database; begin with the first page")
    return (float(value) if _is_number(value) else value), row


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value) and abs(value) < 1e300
    )
