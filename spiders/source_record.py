"""What a source's record says; the record is all that most sources consist of."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from crawler.records import SourceRank
from spiders.field_map import FieldMap
from spiders.formats.options import Format
from spiders.keys import key_names
from spiders.locating import Locate
from spiders.paging import Paging
from spiders.search_api import SearchApi

NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_.-]+)?")


class SourceKind(StrEnum):
    """What kind of place a source is; operators filter and count by it."""

    HUB = "hub"
    CATALOGUE = "catalogue"
    LEADERBOARD = "leaderboard"
    FEED = "feed"
    SEARCH = "search"
    REFERENCE = "reference"
    SUGGESTION = "suggestion"
    """Pages that people name, one by one."""


class Cadence(StrEnum):
    """How often a source is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ONCE = "once"


class Redistribution(StrEnum):
    """Whether values read from a source may be passed on in an export; texts never are. True where they may."""

    EXPORTABLE = "exportable"
    ATTRIBUTION = "attribution"
    """With the credit line that the record gives."""
    SHARE_ALIKE = "share-alike"
    """Only under the source's own licence."""
    INTERNAL_ONLY = "internal_only"

    def __bool__(self) -> bool:
        return self in {Redistribution.EXPORTABLE, Redistribution.ATTRIBUTION}


class Expectation(BaseModel):
    """How many rows one complete visit shows; outside the range the source has changed or dried up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items_min: Annotated[int, Field(ge=0)] = 1
    items_max: Annotated[int, Field(gt=0)] | None = None
    max_drop: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Largest loss of rows against the last good visit, as a share."""


