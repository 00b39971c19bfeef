"""SuperCLUE: the overall table of each of the project's monthly pages.

A model stands in several months, with the same name and developer and another score or way to reach it. The month
belongs to the key of its row: else the page that happens to be read last would replace what the others said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from spiders.formats import Row
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows


class SuperClueSpider(RowsSpider):
    """Visits one month after the other."""

    name = "superclue"

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        adjust = partial(with_month, month=month_of(url))
        return parse_rows(body, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=adjust)


def month_of(url: str) -> str:
    """The month of a page as its file name says it (``2311``); ``README`` for the newest, whose name says none."""
    stem = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    return stem.removeprefix("README_")


def with_month(row: Row, *, month: str) -> Iterator[Row]:
    """The row with the month of its page, by which one model's rows of several months are told apart."""
    yield {**row, "month": month}
