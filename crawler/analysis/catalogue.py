"""A dataset of models as this package sees it: one record per row, and what in it could not be read.

Columns are Epoch AI's, of the present and of older editions, or plain short names for a table of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from crawler.analysis.access import Access, Sharing, read_access, read_is_open, read_sharing
from crawler.analysis.dates import read_day, read_year
from crawler.analysis.tables import Table, read_number
from crawler.records import Signal

T = TypeVar("T")

NAME = ("Model", "System", "name")
DATE = ("Publication date", "published", "date", "release date")
FLOP = ("Training compute (FLOP)", "training_compute_flop", "compute_flop", "flop", "training compute")
ACCESS = ("Model accessibility", "accessibility", "access", "Open/Closed")
ORGANIZATION = ("Organization", "developer")
ORGANIZATION_TYPE = ("Organization categorization", "Organization categorization (from Organization)", "category")
BASE_MODEL = ("Base model", "base_model")
NOTABILITY = ("Notability criteria",)
CODE_ACCESS = ("Training code accessibility",)
DATASET_ACCESS = ("Dataset accessibility",)
LINK = ("Link", "url")
COST = ("Training compute cost (2023 USD)", "Training compute cost (cloud)")


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a dataset; ``None`` and empty mean "not known".

    ``day`` is a day number, ``year`` is also known where the date is no finer; ``flop`` the training compute in FLOP,
    ``cost_usd`` the cost of the training run in US dollars as the dataset counts it. ``notable`` is ``None`` where the
    dataset does not say which models are.
    """

    name: str
    day: int | None = None
    year: int | None = None
    flop: float | None = None
    access: Access | None = None
    is_open: bool | None = None
    organizations: tuple[str, ...] = ()
    organization_types: frozenset[str] = frozenset()
    base_model: str = ""
    notable: bool | None = None
    code: Sharing | None = None
    dataset: Sharing | None = None
    link: str = ""
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models of one file, the kinds of columns it lacks, and what could not be read, with its line."""

    name: str
    models: tuple[Model, ...]
    lacking: frozenset[str]
    signals: tuple[Signal, ...]


def read_catalogue(table: Table, *, need_flop: bool = False) -> Catalogue:
    """Read a dataset of models; rows without a name are left out and signalled, exact repetitions are left out.

    Raises:
        TableError: there is no column for the name, the publication date or the accessibility, or none for the
            training compute where it is needed.
    """
    found = {
        "name": table.required(NAME, "the model's name"),
        "date": table.required(DATE, "the publication date"),
        "access": table.required(ACCESS, "the accessibility (open or closed)"),
        "flop": table.required(FLOP, "the training compute in FLOP") if need_flop else table.column(FLOP),
        "organization": table.column(ORGANIZATION),
        "type": table.column(ORGANIZATION_TYPE),
        "base": table.column(BASE_MODEL),
        "notability": table.column(NOTABILITY),
        "code": table.column(CODE_ACCESS),
        "dataset": table.column(DATASET_ACCESS),
        "link": table.column(LINK),
        "cost": table.column(COST),
    }
    signals: list[Signal] = []
    models: dict[Model, None] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = {kind: row[column] if column else "" for kind, column in found.items()}
        if not cells["name"]:
            signals.append(Signal("row", "without a name", f"line {line}"))
            continue
        model = _model(cells, line, signals)
        if found["notability"]:
            model = replace(model, notable=bool(cells["notability"]))
        if model in models:
            signals.append(Signal("row", f"{model.name} stands twice", f"line {line}"))
        models[model] = None
    lacking = frozenset(kind for kind, column in found.items() if column is None)
    return Catalogue(table.name, tuple(models), lacking, tuple(signals))


def _model(cells: Mapping[str, str], line: int, signals: list[Signal]) -> Model:
    where = f"{cells['name']}, line {line}"

    def positive(kind: str) -> float | None:
        value = read_number(cells[kind])
        if cells[kind] and (value is None or value <= 0):
            signals.append(Signal(kind, cells[kind], where))
            return None
        return value

    def known(kind: str, value: T | None) -> T | None:
        if value is None and cells[kind]:
            signals.append(Signal(kind, cells[kind], where))
        return value

    return Model(
        name=cells["name"],
        day=known("date", read_day(cells["date"])),
        year=read_year(cells["date"]),
        flop=positive("flop"),
        access=read_access(cells["access"]),
        is_open=known("access", read_is_open(cells["access"])),
        organizations=_parts(cells["organization"]),
        organization_types=frozenset(_parts(cells["type"])),
        base_model=cells["base"],
        code=known("code", read_sharing(cells["code"])),
        dataset=known("dataset", read_sharing(cells["dataset"])),
        link=cells["link"],
        cost_usd=positive("cost"),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in cell.split(",")) if part)
