"""How rows lie in a body: one record for each format, chosen by ``type``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JsonFormat(_Options):
    """A JSON value that holds a list of rows, or a table of them by name."""

    type: Literal["json"] = "json"
    rows: str = ""
    """Path to the list or table of rows; ``*`` takes every entry on the way. Empty where the value itself is it."""
    row: str = ""
    """Path to the row inside each entry of the list."""
    key: str = ""
    """Column that takes each row's name where rows lie in a table; empty where they lie in a list."""
    heads: str = ""
    """Path to the heads where rows are lists of cells; heads and cells may be tables with a ``value``."""
    lines: bool = False
    """Whether every line is a JSON value of its own."""


class YamlFormat(_Options):
    """A YAML value with a list of rows, or a table of them by name."""

    type: Literal["yaml"] = "yaml"
    rows: str = ""
    row: str = ""
    key: str = ""


class CsvFormat(_Options):
    """Separated values. Line breaks and runs of blanks in heads count as one blank."""

    type: Literal["csv"] = "csv"
    encoding: str = ""
    """Character set; empty where it is to be told from the bytes."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    header_line: Annotated[int, Field(ge=1)] = 1
    """Which record holds the heads, counted from 1; those before it are left out."""


class MarkdownFormat(_Options):
    """Pipe tables of GitHub-flavoured Markdown. All tables that have the columns asked for are read.

    Rows have the heading above their table as ``#heading``, and all headings above it as ``#section``.
    """

    type: Literal["markdown"] = "markdown"
    heading: str = ""
    """Regular expression that some heading above the table must match; empty takes every table."""


class HtmlFormat(_Options):
    """Tables of a web page. Links in cells become ``[text](address)``, as in Markdown."""

    type: Literal["html"] = "html"
    heading: str = ""
    """Regular expression that the nearest heading or the caption must match; empty takes every table."""
    header_line: Annotated[int, Field(ge=1)] = 1


class XlsxFormat(_Options):
    """A sheet of an Excel workbook (Office Open XML)."""

    type: Literal["xlsx"] = "xlsx"
    sheet: str = ""
    """Name of the sheet; empty for the first."""
    header_line: Annotated[int, Field(ge=1)] = 1


Format = Annotated[
    JsonFormat | YamlFormat | CsvFormat | MarkdownFormat | HtmlFormat | XlsxFormat, Field(discriminator="type")
]
