"""`flopscout sources new`, and the guide's example: records that work as they are written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from crawler.cli.app import run as command
from spiders.registry import load_sources, read_sources, spider_class
from spiders.source_record import Source
from spiders.templates import KINDS, TemplateError, record_template, write_template
from tests.spiders.golden import check_failures, check_golden
from tests.spiders.jobs import Answer

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
