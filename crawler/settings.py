"""Scrapy's settings: the safe ones pinned for every crawl, and those of one crawl made from ours.

Scrapy reads the names in capitals. Its own defaults are unsafe for a crawler that runs unattended: no certificate
checks, a remote control and a telnet console that listen, a body limit of 1 GiB, robots.txt not obeyed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.config import USER_AGENT_TOKEN, Network, Settings
from crawler.fetching import limits

BOT_NAME = USER_AGENT_TOKEN
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Who we are and what we send.
USER_AGENT = USER_AGENT_TOKEN
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"}
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"

# What is reached, and how.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.scrapy_handler.RoutingDownloadHandler",
    "https": "crawler.fetching.scrapy_handler.RoutingDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.fetching.resolver.GuardedResolver"
# A proxy would resolve names in our place, out of the guard's sight.
HTTPPROXY_ENABLED = False

# Nothing of ours listens.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Limits.
DOWNLOAD_MAXSIZE = 20 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = limits.MAX_REDIRECTS
METAREFRESH_MAXDELAY = 5
MEMUSAGE_ENABLED = False

# Pace: polite where a source says nothing. AutoThrottle stays off, because it lowers a slot's delay to its own idea
# and so forgets the Crawl-delay of robots.txt.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.25
AUTOTHROTTLE_ENABLED = False
RETRY_ENABLED = True
RETRY_TIMES = 2

# Robots.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = USER_AGENT_TOKEN

# Answers travel from the highest number to the lowest: decompressed before anything reads or archives them.
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetching.routing_middleware.RoutingMiddleware": 20,
    "crawler.fetching.robots_middleware.RobotsMiddleware": 100,
    "crawler.fetching.archive_middleware.ArchiveMiddleware": 120,
    "crawler.fetching.pace_middleware.PaceMiddleware": 550,
    "crawler.fetching.limit_middlewares.BoundedMetaRefreshMiddleware": 580,
    "crawler.fetching.limit_middlewares.BoundedCompressionMiddleware": 590,
    "crawler.fetching.limit_middlewares.BoundedRedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
}
ITEM_PIPELINES = {"pipelines.stages.StorePipeline": 300}

# Our own log says what happened; Scrapy's is for debugging.
LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False


def scrapy_settings(
    settings: Settings,
    *,
    delay_seconds: float,
    concurrency: int,
    max_bytes: int | None = None,
    slots: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[str, Any]:
    """The settings of one crawl, to be laid over this module.

    Args:
        settings: ours; ``[network]`` decides over what the source asks for.
        delay_seconds: the source's pause between two requests to one host.
        concurrency: the source's number of simultaneous requests to one host.
        max_bytes: the source's own limit of a body, in bytes.
        slots: delay and concurrency of hosts that have a pace of their own.

    Hosts that are mapped to this machine are asked without a pause, unless ``[network] delay_seconds`` sets one.
    """
    network = settings.network
    delay = delay_seconds if network.delay_seconds is None else network.delay_seconds
    parallel = concurrency if network.concurrency is None else network.concurrency
    local: list[str] = []
    if network.delay_seconds is None:
        local = [host for host, base in network.hosts.items() if _is_loopback(base)]
    return {
        "USER_AGENT": network.user_agent,
        limits.HOSTS_SETTING: settings.hosts,
        limits.ALLOW_PRIVATE_SETTING: network.allow_private,
        "DOWNLOAD_TIMEOUT": network.timeout_seconds,
        "DOWNLOAD_MAXSIZE": max_bytes or network.max_bytes,
        "DOWNLOAD_DELAY": 0.0 if "*" in local else delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": parallel,
        "CONCURRENT_REQUESTS": max(CONCURRENT_REQUESTS, parallel),
        "DOWNLOAD_SLOTS": {
            **(_own_slots(network, slots or {}) if "*" not in local else {}),
            **{host: {"delay": 0.0, "concurrency": parallel} for host in local if host != "*"},
        },
    }


def _own_slots(network: Network, slots: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The hosts' own pace, as far as ``[network]`` leaves it to them."""
    fixed = {"delay": network.delay_seconds, "concurrency": network.concurrency}
    stated = {name: value for name, value in fixed.items() if value is not None}
    return {host: {**pace, **stated} for host, pace in slots.items()}


def _is_loopback(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
