"""``lag`` and ``openness`` as a person or a program calls them."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.analysis import supplements
from crawler.cli.app import run
from tests.analysis.made_up import HEADER, as_csv, two_lines

PROMISED = {
    "n_open", "n_closed", "lag_months", "lag_low", "lag_high", "open_growth", "open_growth_low", "open_growth_high",
    "closed_growth", "closed_growth_low", "closed_growth_high", "common_growth", "common_lag_months", "bic",
    "direct_lags", "selected", "benchmark_lags",
}  # fmt: skip

SCORES = """name,date,access,Exam
Closed one,2022-01-01,Closed,0.60
Open one,2023-01-01,Open,0.60
"""


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture

    def __call__(self, *arguments: object, status: int = 0) -> tuple[str, str]:
        self.capture.readouterr()
        assert run([str(argument) for argument in arguments]) == status
        said = self.capture.readouterr()
        return said.out, said.err

    def json(self, *arguments: object) -> Any:
        return json.loads(self(*arguments, "--json")[0])


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "models.csv"
    path.write_text(as_csv(two_lines(4.0, 4.0, 12.0)))
    return path


@pytest.fixture
def benchmarks(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_text(SCORES)
    return path


def test_json_has_every_promised_key_with_known_values(terminal: Terminal, dataset: Path, benchmarks: Path) -> None:
    found = terminal.json("lag", dataset, "--benchmarks", benchmarks)
    assert set(found) >= PROMISED
    assert set(found["bic"]) == {"separate", "common", "single"}
    assert (found["n_open"], found["n_closed"], len(found["selected"])) == (30, 30, 60)
    assert found["lag_months"] == pytest.approx(12.0, abs=1e-3)
    assert found["lag_low"] == pytest.approx(12.0, abs=1e-3)
    assert found["common_growth"] == pytest.approx(4.0, abs=1e-3)
    assert set(found["direct_lags"][0]) == {"closed", "open", "months"}
    assert found["benchmark_lags"] == [
        {"benchmark": "Exam", "closed": "Closed one", "open": "Open one", "months": 12.0}
    ]
    assert found["combined"]["mean_months"] == pytest.approx(12.0, abs=1e-3)


def test_a_person_gets_sentences_and_tables(terminal: Terminal, dataset: Path, benchmarks: Path) -> None:
    out, err = terminal(
        "lag", dataset, "--benchmarks", benchmarks, "--exclude", "^OPEN-29$", "--add", "X, y,2024-01-01,1e30,open"
    )
    assert "months behind the largest closed ones" in out or "ahead of" in out
    for words in (
        "common slope",
        "First open model with more compute",
        "Hypothetical",
        "X, y",
        "Growth: factor a year",
    ):
        assert words in out
    assert "those matching '^OPEN-29$'" in out
    assert err == ""


def test_the_same_seed_prints_the_same(terminal: Terminal, dataset: Path) -> None:
    assert terminal("lag", dataset, "--json", "--seed", 3) == terminal("lag", dataset, "--json", "--seed", 3)


def test_further_benchmark_files_follow_the_first(
    terminal: Terminal, dataset: Path, benchmarks: Path, tmp_path: Path
) -> None:
    other = tmp_path / "more.csv"
    other.write_text(SCORES.replace("Exam", "Quiz"))
    for files in (["--benchmarks", benchmarks, other], ["--benchmarks", benchmarks, "--benchmarks", other]):
        found = terminal.json("lag", dataset, *files)
        assert [lag["benchmark"] for lag in found["benchmark_lags"]] == ["Exam", "Quiz"]
    only = terminal.json("lag", dataset, "--benchmarks", benchmarks, other, "--on", "Quiz")
    assert [lag["benchmark"] for lag in only["benchmark_lags"]] == ["Quiz"]


def test_standard_input_is_a_dataset(terminal: Terminal, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(dataset.read_bytes())))
    assert terminal.json("lag", "-")["n_open"] == 30


def test_derived_models_and_those_named_in_a_file_stay_out(terminal: Terminal, dataset: Path, tmp_path: Path) -> None:
    lines = dataset.read_text().splitlines()
    lines = [lines[0] + ",Base model", *lines[1:], "Tuned,2021-01-01,1e30,Open weights (unrestricted),Llama",
             "Odd,2021-01-01,1e30,API access,"]  # fmt: skip
    dataset.write_text("\n".join(lines))
    names = tmp_path / "names.csv"
    names.write_text("# because\nModel\nOdd\n")
    found = terminal.json("lag", dataset, "--leave-out", names)
    assert found["left_out"] == {"made from another model": 1, "left out by name": 1}
    assert found["lag_months"] == pytest.approx(12.0, abs=1e-3)
    assert "Odd" in terminal.json("lag", dataset)["selected"]


def test_assumed_figures_fill_empty_cells_only_and_only_when_asked(
    terminal: Terminal, dataset: Path, tmp_path: Path
) -> None:
    dataset.write_text(dataset.read_text() + "Silent,2024-06-01,,API access\n")
    assumed = tmp_path / "assumed.csv"
    assumed.write_text("Model,Training compute (FLOP)\nSilent,1e27\nclosed-3,9e29\nNobody,1e27\n")
    plain = terminal.json("lag", dataset)
    assert (plain["compute_assumed"], plain["left_out"]) == ([], {"no compute": 1})
    out, err = terminal("lag", dataset, "--speculative", assumed, "--json")
    found = json.loads(out)
    assert found["compute_assumed"] == ["Silent"]
    assert "Silent" in found["selected"]
    assert found["lag_months"] != plain["lag_months"]
    assert "compute assumed for Silent" in err
    assert "not in" in err
    assert "Nobody" in err
    assert terminal.json("lag", dataset, "--speculative", "none") == plain


def test_a_file_of_assumed_figures_finds_exactly_its_own_edition(
    terminal: Terminal, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset.write_text(dataset.read_text() + "Silent,2024-06-01,,API access\n")
    digest = hashlib.sha256(dataset.read_bytes()).hexdigest()
    (tmp_path / "speculative_x.csv").write_text(f"# sha256 {digest}\nModel,flop\nSilent,1e27\n")
    monkeypatch.setattr(supplements, "FOLDER", tmp_path)
    assert terminal.json("lag", dataset)["compute_assumed"] == ["Silent"]
    assert terminal.json("lag", dataset, "--speculative", "none")["compute_assumed"] == []
    dataset.write_text(dataset.read_text() + "\n")
    assert terminal.json("lag", dataset)["compute_assumed"] == []


def test_what_cannot_be_read_is_said(terminal: Terminal, dataset: Path) -> None:
    dataset.write_text(dataset.read_text() + "Odd,2021-01-01,1e24,For friends\nBroken,soon,1e24,Open\n")
    _, err = terminal("lag", dataset)
    assert "not read, access: 'For friends' (Odd, line 62)" in err
    assert "not read, date: 'soon'" in err
    assert "access unknown" in err


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["--since", "2018-13-01"], 2, "write it as YYYY-MM-DD"),
        (["--exclude", "("], 2, "no regular expression"),
        (["--reselect"], 2, "give --exclude REGEX too"),
        (["--add", "X,2024-01-01,lots,open"], 2, "name,date,flop,open|closed"),
        (["--add", "X,2024-01-01,1e25,maybe"], 2, "name,date,flop,open|closed"),
        (["--add", "X,2024-99-01,1e25,open"], 2, "write it as YYYY-MM-DD"),
        (["other.csv"], 2, "--benchmarks other.csv"),
        (["--on", "MMLU"], 2, "--benchmarks FILE"),
        (["--benchmarks", "missing.csv"], 2, "cannot read missing.csv"),
        (["--speculative", "missing.csv"], 2, "cannot read missing.csv"),
        (["--since", "2030-01-01"], 1, "try a larger --top"),
        (["--exclude", "open"], 1, "0 open and 30 closed"),
        (["--top", "0"], 2, "--top"),
    ],
)
def test_mistakes_end_with_one_line_that_names_the_next_step(
    terminal: Terminal, dataset: Path, arguments: list[str], status: int, complaint: str
) -> None:
    out, err = terminal("lag", dataset, *arguments, status=status)
    assert out == ""
    assert complaint in err.strip().splitlines()[-1]


def test_a_file_without_a_column_or_rows_says_so(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(HEADER.replace(",Training compute (FLOP)", "") + "\n")
    assert "no column for the training compute" in terminal("lag", path, status=2)[1]
    path.write_text(HEADER + "\n")
    assert "0 open and 0 closed models" in terminal("lag", path, status=1)[1]


def test_openness_prints_and_writes_its_tables(
    terminal: Terminal, dataset: Path, benchmarks: Path, tmp_path: Path
) -> None:
    found = terminal.json("openness", dataset, "--benchmarks", benchmarks, "--score", "Exam")
    by_year = found["tables"]["accessibility_by_year"]["rows"]
    assert sum(row["models"] for row in by_year) == 60
    assert any("Training code" in what for what in found["unavailable"])
    out, _ = terminal("openness", dataset)
    assert "Models by accessibility" in out
    assert "Not in the data. Academia and industry" in out
    folder = tmp_path / "out"
    out, err = terminal("openness", dataset, "--benchmarks", benchmarks, "--score", "Exam", "-o", folder)
    assert out == ""
    assert "tables written to" in err
    assert json.loads((folder / "openness.json").read_text())["tables"].keys() == found["tables"].keys()
    header = (folder / "accessibility_by_year.csv").read_text().splitlines()[0]
    assert header.startswith("year,models,known,Open weights (unrestricted)")


def test_openness_names_what_is_wrong(terminal: Terminal, dataset: Path, benchmarks: Path, tmp_path: Path) -> None:
    assert "choose another with --score" in terminal("openness", dataset, "--benchmarks", benchmarks, status=2)[1]
    taken = tmp_path / "file"
    taken.write_text("")
    assert "choose another with -o" in terminal("openness", dataset, "-o", taken, status=1)[1]
