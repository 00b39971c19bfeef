"""Ecosystem Graphs: one table of all assets, or the files of single developers that it is made from.

A cell of the developers' files may be a pair ``{value, explanation}``; the table has only the value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from spiders.formats import Row
from spiders.formats.options import YamlFormat
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows


class EcosystemGraphsSpider(RowsSpider):
    """Reads a file by what its address ends with."""

    name = "ecosystem_graphs"

    def adjust(self, row: Row) -> Iterable[Row]:
        return ({column: _value(cell) for column, cell in row.items()},)

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        source = self.source
        if url.endswith((".yaml", ".yml")):
            source = source.model_copy(update={"format": YamlFormat()})
        return parse_rows(body, source, url=url, seen_at=seen_at, content_type=content_type, adjust=self.adjust)


def _value(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) and "value" in cell else cell
