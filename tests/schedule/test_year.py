"""A simulated year: outages, a missed month, overlapping starts, kills in every stage, and both changes of the clocks.

Everything is real but the clock and the world: the command line, its processes and their deaths, Scrapy and loopback
services. ``crawl --due`` is called as a careless crontab would, and in the end nothing is missing and nothing double.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from crawler.config import Rotation
from crawler.demo.server import DemoServer
from crawler.schedule.months import month_numbered, month_of, number_of
from crawler.schedule.rotation import last_turn
from keywords import LANGUAGES, load
from tests.schedule.year.driving import Ended, Machine, write_sources
from tests.schedule.year.world import ARTICLES, END, ENGINE, START, World
from tests.schedule.year.zygote import STAGES

BERLIN = ZoneInfo("Europe/Berlin")
EVERY = timedelta(days=7)
"""How often the crontab calls otherwise; the due-ness of daily sources has tests of its own."""

MACHINE_OFF = (datetime(2027, 6, 1, tzinfo=UTC), datetime(2027, 7, 12, tzinfo=UTC))
"""The machine misses the whole of June."""

OUTAGES = {
    ENGINE: (datetime(2027, 2, 27, tzinfo=UTC), datetime(2027, 4, 4, tzinfo=UTC), 500),
    "alpha.example": (datetime(2027, 1, 20, tzinfo=UTC), datetime(2027, 2, 9, tzinfo=UTC), 503),
    "gamma.example": (datetime(2027, 8, 6, tzinfo=UTC), datetime(2027, 8, 18, tzinfo=UTC), 403),
}
"""Hosts that fail for a time, and how; the search engine misses the whole of March."""

KILLS = {
    "2026-12": ["begun", "source begun", "language begun"],
    "2027-01": ["hits found", "before a page is stored"],
    "2027-02": ["after a page is stored", "language ended"],
    "2027-05": ["source ended", "estimating", "pruning"],
    "2027-08": ["while the run is closed", "before alerts"],
    "2027-09": ["an alert is sent", "the feed is written"],
}
"""Stages in which the month's first calls are killed, one after the other, before one is left alone."""

DAILY_AROUND = (datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC))
"""The changes of the clocks, around which the crontab calls every day at half past two, which is there not at all, or
twice."""


@dataclass
class Year:
    """What happened."""

    home: Path
    world: World
    killed: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    twice_at_half_past_two: list[Ended] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    """Articles that were fetched by a run that was killed before it could store them."""
    calls: int = 0

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.home / "flopscout.db")) as connection:
            return connection.execute(query, values).fetchall()


def moments() -> Iterator[datetime]:
    """When the crontab calls: every few days at half past two local time, daily around the changes of the clocks."""
    day = START.date()
    last = None
    while day <= END.date():
        first_of_month = day.day == 1
        near = any(abs((day - change.date()).days) <= 1 for change in DAILY_AROUND)
        if first_of_month or near or last is None or day - last >= EVERY:
            last = day
            for fold in (0, 1):
                local = datetime(day.year, day.month, day.day, 2, 30, tzinfo=BERLIN, fold=fold)
                moment = local.astimezone(UTC)
                # An hour that is left out is called at its end; one that comes twice is called twice.
                if fold == 0 or moment != datetime(day.year, day.month, day.day, 2, 30, tzinfo=BERLIN).astimezone(UTC):
                    exists = moment.astimezone(BERLIN).replace(tzinfo=None) == local.replace(tzinfo=None)
                    if exists or fold == 0:
                        yield moment
        day += timedelta(days=1)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    home = tmp_path_factory.mktemp("year")
    write_sources(home)
    world = World()
    lived = Year(home, world)
    with DemoServer(world.sites()) as server, Machine(home, world, server.hosts) as machine:
        due_kills = {month: list(stages) for month, stages in KILLS.items()}
        for moment in moments():
            if MACHINE_OFF[0] <= moment < MACHINE_OFF[1]:
                continue
            world.broken = {host: status for host, (begin, end, status) in OUTAGES.items() if begin <= moment < end}
            while stages := due_kills.get(month_of(moment)):
                _killed(lived, machine, moment, stages.pop(0))
                moment += timedelta(hours=1)  # noqa: PLW2901
            if month_of(moment) == "2027-10" and moment.day == 1:
                _overlapping(lived, machine, moment)
            elif month_of(moment) == "2027-11" and moment.day == 1:
                _at_once(lived, machine, moment)
            else:
                ended = machine.call(moment)
                assert ended.status in {0, 1}, ended.said
                assert "Traceback" not in ended.said, ended.said
                if moment.date() == DAILY_AROUND[1].date():
                    lived.twice_at_half_past_two.append(ended)
        status = machine.call(END + timedelta(hours=4), "status", "--json")
        (home / "status.json").write_text(status.said)
        lived.calls = machine.calls
    return lived


