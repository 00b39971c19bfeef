"""Floors on published figures, where they are at hand."""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path

import pytest

from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input
from pipelines.estimation.fit_prior import cross_validate, read_rows, score

GOLD = Path(__file__).resolve().parents[3] / "shared" / "eval" / "gold"
ESTIMATES, PLAUSIBILITY = GOLD / "estimates_dev.jsonl", GOLD / "plausibility_dev.jsonl"


@pytest.mark.skipif(not ESTIMATES.is_file(), reason="the published figures are not at hand")
def test_estimates_from_sufficient_facts() -> None:
    lines = [json.loads(line) for line in ESTIMATES.read_text(encoding="utf-8").splitlines()]
    errors, inside, widths = [], [], []
    for line in lines:
        gold = line.pop("gold")
        if not gold["sufficient"]:
            continue
        facts, context, _, _ = parse_input(line)
        found = estimate(facts, context)
        truth = gold["training_compute_flop"]
        errors.append(abs(math.log10(found.compute_flop / truth)))
        inside.append(found.low <= truth <= found.high)
        widths.append(found.high / found.low)
    assert statistics.fmean(e <= math.log10(2) for e in errors) >= 0.97
    assert 0.86 <= statistics.fmean(inside) <= 0.97
    assert statistics.median(widths) <= 5


@pytest.mark.skipif(not PLAUSIBILITY.is_file(), reason="the published figures are not at hand")
def test_the_prior_cross_validated() -> None:
    rows = read_rows(PLAUSIBILITY)
    figures = score(rows, cross_validate(rows, folds=4).answers)
    assert figures.brier <= 0.055  # four folds leave a quarter out; ten give the figures that fit_prior prints
    assert figures.auc >= 0.98
    assert 0.85 <= figures.slope <= 1.15
    assert 0.86 <= figures.coverage <= 0.95
