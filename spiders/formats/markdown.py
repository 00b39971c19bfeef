"""Pipe tables of GitHub-flavoured Markdown (https://github.github.com/gfm/#tables-extension-)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure
from pipelines.reading.charset import decode
from spiders.cells import plain
from spiders.formats.options import MarkdownFormat
from spiders.formats.table import HEADING, SECTION, Row, Table, failed, head_names, rows_under

TITLE = re.compile(r"(#{1,6})\s+(.*?)[\s#]*")
FENCE = re.compile(r"(`{3,}|~{3,})")
DELIMITER = re.compile(r":?-+:?")
CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class _Found:
    headings: tuple[str, ...]
    heads: list[str]
    records: list[list[str]]


def read_markdown_rows(
    body: bytes, options: MarkdownFormat, required: Collection[str], content_type: str = ""
) -> Table:
    """The rows of every table that has the required columns, under a heading that fits."""
    if not body.strip():
        return failed(Failure.EMPTY, "empty body")
    if looks_like_html(body) and b"\n|" not in body:
        return failed(Failure.CHANGED, "a web page instead of Markdown")
    tables = list(_tables(decode(body, content_type).text.splitlines()))
    wanted = [
        table
        for table in tables
        if set(required) <= set(table.heads)
        and (not options.heading or any(re.search(options.heading, heading) for heading in table.headings))
    ]
    if not wanted:
        seen = "; ".join(" | ".join(table.heads[:6]) for table in tables[:3]) or "none at all"
        detail = f"no table with the columns {', '.join(sorted(required))}; tables: {seen}"
        return failed(Failure.CHANGED, detail[:400])
    rows: list[Row] = []
    for table in wanted:
        # Cells beyond the heads are ignored, as GitHub does.
        found, _ = rows_under(table.heads, [record[: len(table.heads)] for record in table.records])
        place = {
            HEADING: table.headings[-1] if table.headings else "",
            SECTION: " / ".join(table.headings),
        }
        rows += [{**row, **place} for row in found]
    columns = tuple(dict.fromkeys(head for table in wanted for head in table.heads))
    return Table(tuple(rows), columns)


def _tables(lines: list[str]) -> Iterator[_Found]:
    headings: dict[int, str] = {}
    fence = ""
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if fence:
            fence = "" if line.startswith(fence) else fence
            continue
        if opened := FENCE.match(line):
            fence = opened[1]
        elif heading := TITLE.fullmatch(line):
            level = len(heading[1])
            headings = {depth: text for depth, text in headings.items() if depth < level} | {level: plain(heading[2])}
        elif "|" in line and at < len(lines) and _is_delimiter(lines[at], len(_cells(line))):
            heads = head_names(plain(cell) for cell in _cells(line))
            at += 1
            records = []
            while at < len(lines) and "|" in lines[at]:
                records.append(_cells(lines[at].strip()))
                at += 1
            yield _Found(tuple(headings[depth] for depth in sorted(headings)), heads, records)


def _is_delimiter(line: str, width: int) -> bool:
    if "-" not in line:
        return False
    cells = _cells(line.strip())
    return len(cells) == width and all(DELIMITER.fullmatch(cell) for cell in cells)


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|")
    cells = CELL_END.split(inner)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.replace("\\|", "|").strip() for cell in cells]
