"""Fitting utilisation: columns of both releases, and hardware utilisation brought to the model's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.estimation import fit_utilization

RECENT = """Model,Hardware utilization (MFU),Hardware utilization (HFU)
a,0.40,0.50
b,,0.60
c,0.30,
d,,
"""
EARLIER = """\ufeffSystem,Hardware utilization
c,0.90
e,0.50
"""


def test_fit_reads_both_releases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recent, earlier, output = tmp_path / "recent.csv", tmp_path / "earlier.csv", tmp_path / "out.json"
    recent.write_text(RECENT, encoding="utf-8")
    earlier.write_text(EARLIER, encoding="utf-8")
    assert fit_utilization.main([str(recent), str(earlier), "--output", str(output)]) == 0
    fitted = json.loads(output.read_text(encoding="utf-8"))
    assert json.loads(capsys.readouterr().out) == fitted
    # a 0.40, c 0.30 (the earlier file's 0.90 does not replace it), e 0.50, and b 0.60 x 0.40 / 0.50.
    assert fitted["models"] == 4
    assert fitted["mfu_per_hfu"] == pytest.approx(0.8)
    assert fitted["median"] == pytest.approx((0.40 + 0.48) / 2)
