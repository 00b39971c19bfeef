"""What holds for every source: a host that is asked too often is named, and a list that lost a third is no success.

Sources are visited as their records say, with the answers of a server that slows us down, and, where a source is a
list, with a good visit behind them that showed far more than the server does now.
"""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records import Failure, Sighting
from spiders.base import now
from spiders.listing import ListingSpider
from spiders.parsed import Parsed
from spiders.registry import Source, load_sources, spider_class
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.jobs import Answer, RecordingJob, run

SOURCES = {name: source for name, source in load_sources().items() if not source.name.startswith("feeds/")}
ONE_OF_EACH = sorted({**{source.spider: name for name, source in SOURCES.items()}, "feeds": "labs/openai"}.values())
LISTS = sorted(name for name, source in SOURCES.items() if issubclass(spider_class(source), ListingSpider))
QUIET = {"suggestions", "semantic_scholar"}
"""Sources that ask for nothing by themselves: they wait for what others have stored."""


LARGEST_DROP = {"opencompass": 0.5}
"""Lists that change by more than 30 % from one edition to the next."""

SLOW_DOWN = Answer(b"slow down", status=429, headers={"Retry-After": "900"})


class Same:
    """A web in which every address has the same answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def get(self, url: str, default: object = None) -> Answer:
        del url, default
        return self.answer


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in SOURCES.values():
        for key in source.keys:
            monkeypatch.setenv(key, "secret")


def visited(source: Source, web: Any) -> RecordingJob:
    job = RecordingJob(source.model_copy(update={"accept_terms": True, "needs_address": False}))
    spider = spider_class(source)(job=job)
    assert run(spider.first_requests(), web) == []
    spider.closed("finished")
    return job


@pytest.mark.parametrize("name", [name for name in dict.fromkeys([*ONE_OF_EACH, *LISTS]) if name not in QUIET])
def test_a_host_that_asks_for_a_slower_pace_is_named(name: str) -> None:
    job = visited(SOURCES[name], Same(SLOW_DOWN))
    assert job.failure_names
    assert set(job.failure_names) == {Failure.RATE_LIMITED}
    assert VisitMemory(job.settings.home, name).read() is None


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_lost_too_much_is_a_failure_and_no_success(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source's own spider, told by its parser that a page has far fewer rows than at the last good visit."""
    source = SOURCES[name].model_copy(update={"paging": None})
    expected = source.expect
    before = min(max(expected.items_min * 3, 100), expected.items_max or 10**6)
    fewer = int(before * (1 - expected.max_drop)) - 1
    assert expected.max_drop <= LARGEST_DROP.get(name, 0.3)
    assert fewer >= expected.items_min
    job = RecordingJob(source)
    memory = VisitMemory(job.settings.home, name)
    good = GoodVisit(rows=before, at="2026-11-01", full_at="2026-11-01")
    memory.write(good)
    spider = spider_class(source)(job=job)
    parts = iter([fewer - (len(source.urls) - 1), *[1] * 100])
    row = Sighting(
        source=name, source_key="x", url=source.urls[0], rank=source.rank, raw_name="X 7B", row={}, seen_at=now()
    )
    monkeypatch.setattr(spider, "parse_page", lambda body, **_: Parsed(items=(row,), rows=next(parts)))
    monkeypatch.setattr("spiders.listing.find_addresses", lambda body, url, locate: [f"{url}/file"])
    assert run(spider.first_requests(), Same(Answer(b"{}"))) == []  # type: ignore[arg-type]
    spider.closed("finished")
    assert job.failure_names == [Failure.CHANGED]
    assert " rows" in job.failures[0][2]
    assert memory.read() == good
