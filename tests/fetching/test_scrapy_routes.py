"""One Scrapy crawl over addresses that lead astray in every way."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from crawler.fetching.archive import ArchiveRecord, read_record
from tests.fetching.crawl import Crawl, crawl
from tests.fetching.server import LoopbackServer, Reply, serving

MIX = (
    "/moved",
    "/moved-absolute",
    "/moved-to-metadata",
    "/moved-to-file",
    "/circle",
    "/big",
    "/bomb",
    "/brotli-free",
    "/slow-down",
    "/fault-once",
    "/fault",
    "/mapped-link",
    "/plain",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@pytest.fixture(scope="module")
def visited(archive: Path) -> tuple[Crawl, LoopbackServer]:
    seen: dict[str, int] = {}

    def answer(path: str) -> Reply:
        seen[path] = seen.get(path, 0) + 1
        replies: dict[str, Callable[[], Reply]] = {
            "/hub/robots.txt": lambda: Reply(302, b"", {"Location": "/hub/rules"}),
            "/hub/rules": lambda: Reply(body=b"User-agent: flopscout\nDisallow: /private\n"),
            "/hub/moved": lambda: Reply(302, b"", {"Location": "/plain?x=1"}),
            "/hub/moved-absolute": lambda: Reply(301, b"", {"Location": f"{server.base}/_/other.example/a"}),
            "/hub/moved-to-metadata": lambda: Reply(302, b"", {"Location": "http://169.254.169.254/latest/"}),
            "/hub/moved-to-file": lambda: Reply(302, b"", {"Location": "ftp://example.org/passwd"}),
            "/hub/circle": lambda: Reply(302, b"", {"Location": "/circle"}),
            "/hub/big": lambda: Reply(body=b"x" * 300_000),
            "/hub/bomb": lambda: Reply(body=gzip.compress(b"x" * 3_000_000), headers={"Content-Encoding": "gzip"}),
            "/hub/fault": lambda: Reply(500, b"fault"),
            "/hub/fault-once": lambda: Reply(500, b"fault") if seen[path] == 1 else Reply(),
            "/hub/slow-down": lambda: Reply(429, b"", {"RateLimit": '"api";r=0;t=1'}) if seen[path] == 1 else Reply(),
            "/_/other.example/robots.txt": lambda: Reply(404, b""),
        }
        return replies.get(path, Reply)()

    with serving(answer) as server:
        urls = [f"https://hub.example{path}" for path in MIX if path != "/mapped-link"]
        urls += [
            "https://hub.example/private/1",
            "https://elsewhere.example/page",
            f"{server.base}/hub/mapped-link",
            f"http://127.0.0.1:{server.port + 1}/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://[::ffff:127.0.0.1]/",
            "http://user:secret@hub.example/",
        ]
        done = crawl(
            urls,
            network={"hosts": {"hub.example": f"{server.base}/hub", "*": f"{server.base}/_"}},
            max_bytes=200_000,
            archive=archive,
        )
        return done, server


def test_redirects_end_at_original_addresses(visited: tuple[Crawl, LoopbackServer]) -> None:
    outcomes = visited[0].by_url()
    assert outcomes["https://hub.example/moved"].answered == "https://hub.example/plain?x=1"
    assert outcomes["https://hub.example/moved-absolute"].answered == "https://other.example/a"


def test_a_mapped_address_becomes_the_original(visited: tuple[Crawl, LoopbackServer]) -> None:
    crawled, server = visited
    assert crawled.by_url()[f"{server.base}/hub/mapped-link"].answered == "https://hub.example/mapped-link"


def test_redirected_robots_are_obeyed(visited: tuple[Crawl, LoopbackServer]) -> None:
    crawled, server = visited
    assert crawled.by_url()["https://hub.example/private/1"].failure == "robots-denied"
    assert "/hub/private/1" not in server.paths
    assert "/_/other.example/robots.txt" in server.paths


def test_private_addresses_are_refused(visited: tuple[Crawl, LoopbackServer]) -> None:
    crawled, server = visited
    outcomes = crawled.by_url()
    refused = (
        "https://hub.example/moved-to-metadata",
        f"http://127.0.0.1:{server.port + 1}/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://user:secret@hub.example/",
    )
    assert {url: outcomes[url].failure for url in refused} == dict.fromkeys(refused, "refused-address")
    assert not any("169.254" in path or "127" in path for path in server.paths)


def test_limits_have_names(visited: tuple[Crawl, LoopbackServer]) -> None:
    outcomes = visited[0].by_url()
    assert outcomes["https://hub.example/big"].failure == "too-large"
    assert outcomes["https://hub.example/bomb"].failure == "too-large"
    assert outcomes["https://hub.example/circle"].error == "TooManyRedirects"
    assert outcomes["https://hub.example/moved-to-file"].failure == "changed"


def test_circles_end_after_five_redirects(visited: tuple[Crawl, LoopbackServer]) -> None:
    assert visited[1].paths.count("/hub/circle") == 6


def test_a_request_to_slow_down_is_obeyed(visited: tuple[Crawl, LoopbackServer]) -> None:
    crawled, server = visited
    assert crawled.by_url()["https://hub.example/slow-down"].status == 200
    assert server.paths.count("/hub/slow-down") == 2


def test_other_hosts_go_on_while_one_waits(visited: tuple[Crawl, LoopbackServer]) -> None:
    order = [outcome.url for outcome in visited[0].outcomes]
    assert order.index("https://elsewhere.example/page") < order.index("https://hub.example/slow-down")


def test_passing_faults_are_repeated(visited: tuple[Crawl, LoopbackServer]) -> None:
    crawled, server = visited
    assert crawled.by_url()["https://hub.example/fault-once"].status == 200
    assert crawled.by_url()["https://hub.example/fault"].failure == "server-error"
    assert server.paths.count("/hub/fault") == 3


def test_nothing_listens(visited: tuple[Crawl, LoopbackServer]) -> None:
    assert visited[0].listeners == ()
    assert not {"TelnetConsole", "RemoteControl"} & set(visited[0].extensions)


def test_requests_say_who_asks(visited: tuple[Crawl, LoopbackServer]) -> None:
    assert {agent.split("/")[0] for agent in visited[1].agents} == {"flopscout"}


def test_requests_are_counted_by_original_host(visited: tuple[Crawl, LoopbackServer]) -> None:
    counts = visited[0].requests
    assert counts["elsewhere.example"] == 2  # robots.txt and the page
    assert "127.0.0.1" not in counts


def test_answers_are_archived_under_original_addresses(visited: tuple[Crawl, LoopbackServer], archive: Path) -> None:
    crawled, _ = visited
    outcome = crawled.by_url()["https://hub.example/moved"]
    records = {record["id"]: record for record in crawled.records}
    found = records[outcome.archive_id]
    record = ArchiveRecord(**{**found, "fetched_at": datetime.fromisoformat(found["fetched_at"])})
    assert record.url == "https://hub.example/plain?x=1"
    assert read_record(archive, record).body == Reply().body
    assert not any("robots" in record["url"] or "/rules" in record["url"] for record in crawled.records)


def test_no_other_files_are_left(visited: tuple[Crawl, LoopbackServer], archive: Path) -> None:
    assert visited[0].records
    assert {"".join(file.suffixes[-2:]) for file in archive.iterdir()} == {".warc.gz"}
