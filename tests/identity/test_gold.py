"""Floors on labelled data kept outside the repository; skipped where it is absent."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.identity.matching import Matcher, ReferenceModel
from pipelines.identity.repositories import classify_repository

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = SHARED / "eval" / "gold" / "identity_dev.jsonl"
REFERENCE = SHARED / "eval" / "gold" / "identity_reference.csv"
SAMPLES = SHARED / "data" / "hugging_face" / "tag_samples.json"


def _reference() -> list[ReferenceModel]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return [
            ReferenceModel(
                row["name"],
                row["organization"] or None,
                row["published"] or None,
                float(row["parameters"]) if row["parameters"] else None,
            )
            for row in csv.DictReader(file)
        ]


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled names are not on this machine")
def test_links_are_right_and_complete() -> None:
    matcher = Matcher(_reference())
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    found = [(matcher.match(row["name"], source=row["source"]).name, row["gold"]) for row in rows]
    right = sum(name in gold for name, gold in found if name is not None)
    linked = sum(name is not None for name, _ in found)
    wanted = sum(bool(gold) for _, gold in found)
    assert right / linked >= 0.985
    assert right / wanted >= 0.95


@pytest.mark.skipif(not SAMPLES.exists(), reason="the labelled repositories are not on this machine")
def test_labelled_repositories_are_classified() -> None:
    samples: list[dict[str, Any]] = json.loads(SAMPLES.read_text(encoding="utf-8"))["models"]
    wrong = [
        (row["id"], row["expected_class"], found.kind)
        for row in samples
        if (found := classify_repository(row)).kind != row["expected_class"]
    ]
    assert wrong == []
