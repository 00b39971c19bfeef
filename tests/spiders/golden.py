"""What the test of every source asks: golden rows, paging, and failures that are named and overwrite nothing.

A source's test gives its record's name and the answers of its server, made from ``fixtures/<source>/``, and calls
``check_golden``, ``check_paging`` (where it has pages) and ``check_failures``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.records import Document, Failure, Sighting
from spiders.base import SourceSpider
from spiders.registry import Expectation, Source, load_sources, spider_class
from spiders.visits import VisitMemory
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run

Answers = Mapping[str, Answer | Exception]

WEB_PAGE = Answer(
    b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Our new site is here. Please look around.</p>"
    b"</body></html>",
    headers={"Content-Type": "text/html"},
)
FAULTS: tuple[tuple[str, Answer | Exception, frozenset[Failure]], ...] = (
    ("an empty body", Answer(b""), frozenset({Failure.EMPTY})),
    ("a web page", WEB_PAGE, frozenset({Failure.CHANGED})),
    ("a server's fault", Answer(b"oops", status=500), frozenset({Failure.SERVER_ERROR})),
    ("a missing page", Answer(b"", status=404), frozenset({Failure.GONE})),
    ("a refusal", Answer(b"", status=403), frozenset({Failure.BLOCKED})),
    ("no answer", TimeoutError(), frozenset({Failure.TIMEOUT})),
)
"""What can come in place of a page, and what it must be called."""


@dataclass
class Visit:
    """What one visit brought, and what its spider told its job."""

    items: list[Any]
    job: RecordingJob
    spider: SourceSpider

    @property
    def rows(self) -> dict[str, Sighting]:
        """The sightings by their keys."""
        return {item.source_key: item for item in self.items if isinstance(item, Sighting)}

    @property
    def documents(self) -> list[Document]:
        """The documents, in order."""
        return [item for item in self.items if isinstance(item, Document)]


def fixture(name: str, **headers: str) -> Answer:
    """A fixture as a server's answer; headers by name, with ``_`` for ``-``."""
    body = (FIXTURES / name).read_bytes()
    return Answer(body, headers={header.replace("_", "-"): value for header, value in headers.items()})


def small(source: Source | str) -> Source:
    """The source with a record that is content with a fixture's few rows."""
    record = load_sources()[source] if isinstance(source, str) else source
    return record.model_copy(update={"expect": Expectation(items_min=min(1, record.expect.items_min))})


def visit(source: Source | str, answers: Answers, **job: Any) -> Visit:
    """One visit to its end, as Scrapy makes it; ``job`` are further attributes of the recording job."""
    record = load_sources()[source] if isinstance(source, str) else source
    recording = RecordingJob(record, **job)
    spider = spider_class(record)(job=recording)
    items = run(spider.first_requests(), answers)
    spider.closed("finished")
    return Visit(items, recording, spider)


def check_golden(source: Source | str, answers: Answers, golden: Mapping[str, Mapping[str, object]]) -> Visit:
    """The visit succeeds without any failure, and these rows say exactly this, each with where it stands."""
    done = visit(small(source), answers)
    assert done.job.failures == []
    rows = done.rows
    assert set(golden) <= set(rows), f"rows: {sorted(rows)}"
    for key, fields in golden.items():
        assert rows[key].fields == dict(fields)
        assert set(rows[key].pointers) == set(rows[key].fields)
    assert done.spider.memory.read() is not None
    return done


def check_paging(source: Source | str, answers: Answers, *, pages: int) -> Visit:
    """All pages are read; one that fails costs the visit its completeness; a list that goes in circles ends."""
    done = visit(small(source), answers)
    assert done.job.failures == []
    assert len(answers) >= pages
    good = done.spider.memory.read()
    assert good is not None
    for url in list(answers)[1:]:
        broken = visit(small(source), {**answers, url: Answer(b"", status=500)})
        assert broken.job.failure_names == [Failure.SERVER_ERROR]
        assert len(broken.items) < len(done.items)
        assert broken.spider.memory.read() == good
    first = next(iter(answers.values()))
    circle = visit(small(source), dict.fromkeys(answers, first))
    assert circle.job.failure_names == [Failure.CHANGED]
    return done


def check_failures(source: Source | str, answers: Answers) -> None:
    """Whatever comes in place of the last page is a named failure that passes nothing on and changes no memory.

    The last of ``answers`` is the one that holds the rows (for a source with an index, the file that it leads to).
    """
    record = small(source)
    first = visit(record, answers)
    assert first.job.failures == []
    assert first.items
    memory = VisitMemory(first.job.settings.home, record.name)
    good = memory.read()
    assert good is not None
    *_, (url, page) = answers.items()
    for what, fault, names in FAULTS:
        done = visit(record, {**answers, url: fault})
        _assert_failed(done, names, what)
        assert memory.read() == good, what
    assert isinstance(page, Answer)
    cut = Answer(page.body[: len(page.body) // 3], headers=page.headers)
    _assert_failed(visit(record, {**answers, url: cut}), {Failure.CHANGED, Failure.BROKEN, Failure.EMPTY}, "a cut body")
    assert memory.read() == good
    demanding = record.model_copy(update={"expect": Expectation(items_min=good.rows + 1)})
    _assert_failed(visit(demanding, answers), {Failure.CHANGED}, "too few rows")


def _assert_failed(done: Visit, names: frozenset[Failure] | set[Failure], what: str) -> None:
    assert done.items == [], what
    assert done.job.failure_names, f"{what} passed for a success"
    assert set(done.job.failure_names) <= names, f"{what}: {done.job.failures}"
    assert done.job.remembered == {}, what
