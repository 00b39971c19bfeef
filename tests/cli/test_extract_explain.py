"""`extract --explain` as a person sees it, and as a program in a pipe does."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from crawler.cli.explaining import human, show
from pipelines.extraction import explain
from tests.endtoend.running import at_hand, command, environment

TEXT = (
    "Kestrel-30B has 30 billion parameters, beats Veldora-9 with 175 billion parameters, and was trained by Acme "
    "on 5 trillion tokens for 12 million dollars."
)
PERSIAN = "مدل جدید Kestrel-30B دارای ۳۰ میلیارد پارامتر است و ۳ میلیون دلار هزینه داشت."


def _shown(text: str, *, width: int = 80, colour: bool = False, language: str | None = "en") -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None, highlight=False
    )
    show(console, "a", text, explain(text, language=language))
    return out.getvalue()


def _flat(shown: str) -> str:
    return " ".join(shown.split())


def test_the_text_is_marked_and_every_note_is_explained() -> None:
    shown = _flat(_shown(TEXT, width=200))
    assert "[30 billion parameters](1)" in shown
    assert "<175 billion parameters>(3)" in shown
    assert "[5 trillion tokens](4)" in shown
    assert "<12 million dollars>(5)" in shown
    for note in range(1, 6):
        assert shown.count(f"({note})") == 2
    assert '(4) tokens 5 T "5 trillion tokens"' in shown
    assert "money: an amount of money" in shown
    assert "belongs to Veldora-9, a model that the text only compares with" in shown


def test_colours_mark_what_was_taken_and_what_not() -> None:
    shown = _shown(TEXT, width=200, colour=True)
    assert "\x1b[1;32m30 billion parameters\x1b[0m" in shown
    assert "\x1b[31m12 million dollars\x1b[0m" in shown
    assert "[30 billion" not in shown


def test_without_its_marks_the_text_is_the_text() -> None:
    shown = _shown(TEXT, width=1000)
    marked = next(line for line in shown.splitlines() if "Kestrel" in line)
    plain = re.sub(r"\[(?:name |org |chip |date )?|\]|<(?:name |org )?|>|\(\d+\)", "", marked)
    assert plain.strip() == TEXT


def test_wide_text_wraps() -> None:
    assert max(len(line) for line in _shown(TEXT * 3, width=60).splitlines()) <= 60


def test_text_from_right_to_left_keeps_its_marks_apart() -> None:
    shown = _shown(PERSIAN, width=200, language="fa")
    assert "\u2068[۳۰ میلیارد پارامتر]\u2069(1)" in shown
    assert shown.count("\u2068") == shown.count("\u2069")


def test_nothing_in_a_text_can_steer_the_terminal() -> None:
    shown = _shown("Kestrel-30B \x1b[2J\x07has 30 billion\u202e parameters.")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", shown)


def test_a_text_without_a_model_says_so() -> None:
    assert "no model is announced in this text" in _shown("The city has 3 million inhabitants.")


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("parameters", 671e9, "671 B"),
        ("tokens", 14.8e12, "14.8 T"),
        ("parameters", 117e6, "117 M"),
        ("hardware_quantity", 2048.0, "2,048"),
        ("gpu_hours", 2.788e6, "2.788 M"),
        ("training_days", 57.0, "57 days"),
        ("training_compute_flop", 3.8e25, "3.8e+25 FLOP"),
        ("hardware", "NVIDIA H100", "NVIDIA H100"),
        ("tokens", None, ""),
    ],
)
def test_values_as_people_write_them(field: str, value: object, written: str) -> None:
    assert human(field, value) == written


def test_a_pipe_gets_the_lines_and_the_view_goes_to_standard_error(tmp_path: Path) -> None:
    lines = [json.dumps({"id": ident, "text": TEXT}) for ident in ("first", "second")]
    plain = at_hand("extract", env=environment(tmp_path), cwd=tmp_path, stdin="\n".join(lines))
    done = at_hand("extract", "--explain", "-", env=environment(tmp_path), cwd=tmp_path, stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert done.stdout == plain.stdout
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["first", "second"]
    assert re.findall(r"^(first|second) \(en\) [─-]+", done.stderr, re.MULTILINE) == ["first", "second"]
    assert "[30 billion parameters]" in _flat(done.stderr)
    assert "\x1b" not in done.stderr


def _in_terminal(arguments: list[str], folder: Path) -> str:
    """What a person sees whose standard output and error are one terminal."""
    main, side = pty.openpty()
    env = environment(folder, TERM="xterm-256color", COLUMNS="100")
    env.pop("NO_COLOR", None)
    with subprocess.Popen(command(*arguments), env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=side, stderr=side):
        os.close(side)
        seen = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            seen += piece
    os.close(main)
    return seen.decode("utf-8")


@pytest.mark.parametrize(("more", "lines"), [([], 0), (["--json"], 1)])
def test_a_terminal_shows_the_view_and_the_lines_only_if_asked(tmp_path: Path, more: list[str], lines: int) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}) + "\n", encoding="utf-8")
    seen = _in_terminal(["extract", "--explain", *more, "in.jsonl"], tmp_path)
    assert "\x1b[" in seen
    assert "left out" in seen
    assert seen.count('"evidence"') == lines


def test_unusable_lines_are_told_where_no_data_is_printed(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a"}\n' + json.dumps({"id": "b", "text": TEXT}), encoding="utf-8")
    seen = _in_terminal(["extract", "--explain", "in.jsonl"], tmp_path)
    assert "a: there is no text in 'text'" in seen


def test_a_plain_text_is_answered_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "my article.txt").write_text("Kestrel-30B is here.\nIt is large.\n", encoding="utf-8")
    done = at_hand("extract", "--explain", "my article.txt", env=environment(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    (told,) = done.stderr.strip().splitlines()
    assert "not JSON Lines" in told
    step = told[told.index("python3 -c") : told.index(" | flopscout")]
    made = subprocess.run(["/bin/sh", "-c", step], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(made.stdout) == {"text": "Kestrel-30B is here.\nIt is large.\n"}
