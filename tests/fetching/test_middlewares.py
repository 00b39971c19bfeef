"""The Scrapy middlewares by themselves: pauses, slots, limits of waiting, and what is archived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import pytest
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.settings import Settings as ScrapySettings
from scrapy.statscollectors import DummyStatsCollector

from crawler.fetching.archive import ArchiveRecord
from crawler.fetching.archive_middleware import ARCHIVE_ID, ArchiveMiddleware
from crawler.fetching.errors import RateLimited, RefusedAddress
from crawler.fetching.job import pauses_of
from crawler.fetching.limits import HOSTS_SETTING
from crawler.fetching.pace import MAX_WAITS
from crawler.fetching.pace_middleware import PaceMiddleware
from crawler.fetching.robots_middleware import ROBOTS_REQUEST
from crawler.fetching.routing_middleware import RoutingMiddleware

URL = "https://hub.example/page"


class FakeArchive:
    def __init__(self, error: OSError | None = None) -> None:
        self.error = error
        self.urls: list[str] = []

    def write(
        self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, fetched_at: datetime
    ) -> ArchiveRecord:
        if self.error is not None:
            raise self.error
        self.urls.append(url)
        return ArchiveRecord("id-1", "file", 0, 1, "digest", url, fetched_at)


class FakeJob:
    def __init__(self, archive: FakeArchive | None = None, known: str | None = None) -> None:
        self.archive = archive
        self.known = known
        self.recorded: list[str] = []
        self.counted: list[str] = []

    def is_archived(self, url: str, digest: str) -> str | None:
        return self.known

    def record_archive(self, record: ArchiveRecord) -> None:
        self.recorded.append(record.id)

    def count_request(self, host: str) -> None:
        self.counted.append(host)


class FakeSpider:
    def __init__(self, crawler: FakeCrawler, job: FakeJob | None) -> None:
        self.crawler = crawler
        if job is not None:
            self.job = job


class FakeCrawler:
    def __init__(self, job: FakeJob | None = None, hosts: dict[str, str] | None = None) -> None:
        self.settings = ScrapySettings({HOSTS_SETTING: hosts or {}})
        self.stats = DummyStatsCollector(cast("Any", self))
        self.spider = FakeSpider(self, job)


def pace(job: FakeJob | None = None) -> tuple[PaceMiddleware, Any]:
    crawler: Any = FakeCrawler(job)
    return PaceMiddleware.from_crawler(crawler), crawler


def remaining(crawler: Any) -> int:
    return round(pauses_of(crawler).remaining("hub.example"))


class TestPace:
    def test_an_exhausted_quota_pauses_the_host_before_it_refuses(self) -> None:
        middleware, crawler = pace()
        response = Response(URL, headers={"RateLimit": '"api";r=0;t=55'})
        assert middleware.process_response(Request(URL), response) is response
        assert remaining(crawler) == 56

    def test_a_request_to_wait_repeats_the_request_after_a_pause(self) -> None:
        middleware, crawler = pace()
        repeated = middleware.process_response(Request(URL), Response(URL, status=429, headers={"Retry-After": "9"}))
        assert isinstance(repeated, Request)
        assert repeated.url == URL
        assert repeated.dont_filter
        assert remaining(crawler) == 9

    def test_waits_end(self) -> None:
        middleware, _ = pace()
        request = Request(URL)
        slow = Response(URL, status=429, headers={"Retry-After": "0"})
        for _ in range(MAX_WAITS):
            answer = middleware.process_response(request, slow)
            assert isinstance(answer, Request)
            request = answer
        with pytest.raises(RateLimited):
            middleware.process_response(request, slow)

    def test_too_long_a_wait_closes_the_host_for_the_crawl(self) -> None:
        middleware, _ = pace()
        slow = Response(URL, status=503, headers={"Retry-After": "86400"})
        with pytest.raises(RateLimited):
            middleware.process_response(Request(URL), slow)
        with pytest.raises(RateLimited):
            middleware.process_request(Request("https://hub.example/other"))
        middleware.process_request(Request("https://elsewhere.example/"))

    def test_faults_are_repeated_twice_with_longer_pauses(self) -> None:
        middleware, crawler = pace()
        request = Request(URL)
        pauses = []
        fault = Response(URL, status=502)
        while isinstance(answer := middleware.process_response(request, fault), Request):
            request = answer
            pauses.append(remaining(crawler))
        assert answer is fault
        assert pauses == [1, 2]

    def test_time_outs_are_repeated_and_refusals_are_not(self) -> None:
        middleware, _ = pace()
        assert middleware.process_exception(Request(URL), DownloadTimeoutError()) is not None
        assert middleware.process_exception(Request(URL), RefusedAddress("x")) is None

    def test_a_refused_certificate_is_not_tried_again(self) -> None:
        from OpenSSL import SSL  # noqa: PLC0415

        error = DownloadFailedError("x")
        error.__cause__ = Exception()
        error.__cause__.reasons = [SSL.Error([("x",)])]  # type: ignore[attr-defined]
        middleware, _ = pace()
        assert middleware.process_exception(Request(URL), error) is None

    def test_bot_checks_are_not_tried_again(self) -> None:
        middleware, _ = pace()
        check = Response(URL, status=503, body=b"<html><title>Just a moment...</title></html>")
        assert middleware.process_response(Request(URL), check) is check

    def test_robots_that_ask_to_wait_are_an_answer(self) -> None:
        middleware, _ = pace()
        slow = Response(URL, status=429, headers={"Retry-After": "9"})
        assert middleware.process_response(Request(URL, meta={ROBOTS_REQUEST: True}), slow) is slow

    def test_a_redirect_does_not_keep_its_first_hosts_slot(self) -> None:
        job = FakeJob()
        middleware, _ = pace(job)
        request = Request(URL, meta={"download_slot": "other.example"})
        middleware.process_request(request)
        assert "download_slot" not in request.meta
        assert job.counted == ["hub.example"]


class TestArchive:
    def visit(self, job: FakeJob | None, status: int = 200, **meta: Any) -> Request:
        crawler: Any = FakeCrawler(job)
        request = Request(URL, meta=meta)
        response = Response(URL, status=status, body=b"text", headers={"Content-Type": "text/plain"})
        assert ArchiveMiddleware.from_crawler(crawler).process_response(request, response) is response
        return request

    def test_answers_are_archived_and_recorded(self) -> None:
        archive = FakeArchive()
        job = FakeJob(archive)
        assert self.visit(job).meta[ARCHIVE_ID] == "id-1"
        assert (archive.urls, job.recorded) == ([URL], ["id-1"])

    def test_known_answers_are_not_written_again(self) -> None:
        archive = FakeArchive()
        assert self.visit(FakeJob(archive, known="id-0")).meta[ARCHIVE_ID] == "id-0"
        assert archive.urls == []

    def test_other_answers_are_not_archived(self) -> None:
        archive = FakeArchive()
        job = FakeJob(archive)
        for request in (
            self.visit(job, status=404),
            self.visit(job, **{ROBOTS_REQUEST: True}),
            self.visit(FakeJob()),
            self.visit(None),
        ):
            assert ARCHIVE_ID not in request.meta
        assert archive.urls == []

    def test_a_full_disk_costs_the_evidence_and_not_the_answer(self, caplog: pytest.LogCaptureFixture) -> None:
        job = FakeJob(FakeArchive(OSError(28, "No space left on device")))
        assert ARCHIVE_ID not in self.visit(job).meta
        assert "No space left" in caplog.text
        assert job.recorded == []


class TestRouting:
    @pytest.fixture
    def middleware(self) -> RoutingMiddleware:
        crawler: Any = FakeCrawler(hosts={"hub.example": "http://127.0.0.1:9000/hub"})
        return RoutingMiddleware.from_crawler(crawler)

    def test_original_addresses_pass(self, middleware: RoutingMiddleware) -> None:
        assert middleware.process_request(Request(URL)) is None

    def test_mapped_addresses_become_original(self, middleware: RoutingMiddleware) -> None:
        exchanged = middleware.process_request(Request("http://127.0.0.1:9000/hub/page", cb_kwargs={"a": 1}))
        assert exchanged is not None
        assert (exchanged.url, exchanged.cb_kwargs, exchanged.dont_filter) == (URL, {"a": 1}, True)

    def test_private_addresses_are_refused(self, middleware: RoutingMiddleware) -> None:
        with pytest.raises(RefusedAddress):
            middleware.process_request(Request("http://10.0.0.1/"))


def test_pauses_belong_to_one_crawl() -> None:
    first: Any = FakeCrawler()
    second: Any = FakeCrawler()
    pauses_of(first).pause("hub.example", 60.0)
    assert remaining(first) == 60
    assert remaining(second) == 0
