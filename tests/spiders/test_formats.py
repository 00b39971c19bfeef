"""Readers of formats: rows as they lie in real files, named problems for everything else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from spiders.formats import (
    CsvFormat,
    Format,
    HtmlFormat,
    JsonFormat,
    MarkdownFormat,
    Table,
    XlsxFormat,
    YamlFormat,
    read_table,
)

URL = "https://a.example/board/"
FORMATS: list[Format] = [
    JsonFormat(), JsonFormat(lines=True), YamlFormat(), CsvFormat(), MarkdownFormat(), HtmlFormat(), XlsxFormat()
]  # fmt: skip


def rows_of(body: str | bytes, options: Format, *required: str) -> list[dict[str, Any]]:
    content = body.encode() if isinstance(body, str) else body
    table = read_table(content, options, required=required, url=URL)
    assert table.problem is None
    return list(table.rows)


def problem_of(body: str | bytes, options: Format, *required: str) -> Failure:
    content = body.encode() if isinstance(body, str) else body
    problem = read_table(content, options, required=required, url=URL).problem
    assert problem is not None
    return problem.failure


def test_json_lists_and_tables() -> None:
    assert rows_of('[{"m": 1}]', JsonFormat()) == [{"m": 1}]
    assert rows_of('{"data": {"models": [{"m": 1}]}}', JsonFormat(rows="data.models")) == [{"m": 1}]
    assert rows_of('{"rows": [{"row_idx": 0, "row": {"m": 1}}]}', JsonFormat(rows="rows", row="row")) == [{"m": 1}]
    assert rows_of('{"a": {"m": 1}, "b": {"m": 2}}', JsonFormat(key="id")) == [{"m": 1, "id": "a"}, {"m": 2, "id": "b"}]
    nested = '{"x": {"models": [{"m": 1}]}, "y": {"models": [{"m": 2}]}}'
    assert rows_of(nested, JsonFormat(rows="*.models")) == [{"m": 1}, {"m": 2}]
    assert rows_of('{"m": 1}\n\n{"m": 2}\n', JsonFormat(lines=True)) == [{"m": 1}, {"m": 2}]


def test_json_grids() -> None:
    options = JsonFormat(heads="header", rows="rows")
    grid = {"header": [{"value": "Model"}, "Score"], "rows": [[{"value": "Oddly"}, {"value": 0.5}], ["Even", 1], 7]}
    table = read_table(json.dumps(grid).encode(), options)
    assert table.rows == ({"Model": "Oddly", "Score": 0.5}, {"Model": "Even", "Score": 1})
    assert (table.columns, table.notes) == (("Model", "Score"), ("1 entries are no rows",))
    for odd in (b"[]", b"{}", b'{"header": [], "rows": 1}'):
        problem = read_table(odd, options).problem
        assert problem is not None
        assert problem.failure is Failure.CHANGED


def test_json_lines_with_a_bad_one() -> None:
    table = read_table(b'{"m": 1}\n{"m"\n', JsonFormat(lines=True))
    assert len(table.rows) == 1
    assert table.notes == ("line 2 is no JSON",)


def test_csv_as_spreadsheets_write_it() -> None:
    sheet = '\ufeffsome title,,\n"Parameters \n(B)",Model,\n"1,000",A,\n,,\n7,"B ""x""",extra\n'
    table = read_table(sheet.encode(), CsvFormat(header_line=2))
    assert table.columns == ("Parameters (B)", "Model", "column 3")
    assert table.rows[1]["Model"] == 'B "x"'
    assert rows_of("a;b\n1;2\n", CsvFormat(delimiter=";")) == [{"a": "1", "b": "2"}]
    assert rows_of("模型,a\n甲,1\n".encode("gb18030"), CsvFormat()) == [{"模型": "甲", "a": "1"}]
    assert rows_of("模型\n甲\n".encode("utf-16"), CsvFormat(encoding="utf-16")) == [{"模型": "甲"}]
    assert problem_of(b"a\n1\n", CsvFormat(encoding="utf-99")) == Failure.BROKEN


