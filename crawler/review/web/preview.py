"""What an edit would make of the estimate, computed while one types; nothing is written and nothing is locked."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.records import Estimate
from crawler.review.web.site import Desk
from crawler.review.web.wording import field_name, flop, value_text
from crawler.store.assessing import Assessor
from crawler.store.decisions import standing_of
from crawler.store.edits import read_edit
from crawler.store.finding import Refused
from pipelines.assessment import Base


@dataclass(frozen=True, slots=True)
class Preview:
    """The value as it was understood and the estimate with it, or why it will not do."""

    told: str = ""
    estimate: Estimate | None = None
    problem: str = ""


def preview(at: Desk, model: str, field: str, text: str) -> Preview:
    """The estimate with a field edited; nothing where the model is not known or the text is empty."""
    if not field:
        return Preview()
    try:
        value = read_edit(field, text)
    except Refused as refused:
        return Preview(problem=str(refused).removeprefix(f"{field}: "))
    edits = dict(standing_of(at.connection, model).edits)
    if value is None:
        if field not in edits:
            return Preview()
        del edits[field]
        told = f"{field_name(field)}: back to what is claimed"
    else:
        edits[field] = value
        told = f"{field_name(field)}: {value_text(value, field)}"
    found = Assessor(at.store, at.settings, at.site.references.of(at.connection)).estimate_with(model, edits)
    if found is None:
        return Preview()
    figure, base = found
    if field == "base_model" and value is not None:
        told += f" ({_known_of(base)})"
    return Preview(f"{told}. The estimate would be:", figure)


def _known_of(base: Base | None) -> str:
    """What the named base contributes."""
    if base is None:
        return "that is the model itself, so it has no base"
    if base.compute_flop is None:
        return "no disclosed compute is known of it"
    return f"known here as {base.name}, {flop(base.compute_flop)} FLOP"
