"""Scores on the annotated texts beside the repository; skipped where they are not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import keywords
from tests.extraction import floors
from tests.extraction.scoring import EVALUATION, score

GOLD = sorted((EVALUATION / "gold").glob("extraction_*.jsonl"))

pytestmark = pytest.mark.skipif(not GOLD, reason="no annotated texts beside the repository (../shared/eval)")


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return score(GOLD, tmp_path_factory.mktemp("gold"))


def test_overall_scores(scores: dict[str, Any]) -> None:
    assert scores["mention_f1"] >= floors.MENTION_F1
    assert scores["numbers_f1"] >= floors.NUMBERS_F1
    assert scores["numbers_precision"] >= floors.NUMBERS_PRECISION
    assert scores["evidence_exact"] >= floors.EVIDENCE_EXACT


def test_every_language(scores: dict[str, Any]) -> None:
    assert set(scores["languages"]) == set(keywords.LANGUAGES)
    weak = {
        code: score
        for code, score in scores["languages"].items()
        if score["mention"] < floors.LANGUAGE_MENTION_F1 or score["numbers"] < floors.LANGUAGE_NUMBERS_F1
    }
    assert weak == {}


def test_texts_of_fields(scores: dict[str, Any]) -> None:
    weak = {f: scores["fields"][f]["f1"] for f, floor in floors.FIELD_F1.items() if scores["fields"][f]["f1"] < floor}
    assert weak == {}


def test_composed_pages(tmp_path: Path) -> None:
    composer = EVALUATION / "compose_pages.py"
    run = subprocess.run(
        [sys.executable, str(composer), *map(str, GOLD), "--pages", "4"], capture_output=True, text=True, check=True
    )
    pages = tmp_path / "pages.jsonl"
    pages.write_text(run.stdout, encoding="utf-8")
    assert score([pages], tmp_path)["numbers_f1"] >= floors.PAGES_NUMBERS_F1
