"""LiveBench: the newest table of several, names as they stand, failures."""

from __future__ import annotations

from tests.spiders.golden import check_failures, check_golden, fixture, small, visit

INDEX = "https://api.github.com/repos/LiveBench/livebench.github.io/contents/public"
NEWEST = "https://raw.githubusercontent.com/LiveBench/livebench.github.io/main/public/table_2026_06_25.csv"
ANSWERS = {
    INDEX: fixture("livebench/contents.json", Content_Type="application/json"),
    NEWEST: fixture("livebench/table.csv", Content_Type="text/plain; charset=utf-8", ETag='"3"'),
}
GOLDEN = {
    "claude-fable-5-xhigh-effort": {"name": "claude-fable-5-xhigh-effort"},
    "qwen3.6-27b": {"name": "qwen3.6-27b"},
}


def test_golden_rows() -> None:
    done = check_golden("livebench", ANSWERS, GOLDEN)
    assert len(done.rows) == 4
    assert {row.url for row in done.rows.values()} == {NEWEST}
    assert done.job.remembered == {NEWEST: ('"3"', None)}
    # Scores move from release to release; they make no new version of a row.
    assert done.rows["qwen3.6-27b"].row == {"model": "qwen3.6-27b"}


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("livebench", ANSWERS)


def test_a_listing_without_tables_is_a_change() -> None:
    done = visit(small("livebench"), {INDEX: fixture("models_dev_models.json")})
    assert done.items == []
    assert [failure.value for failure in done.job.failure_names] == ["changed"]
