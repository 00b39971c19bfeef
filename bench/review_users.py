"""Reviewers for locust: each goes through the queue, searches, opens candidates, decides and takes it back.

Run by ``bench/review_load.py``, which says in the environment who they are and where to write down what they decided.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from html import unescape
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from locust import HttpUser, between

SESSIONS = itertools.cycle(json.loads(os.environ["FLOPSCOUT_BENCH_SESSIONS"]))
DECIDED = Path(os.environ["FLOPSCOUT_BENCH_DECIDED"])

SEARCHES = {
    "search": ("aurelia", "Kestrel 70.6b", "Гранит", "Сокол-12", "さくら", "दीपक", "نسيم", "紫东 7B", "Petrel Coder",
               "labs"),
    "search, two characters": ("星火", "天工", "하늘", "7b", "ai"),
    "search, one character": ("星", "光", "ひ", "a", "7"),
}  # fmt: skip
"""What is searched for, by the name under which its time is counted."""

_MODEL = re.compile(r'<a href="(/model/[^"]+)"')
_NEXT = re.compile(r'<a[^>]* href="([^"]*[?&](?:amp;)?after=[^"]*)"')
_FIELD = '<input type="hidden" name="{}" value="([^"]*)">'


class Reviewer(HttpUser):  # type: ignore[misc, unused-ignore]
    """One person who works quickly: a page every three quarters of a second."""

    wait_time = between(0.5, 1.0)

    def on_start(self) -> None:
        """Come back with the cookie of an earlier day, and look at the queue."""
        self.who, cookie, value = next(SESSIONS)
        self.client.cookies.set(cookie, value)
        self.random = Random(self.who)
        self.listed: list[str] = []
        self.onward: str | None = None
        self.look_at_the_queue()

    def look_at_the_queue(self) -> None:
        """The first page of what waits."""
        self.remember(self.client.get("/queue", name="queue"))

    def page_on(self) -> None:
        """The next page of the list, or the first where it ended."""
        if self.onward is None:
            self.look_at_the_queue()
        else:
            self.remember(self.client.get(self.onward, name="queue, next page"))

    def filter_the_queue(self) -> None:
        """What waits from one country or with one doubt."""
        chosen = self.random.choice(({"country": "China"}, {"has_conflict": "yes"}, {"probability_from": "0.5"}))
        self.remember(self.client.get("/queue", params=chosen, name="queue, filtered"))

    def search(self) -> None:
        """Names in one of the scripts."""
        name = self.random.choices(tuple(SEARCHES), weights=(3, 1, 1))[0]
        wanted = {"text": self.random.choice(SEARCHES[name]), "status": "any"}
        self.remember(self.client.get("/queue", params=wanted, name=name))

    def open_candidate(self) -> None:
        """One of the models that were listed last."""
        if self.listed:
            self.client.get(self.random.choice(self.listed), name="candidate")

    def decide(self) -> None:
        """Decide about the next model of the queue, see the one after it, and sometimes take it back."""
        page = self.client.get("/queue", name="queue")
        self.remember(page)
        if not self.listed:
            return
        # All go for the first few, so that they often meet.
        shown = self.client.get(self.random.choice(self.listed[:5]), name="candidate")
        if shown.status_code != 200:
            return
        model, seen = (_field(shown.text, name) for name in ("model", "seen"))
        action = self.random.choice(("accept", "below", "keep"))
        answer = self.send("/decide", "decide", model=model, seen=seen, action=action, query="")
        if answer.status_code != 303:
            return
        onward = answer.headers["location"]
        self.write_down(model, action, onward)
        self.client.get(onward, name="candidate, after a decision")
        if self.random.random() < 0.3:
            number = parse_qs(urlsplit(onward).query)["did"][0]
            taken_back = self.send("/undo", "undo", number=number, query="")
            if taken_back.status_code == 303:
                self.write_down(model, "undo", taken_back.headers["location"])

    def send(self, path: str, counted_as: str, /, **fields: str) -> Any:
        """Send a form as our own pages do; that somebody else was quicker is an answer and no failure."""
        with self.client.post(
            path,
            data=fields,
            name=counted_as,
            headers={"Origin": self.host},
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if answer.status_code in {303, 409, 422} and "locked" not in answer.text:
                answer.success()
            else:
                answer.failure(f"{answer.status_code}: {answer.text[:200]}")
            return answer

    def remember(self, page: Any) -> None:
        """The models that a list shows, and where it goes on."""
        if page.status_code == 200:
            self.listed = [unescape(found) for found in _MODEL.findall(page.text)]
            onward = _NEXT.search(page.text)
            self.onward = f"/queue{unescape(onward[1])}" if onward else None

    def write_down(self, model: str, action: str, address: str) -> None:
        """What the application has said that it did."""
        number = int(parse_qs(urlsplit(address).query)["did"][0])
        with DECIDED.open("a", encoding="utf-8") as file:
            file.write(json.dumps([number, self.who, model, action]) + "\n")

    tasks = {look_at_the_queue: 2, page_on: 2, filter_the_queue: 2, search: 6, open_candidate: 6, decide: 4}  # noqa: RUF012


def _field(page: str, name: str) -> str:
    found = re.search(_FIELD.format(name), page)
    return unescape(found[1]) if found else ""
