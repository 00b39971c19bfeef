"""Sheets of Excel workbooks (Office Open XML, ISO/IEC 29500), through openpyxl."""

from __future__ import annotations

import importlib
import io
import zipfile
from typing import Any

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure
from spiders.formats.options import XlsxFormat
from spiders.formats.table import Table, failed, head_names, rows_under, shown_columns

MAX_UNPACKED_BYTES = 200 * 2**20
"""A workbook is an archive; one that unpacks to more than this is no list of models."""


def read_xlsx_rows(body: bytes, options: XlsxFormat) -> Table:
    """The rows of one sheet; formulas count as their last computed value."""
    if not body.strip():
        return failed(Failure.EMPTY, "empty body")
    if looks_like_html(body):
        return failed(Failure.CHANGED, "a web page instead of a workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        return failed(Failure.BROKEN, f"not a workbook: {error}")
    if unpacked > MAX_UNPACKED_BYTES:
        return failed(Failure.TOO_LARGE, f"the workbook unpacks to {unpacked} bytes")
    try:
        grid = _grid(body, options.sheet)
    except KeyError:
        return failed(Failure.CHANGED, f"no sheet named {options.sheet or 'anything'}")
    except Exception as error:  # openpyxl lets many kinds of errors of damaged files through
        return failed(Failure.BROKEN, f"not a workbook: {type(error).__name__}: {error}")
    if len(grid) < options.header_line:
        return failed(Failure.CHANGED, f"{len(grid)} lines, and the heads should be in line {options.header_line}")
    heads = head_names(grid[options.header_line - 1])
    rows, notes = rows_under(heads, grid[options.header_line :])
    return Table(tuple(rows), shown_columns(heads, rows), notes=tuple(notes))


def _grid(body: bytes, sheet: str) -> list[list[Any]]:
    # By name, because only this format needs the package, and loading it takes a while.
    openpyxl = importlib.import_module("openpyxl")
    workbook = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    try:
        chosen = workbook[sheet] if sheet else workbook.worksheets[0]
        return [list(line) for line in chosen.iter_rows(values_only=True)]
    finally:
        workbook.close()
