from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.catalogue import read_catalogue
from crawler.analysis.dates import iso, months_between, read_day, read_year
from crawler.analysis.tables import TableError, parse_table, read_bytes, read_number, write_csv
from tests.analysis.made_up import HEADER


def test_separators_marks_comments_and_short_rows_are_read() -> None:
    table = parse_table("\ufeff# a comment\n# another\na;b;c\n1;2,5\n\n;;\n3;4;5;6\n".encode(), "t.csv")
    assert table.columns == ("a", "b", "c")
    assert [dict(row) for row in table.rows] == [{"a": "1", "b": "2,5", "c": ""}, {"a": "3", "b": "4", "c": "5"}]
    assert table.lines == (4, 7)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"# only a comment\n", "is empty"),
        ("Modèle,b\n".encode("latin-1"), "not in UTF-8"),
        ("a,b\n".encode("utf-16"), "not in UTF-8"),
        (b"a\0,b\n1,2\n", "is no text"),
    ],
)
def test_what_is_no_table_says_so(content: bytes, complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        parse_table(content, "t.csv")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot read"):
        read_bytes(tmp_path / "missing.csv")


@pytest.mark.parametrize("missing", HEADER.split(","))
def test_a_missing_column_is_named_with_what_to_call_it(missing: str) -> None:
    header = ",".join(column for column in HEADER.split(",") if column != missing)
    table = parse_table(f"{header}\n".encode(), "mine.csv")
    with pytest.raises(TableError, match=r"mine\.csv has no column for") as raised:
        read_catalogue(table, need_flop=True)
    assert repr(missing) in str(raised.value)


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=2, max_size=2)
    )
)
def test_what_is_written_reads_back(rows: list[list[str]]) -> None:
    text = write_csv(("one", "two"), rows)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows
    filled = [{"one": a.strip(), "two": b.strip()} for a, b in rows if a.strip() or b.strip()]
    assert [dict(row) for row in parse_table(text.encode(), "t").rows] == filled


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.8E+25", 3.8e25), ("1,234.5", 1234.5), ("$29827341.92", 29827341.92), ("", None), ("nan", None), ("inf", None)],
)
def test_numbers_as_spreadsheets_write_them(text: str, value: float | None) -> None:
    assert read_number(text) == value


@given(st.dates())
def test_dates_are_read_and_written(day: date) -> None:
    assert read_day(day.isoformat()) == day.toordinal()
    assert iso(day.toordinal()) == day.isoformat()
    assert read_year(day.isoformat()) == day.year


@pytest.mark.parametrize("text", ["2023", "2023-13", "2023-02-30", "5/29/2023", "soon", ""])
def test_what_is_no_day_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_a_month_is_taken_at_its_middle_and_a_year_has_twelve() -> None:
    assert iso(read_day("2023-05") or 0) == "2023-05-15"
    assert read_year("2023") == 2023
    assert read_year("20231") is None
    assert months_between(1000, 1365) == pytest.approx(12)


def test_odd_cells_are_signalled_with_their_line_and_cost_only_themselves() -> None:
    lines = [HEADER, "A,2020-01-01,1e22,API access", "B,2020,2e22,Open", "C,2020-03-01,-4,Closed",
             "D,2020-04-01,many,Closed", "E,2020-05-01,3e22,For friends", ",2020-06-01,1e22,Open",
             "A,2020-01-01,1e22,API access"]  # fmt: skip
    found = read_catalogue(parse_table("\n".join(lines).encode(), "t.csv"))
    assert [(model.name, model.flop, model.is_open) for model in found.models] == [
        ("A", 1e22, False), ("B", 2e22, True), ("C", None, False), ("D", None, False), ("E", 3e22, None),
    ]  # fmt: skip
    assert [(signal.kind, signal.subject) for signal in found.signals] == [
        ("date", "2020"), ("flop", "-4"), ("flop", "many"), ("access", "For friends"), ("row", "without a name"),
        ("row", "A stands twice"),
    ]  # fmt: skip
    assert found.signals[2].detail == "D, line 5"
    assert "notability" in found.lacking
