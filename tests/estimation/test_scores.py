"""The prior from scores: weak, wide, silent beside better facts, and fitted by a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.records import Facts, ModelContext, Signal
from pipelines.estimation import estimate, fit_scores
from pipelines.estimation.facts import parse_input
from pipelines.estimation.scores import BOARDS, fitted, from_scores, unit

IN_2025 = "2025-03"


def scored(**scores: float) -> ModelContext:
    return ModelContext(published=IN_2025, domains=("language",), scores=tuple(scores.items()))


@pytest.mark.parametrize("board", BOARDS)
def test_better_scores_mean_more_compute(board: str) -> None:
    low, high = (900.0, 1450.0) if board == "arena" else (0.3, 0.9)
    worse, better = from_scores(scored(**{board: low})), from_scores(scored(**{board: high}))
    assert worse is not None
    assert better is not None
    assert better.compute.mean > worse.compute.mean
    assert better.compute.sigma >= 0.6


def test_a_score_moves_the_prior_stays_wide_and_discloses_nothing() -> None:
    without, with_score = estimate(Facts(), scored()), estimate(Facts(), scored(arena=1440))
    assert with_score.method == "prior+scores"
    assert with_score.disclosed is False
    assert with_score.compute_flop > without.compute_flop
    assert with_score.high / with_score.low > 20
    assert "scores" in with_score.used


@pytest.mark.parametrize(
    "facts",
    [
        Facts(parameters=7e9),
        Facts(tokens=1e12),
        Facts(hardware="H100", hardware_quantity=512),
        Facts(parameters=7e9, tokens=1e12),
    ],
)
def test_a_score_is_silent_beside_better_facts(facts: Facts) -> None:
    assert estimate(facts, scored(mmlu=0.9)) == estimate(facts, scored())


def test_years_outside_the_fit_make_it_wider() -> None:
    last = fitted()["mmlu"].last_year
    inside = from_scores(ModelContext(published=f"{int(last)}-01", scores=(("mmlu", 0.7),)))
    outside = from_scores(ModelContext(published=f"{int(last) + 3}-01", scores=(("mmlu", 0.7),)))
    assert inside is not None
    assert outside is not None
    assert outside.compute.sigma > inside.compute.sigma + 0.5


def test_without_a_date_a_score_says_nothing() -> None:
    assert from_scores(ModelContext(scores=(("mmlu", 0.7),))) is None


def test_shares_are_read_as_percent_too_and_odd_ones_are_named() -> None:
    line = {"scores": {"MMLU": 88, "arena": "1287", "gpqa": -3, "bbh": 250, "vibes": 7}}
    _, context, warnings, signals = parse_input(line)
    assert context.scores == (("mmlu", 0.88), ("arena", 1287.0))
    assert [w.split(":")[0] for w in warnings] == ["scores"] * 3
    assert signals == (Signal("unknown_board", "vibes"),)
    assert parse_input({"scores": [1]})[2][0].startswith("scores:")


def test_guessing_is_worth_nothing() -> None:
    assert unit("mmlu", 0.25) == unit("mmlu", 0.1)
    assert unit("arena", 1250) == 12.5


def test_the_fit_finds_what_the_tables_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks, published, arena = tmp_path / "benchmarks.csv", tmp_path / "published.jsonl", tmp_path / "arena.csv"
    header = "System,Date,Training compute (FLOP),MMLU,GPQA,BBH\n"
    rows = [f"m{i},{2020 + i % 5}-06-01,{10 ** (22 + i / 10):.4g},{0.3 + i / 60:.4f},," for i in range(30)]
    benchmarks.write_text(
        header + "\n".join(rows) + "\nundated,,1e24,0.9,,\nsilent,2024-01-01,,0.9,,\n", encoding="utf-8"
    )
    models = [
        {"model": f"Kestrel-{i} 7B", "organization": "Kestrel", "published": f"{2022 + i % 3}-01-01",
         "facts": {}, "gold": {"training_compute_flop": 10 ** (22 + i / 10)}}
        for i in range(1, 31)
    ]  # fmt: skip
    published.write_text("\n".join(map(json.dumps, models)) + "\n", encoding="utf-8")
    scores = [f"Kestrel-{i} 7B,{1000 + 10 * i},Kestrel" for i in range(1, 31)]
    arena.write_text("model,arena_score,organization\n" + "\n".join(scores), encoding="utf-8")
    output = tmp_path / "scores.json"
    arguments = [str(benchmarks), str(published), str(arena), "--output", str(output)]
    assert fit_scores.main(arguments) == 0
    boards = json.loads(output.read_text(encoding="utf-8"))["boards"]
    assert set(boards) == {"arena", "mmlu"}  # the others have no rows
    assert boards["arena"]["per_unit"] == pytest.approx(1.0, abs=0.05)
    assert boards["mmlu"]["models"] == 30
    assert "mmlu: 30 models, leave-one-out error" in capsys.readouterr().out
