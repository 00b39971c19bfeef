"""Scrapy and robots.txt: the pages fetched are exactly the pages allowed, however many requests wait for the rules."""

from __future__ import annotations

import threading

import pytest

from tests.fetching.crawl import Crawl, crawl
from tests.fetching.server import Reply, serving

ROBOTS = {
    "200": Reply(body=b"User-agent: *\nDisallow: /forbidden\n"),
    "404": Reply(404, b"none"),
    "403": Reply(403, b"no"),
    "429": Reply(429, b"slow", {"Retry-After": "1"}),
    "503": Reply(503, b"fault"),
    "timeout": Reply(hang=True),
    "drop": Reply(drop=True),
}
DELAYS = {
    "delay": Reply(body=b"User-agent: *\nCrawl-delay: 0.5\n"),
    "hours": Reply(body=b"User-agent: *\nCrawl-delay: 7200\n"),
}
PARALLEL = (1, 3, 8, 20)


LAST = "https://last-1.example/page"


def pages(count: int) -> list[str]:
    """Paths asked for at once, every other one forbidden; a single one is forbidden too."""
    return [f"forbidden/{number}" if number % 2 or count == 1 else f"page/{number}" for number in range(count)]


@pytest.fixture(scope="module")
def visited() -> tuple[Crawl, list[str]]:
    replies = {**ROBOTS, **DELAYS, "last": Reply(404, b"none")}
    everybody_waits = threading.Event()

    def answer(path: str) -> Reply:
        _, _, host, page = path.split("/", 3)
        case = host.split("-")[0]
        if case == "last":
            everybody_waits.set()
        elif page == "robots.txt":
            # Held back until the last request is on its way, so that all others wait for it together.
            everybody_waits.wait(60)
        return replies[case] if page == "robots.txt" else Reply()

    urls = [f"https://{case}-{count}.example/{page}" for count in PARALLEL for case in ROBOTS for page in pages(count)]
    urls += [f"https://{host}-1.example/page/{number}" for host in DELAYS for number in range(2)]
    with serving(answer) as server:
        network = {"hosts": {"*": f"{server.base}/_"}, "timeout_seconds": 6}
        done = crawl([*urls, LAST], network=network, concurrency=20, overrides={"CONCURRENT_REQUESTS": 1000})
        return done, list(server.paths)


@pytest.mark.parametrize("count", PARALLEL)
@pytest.mark.parametrize("case", ROBOTS)
def test_fetched_pages_are_the_allowed_pages(visited: tuple[Crawl, list[str]], case: str, count: int) -> None:
    host = f"{case}-{count}.example"
    fetched = sorted(path for path in visited[1] if path.startswith(f"/_/{host}/") and "robots" not in path)
    asked = {f"/_/{host}/{page}" for page in pages(count)}
    allowed = {"200": {path for path in asked if "forbidden" not in path}, "404": asked}.get(case, set())
    assert fetched == sorted(allowed)


@pytest.mark.parametrize(
    ("case", "times"), [("200", 1), ("404", 1), ("403", 1), ("429", 1), ("503", 2), ("timeout", 2)]
)
def test_robots_is_asked_for_once_and_again_after_a_fault(
    visited: tuple[Crawl, list[str]], case: str, times: int
) -> None:
    asked = [path for path in visited[1] if path == f"/_/{case}-20.example/robots.txt"]
    assert len(asked) == times


def test_crawl_delay_slows_its_host_only(visited: tuple[Crawl, list[str]]) -> None:
    crawled, paths = visited
    assert crawled.delays["delay-1.example"] == 0.5
    assert crawled.delays["200-20.example"] == 0.0
    assert "/_/delay-1.example/page/1" in paths


def test_a_crawl_delay_of_hours_is_a_denial(visited: tuple[Crawl, list[str]]) -> None:
    assert visited[0].by_url()["https://hours-1.example/page/1"].failure == "robots-denied"


@pytest.mark.parametrize(
    ("case", "error", "failure"),
    [
        ("200", "RobotsDenied", "robots-denied"),
        ("403", "RobotsDenied", "robots-denied"),
        ("429", "RobotsUnreachable", "rate-limited"),
        ("503", "RobotsUnreachable", "server-error"),
        ("timeout", "RobotsUnreachable", "timeout"),
        ("drop", "RobotsUnreachable", "unreachable"),
    ],
)
def test_denials_are_named(visited: tuple[Crawl, list[str]], case: str, error: str, failure: str) -> None:
    outcome = visited[0].by_url()[f"https://{case}-8.example/forbidden/7"]
    assert (outcome.error, outcome.failure) == (error, failure)
