"""What a figure is: a finding, its drawing, and the data behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Cell = str | int | float | None
Row = tuple[Cell, ...]
Spec = dict[str, Any]
"""A Vega-Lite specification with its data."""


class Section(StrEnum):
    """The parts of a report, in their order."""

    COMPUTE = "Training compute"
    ACCESS = "Who makes them, and who may use them"
    FINDING = "How sure we are, and who told us"
    BOARDS = "Leaderboards"
    HUB = "The Hugging Face Hub"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Args:
        name: stem of its files.
        section: where it stands.
        title: the finding, computed from the data; where there is no data, what the figure would show.
        subtitle: what is drawn.
        alt: the drawing in words, for those who cannot see it.
        basis: which rows were used, how many were left out and why.
        columns: names of the columns of ``rows``.
        rows: the data behind it, one observation a row.
        spec: the drawing; ``None`` where there is nothing to draw.
        next_step: what to do to get data, where there is none.
        is_demo: whether any of it is demonstration data.
    """

    name: str
    section: Section
    title: str
    subtitle: str
    alt: str
    basis: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    spec: Spec | None = field(default=None, hash=False)
    next_step: str = ""
    is_demo: bool = False

    @property
    def shown_title(self) -> str:
        """The title as it is shown, with demonstration data called so."""
        return f"Demo data: {self.title}" if self.is_demo else self.title

    def records(self) -> list[Mapping[str, Cell]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def without_data(
    name: str, section: Section, subject: str, subtitle: str, columns: Sequence[str], next_step: str, basis: str = ""
) -> Figure:
    """A figure for which there is nothing yet.

    Args:
        name: stem of its files.
        section: where it stands.
        subject: what it would show, as a title.
        subtitle: what would be drawn.
        columns: names of the columns its data would have.
        next_step: what to do to get data.
        basis: what was left out and why, where something was.
    """
    return Figure(
        name=name, section=section, title=f"{subject}: no data yet", subtitle=subtitle, alt=f"No data yet. {next_step}",
        basis=basis, columns=tuple(columns), rows=(), next_step=next_step,
    )  # fmt: skip
