"""The accelerators known to the project, one row each in ``hardware.csv``.

The table's figures are Epoch AI's "Data on Machine Learning Hardware" of July 2026 (CC BY 4.0) unless a row's
``source`` says otherwise. Peaks are dense, per chip as Epoch counts chips, in FLOP/s (INT8: OP/s).

Three levels of names: a *chip* ("NVIDIA A100 SXM4 80 GB", Epoch's own writing), its *family* as prose writes it
("NVIDIA A100"), and for some makers a product *line* ("Google TPU") for texts that name no generation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Precision = Literal["fp32", "tf32", "fp16", "fp8", "int8"]
PRECISIONS: tuple[Precision, ...] = ("fp32", "tf32", "fp16", "fp8", "int8")


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator: dense peak per chip in FLOP/s by precision, ``None`` where unpublished.

    ``fp16`` is FP16 or BF16 on matrix units where the chip has them. ``cores_per_chip`` is the number of cores by which
    cloud slices of the chip are named (a "v3-8" slice is eight cores, four chips); ``None`` where slices do not exist.
    """

    name: str
    family: str
    line: str | None
    fp32: float | None
    tf32: float | None
    fp16: float | None
    fp8: float | None
    int8: float | None
    release_date: str | None
    cores_per_chip: int | None
    source: str

    @property
    def training_peak(self) -> float | None:
        """FLOP/s to which published utilisations refer: FP16/BF16 where known, else the widest format that is.

        A chip known by its FP8 figure alone is taken at half of it, the ratio of every chip that publishes both.
        """
        if self.fp8 is not None and self.fp16 is None:
            return self.fp8 / 2
        return self.fp16 or self.tf32 or self.fp32

    @property
    def release_year(self) -> float | None:
        """Year of release as a decimal (mid-month), ``None`` where the table states none."""
        if self.release_date is None:
            return None
        year, month, *_ = (*self.release_date.split("-"), "6")
        return int(year) + (int(month) - 0.5) / 12


@dataclass(frozen=True, slots=True)
class Alias:
    """A way to write a family or line. ``weak`` ones mean a chip only beside a word such as GPU or a maker's name.

    ``chips`` is the number of chips in a named machine ("DGX A100": 8), else ``None``.
    """

    text: str
    canonical: str
    weak: bool = False
    chips: int | None = None


@dataclass(frozen=True, slots=True)
class ChipTable:
    """All rows, with the names that stand for more than one."""

    chips: tuple[Chip, ...]
    aliases: tuple[Alias, ...]

    def named(self, name: str) -> tuple[Chip, ...]:
        """The chips of a family, a line or one chip, by exact name; empty if there is none."""
        return (
            tuple(c for c in self.chips if c.family == name)
            or tuple(c for c in self.chips if c.name == name)
            or tuple(c for c in self.chips if c.line == name)
        )

    def names(self) -> Iterable[str]:
        """Every name that ``named`` answers, families first."""
        for attribute in ("family", "name", "line"):
            yield from dict.fromkeys(n for c in self.chips if (n := getattr(c, attribute)))


@cache
def chip_table() -> ChipTable:
    """Read ``hardware.csv`` once per process."""
    text = files(__package__).joinpath("hardware.csv").read_text(encoding="utf-8")
    chips: list[Chip] = []
    aliases: list[Alias] = []
    for row in csv.DictReader(text.splitlines()):
        canonical = row["family"] or row["line"]
        aliases += _aliases(row["aliases"], canonical)
        aliases += _boxes(row["boxes"], canonical)
        if row["family"]:
            chips.append(_chip(row))
    return ChipTable(tuple(chips), tuple(aliases))


def _chip(row: dict[str, str]) -> Chip:
    peaks = {p: float(row[p]) if row[p] else None for p in PRECISIONS}
    return Chip(
        name=row["name"],
        family=row["family"],
        line=row["line"] or None,
        release_date=row["release_date"] or None,
        cores_per_chip=int(row["cores_per_chip"]) if row["cores_per_chip"] else None,
        source=row["source"],
        **peaks,
    )


def _aliases(cell: str, canonical: str) -> Iterable[Alias]:
    for text in filter(None, cell.split("|")):
        yield Alias(text.removeprefix("?"), canonical, weak=text.startswith("?"))


def _boxes(cell: str, canonical: str) -> Iterable[Alias]:
    for entry in filter(None, cell.split("|")):
        text, _, chips = entry.partition("=")
        yield Alias(text, canonical, chips=int(chips))
