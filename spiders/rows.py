"""Sources that are nothing but rows: a record says where they lie, in which format, and which column says what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from crawler.records import Failure, Sighting, Signal
from spiders.fields import FieldReader, missing_columns, unknown_columns
from spiders.formats import Row, read_table
from spiders.listing import ListingSpider
from spiders.parsed import Parsed, Problem, distinct
from spiders.source_record import Source

RowAdjuster: TypeAlias = Callable[[Row], Iterable[Row]]


class RowsSpider(ListingSpider):
    """Visits a list of rows as its record says.

    A source that needs code for its rows has a module of its own with a subclass of the source's name, and overrides
    ``adjust``.
    """

    name = "rows"

    def adjust(self, row: Row) -> Iterable[Row]:
        """The rows that one row of the source stands for, before the field map is laid over them."""
        return (row,)

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        """What one page says."""
        return parse_rows(body, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=self.adjust)


def parse_rows(
    body: bytes,
    source: Source,
    *,
    url: str,
    seen_at: datetime,
    content_type: str = "",
    adjust: RowAdjuster = lambda row: (row,),
) -> Parsed:
    """Read a page of rows: one sighting a row, and its prose as a document about it.

    Args:
        body: the page.
        source: the record, with ``format`` and ``fields``.
        url: the page's address.
        seen_at: when it was fetched.
        content_type: the Content-Type header.
        adjust: what is done to each row first.
    """
    assert source.format is not None
    assert source.fields is not None
    fields = source.fields
    required = fields.required()
    table = read_table(body, source.format, required=required, url=url, content_type=content_type)
    if table.problem is not None:
        return Parsed(problem=table.problem)
    rows = [made for row in table.rows for made in adjust(row)]
    columns = tuple(dict.fromkeys([*table.columns, *(column for row in rows for column in row)]))
    missing = missing_columns(fields, columns) if columns else []
    if missing:
        shown = ", ".join(columns[:12])
        return Parsed(problem=Problem(Failure.CHANGED, f"no column {', '.join(missing)}; there are {shown}"[:400]))
    reader = FieldReader(source, fields, url=url, seen_at=seen_at)
    chosen = reader.select(rows)
    items = tuple(reader.items(chosen))
    unknown = unknown_columns(source, fields, columns)
    signals = [
        *(Signal("column", f"{source.name}: {column}") for column in unknown),
        *(Signal("row", f"{source.name}: {note}", url) for note in table.notes),
        *reader.signals,
    ]
    faults = (Problem(Failure.CHANGED, f"unknown columns: {', '.join(unknown)}"[:400]),) if unknown else ()
    dates = [
        str(item.fields["release_date"])
        for item in items
        if isinstance(item, Sighting) and "release_date" in item.fields
    ]
    return Parsed(
        items,
        distinct(signals),
        len(chosen),
        columns=table.columns,
        faults=faults,
        value=table.value,
        shown=table.rows,
        newest=max(dates, default=None),
    )
