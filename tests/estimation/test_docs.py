"""The worked examples of docs/estimation.md print what the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from crawler.cli import main
from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input

PAGE = Path(__file__).resolve().parents[2] / "docs" / "estimation.md"
EXAMPLES = re.findall(r"```console\n\$ flopscout ([^\n]+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=["dense", "mixture", "hardware"])
def test_an_example_prints_what_the_page_says(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(shlex.split(command))
    assert left.value.code in (0, None)
    assert capsys.readouterr().out == output


def test_the_line_of_json_is_read_whole() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0]
    facts, context, warnings, signals = parse_input(json.loads(text))
    assert (warnings, signals) == ((), ())
    found = estimate(facts, context)
    assert found.method == "base+added"
    assert found.disclosed is True
    assert found.compute_flop == pytest.approx(6 * 70e9 * 15.1e12 + 2e5 * 3600 * 989.4e12 * 0.3842, rel=0.03)


@pytest.mark.parametrize(
    ("product", "result"),
    [
        (6 * 70e9 * 15e12, "6.3e24"),
        (6 * 37e9 * 14.8e12, "3.29e24"),
        (2.788e6 * 3600 * 989e12 * 0.3842, "3.81e24"),
        (1024 * 40 * 24 * 3600 * 312e12 * 0.3842, "4.24e23"),
    ],
)
def test_the_arithmetic_of_the_page_is_right(product: float, result: str) -> None:
    assert f"= {result}" in PAGE.read_text(encoding="utf-8")
    assert product == pytest.approx(float(result), rel=0.005)
