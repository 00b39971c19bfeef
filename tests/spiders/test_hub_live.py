"""The Hub over the wire: pages, cards, a used-up quota, and failures that keep their names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from crawler.demo.faults import Fault, FaultMode
from crawler.demo.hub import HubState
from crawler.demo.hub_site import HOST, HubSite
from crawler.demo.server import DemoServer
from tests.endtoend.running import environment, flopscout
from tests.spiders.hub_answers import repository

POPULAR = [repository(f"lab-{number}/Kestrel-{number}", downloads=9000 - number) for number in range(24)]
TAIL = [repository(f"many/Sparrow-{number}", size=10**7 + number, downloads=number) for number in range(60)]
SMALL_PAGES = {"FLOPSCOUT_HUGGINGFACE__PAGE_SIZE": "10", "FLOPSCOUT_HUGGINGFACE__CENSUS_PAGES": "3"}


def crawl(home: Path, faults: Iterable[Fault]) -> tuple[int, sqlite3.Connection]:
    """One visit: the exit status, and the database that it leaves."""
    with DemoServer({HOST: HubSite(HubState([*POPULAR, *TAIL]))}, faults=faults) as server:
        env = environment(home, server.hosts, **SMALL_PAGES)
        done = flopscout("crawl", "--source", "huggingface", "--json", env=env, cwd=home)
    assert done.stdout, done.stderr
    return done.returncode, sqlite3.connect(home / "flopscout.db")


def number(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_quota_that_is_used_up_is_waited_for(tmp_path: Path) -> None:
    status, connection = crawl(
        tmp_path,
        [
            Fault(FaultMode.RATE_LIMITED, path="/api/models", query="*cursor=*", times=1, seconds=1),
            Fault(FaultMode.SERVER_ERROR, path="/api/models", query="*skip=*", times=1),
        ],
    )
    assert status == 0
    assert number(connection, "sightings") == len(POPULAR)
    assert number(connection, "documents") == len(POPULAR)
    assert number(connection, "run_failures") == 0
    models, sampled = connection.execute("SELECT models, sampled_models FROM hub_snapshots").fetchone()
    connection.close()
    assert models == len(POPULAR) + len(TAIL)
    assert sampled == 30


def test_what_fails_has_a_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    status, connection = crawl(
        tmp_path,
        [
            Fault(FaultMode.FORBIDDEN, path="/lab-1/*/README.md"),
            Fault(FaultMode.DROP, path="/lab-2/*/README.md"),
            Fault(FaultMode.BROKEN_JSON, path="/lab-3/*/config.json"),
            Fault(FaultMode.RELATIVE_LINK, path="/api/models", query="*sort=createdAt*"),
        ],
    )
    assert status == 1
    assert number(connection, "sightings") == len(POPULAR)
    assert number(connection, "documents") == len(POPULAR) - 2
    failures = dict(connection.execute("SELECT url, failure FROM run_failures").fetchall())
    named = {url.split("/")[3]: failure for url, failure in failures.items()}
    assert (named["lab-1"], named["api"]) == ("blocked", "changed")
    assert named["lab-2"] in {"broken", "unreachable"}
    assert connection.execute("SELECT subject FROM signals WHERE kind = 'config'").fetchall() == [("lab-3/Kestrel-3",)]
    # Where the list of new ones broke off there is neither a watermark nor a month that passes for counted.
    assert number(connection, "hub_snapshots") == 0
    assert connection.execute("SELECT value FROM hub_marks WHERE name = 'newest'").fetchone() is None
    cursor = connection.execute("SELECT cursor FROM run_sources").fetchone()[0]
    connection.close()
    assert cursor.startswith("new ")
