"""The Hub's benchmarks: the best model of those with many evaluations, gated ones left out, growth reported."""

from __future__ import annotations

import json
from typing import Any

from crawler.records import Failure, Signal
from spiders.hf_benchmarks import benchmark_of
from tests.spiders.golden import WEB_PAGE, Visit, fixture, small, visit
from tests.spiders.jobs import FIXTURES, Answer

INDEX = "https://huggingface.co/api/datasets?filter=benchmark:official"
SWE = "https://huggingface.co/api/datasets/SWE-bench/SWE-bench_Verified/leaderboard"
HLE = "https://huggingface.co/api/datasets/cais/hle/leaderboard"
GATED = Answer(b'{"error":"Access to dataset cais/hle is restricted"}', status=401)
BEST = "SWE-bench/SWE-bench_Verified|deepseek-ai/DeepSeek-V3.2"


def entries(count: int) -> Answer:
    shown: list[dict[str, Any]] = json.loads((FIXTURES / "hf_benchmarks" / "leaderboard.json").read_text("utf-8"))
    more = [{**shown[1], "rank": rank, "modelId": f"someone/tuned-{rank}"} for rank in range(3, count + 1)]
    # The server need not sort by rank.
    return Answer(json.dumps([*shown[1:2], *more, shown[0]]).encode())


def board(count: int, hle: Answer = GATED) -> Visit:
    index = fixture("hf_benchmarks/datasets.json")
    return visit(small("hf_benchmarks"), {INDEX: index, SWE: entries(count), HLE: hle})


def growth(done: Visit) -> list[Signal]:
    return [signal for signal in done.job.signals if signal.kind == "benchmark" and "evaluations" in signal.detail]


def test_the_best_model_of_a_benchmark_with_many_evaluations() -> None:
    done = board(101)
    assert done.job.failures == []
    assert list(done.rows) == [BEST]
    row = done.rows[BEST]
    assert row.fields == {
        "name": "DeepSeek-V3.2",
        "organization": "DeepSeek",
        "hugging_face_id": "deepseek-ai/DeepSeek-V3.2",
    }
    assert row.metrics == {"score": 73.1, "rank": 1}
    assert row.discovers


def test_a_benchmark_is_reported_once_when_it_passes_a_hundred() -> None:
    assert growth(board(100)) == []
    assert growth(board(101)) == [
        Signal("benchmark", f"hf_benchmarks: {SWE}", "101 evaluations, 100 at the last good visit")
    ]
    assert growth(board(102)) == []


def test_few_evaluations_pass_nothing_on() -> None:
    done = board(100)
    assert (done.items, done.job.failures) == ([], [])


def test_a_gated_benchmark_is_no_failure() -> None:
    done = board(101)
    assert Signal("benchmark", "hf_benchmarks: cais/hle is gated") in done.job.signals
    assert done.spider.memory.read() is not None


def test_failures_of_one_benchmark_cost_its_own_rows() -> None:
    for answer, failure in (
        (Answer(b"", status=500), Failure.SERVER_ERROR),
        (Answer(b"", status=429), Failure.RATE_LIMITED),
        (Answer(b""), Failure.EMPTY),
        (WEB_PAGE, Failure.CHANGED),
        (Answer(b'[{"rank": 1, "model": "a/b", "value": 1}]'), Failure.CHANGED),
        (Answer(b'[{"rank": 1, "modelId": "a/'), Failure.BROKEN),
    ):
        done = board(101, hle=answer)
        assert done.job.failure_names == [failure]
        assert list(done.rows) in ([BEST], [])
        assert done.spider.memory.read() is None


def test_an_index_without_benchmarks_is_a_change() -> None:
    for index in (Answer(b"[]"), WEB_PAGE, Answer(b"")):
        done = visit(small("hf_benchmarks"), {INDEX: index})
        assert done.job.failure_names == [Failure.CHANGED]


def test_the_benchmark_of_an_address() -> None:
    assert benchmark_of(SWE) == "SWE-bench/SWE-bench_Verified"
