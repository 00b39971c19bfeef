"""Tables on openness for a person: shares as percentages, FLOP in powers of ten."""

from __future__ import annotations

from crawler.analysis.present_lag import Grid
from crawler.analysis.tabulation import Cell, Tabulation

SHARE_WORDS = ("share", " of known", " of open", " of all", "shared")


def table_grid(table: Tabulation) -> Grid:
    """A table as texts. A column whose header speaks of a share is one."""
    rows = tuple(
        tuple(_text(column, cell) for column, cell in zip(table.columns, row, strict=True)) for row in table.rows
    )
    return Grid(table.title, table.columns, rows)


def _text(column: str, cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str | int):
        return str(cell)
    if any(word in column for word in SHARE_WORDS):
        return f"{100 * cell:.1f} %"
    if column == "FLOP":
        return f"{cell:.1e}"
    return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"
