"""The overview names every command, needs none of them, and says each in one whole line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cli.app import COMMANDS, load_command
from tests.endtoend.running import at_hand, environment

HEAVY = {"scrapy", "twisted", "httpx", "numpy", "pyarrow", "sqlite_utils"}


def test_every_command_has_a_whole_line(tmp_path: Path) -> None:
    shown = at_hand("--help", env=environment(tmp_path, COLUMNS="80")).stdout
    for name, (_, line) in COMMANDS.items():
        assert f"  {name.ljust(max(map(len, COMMANDS)))}  {line}\n" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_overview_says(name: str, tmp_path: Path) -> None:
    assert load_command(name).help
    shown = at_hand(name, "--help", env=environment(tmp_path))
    assert shown.returncode == 0
    assert f"flopscout {name}" in shown.stdout
    assert "completion" not in shown.stdout


@pytest.mark.parametrize("words", ['["--help"]', '["conquer"]'])
def test_the_overview_loads_nothing_that_takes_long(words: str) -> None:
    script = (
        f"import sys; from crawler.cli.app import run; run({words}); print('loaded', *{HEAVY} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=180, check=True)
    assert done.stdout.splitlines()[-1] == "loaded"