def _killed(year: Year, machine: Machine, moment: datetime, stage: str) -> None:
    before = Counter(year.world.pages)
    ended = machine.call(moment, kill=stage)
    assert ended.status == -9, (stage, ended)
    year.killed[stage] += 1
    for thread in threading.enumerate():
        if "process_request" in thread.name:
            thread.join(60)  # what the dead process had asked for is still being answered
    stored = {url for (url,) in year.rows("SELECT url FROM documents")}
    for url in (Counter(year.world.pages) - before).keys() - stored:
        year.lost[url] += 1


def _overlapping(year: Year, machine: Machine, moment: datetime) -> None:
    """A second start while the first one is at work."""
    year.world.gate.clear()
    year.world.held.clear()
    first = machine.start(moment)
    assert year.world.held.wait(60), "the first run has not come as far as the search engine"
    second = machine.call(moment + timedelta(minutes=1))
    year.refused.append(second.said)
    assert second.status == 1
    year.world.gate.set()
    assert machine.ended(first).status == 0


def _at_once(year: Year, machine: Machine, moment: datetime) -> None:
    """Two starts at the same moment: one of them does everything, the other is refused or finds nothing due."""
    both = [machine.start(moment), machine.start(moment)]
    ended = [machine.ended(started) for started in both]
    at_work = [end for end in ended if any(event["event"] == "run-ended" for event in end.events)]
    assert len(at_work) == 1, [end.said for end in ended]


def test_every_article_was_found_and_stored_once(year: Year) -> None:
    stored = Counter(url for (url,) in year.rows("SELECT url FROM documents"))
    published = {a.url for a in ARTICLES if a.published < END - timedelta(days=95)}
    due = {a.url for a in ARTICLES if a.feed is not None and a.published < END - timedelta(days=10)}
    assert published | due <= set(stored)
    assert set(stored.values()) == {1}


def test_no_article_was_fetched_twice_without_cause(year: Year) -> None:
    twice = {url: number for url, number in year.world.pages.items() if number > 1 + year.lost[url]}
    assert twice == {}
    assert sum(year.lost.values()) >= 1, "no kill came between a page and its storing"


def test_every_model_is_one_candidate(year: Year) -> None:
    stored = {url for (url,) in year.rows("SELECT url FROM documents")}
    announced = {a.model for a in ARTICLES if a.url in stored}
    names = [re.sub(r"-70B$", "", name) for (name,) in year.rows("SELECT name FROM models WHERE status <> 'merged'")]
    assert sorted(names) == sorted(announced)


def test_the_rotation_is_complete(year: Year) -> None:
    """Each language was searched in the month of its turn, or once the engine and the machine were there again."""
    done = {language: set[str]() for language in LANGUAGES}
    for language, at in year.rows("SELECT language, started_at FROM run_units WHERE complete = 1"):
        done[language].add(month_of(at))
    caught_up = {"2027-03": "2027-04", "2027-06": "2027-07"}
    for language in LANGUAGES:
        for number in range(number_of(month_of(START)), number_of(month_of(END))):
            month = month_numbered(number)
            if last_turn(language, month, Rotation()) == month:
                assert caught_up.get(month, month) in done[language], (language, month)
        searched = sorted(number_of(month) for month in done[language])
        gaps = [later - earlier for earlier, later in pairwise(searched)]
        assert max(gaps) <= 4, (language, searched)  # three months, and one that was missed
    assert json.loads((year.home / "status.json").read_text())["coverage"]["gaps"] == []


def test_no_question_was_asked_twice_without_cause(year: Year) -> None:
    quiet = Counter({key: n for key, n in year.world.questions.items() if key[0] in {"2027-10", "2027-11"}})
    expected = {
        (month, language, keyword): 1
        for month in ("2027-10", "2027-11")
        for language in LANGUAGES
        if last_turn(language, month, Rotation()) == month
        for keyword in load(language).search.keywords
    }
    assert quiet == expected


