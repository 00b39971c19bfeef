"""Where the values of an export come from, and whom to credit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_COLUMNS = ("Source", "Kind", "Licence", "Redistribution", "Attribution", "Address", "Models")

SOURCE_DESCRIPTIONS = {
    "Source": "Name of the source.",
    "Kind": "What kind of place it is.",
    "Licence": "Licence of the data as its publisher states it.",
    "Redistribution": "On which terms its values may be passed on.",
    "Attribution": "Credit line that its licence asks for, or its publisher's name.",
    "Address": "Where it lies.",
    "Models": "Exported models that it names.",
}


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as an export credits it; ``is_open`` says whether its values may be passed on."""

    name: str
    kind: str
    licence: str
    redistribution: str
    attribution: str
    address: str
    is_open: bool


Credits = Mapping[str, Credit]
"""All sources by name."""

UNKNOWN = ("", "unknown", "not stated", "", "")
"""What is said of a source that has no record any more."""


def source_rows(models_by_source: Mapping[str, int], credits_by_name: Credits) -> list[tuple[str | int, ...]]:
    """The sources that name an exported model, by name."""
    rows: list[tuple[str | int, ...]] = []
    for name in sorted(models_by_source):
        credit = credits_by_name.get(name)
        facts = (
            (credit.kind, credit.licence, credit.redistribution, credit.attribution, credit.address)
            if credit
            else UNKNOWN
        )
        rows.append((name, *facts, models_by_source[name]))
    return rows
