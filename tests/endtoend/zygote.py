"""Runs the command line in forks of a process that has loaded everything.

A run can start its reactor once in a process, and loading takes longer than a small run. Requests and answers are JSON
lines: ``{"start": {...}}`` answers with the process id, ``{"wait": id}`` with how it ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGES = ("crawler", "spiders", "pipelines", "keywords")
NO_PART_OF_A_RUN = ("crawler.demo", "crawler.dataset", "crawler.review", "keywords.__main__", "spiders.templates")
ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """The process that is forked, as seen by who gives it orders."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._read() == "ready"

    def start(self, order: dict[str, Any]) -> int:
        """Begin to live an order; returns the process id."""
        return int(self._ask({"start": order}))

    def wait(self, child: int) -> int:
        """Exit status of a fork that was started; negative is the signal that ended it."""
        return int(self._ask({"wait": child}))

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def _ask(self, request: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the zygote has ended"
        return json.loads(line)


def load_everything() -> None:
    """Import all our modules, so that forks need not and every use of the clock is known."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.startswith(NO_PART_OF_A_RUN):
                importlib.import_module(module.name)
    import feedparser  # noqa: F401, PLC0415
    import scrapy.crawler  # noqa: F401, PLC0415
    from scrapy.settings import default_settings  # noqa: PLC0415
    from scrapy.utils.misc import load_object  # noqa: PLC0415

    for name, value in vars(default_settings).items():
        if name.endswith("_BASE") and isinstance(value, dict):
            for component in (*value, *value.values()):
                if isinstance(component, str) and component.startswith("scrapy."):
                    load_object(component)
    # What is loaded when it is first used: grammars of numbers, models of languages, the prior.
    from keywords import LANGUAGES  # noqa: PLC0415
    from pipelines.extraction import extract  # noqa: PLC0415
    from pipelines.reading import read_article  # noqa: PLC0415

    page = read_article(b"<html><body><p>Labs released Vam-7B with 7 billion parameters.</p></body></html>", "", "x:y")
    for code in LANGUAGES:
        extract(page.text or "Vam-7B has 7 billion parameters.", language=code)
    assert "twisted.internet.reactor" not in sys.modules, "a fork could not choose its reactor"


def answer(value: object) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def serve(live: Callable[[dict[str, Any]], int]) -> None:
    """Let every order live in a fork of its own, until standard input closes."""
    load_everything()
    # Forks share what the garbage collector leaves alone.
    gc.collect()
    gc.freeze()
    answer("ready")
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            answer(os.waitstatus_to_exitcode(status))
            continue
        child = os.fork()
        if child == 0:
            status = 70
            try:
                status = live(request["start"])
            except BaseException:
                import traceback  # noqa: PLC0415

                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        answer(child)


def live(order: dict[str, Any]) -> int:
    """One command, with its own environment, folder and streams; ends with SIGALRM if it takes too long."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for stream, path in ((1, order["output"]), (2, order["errors"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    signal.alarm(order["seconds"])
    if order["hasty"]:
        from crawler.fetching import pace_middleware  # noqa: PLC0415  (loaded already)

        setattr(pace_middleware, "backoff", lambda _: 0.0)  # noqa: B010
    from crawler.cli.app import run  # noqa: PLC0415  (loaded already)

    return run(order["arguments"])


if __name__ == "__main__":
    serve(live)
