"""Tables of web pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urljoin

from crawler.records import Failure
from pipelines.reading.charset import decode
from spiders.formats.options import HtmlFormat
from spiders.formats.table import HEADING, Row, Table, failed, head_names, rows_under, shown_columns

MAX_SPAN = 100
"""Columns or rows that one cell may span; pages claim thousands by mistake."""

HEADINGS = "(self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::caption)"


def read_html_rows(
    body: bytes, options: HtmlFormat, required: Collection[str], url: str, content_type: str = ""
) -> Table:
    """The rows of every table that has the required columns; links are resolved against ``url``."""
    from lxml import etree, html  # noqa: PLC0415  (slow to load, and most sources are no web pages)

    if not body.strip():
        return failed(Failure.EMPTY, "empty body")
    try:
        page = html.fromstring(decode(body, content_type).text)
    except (etree.LxmlError, ValueError) as error:
        return failed(Failure.BROKEN, f"not HTML: {error}")
    rows: list[Row] = []
    columns: dict[str, None] = {}
    seen: list[str] = []
    is_found = False
    for table in page.iter("table"):
        grid = _grid(table, url)
        heading = _heading(table)
        if len(grid) < options.header_line or (options.heading and not re.search(options.heading, heading)):
            continue
        heads = head_names(grid[options.header_line - 1])
        if not set(required) <= set(heads):
            seen.append(" | ".join(heads[:6]))
            continue
        is_found = True
        found, _ = rows_under(heads, grid[options.header_line :])
        rows += [{**row, HEADING: heading} for row in found]
        columns |= dict.fromkeys(shown_columns(heads, found))
    if not is_found:
        tables = "; ".join(seen[:3]) or "none at all"
        detail = f"no table with the columns {', '.join(sorted(required))}; tables: {tables}"
        return failed(Failure.CHANGED, detail[:400])
    return Table(tuple(rows), tuple(columns))


def cell_text(cell: Any, url: str) -> str:
    """An element's text, its links as ``[text](address)``."""
    return " ".join("".join(_pieces(cell, url)).split())


def _pieces(element: Any, url: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
        yield element.tail or ""
        return
    inner = (element.text or "") + "".join(piece for child in element for piece in _pieces(child, url))
    target = element.get("href") if element.tag == "a" else None
    if target and inner.strip() and not target.startswith(("#", "javascript:")):
        yield f"[{' '.join(inner.split()).replace('[', '(').replace(']', ')')}]({_resolved(url, target)})"
    else:
        yield inner
    if element.tag in {"br", "p", "li", "div"}:
        yield " "
    # The tail of the cell itself lies outside the table.
    yield "" if element.tag in {"td", "th"} else element.tail or ""


def _resolved(url: str, target: str) -> str:
    try:
        return urljoin(url, target.strip()).replace(" ", "%20").replace(")", "%29")
    except ValueError:
        return ""


def _grid(table: Any, url: str) -> list[list[str]]:
    """The cells of a table with those that span several places repeated in each."""
    grid: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}
    for line in table.iter("tr"):
        if next(line.iterancestors("table")) is not table:
            continue
        row: list[str] = []
        # What is spanned into the next line must not be eaten by this one.
        opened: dict[int, tuple[int, str]] = {}
        for cell in (cell for cell in line if cell.tag in {"td", "th"}):
            _take_spanned(row, above, opened)
            text = cell_text(cell, url)
            depth = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if depth > 1:
                    opened[len(row)] = (depth - 1, text)
                row.append(text)
        _take_spanned(row, above, opened)
        above = opened
        if row:
            grid.append(row)
    return grid


def _take_spanned(row: list[str], above: dict[int, tuple[int, str]], opened: dict[int, tuple[int, str]]) -> None:
    """Put cells from the lines above that reach into this one where the row has come to."""
    while (waiting := above.pop(len(row), None)) is not None:
        rest, text = waiting
        if rest > 1:
            opened[len(row)] = (rest - 1, text)
        row.append(text)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), MAX_SPAN) if value.isdecimal() and int(value) > 0 else 1


def _heading(table: Any) -> str:
    captions = table.xpath("./caption")
    found = captions or table.xpath(f"(preceding::*[{HEADINGS}])[last()]")
    return " ".join(found[0].text_content().split()) if found else ""
