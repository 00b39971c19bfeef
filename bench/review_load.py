"""The review application under load, over HTTP: ``make bench-review``, or ``python bench/review_load.py [--help]``.

A server on one core, reviewers (locust, in a process of its own) on another, on a database of 100,000 candidates and a
million claims, first alone and then while a crawl writes. Pages are measured as a browser gets them; under 60 ms at the
median and 150 ms at the 95th percentile is what they must reach. At the end every decision that was acknowledged has to
be in the log, once and as it was taken, and nothing else; otherwise, or where a page is slower, the exit code is 1.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.review_data import build
from crawler.config import Settings
from crawler.review.web.sessions import Session, Sessions, kept_secret
from crawler.store.accounts import create_account, find_account
from crawler.store.database import open_store

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "flopscout-data" / "bench-review"
PASSWORD = "only for measuring"
MEDIAN_MS, TAIL_MS = 60, 150
MEASURED = ("queue", "search", "candidate")
"""Beginnings of the names of the pages that have to be quick."""


def main() -> int:
    """Print one table for each state of the machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=HOME, help="data folder; the database is made where there is none")
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=60, help="of each of the two parts")
    parser.add_argument("--locust", default=f"{sys.executable} -m locust", help="how locust is called")
    given = parser.parse_args()
    if given.locust.startswith(sys.executable) and find_spec("locust") is None:
        sys.stderr.write("the load test needs locust, which is not installed: pip install 'flopscout[bench]'\n")
        return 2
    settings = Settings(home=given.home)
    names = [f"reviewer{number}" for number in range(1, given.users + 1)]
    last = _prepare(settings, given.models, names)
    is_good = True
    with tempfile.TemporaryDirectory() as folder, _server(given.home) as (address, server):
        log = Path(folder) / "decided"
        log.touch()
        for part in ("reviewers alone", "while a crawl writes"):
            before, used = _state(), _processor_seconds(server)
            with _writer(given.home if part != "reviewers alone" else None) as written:
                rows = _loaded(address, given, names, Path(folder), log)
            is_good &= _print(f"{part}, {given.users} people, {given.seconds} s", rows, f"{before}, then {_state()}")
            requests = sum(int(row["Request Count"]) for row in rows if row["Name"] != "Aggregated")
            print(
                f"the server's processor time: {1000 * (_processor_seconds(server) - used) / requests:.0f} ms a request"
            )
            if written:
                print(f"stored meanwhile: {written[0]} articles and as many rows")
        problems = _check(settings, last, log)
    print("\n".join(problems) or "decisions: none lost, none doubled")
    return 0 if is_good and not problems else 1


def _prepare(settings: Settings, models: int, names: list[str]) -> int:
    """Make database and accounts where there are none; returns the number of the last decision until now."""
    if not settings.database.exists():
        print(f"writing {models:,} candidates to {settings.database} ...", flush=True)
        unfinished = settings.database.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        build(unfinished, models, models // 20)
        unfinished.rename(settings.database)
    with open_store(settings.database) as store:
        claims = store.connection.execute("SELECT count(*) FROM claims").fetchone()[0]
        waiting = store.connection.execute("SELECT count(*) FROM review_items WHERE waiting").fetchone()[0]
        print(f"{waiting:,} candidates wait, {claims:,} claims")
        for name in names:
            if find_account(store.connection, name) is None:
                create_account(store, name, "reviewer", PASSWORD)
        return int(store.connection.execute("SELECT COALESCE(max(id), 0) FROM decisions").fetchone()[0])


def _cores() -> tuple[set[int], set[int]]:
    """The server's core, and the others."""
    allowed = sorted(os.sched_getaffinity(0))
    return {allowed[0]}, set(allowed[1:]) or {allowed[0]}


@contextmanager
def _running(command: list[str], cores: set[int], **more: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **more})
    os.sched_setaffinity(process.pid, cores)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def _server(home: Path) -> Iterator[tuple[str, int]]:
    """The address of the running application, once its first page has come, and its process."""
    command = [str(Path(sys.executable).with_name("flopscout")), "review", "--port", "0"]
    began = perf_counter()
    with _running(command, _cores()[0], FLOPSCOUT_HOME=str(home)) as process:
        link = _link(process.stdout)
        opened = perf_counter()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        address = link.partition("/enter")[0]
        for path in (link, f"{address}/queue"):
            browser.open(path).read()
        print(f"the server answers after {opened - began:.1f} s, the first queue is there after another "
              f"{perf_counter() - opened:.1f} s")  # fmt: skip
        yield address, process.pid


