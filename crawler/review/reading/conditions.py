"""A filter's conditions as masks over the items in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from crawler.review.reading.filters import ANY, NOBODY, STATUSES, QueueFilter, day_number
from crawler.review.reading.index import ItemIndex, Mask, today_number
from crawler.store.items import squeezed
from crawler.store.keys import utc_now

EXISTS = "exists"
"""Name of the condition that every list has: the model is still there."""

SHORT = 3
"""Characters below which the trigram index cannot help, and the names are read one by one."""


def conditions_of(connection: sqlite3.Connection, index: ItemIndex, wanted: QueueFilter) -> dict[str, Mask]:
    """For each condition of the filter, by its field's name, which items meet it."""
    columns, coders = index.columns, index.coders
    places = index.places(today_number())
    masks: dict[str, Mask] = {EXISTS: places >= 0}
    if wanted.status != ANY:
        masks["status"] = places == STATUSES.index(wanted.status)
    if wanted.text.strip():
        masks["text"] = _naming(connection, index, wanted.text)
    for name, coder in (
        ("source", coders.sources),
        ("language", coders.languages),
        ("country", coders.countries),
        ("developer", coders.developers),
        ("reason", coders.reasons),
    ):
        value = getattr(wanted, name)
        if value is not None:
            masks[name] = coder.holding(value)[columns[name]]
    if wanted.published_from is not None:
        masks["published_from"] = columns["last"] >= day_number(wanted.published_from, last=False)
    if wanted.published_to is not None:
        masks["published_to"] = (columns["first"] > 0) & (
            columns["first"] <= day_number(wanted.published_to, last=True)
        )
    if wanted.probability_from is not None:
        masks["probability_from"] = columns["chance"] >= wanted.probability_from
    if wanted.probability_to is not None:
        masks["probability_to"] = columns["chance"] <= wanted.probability_to
    if wanted.has_conflict is not None:
        masks["has_conflict"] = columns["conflict"] == wanted.has_conflict
    if wanted.older_than_days is not None:
        latest = (datetime.now(UTC) - timedelta(days=wanted.older_than_days)).timestamp()
        masks["older_than_days"] = (columns["since"] > 0) & (columns["since"] <= latest)
    if wanted.claimed_by is not None:
        masks["claimed_by"] = _claimed(connection, index, wanted.claimed_by)
    if wanted.group is not None:
        masks["group"] = _grouped(connection, index, wanted.group)
    return masks


def all_of(masks: Mapping[str, Mask], *, leaving: str | None = None) -> Mask:
    """Which items meet all conditions, except perhaps one."""
    met = masks[EXISTS]
    for name, mask in masks.items():
        if name not in {EXISTS, leaving}:
            met = met & mask
    return met


def _naming(connection: sqlite3.Connection, index: ItemIndex, text: str) -> Mask:
    """Items in whose names, other names or developers every word occurs.

    A word of three characters or more is looked up among the trigrams; where all are shorter, as words in Chinese are,
    the texts are read one after the other (20 milliseconds for a hundred thousand).
    """
    words = list(dict.fromkeys(filter(None, map(squeezed, text.split()))))
    if not words:
        return np.zeros(len(index), dtype=np.bool_)  # only punctuation, which no name is searched by
    long = [word for word in words if len(word) >= SHORT]
    short = [word for word in words if len(word) < SHORT]
    holds = "".join(" AND instr(text, ?) > 0" for _ in short)
    if long:
        query = " AND ".join(f'"{word}"' for word in long)
        found = connection.execute(
            f"SELECT rowid FROM search_texts_fts WHERE search_texts_fts MATCH ?{holds}",
            (query, *short),
        )
    else:
        found = connection.execute(f"SELECT number FROM search_texts WHERE true{holds}", short)
    return _mask(index, [row[0] for row in found])


def _claimed(connection: sqlite3.Connection, index: ItemIndex, who: str) -> Mask:
    anybody = connection.execute(
        "SELECT number, who FROM claims_on_items JOIN review_items USING (model_id) WHERE until > ?", (utc_now(),)
    ).fetchall()
    if who == NOBODY:
        return ~_mask(index, [row["number"] for row in anybody])
    return _mask(index, [row["number"] for row in anybody if row["who"] == who])


def _grouped(connection: sqlite3.Connection, index: ItemIndex, lead: str) -> Mask:
    known = connection.execute("SELECT number FROM review_items WHERE model_id = ?", (lead,)).fetchone()
    row = index.row_of(known["number"]) if known else None
    leads, _ = index.groups(today_number())
    grouped: Mask = leads == (-1 if row is None else row)
    return grouped


def _mask(index: ItemIndex, numbers: list[int]) -> Mask:
    mask = np.zeros(len(index), dtype=np.bool_)
    mask[index.rows_of(numbers)] = True
    return mask
