"""A source that fails is named with its failure and what to do, and all others finish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.demo.faults import Fault, FaultMode
from crawler.demo.press import demo_feeds
from crawler.demo.process import start_demo_server
from spiders.registry import load_sources
from tests.endtoend.running import at_hand, environment, flopscout

KNOWN = load_sources()
FEEDS = demo_feeds(KNOWN)
RAW = "raw.githubusercontent.com"


def host(feed: str) -> str:
    return KNOWN[feed].urls[0].split("/")[2]


def path(feed: str) -> str:
    return "/" + KNOWN[feed].urls[0].split("/", 3)[3].partition("?")[0]


BAD_FEEDS = FEEDS[:4]
FAULTS = [
    Fault(FaultMode.SERVER_ERROR, host=RAW, path="/BerriAI/*"),
    Fault(FaultMode.HANG, host=RAW, path="/stanford-crfm/*"),
    Fault(FaultMode.BROKEN_JSON, host="models.dev", path="/models.json"),
    Fault(FaultMode.EMPTY, host=host(BAD_FEEDS[0]), path=path(BAD_FEEDS[0])),
    Fault(FaultMode.HTML, host=host(BAD_FEEDS[1]), path=path(BAD_FEEDS[1])),
    Fault(FaultMode.FORBIDDEN, host=host(BAD_FEEDS[2]), path=path(BAD_FEEDS[2])),
    Fault(FaultMode.DROP, host=host(BAD_FEEDS[3]), path=path(BAD_FEEDS[3])),
]
EXPECTED = {
    "litellm": {"server-error"},
    "helm": {"timeout"},
    "models_dev": {"broken"},
    BAD_FEEDS[0]: {"empty"},
    BAD_FEEDS[1]: {"changed", "broken", "blocked"},
    BAD_FEEDS[2]: {"blocked"},
    BAD_FEEDS[3]: {"broken", "unreachable"},
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], int, Path]:
    home = tmp_path_factory.mktemp("failing")
    sources = ["huggingface", "models_dev", "litellm", "helm", *FEEDS]
    wanted = [word for name in sources for word in ("--source", name)]
    with start_demo_server(faults=FAULTS) as server:
        env = environment(home, server.hosts, FLOPSCOUT_NETWORK__TIMEOUT_SECONDS="4")
        done = flopscout("crawl", *wanted, "--json", env=env, hasty=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done.returncode, home


def failures(summary: dict[str, object]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    listed = summary["failures"]
    assert isinstance(listed, list)
    for entry in listed:
        found.setdefault(entry["source"], set()).add(entry["failure"])
    return found


@pytest.mark.parametrize("source", EXPECTED)
def test_the_failure_is_named_and_has_an_action(outcome: tuple[dict[str, object], int, Path], source: str) -> None:
    summary, _, _ = outcome
    assert failures(summary)[source] & EXPECTED[source]
    listed = summary["failures"]
    assert isinstance(listed, list)
    assert all(entry["action"] and entry["url"] for entry in listed if entry["source"] == source)


def test_all_others_finish_and_the_exit_status_says_partly_failed(
    outcome: tuple[dict[str, object], int, Path],
) -> None:
    summary, status, home = outcome
    assert status == 1
    assert summary["state"] == "partly-failed"
    report = json.loads(at_hand("status", "--json", env=environment(home)).stdout)
    states = {name: entry["state"] for name, entry in report["runs"][0]["by_source"].items()}
    assert states["huggingface"] == "finished"
    healthy = [feed for feed in FEEDS if feed not in EXPECTED and not failures(summary).get(feed)]
    assert len(healthy) >= 8
    assert all(states[feed] == "finished" for feed in healthy)
    assert all(state in {"finished", "failed", "partly-failed"} for state in states.values())


def test_an_article_under_the_name_of_another_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    feed = next(name for name in FEEDS if KNOWN[name].languages == ("ru",))
    fault = Fault(FaultMode.WRONG_CHARSET, host=host(feed), path="*")
    with start_demo_server(faults=[fault]) as server:
        env = environment(tmp_path, server.hosts)
        flopscout("crawl", "--source", feed, env=env)
    report = json.loads(at_hand("status", "--json", env=environment(tmp_path)).stdout)
    assert report["coverage"]["documents_by_language"].get("ru", 0) >= 1
