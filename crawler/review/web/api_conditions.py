"""The conditions of a list as parameters of the JSON API, each described; read as those of the page `/queue` are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import HTTPException, Query

from crawler.review.reading.filters import ANY, MAX_TEXT, MAX_VALUE, NOBODY, STATUSES, QueueFilter, parse_filter

_Value = Annotated[str | None, Query(max_length=MAX_VALUE, description="A value as `/api/facets` lists it.")]
_Day = Annotated[str | None, Query(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD.")]
_Chance = Annotated[float | None, Query(ge=0, le=1, description="Chance of more than 1e23 FLOP.")]


def conditions(default: str) -> Callable[..., QueueFilter]:
    """The parameters of a list whose models have the status ``default`` unless another is asked for.

    What cannot be read is an error here, where no person sees a note.
    """

    def read(
        status: Annotated[
            str, Query(max_length=20, json_schema_extra={"enum": [*STATUSES, ANY]}, description="Where models are.")
        ] = default,
        text: Annotated[
            str | None, Query(max_length=MAX_TEXT, description="Words of names, other names or developers, any script.")
        ] = None,
        source: _Value = None,
        language: Annotated[str | None, Query(max_length=MAX_VALUE, description="ISO 639-1 code.")] = None,
        country: _Value = None,
        developer: _Value = None,
        reason: _Value = None,
        published_from: _Day = None,
        published_to: _Day = None,
        probability_from: _Chance = None,
        probability_to: _Chance = None,
        has_conflict: Annotated[
            Literal["yes", "no"] | None, Query(description="Whether claims contradict each other.")
        ] = None,
        older_than_days: Annotated[int | None, Query(ge=0, le=99_999, description="Waiting for at least.")] = None,
        claimed_by: Annotated[
            str | None, Query(max_length=MAX_VALUE, description=f"Who is at it; `{NOBODY}` for what nobody is at.")
        ] = None,
        group: Annotated[
            str | None, Query(max_length=MAX_VALUE, description="The `group` of an item: models like it.")
        ] = None,
    ) -> QueueFilter:
        given = {
            "status": status, "text": text, "source": source, "language": language, "country": country,
            "developer": developer, "reason": reason, "published_from": published_from, "published_to": published_to,
            "probability_from": probability_from, "probability_to": probability_to, "has_conflict": has_conflict,
            "older_than_days": older_than_days, "claimed_by": claimed_by, "group": group,
        }  # fmt: skip
        parsed = parse_filter({name: str(value) for name, value in given.items() if value is not None})
        if parsed.errors:
            raise HTTPException(422, "; ".join(f"{name}: {problem}" for name, problem in parsed.errors.items()))
        return parsed.filter

    return read
