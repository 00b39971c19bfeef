"""What Scrapy and httpx have in common: limits, and how the host table travels inside Scrapy's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetching.hosts import HostTable

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

MAX_REDIRECTS = 5
"""Redirects followed for one request, of pages and of robots.txt."""

HOSTS_SETTING = "FLOPSCOUT_HOSTS"
ALLOW_PRIVATE_SETTING = "FLOPSCOUT_ALLOW_PRIVATE"


def host_table(settings: BaseSettings) -> HostTable:
    """The host table that Scrapy settings carry; without one nothing is mapped and private addresses are refused."""
    return HostTable(settings.getdict(HOSTS_SETTING), settings.getbool(ALLOW_PRIVATE_SETTING))
