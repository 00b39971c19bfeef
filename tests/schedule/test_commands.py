"""The commands as their users call them."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

from crawler.demo.press import demo_feeds
from crawler.demo.process import start_demo_server
from crawler.store.database import open_store
from crawler.store.proposals import propose
from keywords import LANGUAGES, load
from spiders.registry import load_sources
from tests.endtoend.running import at_hand, command, environment, flopscout

FEED = demo_feeds(load_sources())[0]


def test_keywords_are_listed_accepted_and_rejected(tmp_path: Path) -> None:
    env = environment(tmp_path)
    listed = json.loads(at_hand("keywords", "list", "--json", env=env).stdout)
    assert {entry["language"] for entry in listed["keywords"]} == set(LANGUAGES)
    with open_store(tmp_path / "flopscout.db") as store, store.write() as connection:
        propose(connection, "ko", "초거대 모델 공개", english="large model", service="google")
    shown = at_hand("keywords", env=env)
    assert "proposed    초거대 모델 공개" in shown.stdout
    assert "1 proposals wait" in shown.stderr
    accepted = at_hand("keywords", "accept", "--language", "ko", "초거대 모델 공개", env=env)
    assert accepted.returncode == 0, accepted.stderr
    first = load("ko").search.keywords[0]
    rejected = at_hand("keywords", "reject", "--language", "ko", first, env=env)
    assert first not in rejected.stderr.partition("searched with")[2]
    assert "초거대 모델 공개" in rejected.stderr


def test_wrong_words_about_keywords(tmp_path: Path) -> None:
    env = environment(tmp_path)
    for arguments, status, words in (
        (["list", "--language", "xx"], 2, "unknown language"),
        (["accept", "--language", "ko"], 2, "name the keywords"),
        (["accept", "--language", "ko", "--all"], 1, "no proposal for ko"),
        (["reject", "--language", "ko", "x"], 1, "has no keyword 'x'"),
    ):
        done = at_hand("keywords", *arguments, env=env)
        assert (done.returncode, words in done.stderr) == (status, True), done.stderr


def test_units_are_printed_for_both_kinds_of_machine(tmp_path: Path) -> None:
    env = environment(tmp_path)
    systemd = at_hand("schedule", "--install", "systemd", env=env, cwd=tmp_path)
    assert f"Environment=FLOPSCOUT_HOME={tmp_path}" in systemd.stdout
    cron = at_hand("schedule", "--install", "cron", env=env, cwd=tmp_path)
    assert cron.stdout.count("crawl --due") == 2
    assert at_hand("schedule", "--install", "launchd", env=env, cwd=tmp_path).returncode == 2


def only(home: Path, *names: str) -> None:
    """Switch every source off but some."""
    home.mkdir(parents=True, exist_ok=True)
    off = "\n".join(f'[sources."{name}"]\nenabled = false' for name in load_sources() if name not in names)
    (home / "flopscout.toml").write_text(off)


def test_the_scheduler_visits_what_is_due_once_and_stops_in_order(tmp_path: Path) -> None:
    only(tmp_path, FEED)
    with start_demo_server(faults=[]) as web:
        env = environment(tmp_path, web.hosts, FLOPSCOUT_CONFIG=str(tmp_path / "flopscout.toml"))
        with subprocess.Popen(command("schedule"), env=env, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if '"run-ended"' in line:
                    break
            process.send_signal(signal.SIGTERM)
            rest = process.communicate(timeout=180)[1]
        assert process.returncode == 0, rest
        assert rest.rstrip().endswith("stopped")
        once = at_hand("schedule", "--once", env=env)
    assert (once.returncode, once.stderr.strip()) == (0, "nothing is due")
    ended = json.loads(said[-1])
    assert ended["state"] == "finished"
    assert ended["new_documents"] >= 1


def test_logs_are_json_lines_and_a_budget_stops_a_source_and_is_said(tmp_path: Path) -> None:
    env = environment(
        tmp_path, FLOPSCOUT_BUDGET__REQUESTS_PER_RUN="3", FLOPSCOUT_ALERTS__FILE=str(tmp_path / "alerts.txt")
    )
    with start_demo_server(faults=[]) as web:
        env["FLOPSCOUT_NETWORK__HOSTS"] = json.dumps(web.hosts)
        done = flopscout("crawl", "--source", FEED, env=env)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert events[0]["event"] == "run-started"
    (finished,) = [e for e in events if e["event"] == "source-finished"]
    assert finished["failed"] == {"over-budget": 1}
    assert "raise it in [budget]" in finished["actions"][0]
    assert finished["requests"] == 3
    assert events[-1]["failures"][0]["failure"] == "over-budget"
    assert "over-budget" in (tmp_path / "alerts.txt").read_text()
    status = json.loads(at_hand("status", "--json", env=env).stdout)
    (source,) = [entry for entry in status["sources"] if entry["name"] == FEED]
    assert source["health"] == "degraded"
    assert source["action"]
