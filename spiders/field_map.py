"""Which of a source's columns says what: the ``fields`` table of a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from spiders.converters import converter

Patterns = dict[str, tuple[str, ...]]
"""Columns with shell patterns for their texts; case does not count."""


class Column(BaseModel):
    """Where a value is read, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    column: str
    """Name of the column, or the path inside a nested row."""
    convert: Annotated[str, Field(alias="as")] = ""
    """Name of a converter; empty for the field's usual one."""
    words: dict[str, str] = {}
    """The source's words with ours; an empty one says nothing, and a word that is not listed is a signal."""
    blank: tuple[str, ...] = ()
    """Further marks of this column for an empty cell."""
    about: bool = True
    """Of a text: whether it speaks of its row's model. A text that names its models itself is read like any other."""
    label: str = ""
    """Words set before a text, so that the bare value reads as a statement (``Training hardware``)."""
    optional: bool = False
    """Whether the column may be missing from all rows without the source having changed."""

    @field_validator("convert")
    @classmethod
    def _known(cls, called: str) -> str:
        if called:
            converter(called)
        return called


def _columns(value: Any) -> Any:
    entries = value if isinstance(value, list | tuple) else [value]
    return tuple({"column": entry} if isinstance(entry, str) else entry for entry in entries)


Columns = Annotated[tuple[Column, ...], BeforeValidator(_columns)]

USUAL = {
    "name": "name", "aliases": "names", "organization": "organizations", "release_date": "date",
    "parameters": "count", "active_parameters": "count", "tokens": "count", "training_compute_flop": "count",
    "gpu_hours": "count", "hardware_quantity": "count", "training_days": "number", "hardware": "text",
    "hugging_face_id": "hub", "licence": "text", "accessibility": "text", "open_weights": "truth",
    "base_model": "name", "domain": "text", "country": "text", "url": "link",
}  # fmt: skip
"""The converter of a field where the record names none."""

CLAIMS = (
    "organization", "release_date", "parameters", "active_parameters", "tokens", "training_compute_flop", "gpu_hours",
    "hardware_quantity", "training_days", "hardware", "hugging_face_id", "licence", "accessibility", "base_model",
    "domain", "country",
)  # fmt: skip
"""Fields that become claims about the model, under the same name."""


class Expand(BaseModel):
    """A column whose cells list several models: one row becomes one for each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    by: Literal["pieces", "list"] = "pieces"
    """``pieces``: text with separators, links kept whole; ``list``: a list of values or of rows inside the row."""


class FieldMap(BaseModel):
    """Which column says what. Only ``name`` is needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Columns
    key: Columns = ()
    """Columns that together identify a row; its name where there are none."""
    aliases: Columns = ()
    organization: Columns = ()
    release_date: Columns = ()
    parameters: Columns = ()
    active_parameters: Columns = ()
    tokens: Columns = ()
    training_compute_flop: Columns = ()
    gpu_hours: Columns = ()
    hardware: Columns = ()
    hardware_quantity: Columns = ()
    training_days: Columns = ()
    hugging_face_id: Columns = ()
    licence: Columns = ()
    accessibility: Columns = ()
    open_weights: Columns = ()
    """Yes with a licence that we know gives the accessibility; no gives API access, where the source discovers."""
    base_model: Columns = ()
    domain: Columns = ()
    country: Columns = ()
    url: Columns = ()
    text: Columns = ()
    """Columns in prose, which extraction reads."""
    metrics: dict[str, Column] = {}
    """What changes from day to day (score, votes, rank), by our name; never a claim."""
    keep: tuple[str, ...] = ()
    """Further columns whose cells are kept with the sighting."""
    fixed: dict[Literal["organization", "domain", "country", "accessibility"], str] = {}
    """Values that hold for every row of the source."""
    expand: Expand | None = None
    only: Patterns = {}
    """Rows are taken where every one of these columns fits one of its patterns."""
    skip: Patterns = {}
    """Rows are left out where any of these columns fits."""
    discovers: Patterns = {}
    """Rows open candidates where every one of these columns fits; the others only prove that a name is in use."""

    @field_validator("metrics", mode="before")
    @classmethod
    def _short_metrics(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: {"column": column} if isinstance(column, str) else column for name, column in value.items()}

    def read_columns(self) -> Iterator[Column]:
        """Every column that the map reads as a value."""
        for field in ("name", "key", "aliases", "open_weights", "url", "text", *CLAIMS):
            yield from getattr(self, field)
        yield from self.metrics.values()

    def required(self) -> frozenset[str]:
        """Columns without which the source has changed its form."""
        chosen = {entry.column for entry in self.read_columns() if not entry.optional}
        return frozenset({*chosen, *self.only, *({self.expand.column} if self.expand else ())})

    def known(self) -> frozenset[str]:
        """All columns that the map speaks of."""
        read = (entry.column for entry in self.read_columns())
        return frozenset({*read, *self.required(), *self.keep, *self.skip, *self.discovers})
