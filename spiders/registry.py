"""The sources: declarative records in ``sources.toml``, beside the operator's own in ``<home>/sources.toml``.

A file holds ``[[source]]`` tables. ``[group.<name>]`` gives defaults to the sources whose name starts with
``<name>/``; a source's own keys win over its group's, and the operator's settings (``[sources.<name>]``) win over both.
"""

from __future__ import annotations

import difflib
import importlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawler.records import SourceRank

if TYPE_CHECKING:
    from crawler.config import Settings, SourceOverride
    from spiders.base import SourceSpider

NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_.-]+)?")

BUILT_IN = Path(__file__).with_name("sources.toml")


class SourceKind(StrEnum):
    """What kind of place a source is; operators filter and count by it."""

    HUB = "hub"
    CATALOGUE = "catalogue"
    LEADERBOARD = "leaderboard"
    FEED = "feed"
    SEARCH = "search"
    REFERENCE = "reference"


class Cadence(StrEnum):
    """How often a source is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ONCE = "once"


class Expectation(BaseModel):
    """How many rows one complete visit shows; outside the range the source has changed or dried up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items_min: Annotated[int, Field(ge=0)] = 1
    items_max: Annotated[int, Field(gt=0)] | None = None


class Source(BaseModel):
    """One place to look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=f"^{NAME.pattern}$")]
    kind: SourceKind
    spider: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    """Module below ``spiders`` that visits the source; its spider class has the same name."""
    urls: tuple[str, ...] = Field(min_length=1)
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes of the texts; empty where a source has none of its own (the Hub, price lists)."""
    cadence: Cadence = Cadence.MONTHLY
    rank: SourceRank
    licence: str
    """Licence of the data as the publisher states it."""
    redistribute: bool = False
    """Whether values read from it may be passed on in an export; texts never are."""
    attribution: str = ""
    """Credit line that the licence asks for."""
    key: str = ""
    """Environment variable with the access key; empty where none is needed."""
    enabled: bool = True
    country: str = ""
    """Epoch's country name of the outlet or laboratory; empty where it has none."""
    organization: str = ""
    """Canonical developer whose own publication this is."""
    keyword_filter: bool = True
    """Whether a feed's items must match the language's keywords before their pages are fetched."""
    delay_seconds: Annotated[float, Field(ge=0)] = 2.0
    concurrency: Annotated[int, Field(gt=0, le=64)] = 1
    max_bytes: Annotated[int, Field(gt=0)] = 20 * 2**20
    expect: Expectation = Expectation()

    @field_validator("urls")
    @classmethod
    def _web_addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{url!r} is no http:// or https:// address")
        return urls

    @property
    def group(self) -> str:
        """The part of the name before the slash, or the whole name."""
        return self.name.partition("/")[0]


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


def load_sources(settings: Settings | None = None) -> dict[str, Source]:
    """All sources by name: the built-in ones, the operator's own and the operator's changes.

    Raises:
        SourceError: a sources file or an override cannot be used.
    """
    sources = dict(_built_in())
    if settings is None:
        return sources
    own = settings.home / "sources.toml"
    if own.exists():
        sources |= read_sources(own)
    for name, override in settings.sources.items():
        if name not in sources:
            raise UnknownSourceError(name, sources)
        sources[name] = _overridden(sources[name], override)
    return sources


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


def record_template(name: str, kind: str) -> str:
    """A record to fill in for a new source, in the form of a sources file.

    Raises:
        SourceError: the name or the kind cannot be used.
    """
    if kind not in set(SourceKind):
        raise SourceError(f"no kind of source is named {kind!r}; use one of {', '.join(SourceKind)}")
    if not NAME.fullmatch(name):
        raise SourceError(f"{name!r} is no source name; use lower case, as in feeds/<outlet> or a module's name")
    is_feed = kind == SourceKind.FEED
    return f"""\
[[source]]
name = "{name}"
kind = "{kind}"
spider = "{"feeds" if is_feed else name.replace("/", "_")}"  # module below spiders/; none has to be written for a feed
urls = ["https://example.org/{"feed.xml" if is_feed else "models.json"}"]
languages = [{'"en"' if is_feed else ""}]
rank = "{SourceRank.NEWS if is_feed else SourceRank.CATALOGUE}"  # developer, paper, catalogue or news
licence = "as the publisher states it"
redistribute = false
attribution = ""
cadence = "{Cadence.DAILY if is_feed else Cadence.MONTHLY}"  # daily, weekly, monthly or once
delay_seconds = 2.0
concurrency = 1
expect = {{ items_min = 1 }}
"""


@cache
def _built_in() -> dict[str, Source]:
    return read_sources(BUILT_IN)


def _source(record: dict[str, Any], path: Path) -> Source:
    try:
        return Source.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path}: source {record.get('name', '?')!r}, {where}: {first['msg']}") from error


def _overridden(source: Source, override: SourceOverride) -> Source:
    changes = {key: value for key, value in override.model_dump().items() if value is not None}
    return source.model_copy(update=changes)
