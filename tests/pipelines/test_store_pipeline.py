"""The item pipeline: one page's surprise is that page's; a database that cannot be written ends the run."""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from crawler.records import Failure, Sighting, SourceRank
from pipelines.stages import StorePipeline

ROW = Sighting("helm", "a", "https://example.org/a", "A", SourceRank.CATALOGUE, datetime(2026, 1, 1, tzinfo=UTC))


class Job:
    """A job whose assimilator always fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.failures: list[tuple[Failure, str]] = []
        self.aborted: list[BaseException] = []
        self.assimilator = SimpleNamespace(sighting=self._raise)

    def _raise(self, row: Sighting) -> None:
        raise self.error

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        self.failures.append((failure, url))

    def abort(self, error: BaseException) -> None:
        self.aborted.append(error)


def handle(error: Exception) -> Job:
    job = Job(error)
    spider = SimpleNamespace(job=job, logger=logging.getLogger("test"))
    StorePipeline(SimpleNamespace(spider=spider)).process_item(ROW)
    return job


def test_a_surprise_is_a_named_failure_of_its_page(caplog: pytest.LogCaptureFixture) -> None:
    job = handle(ValueError("odd"))
    assert job.failures == [(Failure.BROKEN, "https://example.org/a")]
    assert job.aborted == []
    assert "odd" in caplog.text


def test_a_full_disk_ends_the_run() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    job = handle(error)
    assert job.aborted == [error]
    assert job.failures == []
