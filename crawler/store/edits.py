"""Values that a reviewer puts in the place of claims: which fields there are, and what each takes."""

from __future__ import annotations

import re
from datetime import date

from crawler.records import NUMBER_FIELDS
from crawler.store.finding import Refused
from pipelines.estimation.facts import impossible, number
from pipelines.mentions import canonical_organizations

NUMBERS = (*NUMBER_FIELDS, "dataset_tokens", "epochs", "utilization", "cost_usd")
TEXTS = ("organization", "hardware", "base_model", "release_date", "domain", "task", "accessibility", "country")

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def read_edit(field: str, text: str) -> float | str | None:
    """The value that a field is to have; ``None``, for an empty text, gives it back to the claims.

    Numbers may be written as 70B, 14.8T or 1.2e24; a date is ISO at its own precision.

    Raises:
        Refused: there is no such field, or it cannot have that value.
    """
    if field not in NUMBERS and field not in TEXTS:
        raise Refused(f"{field!r} cannot be edited; the fields are {', '.join([*NUMBERS, *TEXTS])}")
    wanted = text.strip()
    if not wanted:
        return None
    if field in NUMBERS:
        value = number(wanted)
        wrong = "is no number, such as 70B or 14.8T" if value is None else impossible(field, value)
        if value is None or wrong:
            raise Refused(f"{field}: {wanted!r} {wrong}")
        return value
    if field == "release_date" and not _is_date(wanted):
        raise Refused(f"release_date: {wanted!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return canonical_organizations(wanted) if field == "organization" else wanted


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True
