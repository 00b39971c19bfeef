"""Settings: ``flopscout.toml``, then the environment, checked once and passed down as one immutable object.

Any setting is also an environment variable ``FLOPSCOUT_<SECTION>__<NAME>``; the environment wins. The file is
``FLOPSCOUT_CONFIG``, else ``flopscout.toml`` in the working folder. Data live in ``FLOPSCOUT_HOME``, else in
``flopscout-data/`` in the working folder.
"""

from __future__ import annotations

import math
import os
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

USER_AGENT_TOKEN = "flopscout"  # noqa: S105  (the name that robots.txt files address, not a password)


class ConfigError(Exception):
    """The settings cannot be used; the message is one line that names the setting and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Network(_Section):
    """How the outside world is reached; one place for every HTTP library in use."""

    hosts: dict[str, str] = Field(default_factory=dict)
    """Redirections, host to base address; ``*`` catches all others as ``<base>/<host>/<path>``."""
    allow_private: bool = False
    """Whether private and loopback addresses may be fetched without being mapped in ``hosts``."""
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_bytes: Annotated[int, Field(gt=0)] = 20 * 2**20
    """Largest body accepted, in bytes, after decompression; a source record may set its own."""
    delay_seconds: Annotated[float, Field(ge=0)] | None = None
    """Replaces every source's own pause between requests (mirrors, tests); unset in normal use."""
    concurrency: Annotated[int, Field(gt=0, le=64)] | None = None
    """Replaces every source's own number of simultaneous requests to a host."""
    contact: str = "https://example.org/flopscout-operator"
    """Address that the user agent gives to site owners; set it to your own."""

    @field_validator("hosts")
    @classmethod
    def _base_addresses(cls, hosts: dict[str, str]) -> dict[str, str]:
        for host, base in hosts.items():
            parts = urlsplit(base)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{host!r} must map to an http:// or https:// address, not {base!r}")
            if parts.query or parts.fragment:
                raise ValueError(f"{host!r} maps to {base!r}, which must not have a query or fragment")
        return {host.lower(): base.rstrip("/") for host, base in hosts.items()}

    @property
    def user_agent(self) -> str:
        """The User-Agent header of every request."""
        return f"{USER_AGENT_TOKEN}/0.1 (+{self.contact})"


class Archive(_Section):
    """The local WARC archive of responses; never exported."""

    keep_days: Annotated[int, Field(ge=0)] = 30
    """Days that pages without a claim are kept; pages that carry a claim stay."""
    max_file_bytes: Annotated[int, Field(ge=2**16)] = 256 * 2**20


class Triage(_Section):
    """The rules that sort models."""

    threshold_flop: Annotated[float, Field(gt=0)] = 1e23
    earliest_year: int = 2020
    thresholds_flop: tuple[float, ...] = (1e23, 1e25, 1e26)
    """Thresholds whose chances are shown with every estimate, in FLOP and ascending."""

    @field_validator("thresholds_flop")
    @classmethod
    def _ascending(cls, thresholds: tuple[float, ...]) -> tuple[float, ...]:
        if not thresholds or not all(0 < value < math.inf for value in thresholds):
            raise ValueError("must be positive numbers of FLOP, such as [1e23, 1e25, 1e26]")
        if any(low >= high for low, high in pairwise(thresholds)):
            written = ", ".join(f"{value:g}" for value in sorted(set(thresholds)))
            raise ValueError(f"must ascend without repetition; write [{written}]")
        return thresholds


class HuggingFace(_Section):
    """Which repositories of the Hub are looked at."""

    min_parameters: Annotated[float, Field(ge=0)] = 1e9
    min_downloads: Annotated[int, Field(ge=0)] = 100
    """A repository must have more than this many downloads in 30 days."""
    token: SecretStr | None = None
    page_size: Annotated[int, Field(ge=1, le=1000)] = 1000
    new_days: Annotated[int, Field(ge=0)] = 31
    """How far back a first visit looks for new repositories; later ones go on from the newest that they know."""
    watch_days: Annotated[int, Field(ge=0)] = 180
    """Age up to which a repository waits on the watch list for its downloads to count."""
    watch_requests: Annotated[int, Field(ge=0)] = 200
    """Most repositories of the watch list that a visit asks for by name, the largest first."""
    size_requests: Annotated[int, Field(ge=0)] = 500
    """Most popular repositories without a parameter count whose configuration or files a visit looks up."""
    trending_rows: Annotated[int, Field(ge=0, le=1000)] = 200
    """Trending repositories that are looked at; 0 turns the alarm off."""
    trending_days: Annotated[int, Field(ge=1)] = 60
    """Age up to which a trending repository is new."""
    trending_parameters: Annotated[float, Field(ge=0)] = 1e11
    """Parameters from which a new trending repository is told of although its maker is known."""
    census: Literal["sampled", "full", "off"] = "sampled"
    """How the monthly statistics come to their totals: from pages of the list that lie evenly apart, or from all."""
    census_pages: Annotated[int, Field(ge=1, le=5000)] = 40
    """Pages that a sampled census reads."""


