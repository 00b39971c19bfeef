"""Every foreseeable failure is one clear line, with exit status 1 or 2."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from crawler.store.database import open_store
from tests.endtoend.running import at_hand, environment, in_new_process


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["crawl", "--sauce", "x"], "--sauce"),
        (["crawl", "--source", "hugingface"], "did you mean huggingface"),
        (["crawl", "--since", "last week"], "YYYY-MM-DD"),
        (["crawl", "--languages", "zz"], "unknown language 'zz'"),
        (["crawl", "--due", "--all"], "exclude each other"),
        (["export", "--status", "perhaps"], "--status"),
        (["conquer"], "conquer"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = at_hand(*arguments, env=environment(tmp_path / "data"), cwd=tmp_path)
    assert done.returncode == 2
    assert words in one_line(done.stderr)
    assert done.stdout == ""


def test_a_corrupt_configuration(tmp_path: Path) -> None:
    (tmp_path / "flopscout.toml").write_text("[network\n")
    done = at_hand("status", env=environment(tmp_path / "data"), cwd=tmp_path)
    assert done.returncode == 2
    assert "flopscout.toml is not valid TOML" in one_line(done.stderr)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    done = at_hand("crawl", "--source", "helm", env=environment(Path("/proc/nowhere")), cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot write to the data folder" in one_line(done.stderr)


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    home = tmp_path / "data"
    open_store(home / "flopscout.db").close()
    connection = sqlite3.connect(home / "flopscout.db")
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('flopscout', 'm9', '')"
    )
    connection.commit()
    connection.close()
    done = at_hand("status", env=environment(home), cwd=tmp_path)
    assert done.returncode == 1
    assert "newer flopscout" in one_line(done.stderr)


def test_commands_that_need_data_say_how_to_get_it(tmp_path: Path) -> None:
    for arguments in (["status"], ["queue", "list"], ["export"]):
        done = at_hand(*arguments, env=environment(tmp_path / "data"), cwd=tmp_path)
        assert done.returncode == 1
        assert "flopscout crawl" in one_line(done.stderr)


def test_resuming_what_does_not_exist(tmp_path: Path) -> None:
    done = at_hand("crawl", "--resume", "2020-01-01-1", env=environment(tmp_path / "data"), cwd=tmp_path)
    assert done.returncode == 1
    assert "there is no run 2020-01-01-1" in one_line(done.stderr)


def test_unusable_lines_are_answered_in_order_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Atlas 7B has 7 billion parameters.", "surprise": 1}',
        "not json",
        '{"id": "c"}',
        "[1]",
    ]
    done = at_hand("extract", "-", env=environment(tmp_path), cwd=tmp_path, stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "c", None]
    assert "models" in answers[0]
    assert all("error" in answer for answer in answers[1:])
    assert done.returncode == 1
    assert "surprise" in done.stderr


def test_help_is_quick_and_names_every_command(tmp_path: Path) -> None:
    done = in_new_process("--help", env=environment(tmp_path), cwd=tmp_path)
    assert done.returncode == 0
    for name in ("demo", "crawl", "status", "queue", "export", "import", "extract", "estimate", "match", "classify"):
        assert name in done.stdout
