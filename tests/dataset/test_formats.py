"""The formats hold the same values, and texts in any script come through."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing

import openpyxl
import pandas
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Settings
from crawler.dataset.columns import COLUMNS, NUMBER_COLUMNS, POSITION
from crawler.dataset.formats import FORMULA_STARTS, WRITERS, XLSX_TEXT, harmless_text, write_csv, write_xlsx
from crawler.dataset.rows import Row, plain_number
from crawler.dataset.selection import Selection
from crawler.store.database import Store
from tests.dataset.models import NAMELESS, a_world, an_export


def written(store: Store, kind: str) -> bytes:
    """An export of everything in one format."""
    file = io.BytesIO()
    with closing(an_export(store, Selection(status="all")).batches()) as batches:
        WRITERS[kind](batches, file)
    return file.getvalue()


def a_row(**cells: str | float) -> Row:
    """A row with these cells and no others."""
    row: Row = [None] * len(COLUMNS)
    for column, cell in cells.items():
        row[POSITION[column]] = cell
    return row


def csv_bytes(*rows: Row) -> bytes:
    """The rows as CSV."""
    file = io.BytesIO()
    write_csv([list(rows)], file)
    return file.getvalue()


@given(st.lists(st.one_of(st.none(), st.text(alphabet='a",;\n\r=+-@ é文', max_size=6)), min_size=3, max_size=3))
def test_csv_is_what_the_csv_module_writes(texts: list[str | None]) -> None:
    row = a_row(**{"Parameters": 70_000_000_000, "Training compute (FLOP)": 3.84e25, "P(>1e23)": 0.9753})
    for column, text in zip(("Model", "Organization", "Claim ids"), texts, strict=True):
        row[POSITION[column]] = text
    expected = io.StringIO(newline="")
    plain = [harmless_text(cell) if isinstance(cell, str) else cell for cell in row]
    csv.writer(expected, lineterminator="\n").writerows([COLUMNS, plain])
    assert csv_bytes(row).decode() == expected.getvalue()


def test_pandas_reads_the_same_columns_and_every_script(store: Store, settings: Settings) -> None:
    a_world(store, settings)
    frame = pandas.read_csv(io.BytesIO(written(store, "csv")))
    assert tuple(frame.columns) == COLUMNS
    assert NAMELESS in set(frame["Model"])
    assert frame["Training compute (FLOP)"].dtype == "float64"


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "xlsx"])
def test_every_format_holds_what_the_csv_holds(store: Store, settings: Settings, kind: str) -> None:
    a_world(store, settings)
    expected = list(csv.DictReader(io.StringIO(written(store, "csv").decode())))
    content = written(store, kind)
    if kind == "jsonl":
        found = [json.loads(line) for line in content.decode().splitlines()]
    elif kind == "parquet":
        found = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    else:
        header, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.values
        found = [dict(zip(header, line, strict=True)) for line in lines]
    assert len(found) == len(expected) > 3
    for row, texts in zip(found, expected, strict=True):
        assert tuple(row) == COLUMNS
        for column, text in texts.items():
            value = row[column]
            if column in NUMBER_COLUMNS:
                assert value == (float(text) if text else None)
            else:
                assert (value or "") == text


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_equal_rows_give_equal_bytes(store: Store, settings: Settings, kind: str) -> None:
    a_world(store, settings)
    assert written(store, kind) == written(store, kind)


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_an_export_of_nothing_has_the_columns(store: Store, kind: str) -> None:
    content = written(store, kind)
    if kind == "parquet":
        assert tuple(pyarrow.parquet.read_table(io.BytesIO(content)).column_names) == COLUMNS
    elif kind == "xlsx":
        assert next(openpyxl.load_workbook(io.BytesIO(content)).active.values) == COLUMNS
    elif kind == "csv":
        assert content.decode().splitlines() == [",".join(COLUMNS)]
    else:
        assert content == b""


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1))
def test_any_text_comes_back_out_of_the_csv(text: str) -> None:
    row = a_row(Model=text)
    (read,) = csv.DictReader(io.StringIO(csv_bytes(row).decode(), newline=""))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert read["Model"] == (f"'{plain}" if text[0] in FORMULA_STARTS else plain)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(text: str) -> None:
    (read,) = csv.DictReader(io.StringIO(csv_bytes(a_row(Model=text, Parameters=7)).decode(), newline=""))
    assert read["Model"] == f"'{text}"
    file = io.BytesIO()
    write_xlsx([[a_row(Model=text)]], file)
    cell = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    file = io.BytesIO()
    write_xlsx([[a_row(Model="x" * (XLSX_TEXT + 1))]], file)
    value = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active["A2"].value
    assert len(value) == XLSX_TEXT
    assert value.endswith("[…]")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(7e9, "7000000000"), (671026419200.0, "671026419200"), (3.288888e24, "3.28889e+24"), (1e26, "1e+26"),
     (0.3812345, "0.381234"), (12, "12"), (float("inf"), "inf"), (None, ""), ("many", "")],
)  # fmt: skip
def test_counts_are_whole_and_the_rest_has_six_digits(value: object, shown: str) -> None:
    number = plain_number(value)  # type: ignore[arg-type]
    assert ("" if number is None else str(number)) == shown
