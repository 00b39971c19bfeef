"""Ecosystem Graphs: models among data sets, the developers' files, failures, and the real files where they are."""

from __future__ import annotations

from pathlib import Path

from crawler.records import Sighting
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, fixture, visit
from tests.spiders.jobs import Answer

ROOT = "https://raw.githubusercontent.com/stanford-crfm/ecosystem-graphs/main"
TABLE = f"{ROOT}/resources/all_assets.csv"
DEVELOPER = f"{ROOT}/assets/deepseek.yaml"
ANSWERS = {TABLE: fixture("ecosystem_graphs/all_assets.csv")}
GOLDEN: dict[str, dict[str, object]] = {
    "UAE Technology Innovation Institute|Falcon-180B": {
        "name": "Falcon-180B",
        "organization": "Technology Innovation Institute",
        "release_date": "2023-09-06",
        "parameters": 180e9,
        "hugging_face_id": "tiiuae/falcon-180B",
        "domain": "Language",
    },
    "Alibaba|Composer": {
        "name": "Composer",
        "organization": "Alibaba",
        "release_date": "2023-02-20",
        "parameters": 4.4e9,
        "accessibility": "Unreleased",
        "domain": "Image generation,Vision",
    },
    "Anthropic|Claude 3": {
        "name": "Claude 3",
        "organization": "Anthropic",
        "release_date": "2024-03-04",
        "domain": "Language,Vision,Multimodal",
    },
}


def test_golden_rows() -> None:
    done = check_golden("ecosystem_graphs", ANSWERS, GOLDEN)
    assert len(done.rows) == 4  # without the data set


def test_hardware_and_time_are_told_as_texts() -> None:
    documents = {document.title: document for document in check_golden("ecosystem_graphs", ANSWERS, {}).documents}
    falcon = documents["Falcon-180B"].body.decode().splitlines()
    assert "Training hardware: 4096 A100 40GB GPUs" in falcon
    assert "Training time: 9 months" in falcon
    assert documents["Falcon-180B"].about == "Falcon-180B"


def test_a_developers_file_says_the_same() -> None:
    source = load_sources()["ecosystem_graphs"].model_copy(update={"urls": (DEVELOPER,)})
    answers = {DEVELOPER: fixture("ecosystem_graphs/deepseek.yaml")}
    golden = {
        "Deepseek|DeepSeek-V3": {
            "name": "DeepSeek-V3",
            "organization": "DeepSeek",
            "release_date": "2024-12-27",
            "parameters": 671e9,
            "hugging_face_id": "deepseek-ai/DeepSeek-V3",
            "licence": "MIT",
            "accessibility": "Open weights (unrestricted)",
            "domain": "Language",
        }
    }
    assert len(check_golden(source, answers, golden).rows) == 1
    check_failures(source, answers)


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("ecosystem_graphs", ANSWERS)


def test_the_real_table(shared: Path) -> None:
    body = (shared / "data" / "leaderboards" / "ecosystem-graphs" / "all_assets.csv").read_bytes()
    done = visit(load_sources()["ecosystem_graphs"], {TABLE: Answer(body)})
    assert done.job.failures == []
    rows = [item for item in done.items if isinstance(item, Sighting)]
    assert len(rows) == 427
    assert sum("parameters" in row.fields for row in rows) == 314
