"""The queue as a reviewer sees it: pages of it, and how many items each condition would leave."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crawler.review.reading.conditions import all_of, conditions_of
from crawler.review.reading.counting import FACETS, FacetValue, counted, most_frequent
from crawler.review.reading.filters import QueueFilter
from crawler.review.reading.index import ItemIndex, Mask, item_index, one_moment
from crawler.review.reading.lines import Claimed, QueueItem, items_of
from crawler.review.reading.paging import SORTS, BadCursor, Cut, listed, page_of, place_of

__all__ = [
    "SORTS",
    "BadCursor",
    "Claimed",
    "FacetValue",
    "Facets",
    "Neighbours",
    "QueueItem",
    "QueuePage",
    "facets",
    "matching_ids",
    "neighbours",
    "queue_item",
    "queue_page",
    "queue_page_with_facets",
]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some items of a list; ``next`` and ``previous`` are given back as ``after`` and ``before``.

    ``total`` counts the whole list, ``first`` is the place of the first item in it, from 1 (0 where it is empty).
    """

    items: tuple[QueueItem, ...]
    next: str | None
    previous: str | None
    total: int
    first: int


@dataclass(frozen=True, slots=True)
class Facets:
    """For each condition, the values it may have under the other conditions, the most frequent first.

    Every count is the ``total`` of the page with that value in the place of the filter's own. ``has_conflict`` has the
    values ``yes`` and ``no``.
    """

    total: int
    status: tuple[FacetValue, ...]
    source: tuple[FacetValue, ...]
    language: tuple[FacetValue, ...]
    country: tuple[FacetValue, ...]
    developer: tuple[FacetValue, ...]
    reason: tuple[FacetValue, ...]
    has_conflict: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The items before and after one in a list, for j and k; ``place`` counts from 1, 0 where it is not in the list."""

    previous: str | None
    next: str | None
    place: int
    total: int


def queue_page(
    connection: sqlite3.Connection,
    filter: QueueFilter,  # noqa: A002
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    sort: str = "worth",
    descending: bool | None = None,
) -> QueuePage:
    """A page of the list that a filter leaves; ``descending`` is the sort's own way round where it is not given.

    Raises:
        BadCursor: ``after`` or ``before`` cannot be read.
    """
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        met = all_of(conditions_of(connection, index, filter))
        cut = page_of(index, met, sort=sort, descending=descending, after=after, before=before, limit=limit)
        return _shown(connection, index, cut)


def queue_page_with_facets(
    connection: sqlite3.Connection,
    filter: QueueFilter,  # noqa: A002
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    most: int = 40,
) -> tuple[QueuePage, Facets]:
    """``queue_page`` in the queue's order together with ``facets``, of one moment: the counts agree with the list, and
    what the filter leaves is found once for both.

    Raises:
        BadCursor: ``after`` or ``before`` cannot be read.
    """
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        conditions = conditions_of(connection, index, filter)
        cut = page_of(index, all_of(conditions), sort="worth", descending=True, after=after, before=before, limit=limit)
        page = _shown(connection, index, cut)
    return page, _counted(index, conditions, filter, most)


def facets(connection: sqlite3.Connection, filter: QueueFilter, *, most: int = 40) -> Facets:  # noqa: A002
    """What each condition may be, and how long the list would then be; at most ``most`` values of each."""
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        conditions = conditions_of(connection, index, filter)
    return _counted(index, conditions, filter, most)


def _shown(connection: sqlite3.Connection, index: ItemIndex, cut: Cut) -> QueuePage:
    return QueuePage(items_of(connection, index, cut.rows), cut.next, cut.previous, cut.total, cut.first)


def _counted(index: ItemIndex, conditions: Mapping[str, Mask], wanted: QueueFilter, most: int) -> Facets:
    counts = {name: counted(index, name, all_of(conditions, leaving=name)) for name in FACETS}
    return Facets(
        total=int(np.count_nonzero(all_of(conditions))),
        **{name: most_frequent(found, most, getattr(wanted, name)) for name, found in counts.items()},
    )


def matching_ids(connection: sqlite3.Connection, filter: QueueFilter) -> tuple[str, ...]:  # noqa: A002
    """Ids of all items that a filter leaves, in the queue's order (for actions on all of them)."""
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        rows = listed(index, all_of(conditions_of(connection, index, filter)), "worth", descending=True)
    return tuple(index.ids[row] for row in rows.tolist())


def neighbours(connection: sqlite3.Connection, filter: QueueFilter, ident: str) -> Neighbours:  # noqa: A002
    """The items around one in the queue's order; of one that has left the list, those around its former place."""
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        rows = listed(index, all_of(conditions_of(connection, index, filter)), "worth", descending=True)
        known = connection.execute("SELECT number FROM review_items WHERE model_id = ?", (ident,)).fetchone()
    row = index.row_of(known["number"]) if known else None
    if row is None:
        return Neighbours(None, index.ids[rows[0]] if len(rows) else None, 0, len(rows))
    place = place_of(index, rows, "worth", descending=True, value=index.sort_key("worth", row), row=row)
    is_in = place < len(rows) and int(rows[place]) == row
    following = place + 1 if is_in else place
    return Neighbours(
        previous=index.ids[rows[place - 1]] if place > 0 else None,
        next=index.ids[rows[following]] if following < len(rows) else None,
        place=place + 1 if is_in else 0,
        total=len(rows),
    )


def queue_item(connection: sqlite3.Connection, ident: str) -> QueueItem | None:
    """One item as it stands in lists, or ``None`` where there is no such model."""
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        known = connection.execute(
            "SELECT number FROM review_items WHERE model_id = ? AND NOT gone", (ident,)
        ).fetchone()
        row = index.row_of(known["number"]) if known else None
        return next(iter(items_of(connection, index, [row])), None) if row is not None else None
