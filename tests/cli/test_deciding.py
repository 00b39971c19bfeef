"""Reviewing from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.cli.app import run
from crawler.config import Settings
from crawler.store.database import open_store
from tests.store.world import Said, World, row

ORION, GALERIA, TEMPESTIA = "zephyr-labs/orion-14b", "zephyr-labs/galeria-14b", "storm-house/tempestia-30b"


class Terminal:
    """Runs commands as a person would, and keeps what they print."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture

    def __call__(self, *arguments: str, status: int = 0) -> tuple[str, str]:
        """Standard output and standard error of a ``queue`` command, whose exit status is checked."""
        self.capture.readouterr()
        assert run(["queue", *arguments]) == status
        said = self.capture.readouterr()
        return said.out, said.err

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json")[0])

    def refused(self, *arguments: str, status: int = 1) -> str:
        """The one line that explains why a command did nothing."""
        out, talk = self(*arguments, status=status)
        assert out == ""
        (line,) = talk.strip().splitlines()
        assert line.startswith("flopscout: ")
        return line


@pytest.fixture
def queue(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(settings.home))
    monkeypatch.setenv("FLOPSCOUT_REVIEWER", "ana")
    with open_store(settings.database) as store:
        World(store, settings).take(
            row("Orion 14B", "Zephyr Labs", parameters=14e9),
            row("Galeria 14B", "Zephyr Labs", parameters=14e9, tokens=9e12),
            row("Tempestia 30B", "Storm House", parameters=30e9),
            Said("Orion-14B-Instruct"),
        )
    return Terminal(capsys)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["accept"], "confirmed"),
        (["keep"], "unconfirmed"),
        (["below", "--reason", "too small"], "below"),
        (["exclude", "--reason", "product"], "excluded"),
    ],
)
def test_each_status_is_set_signed_and_undone(queue: Terminal, arguments: list[str], status: str) -> None:
    before = queue.json("show", TEMPESTIA)
    _, talk = queue(arguments[0], TEMPESTIA, *arguments[1:])
    assert f"{TEMPESTIA}: {arguments[0]} by ana on" in talk
    assert "`flopscout queue undo 1` takes it back" in talk
    after = queue.json("show", TEMPESTIA)
    assert (after["status"], after["reason"], after["last_decision"]) == (status, "decision", 1)
    queue("undo")
    again = queue.json("show", TEMPESTIA)
    assert {key: again[key] for key in before if key not in {"decisions", "last_decision"}} == {
        key: before[key] for key in before if key not in {"decisions", "last_decision"}
    }


def test_a_merge_shows_why_and_is_taken_back(queue: Terminal) -> None:
    _, talk = queue("merge", "Galeria 14B", "Orion 14B", "--reason", "one announcement")
    assert f"{GALERIA} merged into {ORION} by ana on" in talk
    shown = queue.json("show", ORION)
    assert shown["merged"] == [GALERIA]
    assert shown["tokens"] == 9e12
    reasons = {mention["raw_name"]: mention["why"] for mention in shown["mentions"]}
    assert reasons["Orion 14B"] == "same name"
    assert reasons["Orion-14B-Instruct"] == "same name with other packaging (instruct)"
    assert reasons["Galeria 14B"].startswith(f"same name; {GALERIA} merged into {ORION} by ana on")
    out, _ = queue("show", ORION)
    assert f"merged into it: {GALERIA}" in out
    assert "why these are one model:" in out
    out, _ = queue("show", GALERIA)
    assert f"status: merged (decision). Merged into Orion 14B [{ORION}] by ana on" in out
    queue("unmerge", GALERIA)
    assert queue.json("show", ORION)["merged"] == []


def test_not_the_same_and_forbidden_links(queue: Terminal) -> None:
    queue("apart", ORION, GALERIA)
    assert "not the same by ana" in queue.refused("merge", GALERIA, ORION)
    _, talk = queue("unlink", ORION, "--name", "Orion-14B-Instruct", "--source", "feeds/example")
    assert "'Orion-14B-Instruct' in feeds/example is not" in talk
    separate = queue.json("show", "unknown/orion-14b@feeds-example")
    assert separate["mentions"][0]["why"].startswith(f"its own model: not {ORION}, said ana on")


def test_snoozed_and_kept_models_leave_the_list(queue: Terminal) -> None:
    queue("snooze", TEMPESTIA, "2999-01-01")
    queue("keep", ORION)
    waiting = {entry["id"] for entry in queue.json("list")}
    assert waiting.isdisjoint({TEMPESTIA, ORION})
    assert {entry["id"] for entry in queue.json("list", "--all")} >= {TEMPESTIA, ORION}
    assert "rests until 2999-01-01" in queue("show", TEMPESTIA)[0]
    queue("undo")
    assert ORION in {entry["id"] for entry in queue.json("list")}


def test_edits_and_comments(queue: Terminal) -> None:
    queue("edit", TEMPESTIA, "tokens=14.8T")
    shown = queue.json("show", TEMPESTIA)
    assert shown["tokens"] == 14.8e12
    assert shown["chosen"]["tokens"]["by_person"] is True
    queue("comment", TEMPESTIA, "from the technical report, table 2")
    assert "comment by ana on" in queue("show", TEMPESTIA)[0]
    assert "write FIELD=VALUE" in queue.refused("edit", TEMPESTIA, "tokens", status=2)
    assert "the fields are parameters" in queue.refused("edit", TEMPESTIA, "colour=blue")


def test_the_log_tells_everything_and_undo_goes_through_it(queue: Terminal) -> None:
    queue("below", TEMPESTIA)
    queue("accept", ORION, "--who", "ben")
    queue("undo", "2")
    log = queue.json("log")
    assert [(entry["decision"], entry["action"], entry["who"], entry["undone_by"]) for entry in log] == [
        (1, "below", "ana", None), (2, "accept", "ben", 3), (3, "undo", "ana", None),
    ]  # fmt: skip
    assert [entry["decision"] for entry in queue.json("log", ORION)] == [2, 3]
    out, talk = queue("log", "--limit", "2")
    assert "undone by 3" in out
    assert "2 of 3 shown" in talk
    assert "was already undone by ana" in queue.refused("undo", "2")
    assert "there is no decision 9" in queue.refused("undo", "9")


def test_mistakes_name_the_next_step(queue: Terminal) -> None:
    assert f"did you mean {TEMPESTIA}?" in queue.refused("accept", "storm-house/tempest-30b")
    assert "`flopscout queue list` shows the ids" in queue.refused("show", "????")
    assert "--reason" in queue.refused("exclude", TEMPESTIA, status=2)
    assert "nothing was decided yet" in queue.refused("undo")
    assert "no mention 'Nimbus'" in queue.refused("unlink", ORION, "--name", "Nimbus")
    assert "neither a day" in queue.refused("snooze", ORION, "soon")


def test_an_empty_log_says_so(queue: Terminal) -> None:
    assert "nothing was decided yet" in queue("log")[1]
    assert queue.json("log") == []


def test_a_model_of_which_all_mentions_were_forbidden_is_explained(queue: Terminal) -> None:
    queue("unlink", TEMPESTIA, "--name", "Tempestia 30B")
    out, _ = queue("show", TEMPESTIA)
    assert "nobody mentions it at the moment" in out
