"""The model Hub's state behind the demo: repositories in the API's shape, kept serialised, sorted and searchable."""

from __future__ import annotations

import hashlib
import json
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from crawler.demo.hub_query import ListQuery, Position, Selection

FIELDS = (
    "_id", "id", "modelId", "author", "private", "disabled", "gated", "downloads", "downloadsAllTime", "likes",
    "trendingScore", "createdAt", "lastModified", "sha", "pipeline_tag", "library_name", "mask_token", "tags", "config",
    "cardData", "model-index", "transformersInfo", "safetensors", "gguf", "baseModels", "evalResults", "inference",
    "inferenceProviderMapping", "widgetData", "resourceGroup", "xetEnabled", "siblings", "spaces", "childrenModelCount",
    "usedStorage",
)  # fmt: skip
"""Every field that a row may carry, in the order in which it is sent; ``files`` and ``sizes`` stay inside."""

_COLUMN = {name: index for index, name in enumerate(FIELDS)}
_KEPT_SELECTIONS = 64

SortValue = int | float | str | None


class RepositoryError(ValueError):
    """A repository row cannot be served; the message names it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the listing: a JSON list, and the cursor of the next page if there is one."""

    body: bytes
    cursor: str | None


class HubState:
    """Repositories as the Hub's API shows them; immutable once built, safe to use from several threads.

    ``repositories`` are rows in the API's full shape with ``id`` at least. ``files`` maps the texts that the
    repository holds by name, ``sizes`` the bytes of other files; ``siblings`` lists all names and is completed from
    both. Rows are serialised once,
    field by field with equal fragments shared, so that 17,000 of them take tens of megabytes and a page of a thousand
    is a join.

    Raises:
        RepositoryError: a row without ``id``, two rows with one id, or a field the API does not have.
    """

    def __init__(self, repositories: Iterable[Mapping[str, Any]]) -> None:
        self._rows: list[tuple[str | None, ...]] = []
        self._files: list[Mapping[str, str]] = []
        self._sizes: list[Mapping[str, int]] = []
        self._by_id: dict[str, int] = {}
        self._gated: list[bool] = []
        self._sha: list[str] = []
        self._oid: list[str] = []
        self._tags: list[tuple[str, ...]] = []
        self._facets: list[tuple[str, str | None, str | None]] = []
        self._values: dict[str, list[SortValue]] = {
            name: []
            for name in ("createdAt", "downloads", "likes", "lastModified", "num_parameters", "trendingScore", "id")
        }
        shared: dict[str, str] = {}
        for repository in repositories:
            self._add(complete_repository(repository), shared)
        self._orders: dict[str, array[int]] = {}
        self._lock = threading.Lock()
        self._select = lru_cache(maxsize=_KEPT_SELECTIONS)(self._select_uncached)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, repository_id: object) -> bool:
        return repository_id in self._by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """All repository ids in the order given."""
        return tuple(self._by_id)

    def page(self, query: ListQuery) -> Page:
        """One page of the listing: sort value descending, then ``_id`` ascending, rows without the value last."""
        order = self._select(query.selection, query.sort)
        values = self._values.get(query.sort)
        start = 0 if query.position is None else self._position(order, values, query.position)
        start = min(start + query.skip, len(order))
        chosen = order[start : start + query.limit]
        columns = [_COLUMN[name] for name in query.fields if name in _COLUMN]
        body = "[" + ",".join(_project(self._rows[index], columns) for index in chosen) + "]"
        cursor = None
        if start + len(chosen) < len(order):
            last = chosen[-1]
            cursor = Position(values[last] if values else None, self._oid[last]).encode(query.sort)
        return Page(body.encode(), cursor)

    def detail(self, repository_id: str, expand: tuple[str, ...] = (), *, blobs: bool = False) -> bytes | None:
        """One repository as JSON, all its fields or only the expanded ones; ``None`` where it does not exist.

        With ``blobs`` the files come with their sizes in bytes.
        """
        index = self._by_id.get(repository_id)
        if index is None:
            return None
        if blobs:
            row = json.loads(_project(self._rows[index], list(range(len(FIELDS)))))
            sizes = self._sizes[index]
            row["siblings"] = [{**file, "size": sizes.get(file["rfilename"], 0)} for file in row["siblings"]]
            return json.dumps(row, ensure_ascii=False).encode()
        names = ("_id", "id", *expand) if expand else FIELDS
        return _project(self._rows[index], [_COLUMN[name] for name in dict.fromkeys(names) if name in _COLUMN]).encode()

    def commit(self, repository_id: str) -> str:
        """The repository's newest commit, 40 hexadecimal digits. Raises KeyError where it does not exist."""
        return self._sha[self._by_id[repository_id]]

    def is_gated(self, repository_id: str) -> bool:
        """Whether its files need a granted access. Raises KeyError where it does not exist."""
        return self._gated[self._by_id[repository_id]]

    def file(self, repository_id: str, name: str) -> bytes | None:
        """A file's content, ``None`` where the repository does not hold it as text. Raises KeyError."""
        text = self._files[self._by_id[repository_id]].get(name)
        return None if text is None else text.encode()

    def _add(self, row: dict[str, Any], shared: dict[str, str]) -> None:
        repository_id = row["id"]
        if repository_id in self._by_id:
            raise RepositoryError(f"repository {repository_id} is there twice")
        self._by_id[repository_id] = len(self._rows)
        files, sizes = row.pop("files"), row.pop("sizes", {})
        self._files.append(files)
        self._sizes.append({**{name: len(text.encode()) for name, text in files.items()}, **sizes})
        fragments: list[str | None] = [None] * len(FIELDS)
        for name, value in row.items():
            if name not in _COLUMN:
                raise RepositoryError(f"repository {repository_id} has a field the API lacks: {name}")
            text = f"{json.dumps(name)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
            fragments[_COLUMN[name]] = shared.setdefault(text, text)
        self._rows.append(tuple(fragments))
        self._gated.append(bool(row["gated"]))
        self._sha.append(row["sha"])
        self._oid.append(row["_id"])
        self._tags.append(tuple(shared.setdefault(tag, tag) for tag in row["tags"]))
        self._facets.append((repository_id.lower(), row["author"], row.get("pipeline_tag")))
        block = row.get("safetensors") or {}
        sizes = {"num_parameters": block.get("total") or sum(block.get("parameters", {}).values()) or None}
        for name, column in self._values.items():
            column.append(sizes.get(name, row.get(name)))

    def _order(self, sort: str) -> array[int]:
        with self._lock:
            order = self._orders.get(sort)
            if order is None:
                rows = sorted(range(len(self._rows)), key=self._oid.__getitem__)
                values = self._values.get(sort, [None] * len(self._rows))
                present = sorted((row for row in rows if values[row] is not None), key=values.__getitem__, reverse=True)  # type: ignore[arg-type]
                order = self._orders[sort] = array("L", [*present, *(row for row in rows if values[row] is None)])
        return order

    def _select_uncached(self, selection: Selection, sort: str) -> array[int]:
        order = self._order(sort)
        if selection == Selection():
            return order
        return array("L", (index for index in order if self._fits(index, selection)))

    def _fits(self, index: int, selection: Selection) -> bool:
        lowered, author, pipeline = self._facets[index]
        size = self._values["num_parameters"][index]
        within = not isinstance(size, str) and (
            (selection.parameters_min is None or (size is not None and size >= selection.parameters_min))
            and (selection.parameters_max is None or (size is not None and size <= selection.parameters_max))
        )
        return (
            within
            and (selection.author is None or selection.author == author)
            and (selection.pipeline_tag is None or selection.pipeline_tag == pipeline)
            and (selection.gated is None or selection.gated is self._gated[index])
            and (selection.search is None or selection.search in lowered)
            and all(tag in self._tags[index] for tag in selection.tags)
        )

    def _position(self, order: array[int], values: list[SortValue] | None, position: Position) -> int:
        """First place in ``order`` that lies behind a position, by value, so that vanished rows do no harm."""

        def behind(place: int) -> bool:
            row = order[place]
            value = values[row] if values else None
            if value is None or position.value is None:
                return value is None and (position.value is not None or self._oid[row] > position.oid)
            if type(value) is str or type(position.value) is str:
                value, other = str(value), str(position.value)
                return value < other or (value == other and self._oid[row] > position.oid)
            return value < position.value or (value == position.value and self._oid[row] > position.oid)  # type: ignore[operator]

        return bisect_left(range(len(order)), True, key=behind)


