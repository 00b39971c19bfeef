"""OpenCompass: the newest release by its list, tables joined with what is known of the models, compressed files."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from spiders.opencompass import MAX_BYTES, OpenCompassSpider, inflated, known_models, with_model
from tests.spiders.golden import check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer, RecordingJob

MONTHS = "https://rank.opencompass.org.cn/gw/opencompass-be/api/v1/rank/listRankTableAvailableMonths"
TABLE = "https://cdn.opencompass.org.cn/assets/llm-rank/llm-data-v2.26-07.20260824.json"
ACADEMIC = "http://opencompass.oss-cn-shanghai.aliyuncs.com/dev-assets/hf-research/model-meta-info.json"
ANSWERS = {MONTHS: fixture("opencompass/months.json"), TABLE: fixture("opencompass/table.json")}
QWEN: dict[str, object] = {
    "name": "Qwen2.5-72B-Instruct",
    "organization": "Alibaba",
    "parameters": 72e9,
    "release_date": "2024-09-19",
    "hugging_face_id": "Qwen/Qwen2.5-72B-Instruct",
}


def test_golden_rows() -> None:
    golden: dict[str, dict[str, object]] = {
        "Claude Opus 5 (high)": {"name": "Claude Opus 5 (high)", "organization": "Anthropic"},
        "Qwen2.5-72B-Instruct": QWEN,
    }
    done = check_golden("opencompass", ANSWERS, golden)
    row = done.rows["Qwen2.5-72B-Instruct"]
    assert row.metrics == {"score": 61.2}
    assert row.aliases == ("qwen2.5-72b-instruct",)
    (document,) = done.documents
    assert document.body.decode() == "The model saw 18 trillion tokens in pre-training."
    assert document.about_key == "Qwen2.5-72B-Instruct"


def test_the_list_is_asked_for_by_post_with_the_headers_of_the_site_and_the_file_is_not() -> None:
    spider = OpenCompassSpider(job=RecordingJob(small("opencompass")))
    (request,) = spider.first_requests()
    assert (request.method, request.body) == ("POST", b'{"rankingType": 0, "benchmarkType": 1}')
    assert request.headers["Origin"] == b"https://rank.opencompass.org.cn"
    assert request.headers["lang"] == b"en-US"
    assert (request.meta["download_timeout"], request.meta["max_retry_times"]) == (60, 4)


def test_a_compressed_file_is_read() -> None:
    packed = Answer(gzip.compress(ANSWERS[TABLE].body))
    assert check_golden("opencompass", {**ANSWERS, TABLE: packed}, {"Qwen2.5-72B-Instruct": QWEN}).items


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("opencompass", ANSWERS)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (TimeoutError(), Failure.TIMEOUT),
        (Answer(b"", status=429), Failure.RATE_LIMITED),
        (Answer(b'{"msgCode": "50000", "msg": "busy", "data": null}'), Failure.CHANGED),
        (Answer(gzip.compress(b"x")), Failure.CHANGED),
    ],
)
def test_a_gateway_that_says_nothing_leaves_everything_as_it_was(answer: Answer | Exception, failure: Failure) -> None:
    good = check_golden("opencompass", ANSWERS, {}).spider.memory.read()
    done = visit(small("opencompass"), {**ANSWERS, MONTHS: answer})
    assert done.job.failure_names == [failure]
    assert done.items == []
    assert done.spider.memory.read() == good


def test_the_academic_list() -> None:
    golden: dict[str, dict[str, object]] = {
        "deepseek-v2_5-hf": {
            "name": "DeepSeek-V2.5",
            "organization": "DeepSeek",
            "parameters": 236e9,
            "release_date": "2024-09-05",
            "hugging_face_id": "deepseek-ai/DeepSeek-V2.5",
        },
        "gpt-4o-20241120": {"name": "GPT-4o-20241120", "organization": "OpenAI", "release_date": "2024-11-20"},
    }
    answers = {ACADEMIC: fixture("opencompass/academic.json")}
    done = check_golden("opencompass/academic", answers, golden)
    assert [document.about for document in done.documents] == ["DeepSeek-V2.5"]
    check_failures("opencompass/academic", answers)


def test_what_inflates_without_end_is_left_alone() -> None:
    bomb = gzip.compress(b"0" * (MAX_BYTES + 1))
    assert inflated(bomb) == bomb


def test_what_the_row_says_counts_before_what_is_known_of_the_model() -> None:
    known = {"A": {"org": "elsewhere", "num": "7B", "desc": {"zh-CN": "甲"}}}
    row = with_model({"model": "A", "org": "here", "num": ""}, known)
    assert (row["org"], row["num"], row["desc"]) == ("here", "7B", "甲")


@given(st.binary(max_size=60))
def test_odd_bytes_never_raise(body: bytes) -> None:
    assert isinstance(inflated(b"\x1f\x8b" + body), bytes)
    assert not known_models(body) or b"models" in body
