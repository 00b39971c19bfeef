"""Going through a list, item by item."""

from __future__ import annotations

import sqlite3

from crawler.review.reading.filters import QueueFilter
from crawler.review.reading.queue import Neighbours, neighbours, queue_page


def around(connection: sqlite3.Connection, wanted: QueueFilter, ident: str) -> Neighbours:
    """The items before and after one. Of one that is not in the list, the next is the list's first.

    What was decided loses its rank, so its former place says nothing about what is worth a look next.
    """
    found = neighbours(connection, wanted, ident)
    if found.place:
        return found
    first = queue_page(connection, wanted, limit=1).items
    return Neighbours(None, first[0].id if first else None, 0, found.total)


def following(connection: sqlite3.Connection, wanted: QueueFilter, ident: str) -> str | None:
    """What comes after an item once it has left the list; ``None`` where the list is empty then."""
    found = around(connection, wanted, ident)
    return found.next or found.previous
