"""A run that is killed and resumed ends with the rows of an undisturbed one."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo.press import demo_feeds
from crawler.demo.process import RunningDemoServer, start_demo_server
from spiders.registry import load_sources
from tests.endtoend.running import at_hand, command, count, environment, flopscout, rows

FEEDS = demo_feeds(load_sources())
SOURCES = ["huggingface", "litellm", "helm", *FEEDS[::5]]
WANTED = [word for name in SOURCES for word in ("--source", name)]


@pytest.fixture(scope="module")
def web() -> Iterator[RunningDemoServer]:
    with start_demo_server(faults=[]) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(web: RunningDemoServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("undisturbed")
    done = flopscout("crawl", *WANTED, env=environment(home, web.hosts))
    assert done.returncode in {0, 1}, done.stderr
    return home / "flopscout.db"


def ended(process: subprocess.Popen[bytes]) -> bytes:
    """What a stopped run says; one that does not end is killed, and fails the test."""
    try:
        return process.communicate(timeout=180)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def killed_at(share: float, env: dict[str, str], database: Path, whole: int) -> bool:
    """Start a run and kill it once that share of its rows is stored; whether it was still at work then."""
    with subprocess.Popen(command("crawl", *WANTED), env=env, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 180
        while process.poll() is None and time.monotonic() < deadline and stored(database) < share * whole:
            time.sleep(0.01)  # looks again; what is waited for is the number of stored rows
        process.kill()
    return process.returncode == -signal.SIGKILL and stored(database) < whole


def kill_and_resume(web: RunningDemoServer, undisturbed: Path, home: Path, share: float) -> None:
    whole = stored(undisturbed)
    # On a busy machine we may look too late, and kill what has just ended.
    for attempt in range(10):
        database = home / str(attempt) / "flopscout.db"
        env = environment(database.parent, web.hosts)
        if killed_at(share, env, database, whole):
            break
    else:
        pytest.fail("no run could be killed before it ended")
    status = at_hand("status", env=env)
    assert "interrupted" in status.stdout
    run_id = sqlite3.connect(database).execute("SELECT id FROM runs").fetchone()[0]
    assert f"flopscout crawl --resume {run_id}" in status.stdout
    resumed = flopscout("crawl", "--resume", run_id, env=env)
    assert resumed.returncode in {0, 1}, resumed.stderr
    assert rows(database) == rows(undisturbed)
    assert count(database, "runs") == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_kill_and_resume(web: RunningDemoServer, undisturbed: Path, tmp_path: Path, share: float) -> None:
    kill_and_resume(web, undisturbed, tmp_path, share)


@pytest.mark.long
@pytest.mark.parametrize("share", [0.02, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.97])
def test_kill_and_resume_anywhere(web: RunningDemoServer, undisturbed: Path, tmp_path: Path, share: float) -> None:
    kill_and_resume(web, undisturbed, tmp_path, share)


def test_a_second_run_beside_a_running_one_is_refused(web: RunningDemoServer, tmp_path: Path) -> None:
    env = environment(tmp_path, web.hosts)
    database = tmp_path / "flopscout.db"
    with subprocess.Popen(command("crawl", *WANTED), env=env, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 180
        while stored(database) == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        second = flopscout("crawl", *WANTED, env=env)
        process.send_signal(signal.SIGINT)
        said = ended(process)
    assert second.returncode == 1
    assert "is at work (process" in second.stderr
    assert process.returncode == 1
    assert b"--resume" in said


@pytest.mark.parametrize("wanted", [1, 40, 120])
def test_a_stopped_run_ends_whenever_it_is_stopped(web: RunningDemoServer, tmp_path: Path, wanted: int) -> None:
    """Also while its sources are just starting, when Scrapy's own stop may wait for ever."""
    database = tmp_path / "flopscout.db"
    with subprocess.Popen(
        command("crawl", *WANTED), env=environment(tmp_path, web.hosts), stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 180
        while stored(database) < wanted and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        said = ended(process)
    assert process.returncode == 1
    assert b"stopped by SIGTERM" in said
    assert b"--resume" in said


def test_a_complete_run_is_not_resumed(undisturbed: Path) -> None:
    connection = sqlite3.connect(undisturbed)
    run_id = connection.execute("SELECT id FROM runs").fetchone()[0]
    complete = connection.execute("SELECT count(*) FROM run_sources WHERE state <> 'finished'").fetchone()[0] == 0
    connection.close()
    again = at_hand("crawl", "--resume", run_id, env=environment(undisturbed.parent))
    assert again.returncode == 1
    if complete:
        assert "is complete" in again.stderr


def stored(database: Path) -> int:
    """Documents and sightings so far; none where there is no database yet."""
    if not database.exists():
        return 0
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        number: int = connection.execute(
            "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM sightings)"
        ).fetchone()[0]
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return number
