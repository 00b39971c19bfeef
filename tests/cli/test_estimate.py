"""`estimate`: settings reach it, odd lines are answered, scores and notes are taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import main


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["estimate", *arguments])
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_thresholds_are_a_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOPSCOUT_TRIAGE__THRESHOLDS_FLOP", "[5e22, 3e24]")
    status, out, _ = run(["--parameters", "7B", "--tokens", "2T", "--json"], capsys)
    found = json.loads(out)
    assert status == 0
    assert [key for key in found if key.startswith("p_above")] == [
        "p_above_5e22", "p_above_1e23", "p_above_3e24", "p_above_1e25", "p_above_1e26",
    ]  # fmt: skip
    _, out, _ = run(["--parameters", "7B", "--tokens", "2T"], capsys)
    assert "| = 5e22 3e24" in out


def test_lines_are_answered_in_order_with_their_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        json.dumps({"id": "a", "facts": {"parameters": 7e9, "tokens": 2e12, "mood": 1}}),
        "nonsense",
        json.dumps({"id": "b", "facts": {"parameters": float("nan"), "hardware": "Frobnicator"}}),
        json.dumps(["no object"]),
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, out, err = run([str(file)], capsys)
    first, second, third, fourth = map(json.loads, out.splitlines())
    assert status == 1
    assert (first["id"], first["compute_flop"]) == ("a", 8.4e22)
    assert "error" in second
    assert third["id"] == "b"
    assert [w.split(":")[0] for w in third["warnings"][:2]] == ["parameters", "hardware"]
    assert "error" in fourth
    assert "facts.mood" in err


def test_added_compute_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(["--parameters", "7B", "--tokens", "100B", "--base-flop", "8.4e22"], capsys)
    assert "4.20e+21 FLOP of it added to the base model" in out


def test_scores_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(["--score", "arena=1440", "--published", "2025-03"], capsys)
    assert (status, "prior+scores" in out) == (0, True)
    _, out, _ = run(["--parameters", "1B", "--note", "2B images at 256 tokens per image"], capsys)
    assert "2e9 images x 256 tokens = 512e9 tokens" in out


def test_a_score_without_a_board_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(["--score", "0.9"], capsys)
    assert status == 2
    assert "BOARD=X" in err