class Pace(BaseModel):
    """How fast hosts are asked: seconds between two requests to one, and how many at a time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: Annotated[float, Field(ge=0)] = 2.0
    concurrency: Annotated[int, Field(gt=0, le=64)] = 1


class Source(BaseModel):
    """One place to look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=f"^{NAME.pattern}$")]
    kind: SourceKind
    spider: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    """Module below ``spiders`` that visits the source; its spider class has the same name."""
    urls: tuple[str, ...] = ()
    """Where to begin; only suggestions have no address of their own."""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes of the texts; empty where a source has none of its own (the Hub, price lists)."""
    cadence: Cadence = Cadence.MONTHLY
    rank: SourceRank
    licence: str
    """Licence of the data as the publisher states it."""
    redistribute: Redistribution = Redistribution.INTERNAL_ONLY
    """``true`` and ``false`` stand for exportable and internal_only."""
    attribution: str = ""
    """Credit line that the licence asks for."""
    enabled: bool = True
    country: str = ""
    """Epoch's country name of the outlet or laboratory; empty where it has none."""
    organization: str = ""
    """Canonical developer whose own publication this is."""
    discovers: bool = True
    """Whether rows open candidates; a reseller's price list only proves that a name is in use."""
    keyword_filter: bool = True
    """Whether a feed's items must match the language's keywords before their pages are fetched."""
    delay_seconds: Annotated[float, Field(ge=0)] = 2.0
    concurrency: Annotated[int, Field(gt=0, le=64)] = 1
    interface_pace: Pace | None = None
    """Pace at the hosts of ``urls``, where it is not that of the pages which they lead to."""
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] | None = None
    """How long one answer may take; ``None`` for the time that holds for all sources."""
    retries: Annotated[int, Field(ge=0, le=10)] | None = None
    """How often a request that failed for the moment is repeated; ``None`` for what holds for all sources."""
    max_waits: Annotated[int, Field(ge=0, le=10)] | None = None
    """How often a request is sent again after the host asked for a pause; ``None`` for what holds for all sources."""
    max_bytes: Annotated[int, Field(gt=0)] = 20 * 2**20
    obeys_robots: bool = True
    """Whether the interface's own robots.txt is asked. ``false`` is for documented interfaces with a key, and for those
    whose ``terms`` the operator accepts; pages that an interface leads to are always asked for under robots.txt."""
    terms: str = ""
    """What the operator has to accept, with ``accept_terms``, before the source is asked at all."""
    accept_terms: bool = False
    """Whether the operator has; only ever set by the operator."""
    needs_address: bool = False
    """Whether the operator has to give the source's address: it is a service of their own."""
    expect: Expectation = Expectation()

    headers: dict[str, str] = {}
    """Further headers of requests to the source's own hosts."""
    key_headers: dict[str, str] = {}
    """Headers with access keys, as ``Authorization = "Bearer ${NAME}"`` with the environment variable's name."""
    key_optional: bool = False
    """Whether the source also answers without its keys, with tighter limits."""
    post: dict[str, Any] | None = None
    """JSON body that is sent with POST; ``None`` sends GET. ``${NAME}`` in it is a key as well."""
    format: Format | None = None
    """How rows lie in the body (spider ``rows``)."""
    fields: FieldMap | None = None
    """Which column says what (spider ``rows``)."""
    columns: tuple[str, ...] = ()
    """Columns, as shell patterns, that the source is known to show besides those that ``fields`` reads."""
    paging: Paging | None = None
    locate: Locate | None = None
    """How to find the real addresses on the pages that ``urls`` give."""
    search: SearchApi | None = None
    include: str = ""
    """Regular expression for the addresses of articles in a sitemap or list; empty takes all."""
    max_items: Annotated[int, Field(gt=0)] = 200
    """Most articles that one visit fetches, newest first."""

    @field_validator("urls")
    @classmethod
    def _web_addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{url!r} is no http:// or https:// address")
            if key_names(url):
                raise ValueError("an address must not hold a key: it is stored and shown; use key_headers")
        return urls

    @field_validator("redistribute", mode="before")
    @classmethod
    def _yes_or_no(cls, value: Any) -> Any:
        if isinstance(value, bool):
            return Redistribution.EXPORTABLE if value else Redistribution.INTERNAL_ONLY
        return value

    @field_validator("include")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return pattern

    @model_validator(mode="after")
    def _complete(self) -> Source:
        needs: dict[str, tuple[Literal["format", "fields", "search"], ...]] = {
            "rows": ("format", "fields"), "search": ("search",)
        }  # fmt: skip
        for table in needs.get(self.spider, ()):
            if getattr(self, table) is None:
                raise ValueError(f"the spider {self.spider!r} needs a table [source.{table}]")
        if not self.urls and self.kind is not SourceKind.SUGGESTION:
            raise ValueError("urls: a source needs an address")
        return self

    @property
    def address(self) -> str:
        """The first address; empty for suggestions."""
        return self.urls[0] if self.urls else ""

    @property
    def group(self) -> str:
        """The part of the name before the slash, or the whole name."""
        return self.name.partition("/")[0]

    @property
    def interface_slots(self) -> dict[str, dict[str, float]]:
        """Scrapy's slots of the interface's hosts, where they have a pace of their own."""
        pace = self.interface_pace
        if pace is None:
            return {}
        hosts = {urlsplit(url).hostname or "" for url in self.urls}
        return {host: {"delay": pace.delay_seconds, "concurrency": pace.concurrency} for host in hosts}

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the environment variables with the source's access keys."""
        return key_names(self.keyed_parts)

    @property
    def keyed_parts(self) -> list[Any]:
        """The parts of the record that may name keys."""
        return [self.key_headers, self.post, self.search.body if self.search is not None else None]

    @property
    def lacks(self) -> str:
        """What the operator has to set, besides keys, before the source can be asked; empty where nothing is."""
        if self.needs_address:
            return f"set [sources.{self.name}] address to the service of your own"
        if self.terms and not self.accept_terms:
            return f"read its terms ({self.terms}), then set [sources.{self.name}] accept_terms = true"
        return ""

    @property
    def key(self) -> str:
        """``keys`` as one text; empty where none is needed."""
        return ", ".join(self.keys)
