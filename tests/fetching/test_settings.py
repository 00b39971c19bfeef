"""The safe settings are pinned, and a crawl's own settings follow from ours."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.settings import Settings as ScrapySettings
from scrapy.utils.misc import load_object

from crawler.config import USER_AGENT_TOKEN, Network, Settings
from crawler.fetching.limits import host_table
from crawler.settings import scrapy_settings


@pytest.fixture
def pinned() -> ScrapySettings:
    settings = ScrapySettings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("ROBOTSTXT_OBEY", True),
        ("COOKIES_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("AUTOTHROTTLE_ENABLED", False),
        ("DOWNLOAD_MAXSIZE", 20 * 2**20),
        ("DOWNLOAD_TIMEOUT", 30),
        ("REDIRECT_MAX_TIMES", 5),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("DOWNLOAD_DELAY", 2.0),
        ("SPIDER_MODULES", ["spiders"]),
        ("ITEM_PIPELINES", {"pipelines.stages.StorePipeline": 300}),
        ("ROBOTSTXT_USER_AGENT", USER_AGENT_TOKEN),
    ],
)
def test_pins(pinned: ScrapySettings, name: str, value: object) -> None:
    found = pinned.get(name)
    assert (dict(found) if isinstance(value, dict) else found) == value


def test_nothing_is_mapped_and_nothing_private_allowed_without_our_settings(pinned: ScrapySettings) -> None:
    table = host_table(pinned)
    assert table.allowed_authorities == frozenset()
    assert not table.allow_private
    assert pinned["DOWNLOAD_MAXSIZE"] == Network().max_bytes


def test_only_web_addresses_have_a_handler(pinned: ScrapySettings) -> None:
    handlers = {scheme: path for scheme, path in pinned.getwithbase("DOWNLOAD_HANDLERS").items() if path}
    assert set(handlers) == {"http", "https"}
    assert {load_object(path).__name__ for path in handlers.values()} == {"RoutingDownloadHandler"}


def test_scrapys_own_robots_retries_and_redirects_are_replaced(pinned: ScrapySettings) -> None:
    active = {path for path, order in pinned.getwithbase("DOWNLOADER_MIDDLEWARES").items() if order is not None}
    names = {path.rpartition(".")[2] for path in active}
    assert not names & {"RobotsTxtMiddleware", "RetryMiddleware", "RedirectMiddleware", "HttpCompressionMiddleware"}
    assert {"RobotsMiddleware", "PaceMiddleware", "BoundedRedirectMiddleware", "ArchiveMiddleware"} <= names
    for path in active:
        load_object(path)
    load_object(pinned["TWISTED_DNS_RESOLVER"])


def made(network: dict[str, Any] | None = None, **source: Any) -> dict[str, Any]:
    pace = {"delay_seconds": 2.0, "concurrency": 1, **source}
    return scrapy_settings(Settings(network=Network(**(network or {}))), **pace)


def test_a_source_sets_its_pace_and_limit() -> None:
    values = made(delay_seconds=0.6, concurrency=3, max_bytes=1_000)
    assert values["DOWNLOAD_DELAY"] == 0.6
    assert values["CONCURRENT_REQUESTS_PER_DOMAIN"] == 3
    assert values["DOWNLOAD_MAXSIZE"] == 1_000
    assert values["USER_AGENT"].startswith(f"{USER_AGENT_TOKEN}/")


def test_the_operators_settings_decide() -> None:
    values = made({"delay_seconds": 5, "concurrency": 2, "timeout_seconds": 9, "max_bytes": 77})
    assert values["DOWNLOAD_DELAY"] == 5
    assert values["CONCURRENT_REQUESTS_PER_DOMAIN"] == 2
    assert values["DOWNLOAD_TIMEOUT"] == 9
    assert values["DOWNLOAD_MAXSIZE"] == 77


def test_hosts_on_this_machine_are_asked_without_pause() -> None:
    assert made({"hosts": {"*": "http://127.0.0.1:9000/_"}})["DOWNLOAD_DELAY"] == 0
    one = made({"hosts": {"a.example": "http://localhost:9000/a", "b.example": "http://mirror.example/b"}})
    assert one["DOWNLOAD_DELAY"] == 2.0
    assert one["DOWNLOAD_SLOTS"] == {"a.example": {"delay": 0.0, "concurrency": 1}}
    assert made({"hosts": {"*": "http://127.0.0.1:9000/_"}, "delay_seconds": 1})["DOWNLOAD_DELAY"] == 1


def test_the_host_table_travels_in_the_settings() -> None:
    values = made({"hosts": {"a.example": "http://127.0.0.1:9000/a"}, "allow_private": True})
    table = host_table(ScrapySettings(values))
    assert table.outbound("https://a.example/x") == "http://127.0.0.1:9000/a/x"
    assert table.allow_private
