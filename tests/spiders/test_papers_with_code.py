"""Papers With Code: the best of large benchmarks and all large models, lower scores that are better, failures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Sighting
from spiders.papers_with_code import COLUMNS, parse_results
from spiders.parsed import Parsed
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden
from tests.spiders.jobs import Answer

URL = "https://huggingface.co/datasets/felixleungsc/paperswithcode-data-evaluation-tables/resolve/main/results.csv"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
MEGATRON = "https://arxiv.org/abs/1909.08053"
PALM = "https://arxiv.org/abs/2204.02311v5"


def table(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


def board(data_set: str, metric: str, models: int) -> list[tuple[str, ...]]:
    """A benchmark on which model number n has n points."""
    return [
        ("Image Classification", data_set, f"Net-{number}", "https://arxiv.org/abs/1905.11946", metric, f"{number}%")
        for number in range(models)
    ]


BODY = table(
    ("Language Modelling/Question Answering", "BoolQ", "PaLM 540B (fine-tuned)", PALM, "Accuracy", "92.2"),
    ("Language Modelling/Question Answering", "BoolQ", "PaLM 540B (fine-tuned)", PALM, "Params", "540B"),
    ("Language Modelling/Question Answering", "BoolQ", "BERT-Large 340M", "", "Accuracy", "88.1"),
    ("Language Modelling", "WikiText-103", "Megatron-LM", MEGATRON, "Number of params", "8300M"),
    *board("ImageNet", "Top 1 Accuracy", 101),
    *board("Small", "Accuracy", 100),
)
ANSWERS = {URL: Answer(BODY, headers={"Content-Type": "text/csv"})}
GOLDEN: dict[str, dict[str, object]] = {
    f"PaLM 540B|{PALM}": {"name": "PaLM 540B", "parameters": 540e9, "release_date": "2022-04"},
    f"Megatron-LM|{MEGATRON}": {"name": "Megatron-LM", "parameters": 8.3e9, "release_date": "2019-09"},
    "Net-100|https://arxiv.org/abs/1905.11946": {"name": "Net-100", "release_date": "2019-05"},
}


def rows(body: bytes) -> dict[str, Sighting]:
    parsed = parse_results(body, url=URL, seen_at=NOW)
    return {item.raw_name: item for item in parsed.items if isinstance(item, Sighting)}


def test_golden_rows() -> None:
    done = check_golden("papers_with_code", ANSWERS, GOLDEN)
    assert set(done.rows) == set(GOLDEN)
    palm = done.rows[f"PaLM 540B|{PALM}"]
    assert (palm.aliases, palm.url) == (("PaLM 540B (fine-tuned)",), PALM)
    best = done.rows["Net-100|https://arxiv.org/abs/1905.11946"]
    assert best.metrics == {"Image Classification: ImageNet (Top 1 Accuracy)": 100.0}


@pytest.mark.parametrize("metric", ["Error rate", "FID", "Test perplexity", "WER", "Bit per Character (BPC)"])
def test_lower_scores_can_be_better(metric: str) -> None:
    assert set(rows(table(*board("Any", metric, 101)))) == {"Net-0"}


def test_only_the_first_metric_ranks() -> None:
    other = ("Image Classification", "ImageNet", "Net-7", "https://arxiv.org/abs/1905.11946", "Speed", "9000")
    assert set(rows(table(*board("ImageNet", "Accuracy", 101), other))) == {"Net-100"}


@pytest.mark.parametrize("name", ["ResNet-50", "BERT-Large 340M", "3D-CNN", "T5", "7B judge of 13B", "ViT-B/16"])
def test_names_without_one_large_size_are_left_out(name: str) -> None:
    assert rows(table(("Task", "Set", name, "", "Accuracy", "1"))) == {}


def test_share_alike_values_stay_here() -> None:
    source = load_sources()["papers_with_code"]
    assert not source.redistribute
    assert source.licence == "CC-BY-SA-4.0"


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("papers_with_code", ANSWERS)


def test_a_lost_column_is_a_change() -> None:
    problem = parse_results(BODY.replace(b"model_name", b"method"), url=URL, seen_at=NOW).problem
    assert problem is not None
    assert "model_name" in problem.detail


@given(st.lists(st.tuples(*[st.text(max_size=12)] * 6), max_size=4))
def test_odd_rows_never_raise(odd: list[tuple[str, ...]]) -> None:
    assert isinstance(parse_results(table(*odd), url=URL, seen_at=NOW), Parsed)
