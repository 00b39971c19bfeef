"""The author of a language file is told everything it lacks, also before it can be loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import keywords
from keywords import pack as packs
from keywords.__main__ import main
from keywords.advice import NEARLY_ALL, advise, report

SKETCH = "name = 'Sketch'\nnative_name = 'Sketch'\nscripts = ['Latin']\n[search]\nkeywords = ['a', 'b', 'c']\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all shipped files, to which a language can be added."""
    for path in packs.DIRECTORY.glob("*.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(packs, "DIRECTORY", tmp_path)
    return tmp_path


def test_a_new_language_is_told_what_it_lacks(folder: Path) -> None:
    (folder / "xx.toml").write_text(SKETCH, encoding="utf-8")
    advice = advise("xx")
    assert not advice.usable
    assert {"units.words", "cues.release", "cues.base|base_after", "numbers.scales"} <= set(advice.lacking)
    assert any(problem.startswith("dates") for problem in advice.problems)
    named = {gap.name for gap in advice.gaps}
    assert {"cues.negation", "cues.elapsed", "cues.plan", "numbers.ranges", "units.money"} <= named
    assert named.isdisjoint(advice.lacking)


def test_a_gap_says_how_common_it_is_and_gives_examples(folder: Path) -> None:
    (folder / "xx.toml").write_text(SKETCH, encoding="utf-8")
    gap = next(gap for gap in advise("xx").gaps if gap.name == "cues.negation")
    assert (gap.words, gap.others) == (0, len(keywords.LANGUAGES))
    assert gap.filled_in >= NEARLY_ALL * gap.others
    assert gap.says == packs.CUES["negation"]
    assert gap.example == keywords.load("en").cues["negation"][: len(gap.example)] != ()


def test_a_copy_of_another_language_has_no_gap_that_this_one_has_not(folder: Path) -> None:
    shutil.copy(folder / "de.toml", folder / "xx.toml")
    assert advise("xx").usable
    assert {gap.name for gap in advise("xx").gaps} <= {gap.name for gap in advise("de").gaps}


def test_thin_kinds_are_told_from_empty_ones(folder: Path) -> None:
    text = (folder / "de.toml").read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("negation = "))
    (folder / "xx.toml").write_text(text.replace(before, "negation = ['kein']"), encoding="utf-8")
    lines = report(advise("xx"))
    assert "cues.negation: only 1 where " in lines
    assert "not usable" not in lines


def test_no_shipped_language_lacks_what_all_need() -> None:
    assert [code for code in keywords.LANGUAGES if not advise(code).usable] == []


def test_the_command_prints_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "xx.toml").write_text(SKETCH, encoding="utf-8")
    assert main(["xx"]) == 1
    out = capsys.readouterr().out
    assert "xx.toml: not usable yet" in out
    assert "needed: units.words" in out
    assert f"needed: cues.release - {packs.CUES['release']}" in out
    assert "fault: dates" in out
    assert main(["de"]) == 0
    assert main([]) == 1


def test_the_command_names_a_file_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["yy"]) == 2
    assert "yy.toml" in capsys.readouterr().err
