"""Readers that turn a body into rows, one module for each format; plain functions of their input."""

from __future__ import annotations

from collections.abc import Collection

from spiders.formats.csv_rows import read_csv_rows
from spiders.formats.html import read_html_rows
from spiders.formats.markdown import read_markdown_rows
from spiders.formats.options import CsvFormat, Format, HtmlFormat, JsonFormat, MarkdownFormat, XlsxFormat, YamlFormat
from spiders.formats.table import Row, Table
from spiders.formats.values import read_json_rows, read_yaml_rows
from spiders.formats.xlsx import read_xlsx_rows

__all__ = [
    "CsvFormat",
    "Format",
    "HtmlFormat",
    "JsonFormat",
    "MarkdownFormat",
    "Row",
    "Table",
    "XlsxFormat",
    "YamlFormat",
    "read_table",
]


def read_table(
    body: bytes, options: Format, *, required: Collection[str] = (), url: str = "", content_type: str = ""
) -> Table:
    """The rows of a body.

    Args:
        body: the body as it was fetched, decompressed.
        options: the format, from the source's record.
        required: columns by which the right table of a page is told from the others.
        url: the body's address, which links are resolved against.
        content_type: the Content-Type header, for its character set.
    """
    match options:
        case JsonFormat():
            return read_json_rows(body, options)
        case YamlFormat():
            return read_yaml_rows(body, options)
        case CsvFormat():
            return read_csv_rows(body, options, content_type)
        case MarkdownFormat():
            return read_markdown_rows(body, options, required, content_type)
        case HtmlFormat():
            return read_html_rows(body, options, required, url, content_type)
        case XlsxFormat():
            return read_xlsx_rows(body, options)
