"""Names are passed over quickly only where the rules, asked one by one, would refuse them too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.extraction.extractor import read_text

ANNOTATED = Path(__file__).resolve().parents[1] / "annotated" / "worked"
LANGUAGES = sorted(path.stem.removeprefix("extraction_") for path in ANNOTATED.glob("extraction_*.jsonl"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_every_rule_gives_the_same_records(language: str) -> None:
    lines = (ANNOTATED / f"extraction_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        text = json.loads(line)
        quick = read_text(text["text"], text["lang"], None).extraction
        assert quick == read_text(text["text"], text["lang"], None, explained=True).extraction, text["id"]
