"""The figures of Epoch AI's "How far behind are open models?" (November 2024), from the data published with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cli.app import run


@pytest.fixture(scope="module")
def epoch(shared: Path) -> Path:
    folder = shared / "data" / "epoch"
    if not (folder / "all_ml_systems_2024-11.csv").is_file():
        pytest.skip(f"skipped: the published dataset is not in {folder}")
    return folder


def near(low: float, high: float, within: float) -> tuple[Any, Any]:
    return pytest.approx(low, abs=within), pytest.approx(high, abs=within)


@pytest.fixture
def answer(epoch: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(command: str, *options: object) -> Any:
        capsys.readouterr()
        assert run([command, str(epoch / "all_ml_systems_2024-11.csv"), "--json", *map(str, options)]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_lag_growth_and_fit(answer: Any) -> None:
    found = answer("lag", "--top", 1)
    assert (found["n_open"], found["n_closed"], found["last_date"]) == (10, 10, "2024-07-23")
    assert found["lag_months"] == pytest.approx(15.37, abs=0.01)
    assert (found["lag_low"], found["lag_high"]) == near(6.45, 21.9, 1.2)
    assert (found["open_growth"], found["closed_growth"]) == near(4.65, 4.56, 0.01)
    assert (found["open_growth_low"], found["open_growth_high"]) == near(3.28, 8.79, 0.4)
    assert (found["closed_growth_low"], found["closed_growth_high"]) == near(3.34, 5.44, 0.2)
    assert (found["common_growth"], found["common_lag_months"]) == near(4.60, 15.61, 0.01)
    assert (found["common_growth_low"], found["common_growth_high"]) == near(3.78, 5.61, 0.2)
    assert (found["common_lag_low"], found["common_lag_high"]) == near(11.55, 19.82, 0.6)
    assert found["single_growth"] == pytest.approx(3.41, abs=0.01)
    assert found["bic"] == {
        "separate": pytest.approx(22.31, abs=0.01), "common": pytest.approx(19.33, abs=0.01),
        "single": pytest.approx(36.45, abs=0.01),
    }  # fmt: skip
    backtest = found["backtest"]
    assert backtest["separate"]["mean"] == pytest.approx(0.83, abs=0.01)
    first = backtest["common"]["splits"][0]
    assert first == {"date": "2022-05-02", "rmse": pytest.approx(0.53, abs=0.01)}


def test_direct_lags(answer: Any) -> None:
    found = answer("lag")
    spread = found["direct_summary"]
    assert (spread["mean_months"], spread["count"]) == (pytest.approx(16.3, abs=0.1), 9)
    assert (spread["low"], spread["high"]) == near(8.9, 25.5, 0.1)
    months = [lag["months"] for lag in found["direct_lags"]]
    assert months == pytest.approx([11.7, 10.3, 27.1, 23.1, 8.7, 22.8, 17.1, 9.3, 16.3], abs=0.1)


@pytest.mark.parametrize(
    ("options", "lag"),
    [
        (["--exclude", "405B"], 18.25),
        (["--exclude", "405B", "--reselect"], 16.5),
        (["--exclude", "llama"], 14.19),
        (["--exclude", "llama", "--reselect"], 12.87),
        (["--top", 10], 17.07),
        (["--top", 10, "--since", "2021-01-01"], 15.78),
        (["--no-kickstart"], 18.14),
    ],
)
def test_ablations_and_variations(answer: Any, options: list[object], lag: float) -> None:
    assert answer("lag", *options)["lag_months"] == pytest.approx(lag, abs=0.01)


def test_top_ten_growth(answer: Any) -> None:
    found = answer("lag", "--top", 10)
    assert (found["open_growth"], found["closed_growth"]) == near(3.6, 5.0, 0.2)
    assert (found["closed_growth_low"], found["closed_growth_high"]) == near(4.3, 5.9, 0.2)
    assert answer("lag", "--top", 10, "--speculative", "none")["closed_growth"] == pytest.approx(4.65, abs=0.01)


def test_a_hypothetical_model_closes_the_gap(answer: Any) -> None:
    (added,) = answer("lag", "--add", "Llama 4,2025-07-01,3.8e26,open")["hypothetical"]
    assert added["months_behind"] < 0


def test_benchmark_extremes_and_the_combined_figure(answer: Any, epoch: Path) -> None:
    files = [epoch / f"{name}_with_model_accessibility.csv" for name in ("benchmarks", "gsm1k")]
    found = answer("lag", "--benchmarks", *files)
    lags = {(lag["closed"], lag["open"]): lag["months"] for lag in found["benchmark_lags"]}
    assert max(lags, key=lambda pair: lags[pair]) == ("text-davinci-001", "BLOOM-176B")
    assert (min(lags.values()), max(lags.values())) == near(4.6, 25.4, 0.05)
    assert lags["Claude 3 Opus", "Llama 3.1 405B"] == min(lags.values())
    assert found["combined"]["mean_months"] == pytest.approx(14, abs=0.5)


def test_openness(answer: Any) -> None:
    tables = answer("openness")["tables"]
    by_year = {row["year"]: row for row in tables["accessibility_by_year"]["rows"]}
    assert (by_year[2023]["known"], by_year[2023]["open share"]) == (79, pytest.approx(0.658, abs=0.001))
    assert by_year[2018]["cumulative open share"] == pytest.approx(0.2, abs=0.03)
    assert by_year[2024]["cumulative open share"] == pytest.approx(0.5, abs=0.02)
    limited = {row["year"]: row["limited of known"] for row in tables["licences_by_year"]["rows"]}
    assert (limited[2018], limited[2023]) == near(0.02, 0.40, 0.01)
    academia = {
        row["year"]: row["open share"] for row in tables["sectors_by_year"]["rows"] if row["sector"] == "Academia"
    }
    assert academia[2018] == pytest.approx(0.2, abs=0.03)
    assert min(academia[2022], academia[2023]) > 0.8
    outside = {row["access"]: row["share outside"] for row in tables["leaders_by_developer"]["rows"]}
    assert outside["open"] == pytest.approx(0.45, abs=0.01)