def complete_repository(repository: Mapping[str, Any]) -> dict[str, Any]:
    """A row with everything the API always sends; what is derived (ids, commit, author) is the same each time.

    Raises:
        RepositoryError: there is no ``id``.
    """
    if not isinstance(repository.get("id"), str) or not repository["id"]:
        raise RepositoryError(f"repository without id: {json.dumps(dict(repository))[:80]}")
    row = dict(repository)
    created = row.setdefault("createdAt", "2022-03-02T23:29:04.000Z")
    row.setdefault("lastModified", created)
    row.setdefault("_id", object_id(row["id"], created))
    row.setdefault("modelId", row["id"])
    row.setdefault("author", row["id"].split("/")[0])
    row.setdefault("sha", _digest(f"{row['id']} {row['lastModified']}"))
    for name, value in (("private", False), ("gated", False), ("downloads", 0), ("likes", 0), ("trendingScore", 0)):
        row.setdefault(name, value)
    row.setdefault("downloadsAllTime", row["downloads"])
    row["tags"] = list(row.get("tags", ()))
    row["files"] = dict(row.get("files", {}))
    names = [sibling["rfilename"] for sibling in row.get("siblings", ())]
    held = (".gitattributes", *row["files"], *row.get("sizes", {}), *names)
    row["siblings"] = [{"rfilename": name} for name in dict.fromkeys(held)]
    return row


def object_id(repository_id: str, created_at: str) -> str:
    """A database id like the Hub's: 8 hexadecimal digits of the creation time (``621ffd..`` floor), then 16 more."""
    seconds = int(datetime.fromisoformat(created_at).timestamp())
    return f"{seconds:08x}{_digest(repository_id)[:16]}"


def _project(row: tuple[str | None, ...], columns: list[int]) -> str:
    return "{" + ",".join(fragment for column in columns if (fragment := row[column]) is not None) + "}"


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
