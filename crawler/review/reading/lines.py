"""Items as lines of a list: what the database says of the few that are shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.review.reading.filters import STATUSES
from crawler.review.reading.index import ItemIndex, today_number
from crawler.store.items import SEPARATOR
from crawler.store.keys import utc_now


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who has claimed an item, and until when (ISO in UTC)."""

    who: str
    until: str


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One line of a list. Compute in FLOP, ``p_above`` by threshold in FLOP, dates in ISO.

    ``status`` is the model's, ``place`` one of ``filters.STATUSES``; ``why`` one line on why it waits (or, where it was
    reopened, what has changed). ``conflicts`` are the fields whose claims contradict each other. ``group`` is the id of
    the first of the items with one architecture and size (its own where it stands alone) and ``alike`` how many others
    there are. ``version`` is the number of the last decision, to be given back as ``seen``.
    """

    id: str
    name: str
    developer: str | None
    country: str | None
    published_on: str | None
    parameters: float | None
    compute_flop: float | None
    compute_low: float | None
    compute_high: float | None
    p_above: dict[float, float]
    confidence: str | None
    priority: float
    why: str
    status: str
    place: str
    reason: str
    conflicts: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    waiting_since: str | None
    waiting_days: int
    resting_until: str | None
    reopened: bool
    group: str
    alike: int
    claimed: Claimed | None
    version: int
    demo: bool


_ITEMS = """
    SELECT review_items.number, review_items.sources, review_items.languages, review_items.conflicts,
           review_items.waiting_since, models.id, models.name, models.organization, models.country, models.published,
           models.parameters, models.compute_flop, models.compute_low, models.compute_high, models.p_above,
           models.confidence, models.priority, models.explanation, models.status, models.reason, models.asleep_until,
           models.reopened, claims_on_items.who, claims_on_items.until,
           (SELECT demo FROM runs WHERE runs.id = models.first_run) AS demo,
           (SELECT max(id) FROM (
               SELECT max(id) AS id FROM decisions WHERE model_id = models.id AND action <> 'comment'
               UNION ALL
               SELECT max(id) FROM decisions WHERE other_id = models.id AND action <> 'comment')) AS version
    FROM json_each(?1) AS wanted
    JOIN review_items ON review_items.number = wanted.value
    JOIN models ON models.id = review_items.model_id
    LEFT JOIN claims_on_items ON claims_on_items.model_id = models.id AND claims_on_items.until > ?2
    ORDER BY wanted.key
"""


def items_of(connection: sqlite3.Connection, index: ItemIndex, rows: Sequence[int]) -> tuple[QueueItem, ...]:
    """The items of these rows, in their order; those that are gone since the index was made are left out."""
    if not rows:
        return ()
    today, now = today_number(), datetime.now(UTC)
    places = index.places(today)
    leads, sizes = index.groups(today)
    numbers = [int(index.columns["number"][row]) for row in rows]
    found = connection.execute(_ITEMS, (json.dumps(numbers), utc_now())).fetchall()
    items = []
    for line in found:
        row = index.row_of(line["number"])
        assert row is not None
        changes = json.loads(line["reopened"]) if line["reopened"] else []
        items.append(
            QueueItem(
                id=line["id"],
                name=line["name"],
                developer=line["organization"],
                country=line["country"],
                published_on=line["published"],
                parameters=line["parameters"],
                compute_flop=line["compute_flop"],
                compute_low=line["compute_low"],
                compute_high=line["compute_high"],
                p_above=chances(line["p_above"]),
                confidence=line["confidence"],
                priority=line["priority"],
                why=" ".join(changes) if changes else line["explanation"],
                status=line["status"],
                place=STATUSES[max(0, int(places[row]))],
                reason=line["reason"],
                conflicts=tuple(line["conflicts"].split()),
                sources=_parts(line["sources"]),
                languages=_parts(line["languages"]),
                waiting_since=line["waiting_since"],
                waiting_days=days_since(line["waiting_since"], now),
                resting_until=line["asleep_until"],
                reopened=bool(changes),
                group=index.ids[int(leads[row])],
                alike=int(sizes[row]) - 1,
                claimed=Claimed(line["who"], line["until"]) if line["who"] is not None else None,
                version=line["version"] or 0,
                demo=bool(line["demo"]),
            )
        )
    return tuple(items)


def chances(text: str) -> dict[float, float]:
    """The stored chances by threshold in FLOP, the lowest threshold first."""
    return dict(sorted((float(flop), float(chance)) for flop, chance in json.loads(text).items()))


def days_since(moment: str | None, now: datetime) -> int:
    """Whole days since a moment (ISO), 0 where it is unknown or to come."""
    if not moment:
        return 0
    then = datetime.fromisoformat(moment)
    return max(0, (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).days)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()
