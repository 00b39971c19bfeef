"""Rows of separated values, as programs and spreadsheets write them."""

from __future__ import annotations

import codecs
import csv
import io

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure
from pipelines.reading.charset import decode
from spiders.formats.options import CsvFormat
from spiders.formats.table import Table, failed, head_names, rows_under, shown_columns


def read_csv_rows(body: bytes, options: CsvFormat, content_type: str = "") -> Table:
    """The rows of a CSV body."""
    if not body.strip():
        return failed(Failure.EMPTY, "empty body")
    if looks_like_html(body):
        return failed(Failure.CHANGED, "a web page instead of CSV")
    if options.encoding:
        try:
            text = codecs.decode(body, options.encoding, "replace")
        except LookupError:
            return failed(Failure.BROKEN, f"unknown encoding {options.encoding}")
    else:
        text = decode(body, content_type).text
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=options.delimiter)
    try:
        records = list(reader)
    except csv.Error as error:
        return failed(Failure.BROKEN, f"not CSV: {error}")
    if len(records) < options.header_line:
        return failed(Failure.CHANGED, f"{len(records)} lines, and the heads should be in line {options.header_line}")
    heads = head_names(records[options.header_line - 1])
    rows, notes = rows_under(heads, records[options.header_line :])
    return Table(tuple(rows), shown_columns(heads, rows), notes=tuple(notes))