class Llm(_Section):
    """The optional suggester: a language model that proposes claims; off unless ``base_url`` is set."""

    base_url: str | None = None
    """Address of an OpenAI-compatible service up to and with its version, such as ``http://localhost:8000/v1``."""
    model: str = ""
    """Name of the model as the service calls it."""
    api_key: SecretStr | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    max_seconds: Annotated[float, Field(gt=0)] = 900.0
    """Longest time that a run asks for suggestions, waits included."""
    max_calls: Annotated[int, Field(ge=0)] = 50
    """Most texts that a run asks about; repeated attempts do not count."""
    max_characters: Annotated[int, Field(ge=200, le=200_000)] = 12_000
    """Characters of a text that are sent, from its beginning."""
    max_answer_tokens: Annotated[int, Field(ge=100)] = 2_000
    answer_format: Literal["json_object", "json_schema", "none"] = "json_object"
    """How the service is asked for JSON; ``none`` for services that refuse ``response_format``."""

    @field_validator("base_url")
    @classmethod
    def _service_address(cls, base_url: str | None) -> str | None:
        if base_url is None:
            return None
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"must be an http:// or https:// address without query, not {base_url!r}")
        if parts.username or parts.password:
            raise ValueError("must not contain a user name or password; set api_key")
        return base_url.rstrip("/")

    @model_validator(mode="after")
    def _named_model(self) -> Llm:
        if self.base_url is not None and not self.model.strip():
            raise ValueError("base_url needs a model")
        return self


class Rotation(_Section):
    """Which languages the search back ends are asked in, month by month (calendar months in UTC)."""

    groups: dict[str, tuple[str, ...]] = {
        "A": ("zh", "es", "ar", "ur", "tr"),
        "B": ("ru", "hi", "ja", "fr", "fa"),
        "C": ("ko", "pt", "de", "bn", "he"),
    }
    """Groups that take turns; a language in none of them is searched every month."""
    every_month: tuple[str, ...] = ("en",)
    all_languages: tuple[str, ...] = ("gdelt_gal", "gdelt_doc")
    """Search sources that do not take part: they are asked in all languages whenever they are due."""

    @model_validator(mode="after")
    def _each_language_once(self) -> Rotation:
        seen: set[str] = set(self.every_month)
        for name, group in self.groups.items():
            if not group:
                raise ValueError(f"group {name} has no language")
            if twice := sorted(seen & set(group)):
                raise ValueError(f"{twice[0]} in group {name} has a turn already")
            seen |= set(group)
        return self


class Schedule(_Section):
    """When ``flopscout schedule`` looks for what is due; what is due is computed from the runs that were."""

    check_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "04:17"
    """Local time of day that the printed systemd timer and crontab line use."""
    resume_hours: Annotated[float, Field(ge=0)] = 24.0
    """An interrupted run that stopped longer ago is not resumed: a new run visits what it left."""


class SourceBudget(_Section):
    """How much is asked for one source. ``None`` is no limit."""

    requests_per_run: Annotated[int, Field(gt=0)] | None = None
    """Most requests that one run makes for the source."""
    calls_per_month: Annotated[int, Field(ge=0)] | None = None
    """Most calls with the source's key in a calendar month; robots.txt and repetitions count."""
    cost_per_1000_calls: Annotated[float, Field(ge=0)] = 0.0
    """What the provider charges, for the figures in the status and ``[budget] cost_per_month``."""


class Budget(_Section):
    """How much is asked of the world; a source is stopped at its budget. ``None`` is no limit."""

    requests_per_run: Annotated[int, Field(gt=0)] | None = 200_000
    requests_per_host: Annotated[int, Field(gt=0)] | None = 50_000
    """Requests to one host in one run."""
    cost_per_month: Annotated[float, Field(ge=0)] | None = None
    """Most that keyed calls may cost in a calendar month, in the currency of the sources' ``cost_per_1000_calls``."""
    sources: dict[str, SourceBudget] = Field(default_factory=dict)

    def of(self, source: str) -> SourceBudget:
        """The source's own budget."""
        return self.sources.get(source) or SourceBudget()


