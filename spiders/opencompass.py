"""OpenCompass' CompassBench board: one file a release on the CDN, which an undocumented list of months names.

The file holds tables of scores (``OverallTable`` and one for each ability: ``{model, org, chat_or_base, Average,
...}``) and, under ``models``, what is known of each model by its name (``origin_name``, ``org``, ``num``, ``time``,
``desc``, ``weight``). Each row of the overall table is read together with what is known of its model.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from spiders.formats import Row
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows

MAX_BYTES = 16 * 2**20
GZIP = b"\x1f\x8b"


class OpenCompassSpider(RowsSpider):
    """Visits the newest release."""

    name = "opencompass"

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        plain = inflated(body)
        known = known_models(plain)

        def adjust(row: Row) -> Iterator[Row]:
            yield with_model(row, known)

        return parse_rows(plain, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=adjust)


def inflated(body: bytes) -> bytes:
    """The file's text: it is stored compressed, and not always served with a header that says so.

    What inflates to more than 16 MiB, or not at all, is left as it is, and is then no JSON.
    """
    if not body.startswith(GZIP):
        return body
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = reader.decompress(body, MAX_BYTES)
    except zlib.error:
        return body
    return plain if reader.eof else body


def known_models(body: bytes) -> Mapping[str, Mapping[str, Any]]:
    """What the file says of its models by name; empty where it cannot be read."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    models = content.get("models") if isinstance(content, Mapping) else None
    if not isinstance(models, Mapping):
        return {}
    return {name: said for name, said in models.items() if isinstance(said, Mapping)}


def with_model(row: Row, known: Mapping[str, Mapping[str, Any]]) -> Row:
    """A row of scores with what is known of its model; what the row itself states counts first."""
    said = known.get(str(row.get("model") or "").strip(), {})
    described = said.get("desc")
    if isinstance(described, Mapping):
        described = described.get("en-US") or described.get("zh-CN")
    filled = {column: cell for column, cell in row.items() if cell not in (None, "")}
    return {**row, **said, **filled, "desc": described}
