"""A crawl with a suggester: what it asks, and that a service that is down costs the crawl nothing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from crawler.demo.press import demo_feeds
from crawler.demo.process import start_demo_server
from spiders.registry import load_sources
from tests.endtoend.running import environment, flopscout, rows
from tests.suggesting.service import Reply, completion, serving

FEEDS = demo_feeds(load_sources())[:3]
WANTED = [word for name in FEEDS for word in ("--source", name)]
SECRET = "sk-very-secret"


def crawl(home: Path, hosts: dict[str, str], **llm: str) -> dict[str, Any]:
    env = environment(home, hosts, **{f"FLOPSCOUT_LLM__{name.upper()}": value for name, value in llm.items()})
    done = flopscout("crawl", *WANTED, "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_crawl_asks_and_loses_nothing_where_nobody_answers(tmp_path: Path) -> None:
    with start_demo_server() as server:
        plain = crawl(tmp_path / "plain", server.hosts)
        with serving(lambda request: Reply(body=completion({"claims": []}))) as service:
            address = service.base_url
            answered = crawl(tmp_path / "answered", server.hosts, base_url=address, model="small", api_key=SECRET)
        down = crawl(tmp_path / "down", server.hosts, base_url=address, model="small", api_key=SECRET)
    assert plain["state"] == answered["state"] == down["state"] == "finished"
    assert len(service.asked) == answered["suggestions"]["texts"] > 0
    assert set(service.keys) == {f"Bearer {SECRET}"}
    assert down["signals"]["suggester"] == 1
    assert "suggester" not in {*plain["signals"], *answered["signals"]}
    stored = [rows(tmp_path / name / "flopscout.db") for name in ("plain", "answered", "down")]
    for content in stored:
        del content["signals"]
    assert stored[0] == stored[1] == stored[2]
    with sqlite3.connect(tmp_path / "down" / "flopscout.db") as connection:
        detail = connection.execute("SELECT detail FROM signals WHERE kind = 'suggester'").fetchone()[0]
    connection.close()
    assert "check [llm] base_url" in detail
    assert SECRET.encode() not in (tmp_path / "down" / "flopscout.db").read_bytes()
