"""Estimates beside published figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.estimation import measure


def test_it_reports_by_method(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"facts": {"parameters": 7e9, "tokens": 2e12}, "gold": {"training_compute_flop": 8.4e22, "sufficient": True}},
        {"facts": {"parameters": 7e9, "tokens": 2e12}, "gold": {"training_compute_flop": 8.4e23, "sufficient": False}},
        {"facts": {"reported_flop": 1e24}, "gold": {"training_compute_flop": 1e24, "sufficient": True}},
        {"facts": {"reported_flop": 1e24}, "gold": {}},
    ]
    data = tmp_path / "published.jsonl"
    data.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    assert measure.main([str(data)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in printed] == ["all", "facts suffice", "operations", "reported"]
    assert "3 rows, within 2x 0.667, coverage 0.667" in printed[0]
    assert "2 rows, within 2x 1.000, coverage 1.000" in printed[1]
