"""Scores on the project's own annotated texts; the scorer stands beside the repository and is skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extraction import floors
from tests.extraction.scoring import SCORER, score

ANNOTATED = Path(__file__).resolve().parents[1] / "annotated"

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="no scorer beside the repository (../shared/eval)")


@pytest.mark.parametrize("part", ["worked", "unseen"])
def test_scores_stay(part: str, tmp_path: Path) -> None:
    texts = sorted((ANNOTATED / part).glob("extraction_*.jsonl"))
    assert len(texts) == 16
    found = score(texts, tmp_path)
    reached = {name: found[name] for name in ("mention_f1", "numbers_f1", "numbers_precision", "evidence_exact")}
    weak = {name: value for name, value in reached.items() if value < floors.ANNOTATED[part][name]}
    assert weak == {}
