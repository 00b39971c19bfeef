"""A result as a table with the meaning of its columns, ready for CSV, JSON or a terminal."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Tabulation:
    """One table. ``name`` is its file's stem; ``meaning`` says what is counted and for how many models it is known."""

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_json(self) -> dict[str, object]:
        """The table as an object, its rows as objects by column."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "meaning": self.meaning, "rows": rows}


def share(part: int, whole: int) -> float | None:
    """A share between 0 and 1, unknown of nothing."""
    return round(part / whole, DECIMALS) if whole else None
