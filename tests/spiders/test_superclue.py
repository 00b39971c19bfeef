"""SuperCLUE: each month's overall table, developers in Chinese, versions kept, the human row left out."""

from __future__ import annotations

from pathlib import Path

from spiders.registry import load_sources
from spiders.superclue import month_of
from tests.spiders.golden import check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer

README = "https://raw.githubusercontent.com/CLUEbenchmark/SuperCLUE/main/README.md"
ANSWERS = {README: fixture("superclue/README.md")}
SOURCE = small("superclue").model_copy(update={"urls": (README,)})
GOLDEN: dict[str, dict[str, object]] = {
    "百度|文心一言4.0(API)|README": {"name": "文心一言4.0", "organization": "Baidu", "accessibility": "API access"},
    "清华&智谱|智谱清言|README": {
        "name": "智谱清言",
        "organization": "Tsinghua University; Zhipu AI",
        "accessibility": "Hosted access (no API)",
    },
    "零一万物|Yi-34B-Chat|README": {"name": "Yi-34B-Chat", "organization": "01.AI"},
    "百度|文心一言(V2.2.3)|README": {"name": "文心一言(V2.2.3)", "organization": "Baidu"},
}


def test_golden_rows() -> None:
    done = check_golden(SOURCE, ANSWERS, GOLDEN)
    assert len(done.rows) == 5
    assert done.rows["零一万物|Yi-34B-Chat|README"].metrics == {"score": 68.46}
    assert not [signal for signal in done.job.signals if "listed twice" in signal.subject]


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures(SOURCE, ANSWERS)


def test_a_column_that_is_gone_is_a_change() -> None:
    done = visit(SOURCE, {README: Answer(ANSWERS[README].body.replace("机构".encode(), b"lab"))})
    assert [failure.value for failure in done.job.failure_names] == ["changed"]


def test_the_real_tables(shared: Path) -> None:
    source = load_sources()["superclue"]
    folder = shared / "data" / "leaderboards" / "superclue"
    done = visit(source, {url: Answer((folder / url.rpartition("/")[2]).read_bytes()) for url in source.urls})
    assert done.job.failures == []
    assert len(done.rows) == 118
    assert done.rows["OPPO|AndesGPT|README"].fields["organization"] == "OPPO"


def test_a_model_of_two_months_keeps_what_each_page_says() -> None:
    november = README.replace("README", "README_2311")
    source = SOURCE.model_copy(update={"urls": (README, november)})
    later = Answer(ANSWERS[README].body.replace(b"68.46", b"61.11"))
    done = visit(source, {README: ANSWERS[README], november: later})
    assert len(done.rows) == 10
    scores = {key: row.metrics for key, row in done.rows.items() if key.startswith("零一万物|Yi-34B-Chat")}
    assert scores == {
        "零一万物|Yi-34B-Chat|README": {"score": 68.46}, "零一万物|Yi-34B-Chat|2311": {"score": 61.11},
    }  # fmt: skip


def test_the_month_is_the_pages() -> None:
    assert (month_of(README), month_of(README.replace("README", "README_2305"))) == ("README", "2305")
