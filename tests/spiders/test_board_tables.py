"""Boards that are one small table: BFCL, MMLU-Pro and HELM Capabilities."""

from __future__ import annotations

import pytest

from crawler.records import Failure
from tests.spiders.golden import Answers, check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer

RELEASES = (
    "https://storage.googleapis.com/storage/v1/b/crfm-helm-public/o"
    "?prefix=capabilities/benchmark_output/releases/&delimiter=/"
)
ACCURACY = (
    "https://storage.googleapis.com/crfm-helm-public/capabilities/benchmark_output/releases/v1.15.0/"
    "groups/json/core_scenarios_accuracy.json"
)
BFCL = {"https://gorilla.cs.berkeley.edu/data_overall.csv": fixture("bfcl/data_overall.csv", Content_Type="text/csv")}
MMLU_PRO = {
    "https://huggingface.co/datasets/TIGER-Lab/mmlu_pro_leaderboard_submission/resolve/main/results.csv": fixture(
        "mmlu_pro/results.csv"
    )
}
HELM = {
    RELEASES: fixture("helm_capabilities/releases.json"),
    ACCURACY: fixture("helm_capabilities/core_scenarios_accuracy.json"),
}


def test_bfcl() -> None:
    golden: dict[str, dict[str, object]] = {
        "Claude-Opus-4-5-20251101 (FC)": {
            "name": "Claude-Opus-4-5-20251101",
            "organization": "Anthropic",
            "licence": "Proprietary",
        },
        "Qwen3-32B (FC)": {
            "name": "Qwen3-32B",
            "organization": "Alibaba",
            "hugging_face_id": "Qwen/Qwen3-32B",
            "licence": "apache-2.0",
            "accessibility": "Open weights (unrestricted)",
        },
    }
    rows = check_golden("bfcl", BFCL, golden).rows
    assert len(rows) == 4
    assert rows["Claude-Opus-4-5-20251101 (FC)"].metrics == {"score": 77.47, "rank": 1}
    assert rows["BitAgent-8B"].metrics == {}


def test_mmlu_pro() -> None:
    golden: dict[str, dict[str, object]] = {
        "Gemini-3.1-Pro": {"name": "Gemini-3.1-Pro"},
        "Qwen2.5-72B": {"name": "Qwen2.5-72B", "parameters": 72e9},
        "Mixtral-8x7B-v0.1": {"name": "Mixtral-8x7B-v0.1", "parameters": 46.7e9},
    }
    done = check_golden("mmlu_pro", MMLU_PRO, golden)
    assert done.rows["Gemini-3.1-Pro"].row == {"Models": "Gemini-3.1-Pro", "Model Size(B)": "unk",
                                               "Data Source": "Self-Reported"}  # fmt: skip
    assert done.rows["Qwen2.5-72B"].metrics == {"score": 0.5809}


def test_helm_capabilities_of_the_newest_release() -> None:
    done = check_golden("helm/capabilities", HELM, {"DeepSeek v3": {"name": "DeepSeek v3"}})
    assert len(done.rows) == 2
    assert done.rows["DeepSeek v3"].metrics == {"score": 0.665}
    assert not done.rows["DeepSeek v3"].discovers


@pytest.mark.parametrize(("name", "answers"), [("bfcl", BFCL), ("mmlu_pro", MMLU_PRO), ("helm/capabilities", HELM)])
def test_failures_are_named_and_overwrite_nothing(name: str, answers: Answers) -> None:
    check_failures(name, answers)


@pytest.mark.parametrize(
    ("name", "answers", "column"), [("bfcl", BFCL, b"Model,"), ("mmlu_pro", MMLU_PRO, b"Models,"),
                                    ("helm/capabilities", HELM, b'"Model"')]
)  # fmt: skip
def test_a_renamed_column_is_a_change(name: str, answers: Answers, column: bytes) -> None:
    url, page = list(answers.items())[-1]
    assert isinstance(page, Answer)
    renamed = Answer(page.body.replace(column, column.replace(b"Model", b"System"), 1))
    done = visit(small(name), {**answers, url: renamed})
    assert done.job.failure_names == [Failure.CHANGED]
    assert done.items == []


def test_a_drop_of_more_than_a_third_is_a_change() -> None:
    url, page = next(iter(BFCL.items()))
    assert check_golden("bfcl", BFCL, {}).items
    fewer = Answer(b"\n".join(page.body.splitlines()[:3]))
    done = visit(small("bfcl").model_copy(update={"expect": small("bfcl").expect}), {url: fewer})
    assert done.job.failure_names == [Failure.CHANGED]
    assert done.items == []


def test_a_new_column_is_reported_and_costs_no_rows() -> None:
    url, page = next(iter(MMLU_PRO.items()))
    wider = Answer(page.body.replace(b"Other\n", b"Other,Licence\n", 1))
    done = visit(small("mmlu_pro"), {url: wider})
    assert done.job.failure_names == [Failure.CHANGED]
    assert len(done.rows) == 3


def test_a_listing_without_releases_is_a_change() -> None:
    done = visit(small("helm/capabilities"), {**HELM, RELEASES: Answer(b'{"kind": "storage#objects"}')})
    assert done.job.failure_names == [Failure.CHANGED]
