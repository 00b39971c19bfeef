"""Two people review over HTTP while a crawl writes, all in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest

from crawler.config import Settings
from crawler.review.web.sessions import Session, Sessions, kept_secret
from crawler.store.accounts import create_account
from crawler.store.database import open_store
from tests.review.web.client import PASSWORD
from tests.store.world import World, row

MODELS = 12


@dataclass(frozen=True)
class Served:
    """A running application and its data folder."""

    address: str
    home: Path


@dataclass(frozen=True)
class Done:
    """What one person was told: decisions by number, with model and action; and how often somebody was quicker."""

    who: str
    decided: dict[int, tuple[str, str]]
    refused: int
    codes: frozenset[int]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The application as the command starts it, over models that wait, with two accounts."""
    home = tmp_path / "data"
    settings = Settings(home=home)
    with open_store(settings.database) as store:
        World(store, settings).take(
            *(row(f"Tempestia{number} 30B", "Zephyr Labs", parameters=30e9) for number in range(MODELS))
        )
        for who in ("ana", "bo"):
            create_account(store, who, "reviewer", PASSWORD)
    command = [str(Path(sys.executable).with_name("flopscout")), "review", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path,
        env={**os.environ, "FLOPSCOUT_HOME": str(home)},
    ) as server:  # fmt: skip
        assert server.stdout is not None
        yield Served(server.stdout.readline().partition("/enter")[0], home)
        server.terminate()


def review(served: Served, who: str) -> Done:
    """Decide about whatever is first until nothing waits of what there was at first; take some back, once each."""
    port = urllib.parse.urlsplit(served.address).port
    assert port is not None
    sessions = Sessions(kept_secret(served.home), port)
    cookies = {sessions.cookie: sessions.written(Session(who, "1"))}
    decided: dict[int, tuple[str, str]] = {}
    refused, codes, taken_back = 0, set(), set()
    with httpx.Client(base_url=served.address, cookies=cookies, headers={"Origin": served.address}) as client:
        while items := client.get("/api/queue?text=tempestia").raise_for_status().json()["items"]:
            model, seen = items[0]["id"], items[0]["version"]
            client.get(f"/model/{model}").raise_for_status()
            answer = client.post("/decide", data={"model": model, "seen": seen, "action": "below"})
            codes.add(answer.status_code)
            if answer.status_code != 303:
                refused += 1
                continue
            number = number_of(answer)
            decided[number] = (model, "below")
            if number % 4 == 0 and model not in taken_back:
                taken_back.add(model)
                answer = client.post("/undo", data={"number": str(number)})
                codes.add(answer.status_code)
                decided[number_of(answer)] = (model, "undo")
    return Done(who, decided, refused, frozenset(codes))


def number_of(answer: httpx.Response) -> int:
    """The number of the decision that an answer tells of."""
    return int(urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["location"]).query)["did"][0])


def crawl(served: Served) -> int:
    """Store rows one after the other; returns how many."""
    settings = Settings(home=served.home)
    with open_store(settings.database) as store:
        World(store, settings).take(
            *(row(f"Orion{number} 40B", "Storm House", parameters=40e9) for number in range(2 * MODELS))
        )
    return 2 * MODELS


def test_nothing_is_lost_or_done_twice(served: Served) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        crawling = pool.submit(crawl, served)
        people = [pool.submit(review, served, who) for who in ("ana", "bo")]
        done = [person.result(timeout=120) for person in people]
        stored = crawling.result(timeout=120)
    assert set().union(*(person.codes for person in done)) <= {303, 409}
    told = {(number, person.who, *what) for person in done for number, what in person.decided.items()}
    with open_store(Settings(home=served.home).database) as store:
        log = store.connection.execute("SELECT id, who, model_id, action FROM decisions").fetchall()
        statuses = store.connection.execute("SELECT status, count(*) FROM models GROUP BY status ORDER BY 1").fetchall()
    assert {tuple(entry) for entry in log} == told
    assert len(log) == len(told)
    standing = Counter(entry["model_id"] for entry in log if entry["action"] == "below")
    standing.subtract(entry["model_id"] for entry in log if entry["action"] == "undo")
    assert set(standing.values()) == {1}
    assert len(standing) == MODELS
    assert [tuple(entry) for entry in statuses] == [("below", MODELS), ("unconfirmed", stored)]