def test_gaps_were_filled_before_the_turns_of_the_month(year: Year) -> None:
    (run,) = year.rows("SELECT run_id FROM run_units WHERE started_at LIKE '2027-07%' ORDER BY started_at LIMIT 1")
    order = [
        language for (language,) in year.rows("SELECT language FROM run_units WHERE run_id = ? ORDER BY place", *run)
    ]
    turns = [last_turn(language, "2027-07", Rotation()) for language in order]
    assert turns == sorted(turns)
    assert "2027-06" in turns


def test_two_runs_at_once_are_refused_with_the_running_ones_identity(year: Year) -> None:
    (said,) = year.refused
    assert re.search(r"run 2027-10-01-1 is at work \(process \d+ on \S+, since 2027-10-01T00:30:\d\dZ\)", said), said


def test_every_stage_was_killed_and_every_run_came_to_its_end(year: Year) -> None:
    assert set(year.killed) == set(STAGES)
    states = Counter(state for (state,) in year.rows("SELECT state FROM runs"))
    assert set(states) <= {"finished", "partly-failed"}, states
    left = year.rows("SELECT run_id, source, state FROM run_sources WHERE state IN ('waiting', 'running')")
    assert left == []
    assert year.rows("SELECT * FROM keyword_hits") == []


def test_the_hour_that_comes_twice_is_visited_once(year: Year) -> None:
    first, second = year.twice_at_half_past_two
    assert any(event["event"] == "run-ended" for event in first.events)
    assert "nothing is due" in second.said


def test_a_frozen_source_is_visited_once_and_weekly_ones_weekly(year: Year) -> None:
    visits = Counter(source for (source,) in year.rows("SELECT source FROM run_sources WHERE complete = 1"))
    assert visits["frozen"] == 1
    assert visits["board"] <= 53
    weekly = [datetime.fromisoformat(at) for (at,) in year.rows(
        "SELECT started_at FROM run_sources WHERE complete = 1 AND source = 'board' ORDER BY started_at")]  # fmt: skip
    pauses = [later - earlier for earlier, later in pairwise(weekly)]
    assert min(pauses) >= timedelta(days=6, hours=22)
    assert sorted(pauses)[-2] <= EVERY + timedelta(days=7)  # but for the time when the machine was off


def test_each_run_told_once(year: Year) -> None:
    told = re.findall(r"^Run (\S+): ", (year.home / "alerts.txt").read_text(), re.MULTILINE)
    runs = [run for (run,) in year.rows("SELECT id FROM runs ORDER BY started_at")]
    assert Counter(told) == Counter(runs)
    assert year.rows("SELECT * FROM alert_deliveries WHERE delivered_at IS NULL") == []


def test_every_confirmed_model_was_told_of_once_and_is_in_the_feed(year: Year) -> None:
    text = (year.home / "alerts.txt").read_text()
    confirmed = [ident for (ident,) in year.rows("SELECT id FROM models WHERE status = 'confirmed'")]
    listed = Counter(re.findall(r"\[([a-z0-9/-]+-70b)\]", text))
    shown = Counter({ident: listed[ident] for ident in confirmed if listed[ident] != 1})
    assert shown == Counter()
    entries = ET.fromstring((year.home / "confirmed.atom").read_text()).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == min(len(confirmed), 200)


def test_troubles_were_named_while_they_lasted(year: Year) -> None:
    text = (year.home / "alerts.txt").read_text()
    assert re.search(r"- engine: (degraded|dead).* since 2027-03-0", text)
    assert re.search(r"- feeds/gamma: blocked \(new\) since 2027-08-0", text)
    assert re.search(r"Well again: .*feeds/gamma", text)
    last = json.loads((year.home / "status.json").read_text())
    assert {source["health"] for source in last["sources"]} == {"healthy"}


def test_keywords_that_find_nothing_are_told(year: Year) -> None:
    rows = year.rows(
        "SELECT keyword, sum(results), sum(candidates) FROM keyword_searches WHERE language = 'en' GROUP BY 1"
    )
    found = {keyword: (results, candidates) for keyword, results, candidates in rows}
    first, second, third = load("en").search.keywords[:3]
    assert found[first][1] >= found[second][1] > 0
    assert found[third] == (0, 0)
