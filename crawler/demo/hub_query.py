"""The parameters of the Hub's model listing, as the real service reads and refuses them.

Forms follow https://huggingface.co/.well-known/openapi.json and the huggingface_hub client 1.33.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass

MAX_LIMIT = 1000
"""Largest page; larger limits are clamped, not refused."""

DEFAULT_FIELDS = (
    "_id", "id", "modelId", "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name",
    "createdAt",
)  # fmt: skip
FULL_FIELDS = ("author", "gated", "lastModified", "sha", "siblings")
LIST_EXPANDS = (
    "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime",
    "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes",
    "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces",
    "tags", "transformersInfo", "trendingScore", "widgetData", "xetEnabled",
)  # fmt: skip
DETAIL_EXPANDS = tuple(sorted((*LIST_EXPANDS, "childrenModelCount", "usedStorage"), key=str.lower))
SORTS = (
    "createdAt", "downloads", "likes", "lastModified", "num_parameters", "trendingScore", "likes30d", "mainSize", "id",
)  # fmt: skip

_COUNT = re.compile(r"(\d+(?:\.\d+)?)([KMBT]?)", re.IGNORECASE)
_SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


class BadQueryError(ValueError):
    """The listing was asked for something it refuses; the message is the text of the 400 answer."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the last row's sort value and ``_id``; the order is value descending, then ``_id``."""

    value: int | float | str | None
    oid: str

    def encode(self, sort: str) -> str:
        """The opaque cursor: base64 of the database filter that selects what follows."""
        after = {sort: self.value, "_id": {"$gt": self.oid}}
        rest = [] if self.value is None else [{sort: {"$lt": self.value}}, {sort: None}]
        return base64.b64encode(json.dumps({"$or": [after, *rest]}, separators=(",", ":")).encode()).decode()

    @classmethod
    def decode(cls, cursor: str, sort: str) -> Position:
        """Read a cursor back.

        Raises:
            BadQueryError: not a cursor of this sort order.
        """
        try:
            first = json.loads(base64.b64decode(cursor, validate=True))["$or"][0]
            value, oid = first[sort], first["_id"]["$gt"]
        except (binascii.Error, ValueError, KeyError, TypeError, IndexError) as error:
            raise BadQueryError("✖ Invalid cursor") from error
        if not isinstance(oid, str) or not isinstance(value, int | float | str | None):
            raise BadQueryError("✖ Invalid cursor")
        return cls(value, oid)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are wanted; hashable, so that the answer's row numbers can be kept."""

    tags: tuple[str, ...] = ()
    author: str | None = None
    search: str | None = None
    pipeline_tag: str | None = None
    gated: bool | None = None
    parameters_min: float | None = None
    parameters_max: float | None = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One listing request."""

    selection: Selection
    sort: str
    limit: int
    fields: tuple[str, ...]
    position: Position | None = None
    skip: int = 0
    """Rows left out at the beginning; the service takes it, and its own links use the cursor."""


def parse_list_query(parameters: list[tuple[str, str]]) -> ListQuery:
    """Read the query's parameters; unknown ones (``library``, ``direction``) are ignored, as the service does.

    Raises:
        BadQueryError: a value that the service answers with 400.
    """
    single = dict(parameters)
    sort = single.get("sort", "trendingScore")
    if sort not in SORTS:
        raise BadQueryError(f"✖ Invalid sort parameter: {sort}")
    smallest, largest = _parameter_range(single.get("num_parameters", ""))
    selection = Selection(
        tags=tuple(value for key, value in parameters if key == "filter" for value in value.split(",") if value),
        author=single.get("author"),
        search=single["search"].lower() if "search" in single else None,
        pipeline_tag=single.get("pipeline_tag"),
        gated={"true": True, "false": False}.get(single.get("gated", "")),
        parameters_min=smallest,
        parameters_max=largest,
    )
    cursor = single.get("cursor")
    return ListQuery(
        selection=selection,
        sort=sort,
        limit=_limit(single.get("limit")),
        fields=_fields(parameters, sort),
        position=Position.decode(cursor, sort) if cursor else None,
        skip=_skip(single.get("skip")),
    )


def parse_expand(parameters: list[tuple[str, str]], legal: tuple[str, ...]) -> tuple[str, ...]:
    """The values of ``expand`` or ``expand[]``, each checked against the route's legal names.

    Raises:
        BadQueryError: an unknown name; one is enough to refuse the whole request.
    """
    wanted = tuple(value for key, value in parameters if key in {"expand", "expand[]"})
    for name in wanted:
        if name not in legal:
            names = "|".join(f'"{option}"' for option in legal)
            raise BadQueryError(f"✖ Invalid option: expected one of {names}, received {name!r}\n  → at expand")
    return wanted


def _fields(parameters: list[tuple[str, str]], sort: str) -> tuple[str, ...]:
    wanted = parse_expand(parameters, LIST_EXPANDS)
    if wanted:
        return tuple(dict.fromkeys(("_id", "id", *wanted, sort)))
    flags = {key for key, value in parameters if value.lower() in {"true", "1"}}
    extra = (*(FULL_FIELDS if "full" in flags else ()), *(name for name in ("config", "cardData") if name in flags))
    return (*DEFAULT_FIELDS, *extra)


def _limit(text: str | None) -> int:
    if text is None:
        return MAX_LIMIT
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadQueryError("✖ Invalid input: expected a positive number\n  → at limit")
    return min(int(text), MAX_LIMIT)


def _skip(text: str | None) -> int:
    if text is None:
        return 0
    if not text.isascii() or not text.isdigit():
        raise BadQueryError("✖ Invalid input: expected a number that is not negative\n  → at skip")
    return int(text)


def _parameter_range(text: str) -> tuple[float | None, float | None]:
    bounds: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        name, _, amount = part.partition(":")
        match = _COUNT.fullmatch(amount)
        if name not in {"min", "max"} or match is None:
            raise BadQueryError(f"✖ Invalid num_parameters: {text}")
        bounds[name] = float(match[1]) * _SCALE[match[2].upper()]
    return bounds.get("min"), bounds.get("max")
