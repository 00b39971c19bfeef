"""Arena's boards (formerly LMSYS Chatbot Arena), from the rows of its Hub data set. CC-BY-4.0.

Each board is a configuration of the data set. Its split ``latest`` holds all categories, the overall one first. Names
may carry a thinking effort (``claude-opus-5-max``), and models are shown before they are announced, so a row opens a
candidate only where it names a developer. Old snapshots in pickles are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit

from spiders.formats import Row
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows


class ArenaSpider(RowsSpider):
    """Visits one board after the other."""

    name = "arena"

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        adjust = partial(with_board, board=board_of(url))
        return parse_rows(body, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=adjust)


def board_of(url: str) -> str:
    """The board that an address asks for, empty where it names none."""
    return parse_qs(urlsplit(url).query).get("config", [""])[0]


def with_board(row: Row, *, board: str) -> Iterator[Row]:
    """The row with the board that it stands on, by which one model's rows on several boards are told apart."""
    yield {**row, "board": board}
