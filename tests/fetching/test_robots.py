"""Robots rules: which answers allow, which deny, and that all who wait share one answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.fetching.errors import RobotsDenied, RobotsUnreachable
from crawler.fetching.robots import Answer, BlockingRobotsPolicy, RobotsPolicy, Rules, parse_robots
from crawler.records import Failure

PAGE = "https://example.org/page"
FORBIDDEN = "https://example.org/forbidden/1"
FILE = b"\xef\xbb\xbfUser-agent: other\nDisallow: /\n\nUser-agent: flopscout\nDisallow: /forbidden\nCrawl-delay: 7\n"


def rules(status: int, body: bytes = b"") -> Rules:
    return parse_robots(status, body, now=0.0)


def test_a_file_is_obeyed() -> None:
    found = rules(200, FILE)
    found.check(PAGE)
    with pytest.raises(RobotsDenied, match="forbids"):
        found.check(FORBIDDEN)
    assert found.crawl_delay == 7.0


@pytest.mark.parametrize("status", [400, 404, 410, 418])
def test_no_file_allows_everything(status: int) -> None:
    found = rules(status, b"User-agent: *\nDisallow: /\n")
    found.check(PAGE)
    assert found.crawl_delay == 0.0


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_file_denies_everything(status: int) -> None:
    with pytest.raises(RobotsDenied, match=str(status)):
        rules(status).check(PAGE)


@pytest.mark.parametrize(
    ("status", "failure"),
    [(429, Failure.RATE_LIMITED), (500, Failure.SERVER_ERROR), (503, Failure.SERVER_ERROR), (302, Failure.CHANGED)],
)
def test_an_unreadable_file_denies_everything_under_its_own_name(status: int, failure: Failure) -> None:
    with pytest.raises(RobotsUnreachable) as denied:
        rules(status).check(PAGE)
    assert denied.value.failure is failure


def test_a_bot_check_in_place_of_the_file_denies() -> None:
    with pytest.raises(RobotsUnreachable) as denied:
        rules(200, b"<html><title>Just a moment...</title></html>").check(PAGE)
    assert denied.value.failure is Failure.BLOCKED


def test_a_host_that_asks_for_hours_between_requests_is_left_alone() -> None:
    with pytest.raises(RobotsDenied, match="too long"):
        rules(200, b"User-agent: *\nCrawl-delay: 86400\n").check(PAGE)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"Disallow", b"User-agent: *\nCrawl-delay: soon\n"])
def test_odd_files_are_read(body: bytes) -> None:
    rules(200, body).check(PAGE)


class TestAsync:
    def test_all_who_wait_share_one_load(self) -> None:
        asked: list[str] = []

        async def visit() -> list[Rules | BaseException]:
            released = asyncio.Event()

            async def fetch(url: str) -> Answer:
                asked.append(url)
                await released.wait()
                return 200, FILE

            policy = RobotsPolicy(fetch)
            waiting = [asyncio.ensure_future(policy.check(FORBIDDEN)) for _ in range(20)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await asyncio.sleep(0)
            released.set()
            return await asyncio.gather(*waiting, return_exceptions=True)

        results = asyncio.run(visit())
        assert asked == ["https://example.org/robots.txt"]
        assert isinstance(results[0], asyncio.CancelledError)
        assert all(isinstance(result, RobotsDenied) for result in results[1:])

    def test_origins_are_asked_apart(self) -> None:
        asked: list[str] = []

        async def fetch(url: str) -> Answer:
            asked.append(url)
            return 404, b""

        async def visit() -> None:
            policy = RobotsPolicy(fetch)
            for url in ("https://a.example/1", "https://A.example/2", "http://a.example/3", "https://a.example:8443/4"):
                await policy.check(url)

        asyncio.run(visit())
        assert asked == [
            "https://a.example/robots.txt",
            "http://a.example/robots.txt",
            "https://a.example:8443/robots.txt",
        ]

    def test_a_failure_is_forgotten_after_a_while(self) -> None:
        now = [0.0]
        answers: list[Callable[[], Answer]] = [lambda: (503, b""), lambda: (200, FILE)]

        async def fetch(url: str) -> Answer:
            return answers.pop(0)()

        async def visit() -> list[str]:
            policy = RobotsPolicy(fetch, clock=lambda: now[0])
            results = []
            for moment in (0.0, 59.0, 61.0, 100_000.0):
                now[0] = moment
                try:
                    await policy.check(PAGE)
                    results.append("allowed")
                except RobotsUnreachable:
                    results.append("unknown")
            return results

        assert asyncio.run(visit()) == ["unknown", "unknown", "allowed", "allowed"]
        assert answers == []

    def test_an_error_is_a_denial_with_its_name(self) -> None:
        async def fetch(url: str) -> Answer:
            raise TimeoutError

        with pytest.raises(RobotsUnreachable) as denied:
            asyncio.run(RobotsPolicy(fetch).check(PAGE))
        assert denied.value.failure is Failure.TIMEOUT


class TestBlocking:
    def test_threads_share_one_load(self) -> None:
        asked: list[str] = []
        together = threading.Barrier(8)

        def fetch(url: str) -> Answer:
            asked.append(url)
            return 200, FILE

        policy = BlockingRobotsPolicy(fetch)

        def visit(url: str) -> bool:
            together.wait(60)
            try:
                policy.check(url)
            except RobotsDenied:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(visit, [PAGE, FORBIDDEN] * 4))
        assert results == [True, False] * 4
        assert len(asked) == 1

    def test_a_failure_is_a_denial_and_is_forgotten(self) -> None:
        now = [0.0]
        answers: list[Answer] = [(404, b""), (500, b"")]
        policy = BlockingRobotsPolicy(lambda _: answers.pop(), clock=lambda: now[0])
        for _ in range(2):
            with pytest.raises(RobotsUnreachable):
                policy.check(PAGE)
        now[0] = 61.0
        policy.check(PAGE)
        assert answers == []