class Smtp(_Section):
    """A mail server that takes alerts."""

    host: str
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr | None = None
    sender: str
    to: Annotated[tuple[str, ...], Field(min_length=1)]

    @field_validator("sender", "to")
    @classmethod
    def _one_line(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            if "@" not in address or any(character in address for character in "\r\n,;"):
                raise ValueError(f"{address!r} is no mail address")
        return value


class Alerts(_Section):
    """Who is told what a run brought; every channel that is set gets every alert once."""

    digest: Literal["always", "news", "never"] = "always"
    """``news`` leaves out the digest of a run without new models or changes of sources' health."""
    file: Path | None = None
    """A text file that alerts are appended to."""
    stdout: bool = False
    smtp: Smtp | None = None
    webhook: SecretStr | None = None
    """Address that gets each alert as JSON by POST."""
    apprise: tuple[SecretStr, ...] = ()
    """Addresses in the notation of Apprise, which has to be installed (``flopscout[alerts]``)."""
    feed: bool = True
    """Whether ``<home>/confirmed.atom`` lists the newly confirmed models."""
    feed_url: str = ""
    """Address under which that feed is published, if it is."""
    large_flop: Annotated[float, Field(gt=0)] = 1e25
    """Compute above which a model is told of at once; one of ``[triage] thresholds_flop``."""
    large_chance: Annotated[float, Field(gt=0, lt=1)] = 0.5

    @field_validator("webhook")
    @classmethod
    def _web_address(cls, webhook: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(webhook.get_secret_value()) if webhook is not None else None
        if parts is not None and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must be an http:// or https:// address")
        return webhook


class Translation(_Section):
    """Who translates keywords for ``flopscout keywords translate``, and documents that a reviewer wants to read.

    Nothing else is ever sent there.
    """

    service: Literal["google", "mymemory", "libre", "none"] = "google"
    base_url: str = ""
    """Address of your own LibreTranslate (service ``libre``)."""
    api_key: SecretStr | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 20.0

    @model_validator(mode="after")
    def _own_service(self) -> Translation:
        if self.service == "libre" and urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ValueError("service libre needs base_url, the address of a LibreTranslate")
        return self


class Review(_Section):
    """The review application (``flopscout review``)."""

    hosts: tuple[str, ...] = ()
    """Names under which it is reached besides ``localhost`` and plain IP addresses, such as behind a proxy."""
    suggestion_form: bool = False
    """Whether anybody may suggest a page at ``/suggest``, without signing in."""
    read_at_once: bool = True
    """Whether pages that people name are read as soon as no run is at work, or only by the next run."""
    second_review_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Share of decided items that come up a second time, for somebody else who is not shown the first verdict."""


class SourceOverride(_Section):
    """What an operator may change about one source."""

    enabled: bool | None = None
    delay_seconds: Annotated[float, Field(ge=0)] | None = None
    concurrency: Annotated[int, Field(gt=0, le=64)] | None = None
    max_bytes: Annotated[int, Field(gt=0)] | None = None
    accept_terms: bool | None = None
    """That you have read a source's terms and may ask it as its record says, also where its robots.txt says no."""
    address: str | None = None
    """Address of a service of your own, for sources that are one, such as ``http://localhost:8888``."""

    @field_validator("address")
    @classmethod
    def _service_address(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "")
        if address is None:
            return None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"must be an http:// or https:// address without query, not {address!r}")
        return address.rstrip("/")


class Settings(BaseSettings):
    """All settings, validated."""

    model_config = SettingsConfigDict(env_prefix="FLOPSCOUT_", env_nested_delimiter="__", extra="forbid", frozen=True)

    network: Network = Field(default_factory=Network)
    archive: Archive = Field(default_factory=Archive)
    triage: Triage = Field(default_factory=Triage)
    huggingface: HuggingFace = Field(default_factory=HuggingFace)
    llm: Llm = Field(default_factory=Llm)
    rotation: Rotation = Field(default_factory=Rotation)
    schedule: Schedule = Field(default_factory=Schedule)
    budget: Budget = Field(default_factory=Budget)
    alerts: Alerts = Field(default_factory=Alerts)
    translation: Translation = Field(default_factory=Translation)
    review: Review = Field(default_factory=Review)
    sources: dict[str, SourceOverride] = Field(default_factory=dict)
    home: Path = Path("flopscout-data")
    """Folder of the database, the archive and exports."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content arrives as initial values."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @property
    def hosts(self) -> dict[str, str]:
        """The host table: ``[network.hosts]``, and the addresses of services that the operator has named.

        Naming an address of this machine or network in the settings allows it, as mapping a host to it does.
        """
        own: dict[str, str] = {}
        for override in self.sources.values():
            parts = urlsplit(override.address or "")
            if parts.netloc and "*" not in self.network.hosts:
                own[parts.netloc.lower()] = f"{parts.scheme}://{parts.netloc}"
        return {**own, **self.network.hosts}

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "flopscout.db"

    @property
    def archive_folder(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "archive"


def load_settings(path: Path | None = None, *, overrides: dict[str, Any] | None = None) -> Settings:
    """Read the settings.

    ``path`` is a configuration file that must exist; without it ``FLOPSCOUT_CONFIG`` or an existing ``flopscout.toml``
    is read. ``overrides`` are sections that replace those of the file (the demo's host table), below the environment.

    Raises:
        ConfigError: the file is missing, no TOML, or a setting has no usable value.
    """
    named = path or (Path(os.environ["FLOPSCOUT_CONFIG"]) if os.environ.get("FLOPSCOUT_CONFIG") else None)
    source = named or Path("flopscout.toml")
    values: dict[str, Any] = {}
    if named is not None or source.exists():
        try:
            values = tomllib.loads(source.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"cannot read the configuration {source}: {error.strerror or error}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{source} is not valid TOML: {error}") from error
    for section, content in (overrides or {}).items():
        values[section] = {**values.get(section, {}), **content} if isinstance(content, dict) else content
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "settings"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ConfigError(
            f"setting {where}: {first['msg']}{more}; correct it in {source} or the environment"
        ) from error
