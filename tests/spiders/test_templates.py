"""`flopscout sources new`, and the guide's example: records that work as they are written."""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest

from crawler.cli.app import run as command
from spiders.registry import load_sources, read_sources, spider_class
from spiders.source_record import Source
from spiders.templates import KINDS, TemplateError, record_template, write_template
from spiders.visits import VisitMemory
from tests.spiders.golden import check_failures, check_golden
from tests.spiders.jobs import Answer, RecordingJob

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "contributor.md"


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_a_valid_record(tmp_path: Path, kind: str) -> None:
    record, fixture, test = write_template("feeds/new_outlet", kind, tmp_path)
    source = read_sources(record)["feeds/new_outlet"]
    assert spider_class(source).name == source.spider == KINDS[kind].spider
    assert fixture.read_bytes() == b""
    compile(test.read_text(encoding="utf-8"), str(test), "exec")


def test_templates_refuse_bad_names_and_kinds_and_keep_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="kind"):
        record_template("feeds/x", "rumour")
    with pytest.raises(TemplateError, match="name"):
        record_template("Feeds X", "feed")
    write_template("mine", "csv", tmp_path)
    with pytest.raises(TemplateError, match="exists already"):
        write_template("mine", "csv", tmp_path)


def test_the_command_writes_into_the_data_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["sources", "new", "mine", "--kind", "json"]) == 0
    assert [Path(line).name for line in capsys.readouterr().out.split()] == ["mine.toml", "page.json", "test_mine.py"]
    assert command(["sources", "list"]) == 0
    assert "mine " in capsys.readouterr().out
    assert command(["sources", "new", "mine", "--kind", "json"]) == 2
    assert command(["sources", "new", "other", "--kind", "rumour"]) == 2
    assert command(["sources", "check", "nobody"]) == 2


def test_the_guides_example_works() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    section = guide.split("## A new source in a few lines", 1)[1].split("\n## ", 1)[0]
    record, page, golden = re.findall(r"```\w*\n(.*?)```", section, re.DOTALL)[:3]
    source = Source.model_validate(tomllib.loads(record)["source"][0])
    assert source.name not in load_sources()
    answers = {source.urls[0]: Answer(page.encode())}
    expected = tomllib.loads(golden)
    done = check_golden(source, answers, expected)
    assert set(done.rows) == set(expected)
    check_failures(source, answers)


def test_the_skeleton_of_a_search_passes_with_a_page_and_its_golden_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, page, test = write_template("my_engine", "search", tmp_path)
    title = "A language model with 70 billion parameters"
    hits = [{"url": "https://news.example/1", "title": title, "description": "", "date": "2026-11-03"}]
    page.write_text(json.dumps({"results": hits}), encoding="utf-8")
    monkeypatch.setattr("tests.spiders.golden.FIXTURES", tmp_path / "fixtures")
    skeleton = runpy.run_path(str(test))
    source = read_sources(record)["my_engine"]
    monkeypatch.setenv("EXAMPLE_KEY", "secret")
    assert source.keys == ("EXAMPLE_KEY",)
    skeleton["GOLDEN"].add("https://news.example/1")
    skeleton["test_golden_hits"]()
    test_failures = skeleton["test_failures_are_named_and_move_no_watermark"]
    (cases,) = (mark.args[1] for mark in test_failures.pytestmark)
    for answer, failure in cases:
        VisitMemory(RecordingJob(source).settings.home, "my_engine").path.unlink(missing_ok=True)
        test_failures(answer, failure)