def test_markdown_tables_with_their_headings() -> None:
    page = """
# Models
```
| no | table |
|----|-------|
| 1  | 2     |
```
## Open <a id="x"></a>
|Model|Size<br>(B)|
|:-|-:|
|[A](https://a.example)|7|
| B \\| b | 13 | ignored |
 C | 3

## Others
Model | Note
--- | ---
D | x

not a | table
"""
    options = MarkdownFormat()
    assert [row["Model"] for row in rows_of(page, options, "Model")] == ["[A](https://a.example)", "B | b", "C", "D"]
    assert [row["Size (B)"] for row in rows_of(page, options, "Size (B)")] == ["7", "13", "3"]
    only = rows_of(page, MarkdownFormat(heading="^Others"), "Model")
    assert only == [{"Model": "D", "Note": "x", "#heading": "Others", "#section": "Models / Others"}]
    assert problem_of(page, options, "Nothing") == Failure.CHANGED


def test_html_tables_with_spans_and_links() -> None:
    page = """<html><body><h2>Board</h2><table><caption></caption>
    <tr><th rowspan=2>Model</th><th colspan=2>Score</th></tr><tr><th>a</th><th>b</th></tr>
    <tr><td rowspan="2"><a href="/m/1">M&nbsp;1</a><br>new</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>
    </table><table><tr><th>Other</th></tr><tr><td><table><tr><td>x</td></tr></table></td></tr></table></body></html>"""
    table = read_table(page.encode(), HtmlFormat(header_line=2), required=["a"], url=URL)
    assert table.columns == ("Model", "a", "b")
    assert [row["a"] for row in table.rows] == ["1", "3"]
    assert {row["Model"] for row in table.rows} == {"[M 1](https://a.example/m/1) new"}
    assert problem_of(page, HtmlFormat(), "Nothing") == Failure.CHANGED


def test_yaml_rows() -> None:
    assert rows_of("models:\n- {m: 1}\n- {m: 2}\n", YamlFormat(rows="models")) == [{"m": 1}, {"m": 2}]
    assert problem_of("models: [", YamlFormat(rows="models")) == Failure.BROKEN


def test_workbooks() -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    workbook = openpyxl.Workbook()
    for line in (["A notice"], ["模型名称", "备案\n单位", None], ["甲", "Firm", None], [None, None, None]):
        workbook.active.append(line)
    buffer = io.BytesIO()
    workbook.save(buffer)
    table = read_table(buffer.getvalue(), XlsxFormat(header_line=2))
    assert table.rows == ({"模型名称": "甲", "备案 单位": "Firm", "column 3": None},)
    assert table.columns == ("模型名称", "备案 单位")
    assert problem_of(buffer.getvalue(), XlsxFormat(sheet="gone")) == Failure.CHANGED
    assert problem_of(buffer.getvalue()[:500], XlsxFormat()) == Failure.BROKEN


@pytest.mark.parametrize("options", FORMATS, ids=lambda options: options.type)
def test_unusable_bodies_are_named(options: Format) -> None:
    assert problem_of(b" \n", options) == Failure.EMPTY
    assert problem_of("<!doctype html><html><body>Welcome</body></html>", options, "m") == Failure.CHANGED


@pytest.mark.parametrize(
    ("body", "failure"),
    [(b"{", Failure.BROKEN), (b"3", Failure.CHANGED), (b"[1]", Failure.CHANGED), (b'{"rows": 1}', Failure.CHANGED)],
)
def test_unusable_json_is_named(body: bytes, failure: Failure) -> None:
    assert problem_of(body, JsonFormat(rows="rows" if b"rows" in body else "")) == failure


@given(
    st.sampled_from(FORMATS),
    st.binary(max_size=80) | st.text(alphabet="|-:,\n\"'<table></tr>d{}[]#ab1\\", max_size=80),
)
def test_odd_bodies_never_raise(options: Format, body: bytes | str) -> None:
    content = body.encode() if isinstance(body, str) else body
    assert isinstance(read_table(content, options, required=["a"], url=URL), Table)
