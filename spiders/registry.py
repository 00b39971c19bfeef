"""The sources: declarative records in ``sources.toml`` and ``sources/*.toml``.

The operator's own lie in ``<home>/sources.toml`` and ``<home>/sources/*.toml``, in the same form. A file holds
``[[source]]`` tables. ``[group.<name>]`` gives defaults to the sources of the same file whose name starts with
``<name>/``; a source's own keys win over its group's, and the operator's settings (``[sources.<name>]``) win over both.
"""

from __future__ import annotations

import difflib
import importlib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from spiders.keys import MissingKeyError, fill
from spiders.source_record import NAME, Cadence, Expectation, Redistribution, Source, SourceKind

if TYPE_CHECKING:
    from crawler.config import Settings, SourceOverride
    from spiders.base import SourceSpider

__all__ = [
    "NAME",
    "Cadence",
    "Expectation",
    "Redistribution",
    "Source",
    "SourceError",
    "SourceKind",
    "UnknownSourceError",
    "load_sources",
    "read_folder",
    "read_sources",
    "select",
    "spider_class",
]

BUILT_IN = Path(__file__).parent


class SourceError(Exception):
    """A sources file or a requested name cannot be used; the message is one line that says what to do."""


class UnknownSourceError(SourceError):
    """No source and no group has the requested name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, sorted(set(known)), n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "`flopscout sources list` shows all names"
        super().__init__(f"no source is named {name!r}; {hint}")
        self.name = name
        self.near = tuple(near)


def read_sources(path: Path) -> dict[str, Source]:
    """Read one sources file, in the file's order.

    Raises:
        SourceError: the file is no TOML, a record has no usable value, or a name occurs twice.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not valid TOML: {error}") from error
    unknown = sorted(set(content) - {"group", "source"})
    if unknown:
        raise SourceError(f"{path}: unknown table {unknown[0]!r}; use [group.<name>] and [[source]]")
    groups: dict[str, dict[str, Any]] = content.get("group", {})
    sources: dict[str, Source] = {}
    for record in content.get("source", []):
        group = str(record.get("name", "")).partition("/")[0]
        source = _source({**groups.get(group, {}), **record}, path)
        if source.name in sources:
            raise SourceError(f"{path}: source {source.name!r} occurs twice")
        sources[source.name] = source
    return sources


def read_folder(folder: Path) -> dict[str, Source]:
    """The sources of ``sources.toml`` and ``sources/*.toml`` in a folder; none of them has to exist.

    Raises:
        SourceError: as ``read_sources``, or two files hold a source of the same name.
    """
    sources: dict[str, Source] = {}
    for path in (folder / "sources.toml", *sorted((folder / "sources").glob("*.toml"))):
        if path.parent == folder and not path.exists():
            continue
        found = read_sources(path)
        twice = sorted(set(found) & set(sources))
        if twice:
            raise SourceError(f"{path}: source {twice[0]!r} occurs twice")
        sources |= found
    return sources


def load_sources(settings: Settings | None = None) -> dict[str, Source]:
    """All sources by name: the built-in ones, the operator's own and the operator's changes.

    A source that needs a key is off while the key's environment variable is not set; one that needs its terms accepted,
    or an address, while the operator's settings do not say so.

    Raises:
        SourceError: a sources file or an override cannot be used.
    """
    sources = dict(_built_in())
    if settings is not None:
        sources |= read_folder(settings.home)
        for name, override in settings.sources.items():
            if name not in sources:
                raise UnknownSourceError(name, sources)
            sources[name] = _overridden(sources[name], override)
    return {name: _off_without_keys(source) for name, source in sources.items()}


def select(names: Iterable[str], sources: Mapping[str, Source] | None = None) -> list[Source]:
    """The sources that the names mean, without repetition, in the order of the names.

    A name is a source, taken even where it is disabled because it was asked for, or a group (``feeds``), which means
    its enabled members. No name at all means every enabled source.

    Raises:
        UnknownSourceError: a name is neither a source nor a group.
    """
    known = load_sources() if sources is None else sources
    wanted = list(names)
    if not wanted:
        return [source for source in known.values() if source.enabled]
    chosen: dict[str, Source] = {}
    for name in wanted:
        if name in known:
            chosen[name] = known[name]
            continue
        members = [source for source in known.values() if source.name.startswith(f"{name.rstrip('/')}/")]
        if not members:
            raise UnknownSourceError(name, [*known, *{source.group for source in known.values()}])
        chosen |= {source.name: source for source in members if source.enabled}
    return list(chosen.values())


def spider_class(source: Source) -> type[SourceSpider]:
    """The class that visits the source.

    Raises:
        SourceError: there is no such module, or no spider class of that name in it.
    """
    from spiders.base import SourceSpider  # noqa: PLC0415  (Scrapy is not needed to list sources)

    try:
        module = importlib.import_module(f"spiders.{source.spider}")
    except ModuleNotFoundError as error:
        if error.name != f"spiders.{source.spider}":
            raise  # the spider is there; something that it needs is not
        raise SourceError(f"source {source.name!r} names the spider {source.spider!r}, which does not exist") from error
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, SourceSpider) and vars(value).get("name") == source.spider:
            return value
    raise SourceError(f"spiders/{source.spider}.py has no spider named {source.spider!r}")


@cache
def _built_in() -> dict[str, Source]:
    return read_folder(BUILT_IN)


def _source(record: dict[str, Any], path: Path) -> Source:
    try:
        return Source.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path}: source {record.get('name', '?')!r}, {where}: {first['msg']}") from error


def _off_without_keys(source: Source) -> Source:
    if source.enabled and source.lacks:
        return source.model_copy(update={"enabled": False})
    if not source.enabled or source.key_optional:
        return source
    try:
        fill(source.keyed_parts)
    except MissingKeyError:
        return source.model_copy(update={"enabled": False})
    return source


def _overridden(source: Source, override: SourceOverride) -> Source:
    changes = {key: value for key, value in override.model_dump().items() if value is not None}
    address = changes.pop("address", None)
    if address is not None:
        path = urlsplit(source.urls[0]).path
        changes |= {"urls": (f"{address.removesuffix(path)}{path}",), "needs_address": False}
    return source.model_copy(update=changes)
