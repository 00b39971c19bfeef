"""GDELT's Article List: files by the minute, days and marks, the past, copies, and what can come in a file's place."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from crawler.records import Failure
from keywords import LANGUAGES
from spiders.base import Checkpoint
from spiders.gdelt_gal import MINUTES, GdeltGalSpider, parse_articles
from spiders.registry import Source, load_sources
from spiders.source_record import Expectation
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE, Visit
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run
from tests.spiders.searching import ARTICLE, CAPTCHA, MOMENT, clock

LINES = (FIXTURES / "news_search" / "gdelt_gal.jsonl").read_bytes()
FILE = Answer(gzip.compress(LINES), headers={"Content-Type": "application/gzip"})
YESTERDAY = MOMENT.date() - timedelta(days=1)
ALL = frozenset(LANGUAGES)
BASE = "https://data.gdeltproject.org/gdeltv3/gal"


@pytest.fixture(autouse=True)
def at_the_moment() -> Iterator[None]:
    with clock(MOMENT):
        yield


def record(**search: int) -> Source:
    """The record with short reaches, content with a fixture's few rows."""
    shipped = load_sources()["gdelt_gal"]
    assert shipped.search is not None
    reach = shipped.search.model_copy(update={"first_window_days": 2, "window_days": 1, **search})
    return shipped.model_copy(update={"search": reach, "expect": Expectation(items_min=1)})


class List:
    """The store: one file a day at 00:01, other answers where they are given, articles everywhere else."""

    def __init__(self, files: Mapping[str, Answer | Exception] | None = None, article: Answer | Exception = ARTICLE):
        self.files = files or {}
        self.article = article
        self.asked: list[str] = []

    def get(self, url: str, default: object = None) -> Answer | Exception:
        del default
        if not url.startswith(BASE):
            return self.article
        minute = url.rpartition("/")[2].removesuffix(".gal.json.gz")
        self.asked.append(minute)
        if minute in self.files:
            return self.files[minute]
        return FILE if minute.endswith("000100") else Answer(b"", status=404)

    @property
    def days(self) -> list[str]:
        """The days that were asked for, in order."""
        return list(dict.fromkeys(minute[:8] for minute in self.asked))


def visit(
    files: Mapping[str, Answer | Exception] | None = None, source: Source | None = None, **job: Any
) -> tuple[Visit, List]:
    web = List(files, job.pop("article", ARTICLE))
    recording = RecordingJob(source or record(), **job)
    spider = GdeltGalSpider(job=recording)
    # Only `get` is asked of it.
    items = run(spider.first_requests(), cast("Mapping[str, Answer | Exception]", web))
    spider.closed("finished")
    return Visit(items, recording, spider), web


def memory() -> VisitMemory:
    return VisitMemory(RecordingJob(record()).settings.home, "gdelt_gal")


def marks() -> dict[str, str]:
    good = memory().read()
    return good.watermarks if good else {}


def test_a_golden_file() -> None:
    page = parse_articles(FILE.body, ALL)
    assert (page.problem, page.rows, page.signals) == (None, 7, ())
    assert {language: [item.url for item in items] for language, items in page.items.items()} == {
        "en": ["https://www.tech.example/en/kimi-k2", "https://copy.example/kimi-k2", "https://third.example/kimi-k2"],
        "he": ["https://hadashot.example/kimi"],
        "zh": ["https://xinwen.example/kimi"],
    }
    assert parse_articles(LINES, ALL).items == page.items


def test_a_first_visit_reads_every_minute_of_its_days_in_all_languages() -> None:
    done, web = visit()
    assert done.job.failures == []
    assert web.days == ["20250730", "20250731"]
    assert len(set(web.asked)) == len(web.asked) == 2 * 24 * len(MINUTES) == 2 * 768
    # Of one story no more than two copies, and nothing twice.
    assert sorted(document.url for document in done.documents) == [
        "https://copy.example/kimi-k2", "https://hadashot.example/kimi", "https://www.tech.example/en/kimi-k2",
        "https://xinwen.example/kimi",
    ]  # fmt: skip
    assert {document.published for document in done.documents} == {None}
    assert marks() == {"day": "2025-07-31", "first day": "2025-07-30"}


def test_later_visits_read_what_is_new_and_a_piece_of_the_past_until_2020() -> None:
    memory().write(GoodVisit(rows=7, watermarks={"day": "2025-07-29", "first day": "2020-01-02"}))
    _, web = visit(source=record(window_days=5))
    assert web.days == ["20250730", "20250731", "20200101"]
    assert marks() == {"day": "2025-07-31", "first day": "2020-01-01"}
    _, web = visit()
    assert web.asked == []


def test_where_only_some_languages_are_read_the_marks_stay() -> None:
    done, _ = visit(languages=frozenset({"he"}))
    assert [document.url for document in done.documents] == ["https://hadashot.example/kimi"]
    assert marks() == {}


