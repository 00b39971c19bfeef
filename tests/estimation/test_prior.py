"""The prior: what moves it, what must not, and what is hidden from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crawler.records import Facts, ModelContext
from pipelines.estimation import fit_prior
from pipelines.estimation.features import FEATURES, decimal_year, feature_row
from pipelines.estimation.fit_prior import Row, score
from pipelines.estimation.forest import Forest, Growth
from pipelines.estimation.prior import Prior, prior

LARGE = ModelContext(
    "2025-06-01", ("language",), ("Industry",), ("United States of America",), "Open weights (unrestricted)"
)
SMALL = ModelContext("2021-03-01", ("biology",), ("Academia",), ("Germany",), "Unreleased")


def above(facts: Facts, context: ModelContext, log_threshold: float = 23.0) -> float:
    return prior(facts, context).above(log_threshold)


def test_size_date_and_developer_move_it() -> None:
    assert above(Facts(parameters=4e11), LARGE) > 0.9
    assert above(Facts(parameters=1e8), SMALL) < 0.05
    assert above(Facts(parameters=7e10), LARGE) > above(Facts(parameters=7e8), LARGE)


def test_a_gap_in_the_crawl_is_no_evidence() -> None:
    known = Facts(parameters=1e11)
    unlooked = ModelContext(LARGE.published, LARGE.domains)
    assert above(known, unlooked) > 0.7
    news = ModelContext(LARGE.published, LARGE.domains, LARGE.organization_types, LARGE.countries, None)
    assert above(known, news) > 0.7


def test_thresholds_far_away_are_sure() -> None:
    distribution = prior(Facts(parameters=7e9), LARGE)
    assert distribution.above(15.0) > 0.99
    assert distribution.above(29.0) < 0.01


@pytest.mark.parametrize(
    ("published", "year"),
    [("2025", 2025.5), ("2025-01", 2025 + 0.5 / 12), ("2025-12-31", 2025 + 11.5 / 12), ("soon", None), (None, None)],
)
def test_dates_of_any_precision(published: str | None, year: float | None) -> None:
    assert decimal_year(published) == (pytest.approx(year) if year is not None else None)


def test_an_impossible_month_is_read_as_its_year() -> None:
    assert decimal_year("2025-77") == 2025.5


def test_domains_and_types_are_read_whatever_their_form() -> None:
    plain = feature_row(Facts(), ModelContext(domains=("image generation",), organization_types=("Industry",)))
    other = feature_row(Facts(), ModelContext(domains=("Image-Generation ",), organization_types=("industry ",)))
    assert np.array_equal(plain, other)


def test_blank_cells_and_unasked_questions_differ() -> None:
    row = dict(zip(FEATURES, feature_row(Facts(), ModelContext(countries=("China",), accessibility="")), strict=True))
    assert row["accessibility blank in catalogue"] == 1
    assert row["type blank in catalogue"] == 1
    row = dict(zip(FEATURES, feature_row(Facts(), ModelContext(countries=("China",))), strict=True))
    assert row["accessibility blank in catalogue"] == 0
    assert row["type blank in catalogue"] == 0


def test_beyond_the_fitted_years_the_trend_goes_on_and_widens() -> None:
    facts = Facts(parameters=7e10)
    last, later, much_later = (
        prior(facts, replace(LARGE, published=date)) for date in ("2025-10", "2026-10", "2028-10")
    )
    medians = [answer.quantiles(0.5)[0] for answer in (last, later, much_later)]
    widths = [answer.quantiles(0.95)[0] - answer.quantiles(0.05)[0] for answer in (last, later, much_later)]
    assert medians[0] + 0.2 < medians[1] < medians[2]
    assert widths[0] < widths[1] < widths[2]


def test_what_is_well_known_is_answered_more_surely() -> None:
    blunt = Prior(Forest([0, 1, 2], [-1] * 3, [0.0] * 3, [-1] * 3, [[22.0], [24.0], [24.0]]))
    sharp = blunt.with_sharpening(3.0)
    known, unknown = Facts(parameters=1e10), Facts()
    for facts, context in ((unknown, LARGE), (known, ModelContext(published="2025-06-01"))):
        assert sharp.distribution(facts, context).above(23.0) == blunt.distribution(facts, context).above(23.0)
    assert blunt.distribution(known, LARGE).above(23.0) == pytest.approx(2 / 3)
    assert sharp.distribution(known, LARGE).above(23.0) == pytest.approx(8 / 9)  # odds of 2 to the third power


def test_the_best_sharpening_has_slope_one() -> None:
    chance = np.array([0.3] * 10 + [0.7] * 10)
    exceeded = np.array([i < 1 for i in range(10)] + [i < 9 for i in range(10)])
    tried = np.array([1 / (1 + ((1 - chance) / chance) ** s) for s in fit_prior.SHARPENINGS])
    assert fit_prior.best_sharpening(tried, exceeded) == 2.5  # log-odds 0.85 stated, 2.2 found


def test_fitting_writes_a_prior_and_prints_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fit_prior, "Growth", lambda: Growth(trees=5))
    lines = [
        {
            "id": str(i),
            "published": f"{2020 + i % 6}-05-01",
            "domain": ["language"],
            "facts": {"parameters": 10.0 ** (8 + i % 5)},
            "gold": {"training_compute_flop": 10.0 ** (20 + i % 5 + 0.01 * i)},
        }
        for i in range(60)
    ]
    data, output = tmp_path / "data.jsonl", tmp_path / "prior.json"
    without_figure = {"id": "silent", "facts": {"parameters": 1e9}, "gold": {}}
    data.write_text("\n".join(map(json.dumps, [*lines, without_figure])) + "\n\n", encoding="utf-8")
    assert fit_prior.main([str(data), "--output", str(output), "--folds", "3", "--seeds", "2", "--since", "2024"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("cross-validated, 3 folds, seed 0: rows 60, brier 0.0")
    assert "calibration slope" in printed[0]
    assert "interval score" in printed[0]
    assert printed[2].startswith("fitted on 40 rows before 2024, for those from then on: rows 20")
    written = json.loads(output.read_text(encoding="utf-8"))
    assert (written["fitted_on"], written["until"]) == ("60 published models", 2025.375)
    kept = output.read_text(encoding="utf-8")
    assert fit_prior.main([str(data), "--output", "-", "--folds", "3", "--since", "1999"]) == 0
    assert "too few" in capsys.readouterr().out
    assert output.read_text(encoding="utf-8") == kept


def test_scores_of_a_perfect_and_a_useless_answer() -> None:
    from pipelines.estimation.distribution import LogMixture  # noqa: PLC0415

    rows = [Row(Facts(), ModelContext(), value) for value in (21.0, 22.0, 24.0, 25.0)]
    perfect = score(rows, [LogMixture.single(r.log_compute, 0.1) for r in rows])
    assert perfect.brier == pytest.approx(0, abs=1e-6)
    assert (perfect.auc, perfect.coverage) == (1.0, 1.0)
    useless = score(rows, [LogMixture.single(23.0, 0.1)] * 4)
    assert useless.brier == pytest.approx(0.25)
    assert (useless.auc, useless.coverage) == (0.5, 0.0)
