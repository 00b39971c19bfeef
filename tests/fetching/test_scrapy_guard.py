"""Scrapy without a host table: names lead only to public addresses, and certificates are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fetching.crawl import crawl
from tests.fetching.server import Reply, self_signed, serving


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


def test_names_of_private_addresses_are_refused() -> None:
    with serving(lambda _: Reply()) as server:
        names = {
            "rebound.example": ["127.0.0.1"],
            "half.example": ["192.0.2.1", "8.8.8.8"],
            "sixth.example": ["::1"],
        }
        urls = [f"http://{name}:{server.port}/" for name in names] + ["http://nowhere.invalid/"]
        done = crawl(urls, network={}, names=names, overrides={"RETRY_TIMES": 0}).by_url()
        assert {done[url].failure for url in urls[:3]} == {"refused-address"}
        assert done["http://nowhere.invalid/"].failure == "unreachable"
        assert server.paths == []


def test_private_addresses_can_be_allowed() -> None:
    with serving(lambda _: Reply()) as server:
        done = crawl([f"http://127.0.0.1:{server.port}/"], network={"allow_private": True})
        assert done.outcomes[0].status == 200


def test_a_certificate_nobody_signed_is_refused(certificate: Path) -> None:
    with serving(lambda _: Reply(), certificate=certificate) as server:
        hosts = {"secure.example": f"https://127.0.0.1:{server.port}"}
        done = crawl(["https://secure.example/"], network={"hosts": hosts})
        assert done.outcomes[0].failure == "unreachable"
        assert server.paths == []


def test_a_certificate_that_is_trusted_is_accepted(certificate: Path) -> None:
    with serving(lambda _: Reply(), certificate=certificate) as server:
        hosts = {"secure.example": f"https://127.0.0.1:{server.port}"}
        done = crawl(
            ["https://secure.example/"],
            network={"hosts": hosts},
            environment={"SSL_CERT_FILE": str(certificate)},
        )
        assert done.outcomes[0].status == 200
