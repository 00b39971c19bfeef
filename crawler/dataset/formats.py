"""The formats of an export: CSV, JSON Lines, Parquet and XLSX.

All of them hold the same values; equal rows give equal bytes. CSV is UTF-8 without a byte order mark.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from crawler.dataset.columns import COLUMNS, NUMBER_COLUMNS, POSITION
from crawler.dataset.rows import FILLED_COLUMNS, Cell, Row
from crawler.dataset.writing import ExportFailed

if TYPE_CHECKING:
    import pyarrow
    from xlsxwriter.worksheet import Worksheet

Batches = Iterable[Sequence[Row]]

FORMULA_STARTS = frozenset("=+-@\t\r")
"""Characters with which a spreadsheet takes a text for a formula."""

XLSX_ROWS = 1_048_576
XLSX_TEXT = 32_767
"""Limits of a sheet and of a cell, from Microsoft's "Excel specifications and limits"."""

XLSX_MADE = datetime(2000, 1, 1)  # noqa: DTZ001
"""A fixed time of creation in the file's properties, so that equal rows give equal bytes."""

_CUT = " […]"
_WIDTHS = {"Model": 32, "Organization": 24, "Training compute notes": 48, "Model id": 28, "Link": 32}
_TEXTS = tuple(POSITION[column] for column in COLUMNS if column in FILLED_COLUMNS - NUMBER_COLUMNS)
_GROUP_ROWS = 16_384


def write_csv(batches: Batches, file: BinaryIO) -> None:
    """Lines end in LF, within cells as well.

    Texts that a spreadsheet would run as a formula get a leading apostrophe; pages that we did not write are quoted in
    them.
    """
    file.write((",".join(map(_quoted, COLUMNS)) + "\n").encode())
    for batch in batches:
        file.write("".join(map(_csv_line, batch)).encode())


def _csv_line(row: Row) -> str:
    """What the csv module would write, in half of its time, which goes into looking at every single letter."""
    cells = ["" if cell is None else cell if type(cell) is str else repr(cell) for cell in row]
    for position in _TEXTS:
        text = cells[position]
        if text:
            if text[0] in FORMULA_STARTS or "\r" in text:
                text = cells[position] = harmless_text(text)
            if "," in text or '"' in text or "\n" in text:  # spelt out: most texts are plain, and a call costs more
                cells[position] = _quoted(text)
    return ",".join(cells) + "\n"


def _quoted(text: str) -> str:
    """A text as a CSV cell: between quotes where it holds a mark of the format."""
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text or "\n" in text else text


def harmless_text(text: str) -> str:
    """A text that no spreadsheet runs as a formula, and that has no carriage return."""
    # The csv module leaves a lone carriage return without quotes, where readers take it for the end of the row.
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if text[:1] in FORMULA_STARTS else plain


def write_json_lines(batches: Batches, file: BinaryIO) -> None:
    """Numbers are numbers, and what is not known is null."""
    for batch in batches:
        lines = [json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in batch]
        file.write("".join(lines).encode())


def write_parquet(batches: Batches, file: BinaryIO) -> None:
    """Numbers as doubles, texts as strings, in groups that need little memory."""
    import pyarrow  # noqa: PLC0415  (takes a quarter of a second, and only this format needs it)
    from pyarrow import parquet  # noqa: PLC0415

    schema = pyarrow.schema(
        [(column, pyarrow.float64() if column in NUMBER_COLUMNS else pyarrow.string()) for column in COLUMNS]
    )
    with parquet.ParquetWriter(file, schema, compression="snappy") as writer:
        waiting: list[pyarrow.RecordBatch] = []
        for batch in batches:
            if batch:
                waiting.append(_record_batch(batch, schema))
            if sum(part.num_rows for part in waiting) >= _GROUP_ROWS:
                writer.write_table(pyarrow.Table.from_batches(waiting, schema))
                waiting = []
        if waiting:
            writer.write_table(pyarrow.Table.from_batches(waiting, schema))


def _record_batch(batch: Sequence[Row], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    import pyarrow  # noqa: PLC0415

    columns = zip(*batch, strict=True)
    arrays = [pyarrow.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def write_xlsx(batches: Batches, file: BinaryIO) -> None:
    """One sheet with a fixed header row and filters. Texts longer than a cell can hold are cut, with a mark at the end.

    Raises:
        ExportFailed: there are more rows than a sheet can hold.
    """
    import xlsxwriter  # noqa: PLC0415  (only this format needs it)

    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"created": XLSX_MADE})
        sheet = book.add_worksheet("Models")
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, _WIDTHS.get(column, 14))
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        number = 0
        for batch in batches:
            for row in batch:
                number += 1
                if number >= XLSX_ROWS:
                    raise ExportFailed(f"a sheet holds {XLSX_ROWS - 1} models at most; use --format csv or parquet")
                for place, cell in enumerate(row):
                    _write_cell(sheet, number, place, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
        book.close()


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, str):
        text = cell if len(cell) <= XLSX_TEXT else cell[: XLSX_TEXT - len(_CUT)] + _CUT
        sheet.write_string(row, column, text)
    elif cell is not None:
        sheet.write_number(row, column, cell)


WRITERS = {"csv": write_csv, "jsonl": write_json_lines, "parquet": write_parquet, "xlsx": write_xlsx}
"""How each format is written."""

BINARY = frozenset({"parquet", "xlsx"})
"""Formats that a terminal cannot show."""
