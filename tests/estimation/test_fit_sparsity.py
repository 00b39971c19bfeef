"""The fit of mixtures of experts finds what it was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.estimation.fit_sparsity import main, read


def rows(tmp_path: Path) -> Path:
    """Small dense models, large mixtures that use a tenth of themselves, and one row that comes twice."""
    lines = [
        {"id": f"d{n}", "published": "2023-05-01", "facts": {"parameters": 1e9 * (n + 1), "active_parameters": None}}
        for n in range(20)
    ]
    lines += [
        {
            "id": f"m{n}",
            "published": "2025-05-01",
            "facts": {"parameters": 2e11 * (n + 1), "active_parameters": 2e10 * (n + 1)},
        }
        for n in range(10)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in [*lines, lines[-1]]) + "\n")
    return path


def test_share_and_direction_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "sparsity.json"
    assert main([str(rows(tmp_path)), "--output", str(output)]) == 0
    fitted = json.loads(output.read_text())
    assert json.loads(capsys.readouterr().out) == fitted
    assert fitted["log_share"] == -1.0
    assert (fitted["models"], fitted["mixtures"]) == (30, 10)
    assert fitted["per_order_of_magnitude"] > 0


def test_a_row_in_two_files_counts_once(tmp_path: Path) -> None:
    path = rows(tmp_path)
    assert len(read([path, path])) == 30
