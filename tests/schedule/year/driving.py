"""Driving the simulated year: moments, calls of the command line, and what came of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.endtoend.zygote import Zygote
from tests.schedule.year.world import ENGINE, FEEDS, World

SOURCES = """
[[source]]
name = "engine"
kind = "search"
spider = "search"
urls = ["https://{engine}/api"]
cadence = "monthly"
rank = "news"
licence = "of the simulation"
keyword_filter = false
delay_seconds = 0
concurrency = 8
[source.search]
query = {{ q = "{{query}}", lang = "{{language}}", from = "{{since}}", start = "{{offset}}" }}
rows = "items"
link = "link"
published = "date"
# A turn that was missed makes it four months between two searches of a language.
max_days = 130
"""

FEED = """
[[source]]
name = "{name}"
kind = "{kind}"
spider = "feeds"
urls = ["https://{host}/feed"]
languages = ["{language}"]
cadence = "{cadence}"
rank = "news"
licence = "of the simulation"
keyword_filter = false
delay_seconds = 0
concurrency = 8
expect = {{ items_min = 0, max_drop = 1.0 }}
"""

CADENCES = {"board": ("leaderboard", "weekly"), "frozen": ("leaderboard", "once")}


def write_sources(home: Path) -> None:
    """The records of the world's sources, in the data folder."""
    home.mkdir(parents=True, exist_ok=True)
    text = SOURCES.format(engine=ENGINE)
    for name, language in FEEDS.items():
        kind, cadence = CADENCES.get(name, ("feed", "daily"))
        host = f"{name.rpartition('/')[2]}.example"
        text += FEED.format(name=name, kind=kind, host=host, language=language, cadence=cadence)
    (home / "sources.toml").write_text(text)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended: exit status (negative: the signal), and what it said."""

    status: int
    said: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its JSON log lines."""
        return [json.loads(line) for line in self.said.splitlines() if line.startswith('{"at"')]


class Machine:
    """The machine that flopscout runs on: calls the command line at simulated moments."""

    def __init__(self, home: Path, world: World, hosts: dict[str, str]) -> None:
        self.home = home
        self.world = world
        self.calls = 0
        self._environment = {
            "FLOPSCOUT_HOME": str(home),
            "FLOPSCOUT_NETWORK__HOSTS": json.dumps(hosts),
            "FLOPSCOUT_NETWORK__DELAY_SECONDS": "0",
            "FLOPSCOUT_ALERTS__FILE": str(home / "alerts.txt"),
            "TZ": "Europe/Berlin",
        }
        self._zygote = Zygote("tests.schedule.year.zygote")

    def __enter__(self) -> Machine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zygote.close()

    def start(self, moment: datetime, *arguments: str, kill: str | None = None) -> tuple[int, Path]:
        """Begin a call; returns its process id and where it says what it has to say."""
        self.world.now = moment
        self.calls += 1
        output = self.home / f"call-{self.calls}.log"
        order = {
            "at": moment.isoformat(), "arguments": list(arguments or ("crawl", "--due")), "kill": kill,
            "output": str(output), "environment": self._environment,
        }  # fmt: skip
        return self._zygote.start(order), output

    def ended(self, started: tuple[int, Path]) -> Ended:
        """Wait for the end of a call."""
        child, output = started
        return Ended(self._zygote.wait(child), output.read_text())

    def call(self, moment: datetime, *arguments: str, kill: str | None = None) -> Ended:
        """One call from beginning to end."""
        return self.ended(self.start(moment, *arguments, kill=kill))