def _link(output: IO[str] | None) -> str:
    assert output is not None
    for line in output:
        found = re.search(r"http://\S+/enter\?token=\S+", line)
        if found:
            return found[0]
    raise SystemExit("the server did not start")


@contextmanager
def _writer(home: Path | None) -> Iterator[list[int]]:
    """A crawl beside; after the block the list holds how much it has stored."""
    written: list[int] = []
    if home is None:
        yield written
        return
    with _running([sys.executable, "-m", "bench.review_writer", str(home)], _cores()[1]) as process:
        yield written
        process.terminate()
        said, _ = process.communicate(timeout=60)
        written.append(int(said))


def _loaded(address: str, given: argparse.Namespace, names: list[str], folder: Path, log: Path) -> list[dict[str, str]]:
    """Let the reviewers work; the rows of locust's statistics."""
    command = [
        *given.locust.split(), "-f", str(ROOT / "bench" / "review_users.py"), "--headless", "--host", address,
        "--users", str(given.users), "--spawn-rate", str(given.users), "--run-time", f"{given.seconds}s",
        "--csv", str(folder / "load"), "--only-summary", "--reset-stats", "--loglevel", "WARNING",
        "--exit-code-on-error", "0", "--stop-timeout", "20s",
    ]  # fmt: skip
    told = {
        "FLOPSCOUT_BENCH_SESSIONS": json.dumps(_sessions(given.home, address, names)),
        "FLOPSCOUT_BENCH_DECIDED": str(log),
    }  # fmt: skip
    with _running(command, _cores()[1], **told) as process:
        process.communicate(timeout=given.seconds + 120)
    failed = _read(folder / "load_failures.csv")
    for row in failed:
        print(f"failed {row['Occurrences']} times: {row['Method']} {row['Name']}: {row['Error']}")
    return _read(folder / "load_stats.csv")


def _sessions(home: Path, address: str, names: list[str]) -> list[tuple[str, str, str]]:
    """Each person's cookie; signing in takes most of a second on purpose, and is not what is measured."""
    sessions = Sessions(kept_secret(home), int(address.rpartition(":")[2]))
    with open_store(Settings(home=home).database) as store:
        found = [(name, find_account(store.connection, name)) for name in names]
    return [
        (name, sessions.cookie, sessions.written(Session(name, str(account.generation))))
        for name, account in found
        if account is not None
    ]


def _processor_seconds(process: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _print(heading: str, rows: list[dict[str, str]], state: str) -> bool:
    """One table; says whether all pages were quick enough and none failed."""
    print(f"\n{heading} ({state})")
    print(f"{'page':<30}{'times':>7}{'failed':>8}{'median ms':>11}{'p95 ms':>8}{'slowest':>9}")
    is_good = True
    for row in sorted(rows, key=lambda row: row["Name"]):
        median, tail = float(row["Median Response Time"]), float(row["95%"])
        is_slow = row["Name"].startswith(MEASURED) and (median >= MEDIAN_MS or tail >= TAIL_MS)
        is_good &= not is_slow and row["Failure Count"] == "0"
        print(
            f"{row['Name']:<30}{row['Request Count']:>7}{row['Failure Count']:>8}{median:>11.0f}{tail:>8.0f}"
            f"{float(row['Max Response Time']):>9.0f}{'  too slow' if is_slow else ''}"
        )
    return is_good


def _state() -> str:
    """How busy the machine is."""
    return "load " + " ".join(f"{load:.1f}" for load in os.getloadavg())


def _check(settings: Settings, last: int, log: Path) -> list[str]:
    """What is wrong with the log of decisions: all that was acknowledged must be there, and nothing else."""
    said = [tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]
    with open_store(settings.database) as store:
        rows = store.connection.execute(
            "SELECT id, who, model_id, action FROM decisions WHERE id > ?", (last,)
        ).fetchall()
        whole = store.connection.execute("PRAGMA quick_check").fetchone()[0]
    stored = [tuple(row) for row in rows]
    doubled = len(said) - len(set(said))
    lost, unknown = set(said) - set(stored), set(stored) - set(said)
    print(f"\ndecisions acknowledged: {len(said)}, in the log: {len(stored)}, database: {whole}")
    found = [(len(lost), "lost"), (doubled, "acknowledged twice"), (len(unknown), "that nobody was told of")]
    return [f"{number} decisions {what}" for number, what in found if number]


if __name__ == "__main__":
    sys.exit(main())
