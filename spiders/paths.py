"""Paths into JSON-like values: ``data.models``, ``creator.name``, ``weights.0.url``, ``*.rows``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def find(value: Any, path: str) -> Any:
    """The value at a path, ``None`` where there is none. A key that contains dots is found as it is written."""
    if not path:
        return value
    if isinstance(value, Mapping) and path in value:
        return value[path]
    first, _, rest = path.partition(".")
    if isinstance(value, Mapping):
        return find(value.get(first), rest)
    if isinstance(value, list) and first.isdecimal() and int(first) < len(value):
        return find(value[int(first)], rest)
    return None


def find_all(value: Any, path: str) -> Iterator[Any]:
    """The values at a path, in order; ``*`` stands for every entry of a list or table."""
    before, star, after = path.partition("*")
    if not star:
        found = find(value, path)
        if found is not None:
            yield found
        return
    inner = find(value, before.rstrip("."))
    entries = inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, list) else ()
    for entry in entries:
        yield from find_all(entry, after.lstrip("."))


def top_of(path: str, row: Mapping[str, Any]) -> str:
    """The column that a path reads of a row: its first part, unless the row has a column of exactly this name."""
    return path if path in row else path.partition(".")[0]
