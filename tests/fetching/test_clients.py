"""httpx and the official Hub client obey the same host table, guard, robots.txt, pace and limits as Scrapy."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from huggingface_hub import set_client_factory
from huggingface_hub.utils._http import default_client_factory
from pydantic import SecretStr

from crawler.config import HuggingFace, Network, Settings
from crawler.fetching.clients import async_http_client, http_client, hub_api, service_client
from crawler.fetching.errors import (
    RateLimited,
    RefusedAddress,
    RobotsDenied,
    RobotsUnreachable,
    TooLarge,
    UnreadableEncoding,
)
from crawler.fetching.failures import name_failure
from crawler.fetching.polite_transport import AsyncPoliteTransport, PoliteTransport
from crawler.records import Failure
from tests.fetching.server import LoopbackServer, Reply, self_signed, serving

ROBOTS = Reply(body=b"User-agent: *\nDisallow: /forbidden\n")


def settings(server: LoopbackServer, **network: Any) -> Settings:
    hosts = {"hub.example": f"{server.base}/hub", "*": f"{server.base}/_"}
    return Settings(network=Network(**{"hosts": hosts, **network}))


def answer(path: str) -> Reply:
    replies: dict[str, Callable[[], Reply]] = {
        "/hub/robots.txt": lambda: ROBOTS,
        "/_/shut.example/robots.txt": lambda: Reply(503, b""),
        "/hub/moved": lambda: Reply(302, b"", {"Location": "/hub/there?x=1"}),
        "/hub/away": lambda: Reply(301, b"", {"Location": "https://other.example/page"}),
        "/hub/metadata": lambda: Reply(302, b"", {"Location": "http://169.254.169.254/latest"}),
        "/hub/circle": lambda: Reply(302, b"", {"Location": "/circle"}),
        "/hub/big": lambda: Reply(body=b"x" * 5_000),
        "/hub/bomb": lambda: Reply(body=gzip.compress(b"x" * 900_000), headers={"Content-Encoding": "gzip"}),
        "/hub/packed": lambda: Reply(body=gzip.compress(b"text"), headers={"Content-Encoding": "gzip"}),
        "/hub/foreign": lambda: Reply(body=b"??", headers={"Content-Encoding": "br"}),
    }
    return replies.get(path, Reply)()


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with serving(answer) as running:
        yield running


@pytest.fixture(params=["blocking", "async"])
def get(request: pytest.FixtureRequest, server: LoopbackServer) -> Callable[..., httpx.Response]:
    """Fetches one address with either client."""

    def blocking(url: str, **network: Any) -> httpx.Response:
        with http_client(settings(server, **network)) as client:
            return client.get(url)

    def asynchronous(url: str, **network: Any) -> httpx.Response:
        async def fetch() -> httpx.Response:
            async with async_http_client(settings(server, **network)) as client:
                return await client.get(url)

        return asyncio.run(fetch())

    return blocking if request.param == "blocking" else asynchronous


def test_answers_have_original_addresses(get: Callable[..., httpx.Response], server: LoopbackServer) -> None:
    assert str(get("https://hub.example/page").url) == "https://hub.example/page"
    assert str(get("https://hub.example/moved").url) == "https://hub.example/there?x=1"
    assert str(get("https://hub.example/away").url) == "https://other.example/page"
    assert {agent.split("/")[0] for agent in server.agents} == {"flopscout"}


def test_compressed_bodies_are_read(get: Callable[..., httpx.Response]) -> None:
    response = get("https://hub.example/packed")
    assert response.content == b"text"
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    ("path", "error", "failure"),
    [
        ("metadata", RefusedAddress, Failure.REFUSED_ADDRESS),
        ("forbidden/1", RobotsDenied, Failure.ROBOTS_DENIED),
        ("circle", httpx.TooManyRedirects, Failure.CHANGED),
        ("big", TooLarge, Failure.TOO_LARGE),
        ("bomb", TooLarge, Failure.TOO_LARGE),
        ("foreign", UnreadableEncoding, Failure.BROKEN),
    ],
)
def test_refusals(get: Callable[..., httpx.Response], path: str, error: type[Exception], failure: Failure) -> None:
    with pytest.raises(error) as refused:
        get(f"https://hub.example/{path}", max_bytes=4_000)
    assert name_failure(refused.value) is failure


def test_nothing_is_fetched_where_robots_cannot_be_read(
    get: Callable[..., httpx.Response], server: LoopbackServer
) -> None:
    with pytest.raises(RobotsUnreachable):
        get("https://shut.example/page")
    assert "/_/shut.example/page" not in server.paths


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://localhost:{port}/", "http://a@hub.example/"],
)
def test_private_addresses_are_refused_when_nothing_is_mapped(
    get: Callable[..., httpx.Response], server: LoopbackServer, url: str
) -> None:
    with pytest.raises(RefusedAddress) as refused:
        get(url.format(port=server.port), hosts={})
    assert name_failure(refused.value) is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"]])
def test_names_of_private_addresses_are_refused(
    get: Callable[..., httpx.Response],
    server: LoopbackServer,
    monkeypatch: pytest.MonkeyPatch,
    addresses: list[str],
) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.port)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    asked = len(server.paths)
    with pytest.raises(RefusedAddress) as refused:
        get(f"http://rebound.example:{server.port}/", hosts={})
    assert name_failure(refused.value) is Failure.REFUSED_ADDRESS
    assert len(server.paths) == asked


def test_certificates_are_checked(
    get: Callable[..., httpx.Response], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    with serving(answer, certificate=certificate) as secure:
        hosts = {"secure.example": f"https://127.0.0.1:{secure.port}/hub"}
        with pytest.raises(RobotsUnreachable) as refused:
            get("https://secure.example/page", hosts=hosts)
        assert refused.value.failure is Failure.UNREACHABLE
        assert secure.paths == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert get("https://secure.example/page", hosts=hosts).status_code == 200


def test_unix_sockets_are_refused(server: LoopbackServer) -> None:
    with http_client(settings(server)) as client, pytest.raises(RefusedAddress):
        client.get("http+unix://%2Ftmp%2Fx/")


class TestPace:
    """Waits that a host asks for are kept, without a real clock."""

    def replies(self, *codes: int, headers: dict[str, str]) -> httpx.MockTransport:
        left = list(codes)
        return httpx.MockTransport(lambda _: httpx.Response(left.pop(0), headers=headers if left else {}))

    def test_a_wait_is_kept_and_the_request_repeated(self) -> None:
        waits: list[float] = []
        inner = self.replies(429, 200, headers={"Retry-After": "7"})
        polite = PoliteTransport(inner, lambda _: (404, b""), sleep=waits.append)
        with httpx.Client(transport=polite) as client:
            assert client.get("https://hub.example/").status_code == 200
        assert [round(wait) for wait in waits] == [0, 7]

    def test_too_many_waits_end(self) -> None:
        inner = self.replies(*[429] * 10, headers={"Retry-After": "1"})
        polite = PoliteTransport(inner, lambda _: (404, b""), sleep=lambda _: None)
        with httpx.Client(transport=polite) as client, pytest.raises(RateLimited):
            client.get("https://hub.example/")

    def test_too_long_a_wait_ends_at_once(self) -> None:
        inner = self.replies(429, 200, headers={"Retry-After": "86400"})
        polite = PoliteTransport(inner, lambda _: (404, b""), sleep=lambda _: None)
        with httpx.Client(transport=polite) as client, pytest.raises(RateLimited, match="86400"):
            client.get("https://hub.example/")

    def test_requests_that_change_something_are_not_repeated(self) -> None:
        inner = self.replies(429, 200, headers={"Retry-After": "1"})
        polite = PoliteTransport(inner, lambda _: (404, b""), sleep=lambda _: None)
        with httpx.Client(transport=polite) as client:
            assert client.post("https://hub.example/").status_code == 429

    def test_crawl_delay_and_exhausted_quotas_pause_the_next_request(self) -> None:
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)

        async def robots(url: str) -> tuple[int, bytes]:
            return 200, b"User-agent: *\nCrawl-delay: 3\n"

        async def visit() -> None:
            inner = self.replies(200, 200, 200, headers={"RateLimit": '"api";r=0;t=55'})
            async with httpx.AsyncClient(transport=AsyncPoliteTransport(inner, robots, sleep=sleep)) as client:
                await client.get("https://hub.example/1")
                await client.get("https://hub.example/2")
                await client.get("https://elsewhere.example/3")

        asyncio.run(visit())
        assert [round(wait) for wait in waits] == [0, 56, 0]


class TestHub:
    """The official client lists and pages through the host table."""

    @pytest.fixture(autouse=True)
    def hub_environment(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.delenv("HF_ENDPOINT", raising=False)
        yield
        set_client_factory(default_client_factory)

    def answer(self, base: Callable[[], str]) -> Callable[[str], Reply]:
        seen: list[str] = []

        def models(path: str) -> Reply:
            seen.append(path)
            if path == "/hub/robots.txt":
                return Reply(body=b"User-agent: *\nAllow: /\n")
            if not path.startswith("/hub/api/models"):
                return Reply(404, b"{}")
            page = int(path.rpartition("cursor=")[2]) if "cursor=" in path else 0
            if page == 1 and sum("cursor=1" in asked for asked in seen) == 1:
                return Reply(429, b"", {"RateLimit": '"api";r=0;t=0'})
            rows = [{"id": f"org/model-{page}-{number}", "downloads": 10} for number in range(2)]
            headers = {"Content-Type": "application/json"}
            if page < 2:
                headers["Link"] = f'<{base()}/hub/api/models?limit=2&cursor={page + 1}>; rel="next"'
            return Reply(200, json.dumps(rows).encode(), headers)

        return models

    def test_listing_pages_through_links(self) -> None:
        with serving(self.answer(lambda: running.base)) as running:
            hosts = {"huggingface.co": f"{running.base}/hub"}
            api = hub_api(Settings(network=Network(hosts=hosts)))
            found = [model.id for model in api.list_models(sort="downloads", limit=6)]
        assert found == [f"org/model-{page}-{number}" for page in range(3) for number in range(2)]
        assert sum("cursor=1" in path for path in running.paths) == 2
        assert not [path for path in running.paths if not path.startswith("/hub/")]

    def test_the_hub_is_refused_where_its_name_is_private(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [entry])
        with pytest.raises(RefusedAddress):
            list(hub_api(Settings()).list_models(limit=1))

    def test_a_token_is_sent_only_if_it_is_set(self) -> None:
        assert hub_api(Settings()).token is False
        assert hub_api(Settings(huggingface=HuggingFace(token=SecretStr("hf_x")))).token == "hf_x"


class TestServiceClient:
    """A service that the operator named: on this machine too, without robots.txt, and nothing beside it."""

    def test_a_named_address_of_this_machine_is_allowed_and_no_other(self) -> None:
        with serving(lambda path: Reply()) as named, serving(lambda path: Reply()) as other:
            for base in (f"{named.base}/v1", f"http://localhost:{named.port}/v1"):
                with service_client(Settings(), base, timeout_seconds=60) as client:
                    assert client.get(f"{base}/models").status_code == 200
                    with pytest.raises(RefusedAddress):
                        client.get(f"{other.base}/v1/models")
        assert named.paths == ["/v1/models"] * 2
        assert other.paths == []

    def test_redirects_are_not_followed(self) -> None:
        away = Reply(302, b"", {"Location": "http://169.254.169.254/latest"})
        with serving(lambda path: away) as named, service_client(Settings(), named.base, timeout_seconds=60) as client:
            assert client.get(f"{named.base}/").status_code == 302

    def test_the_host_table_comes_first(self) -> None:
        with serving(lambda path: Reply()) as mirror:
            mapped = Settings(network=Network(hosts={"llm.example.org": f"{mirror.base}/llm", "*": f"{mirror.base}/_"}))
            with service_client(mapped, "https://llm.example.org/v1", timeout_seconds=60) as client:
                client.get("https://llm.example.org/v1/models")
        assert mirror.paths == ["/llm/v1/models"]

    def test_a_public_name_of_a_private_address_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [entry])
        client = service_client(Settings(), "http://llm.example.org/v1", timeout_seconds=60)
        with client, pytest.raises(RefusedAddress):
            client.get("http://llm.example.org/v1/models")
