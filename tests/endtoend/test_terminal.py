"""What a person at a terminal sees while a run goes on."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
from pathlib import Path

from crawler.demo.process import start_demo_server
from tests.endtoend.running import command, environment

CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(words: list[str], env: dict[str, str]) -> tuple[str, int]:
    """Run a command on a terminal of its own; returns what it drew, without colours and cursor movements."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, env={**env, "TERM": "xterm", "COLUMNS": "120", "LINES": "40"}, stdin=theirs,
                          stdout=theirs, stderr=theirs) as process:  # fmt: skip
        os.close(theirs)
        drawn = b""
        while select.select([ours], [], [], 180)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            drawn += part
    os.close(ours)
    return CONTROL.sub(b"", drawn).decode(errors="replace"), process.returncode


def test_progress_is_drawn_and_the_summary_follows(tmp_path: Path) -> None:
    with start_demo_server() as server:
        drawn, status = on_a_terminal(
            command("crawl", "--source", "huggingface", "--source", "helm"), environment(tmp_path, server.hosts)
        )
    assert status == 0, drawn
    assert "Traceback" not in drawn
    assert "/2 sources" in drawn
    assert re.search(r"huggingface +running +\d+", drawn)
    assert "next: `flopscout queue list`" in drawn