def test_an_interrupted_run_goes_on_with_the_days_that_are_missing() -> None:
    done, _ = visit({"20250731000100": Answer(b"", status=500)})
    assert done.job.failure_names == [Failure.SERVER_ERROR]
    cursor = [item.cursor for item in done.items if isinstance(item, Checkpoint)][-1]
    memory().path.unlink()
    _, web = visit(cursor=cursor)
    assert web.days[0] == "20250731"
    assert marks()["day"] == "2025-07-31"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Answer(b""), Failure.EMPTY),
        (WEB_PAGE, Failure.CHANGED),
        (CAPTCHA, Failure.BLOCKED),
        (Answer(FILE.body[:-20]), Failure.BROKEN),
        (Answer(gzip.compress(LINES.replace(b'"title"', b'"heading"'))), Failure.CHANGED),
        (Answer(gzip.compress(LINES.decode().encode("utf-16"))), Failure.BROKEN),
        (Answer(gzip.compress(b"{\n" * 50 + LINES)), Failure.BROKEN),
        (Answer(b"", status=500), Failure.SERVER_ERROR),
        (Answer(b"", status=429), Failure.RATE_LIMITED),
        (TimeoutError(), Failure.TIMEOUT),
    ],
    ids=["empty", "web page", "captcha", "cut gzip", "columns", "charset", "lines", "500", "429", "timeout"],
)
def test_a_day_with_a_file_that_cannot_be_read_is_read_again(fault: Answer | Exception, failure: Failure) -> None:
    memory().write(GoodVisit(rows=7, watermarks={"day": "2025-07-29", "first day": "2020-01-01"}))
    done, web = visit({"20250731120300": fault})
    assert done.job.failure_names == [failure]
    assert marks()["day"] == "2025-07-30"
    assert "20250731130000" not in web.asked
    _, web = visit()
    assert web.days == ["20250731"]


def test_a_host_that_is_down_is_one_failure() -> None:
    memory().write(GoodVisit(rows=7, watermarks={"day": "2025-07-20", "first day": "2020-01-01"}))
    down = {f"20250721{hour:02}{minute:02}00": ConnectionError() for hour in range(24) for minute in MINUTES}
    done, web = visit(down)
    assert done.job.failure_names == [Failure.UNREACHABLE]
    assert "10 further days wait" in done.job.failures[0][2]
    assert len(web.asked) == len(MINUTES)


def test_a_day_without_files_and_one_with_far_fewer_articles_are_failures() -> None:
    memory().write(GoodVisit(rows=7, watermarks={"day": "2025-07-30", "first day": "2020-01-01"}))
    done, _ = visit({"20250731000100": Answer(b"", status=403)})
    assert done.job.failure_names == [Failure.GONE]
    memory().write(GoodVisit(rows=700, at="2025-07-30", watermarks={"day": "2025-07-30", "first day": "2020-01-01"}))
    done, _ = visit()
    assert done.job.failure_names == [Failure.CHANGED]
    assert marks()["day"] == "2025-07-30"


def test_a_gap_that_stays_is_passed_over_with_a_signal() -> None:
    gone = {"20250720000100": Answer(b"", status=404), "20250721000100": Answer(b"\x1f\x8bno gzip")}
    memory().write(GoodVisit(rows=7, watermarks={"day": "2025-07-19", "first day": "2020-01-01"}))
    done, _ = visit(gone)
    assert done.job.failures == []
    assert marks()["day"] == "2025-07-31"
    assert [signal.subject for signal in done.job.signals] == [
        "gdelt_gal: gone on 2025-07-20", "gdelt_gal: broken on 2025-07-21", "gdelt_gal: empty on 2025-07-21",
    ]  # fmt: skip


def test_a_list_that_was_never_there_is_a_failure_of_its_first_day() -> None:
    source = record(first_window_days=31)
    files = {f"202507{day:02}000100": Answer(b"", status=404) for day in range(1, 32)}
    done, web = visit(files, source)
    assert done.job.failure_names == [Failure.GONE]
    assert web.days == ["20250701"]


def test_damaged_lines_and_unknown_columns_are_signals() -> None:
    lines = b"{\n" + LINES.replace(b'"image": ""', b'"picture": ""')
    page = parse_articles(lines, ALL)
    assert page.problem is None
    assert [signal.kind for signal in page.signals] == ["row", "column"]


def test_more_articles_than_a_day_takes_are_a_signal() -> None:
    source = record().model_copy(update={"max_items": 1})
    done, _ = visit(source=source)
    assert [signal.detail for signal in done.job.signals] == [
        "2025-07-30: 4 of 5 were left", "2025-07-31: 2 of 3 were left",
    ]  # fmt: skip


def test_articles_that_failed_in_passing_wait_and_the_day_is_done() -> None:
    visit(article=TimeoutError())
    good = memory().read()
    assert good is not None
    assert len(good.pending) == 4
    assert good.watermarks["day"] == "2025-07-31"
    memory().write(replace(good, watermarks={**good.watermarks, "first day": "2020-01-01"}))
    done, _ = visit()
    assert sorted(document.url for document in done.documents) == sorted(str(entry["url"]) for entry in good.pending)


def test_a_look_reads_the_last_quarter_of_an_hour() -> None:
    spider = GdeltGalSpider(job=RecordingJob(record()))
    (request,) = spider.look_requests()
    assert request.url == f"{BASE}/feed.rss"
    feed = b'<rss version="2.0"><channel><item><title>x</title><link>https://a.example/1</link></item></channel></rss>'
    assert spider.inspect(feed, url=request.url, content_type="application/rss+xml").rows == 1
