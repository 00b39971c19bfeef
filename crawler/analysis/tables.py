"""Tables of text as they come in CSV files, and finding the columns that are meant."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_FIELD_BYTES = 4 * 2**20
SEPARATORS = ",;\t"


class TableError(Exception):
    """A file that cannot be used; the message is one line with the next step."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file's content: ``rows`` have one text per column, and ``lines`` says where each row ends in the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]

    def column(self, names: Sequence[str]) -> str | None:
        """The first of the given column names that the table has, whatever its case."""
        by_folded = {column.casefold(): column for column in self.columns}
        return next((by_folded[name.casefold()] for name in names if name.casefold() in by_folded), None)

    def required(self, names: Sequence[str], what: str) -> str:
        """Like ``column``.

        Raises:
            TableError: the table has none of them.
        """
        found = self.column(names)
        if found is None:
            shown = ", ".join(self.columns[:12]) + (", ..." if len(self.columns) > 12 else "")
            wanted = " or ".join(repr(name) for name in names[:3])
            raise TableError(f"{self.name} has no column for {what}; call it {wanted} (the columns are: {shown})")
        return found


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        TableError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(f"cannot read {path}: {error.strerror or error}") from error


def parse_table(content: bytes, name: str) -> Table:
    """Read CSV in UTF-8, separated by commas, semicolons or tabs; ``#`` lines before the header are comments.

    Raises:
        TableError: it is no text in UTF-8, no CSV, or has no header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{name} is not in UTF-8 (byte {error.start}); save it as CSV UTF-8") from error
    if "\0" in text:
        raise TableError(f"{name} is no text; export it as CSV UTF-8")
    body = text.lstrip("\r\n")
    skipped = text[: len(text) - len(body)].count("\n")
    while body.startswith("#"):
        _, _, body = body.partition("\n")
        skipped += 1
    header = body.partition("\n")[0]
    if not header.strip():
        raise TableError(f"{name} is empty; it needs a header line and one line per model")
    csv.field_size_limit(MAX_FIELD_BYTES)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=max(SEPARATORS, key=header.count))
    try:
        columns = tuple(cell.strip() for cell in next(reader))
        rows, lines = [], []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                filled = [cell.strip() for cell in cells] + [""] * (len(columns) - len(cells))
                rows.append(dict(zip(columns, filled, strict=False)))
                lines.append(reader.line_num + skipped)
    except csv.Error as error:
        raise TableError(f"{name} is no CSV file: {error} (line {reader.line_num + skipped})") from error
    return Table(name, columns, tuple(rows), tuple(lines))


def read_number(text: str) -> float | None:
    """A finite number as spreadsheets write it (``1,234.5``, ``$1234``, ``3.8E+25``), else ``None``."""
    try:
        value = float(text.replace(",", "").replace("$", "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text; unknown values are empty cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()
