"""HTTP clients for code outside Scrapy: all obey the host table, the guard, robots.txt and the limits."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from crawler.config import USER_AGENT_TOKEN, Settings
from crawler.fetching.addresses import AddressGuard, is_private_host, parse
from crawler.fetching.bodies import ACCEPTED_ENCODINGS
from crawler.fetching.hosts import HostTable
from crawler.fetching.limits import MAX_REDIRECTS
from crawler.fetching.polite_transport import AsyncPoliteTransport, PoliteTransport
from crawler.fetching.robots import Answer
from crawler.fetching.transport import AsyncRoutingTransport, RoutingTransport

if TYPE_CHECKING:
    from huggingface_hub import HfApi

HUB_ENDPOINT = "https://huggingface.co"


def http_client(settings: Settings, *, exempt: frozenset[str] = frozenset()) -> httpx.Client:
    """A blocking client; it follows up to five redirects and keeps no cookies between requests.

    ``exempt`` are hosts whose robots.txt is not asked: those of interfaces that have terms of their own.

    Its requests raise, besides httpx's errors, ``RefusedAddress``, ``RobotsDenied``, ``RobotsUnreachable``,
    ``RateLimited``, ``TooLarge`` and ``UnreadableEncoding``; ``name_failure`` names all of them.
    """
    network = settings.network
    routing = RoutingTransport(_guard(settings), max_bytes=network.max_bytes, timeout_seconds=network.timeout_seconds)
    loader = _client(settings, routing)

    def robots(url: str) -> Answer:
        if urlsplit(url).hostname in exempt:
            return 404, b""
        response = loader.get(url)
        return response.status_code, response.content

    return _client(settings, PoliteTransport(routing, robots))


def async_http_client(settings: Settings) -> httpx.AsyncClient:
    """``http_client`` for asynchronous code."""
    network = settings.network
    routing = AsyncRoutingTransport(
        _guard(settings), max_bytes=network.max_bytes, timeout_seconds=network.timeout_seconds
    )
    loader = _async_client(settings, routing)

    async def robots(url: str) -> Answer:
        response = await loader.get(url)
        return response.status_code, response.content

    return _async_client(settings, AsyncPoliteTransport(routing, robots))


def service_client(settings: Settings, base_url: str, *, timeout_seconds: float) -> httpx.Client:
    """A blocking client for a service that the operator has named in the settings, and for nothing else.

    It obeys the host table, the guard and the limits like every other. Naming an address of this machine or network in
    the settings allows it, as mapping a host to it does. No robots.txt is asked for, since this is no page that is
    read, and no redirect is followed, so that a key goes to no other host.
    """
    _, host, port = parse(base_url)
    hosts = dict(settings.network.hosts)
    table = HostTable(hosts, settings.network.allow_private)
    if is_private_host(host) and not table.is_mapped(host):
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        table = HostTable({**hosts, authority: f"{urlsplit(base_url).scheme}://{authority}"}, table.allow_private)
    routing = RoutingTransport(
        AddressGuard(table), max_bytes=settings.network.max_bytes, timeout_seconds=timeout_seconds
    )
    return _client(settings, routing, timeout_seconds=timeout_seconds, follow_redirects=False)


def hub_api(settings: Settings) -> HfApi:
    """The official Hugging Face client on our transport.

    The library keeps one HTTP client for the whole process, so this decides for every ``HfApi`` in it. Without a
    token in the settings no token is sent, also where one is saved on this machine.
    """
    # Read when the library is first imported: without it each run would ask the Hub for a list we do not use.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import HfApi, set_client_factory  # noqa: PLC0415  (slow to import, and rarely needed)

    set_client_factory(lambda: http_client(settings))
    token = settings.huggingface.token
    return HfApi(
        endpoint=HUB_ENDPOINT,
        token=token.get_secret_value() if token is not None else False,
        library_name=USER_AGENT_TOKEN,
        user_agent=settings.network.user_agent,
    )


def _guard(settings: Settings) -> AddressGuard:
    return AddressGuard(HostTable(settings.hosts, settings.network.allow_private))


def _headers(settings: Settings) -> dict[str, str]:
    return {"User-Agent": settings.network.user_agent, "Accept-Encoding": ACCEPTED_ENCODINGS}


def _client(
    settings: Settings,
    transport: httpx.BaseTransport,
    *,
    timeout_seconds: float | None = None,
    follow_redirects: bool = True,
) -> httpx.Client:
    return httpx.Client(
        transport=transport,
        headers=_headers(settings),
        timeout=timeout_seconds or settings.network.timeout_seconds,
        follow_redirects=follow_redirects,
        max_redirects=MAX_REDIRECTS,
        trust_env=False,
    )


def _async_client(settings: Settings, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=transport,
        headers=_headers(settings),
        timeout=settings.network.timeout_seconds,
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        trust_env=False,
    )
