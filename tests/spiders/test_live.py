"""A whole crawl and a check over one loopback site with the habits of real servers."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from spiders.registry import load_sources
from tests.endtoend.running import environment, flopscout
from tests.spiders.jobs import FIXTURES
from tests.spiders.site import (
    Page,
    Reply,
    as_json,
    fails_once,
    gzipped,
    paged,
    redirect,
    serving,
    slow_down_once,
    text,
    truncated,
)

ROWS = [{"model": f"Oddly {number}B"} for number in range(1, 8)]
CSV = text("模型\n甲一\n乙二\n", "text/csv; charset=iso-8859-1", "gb18030")
PAGES: dict[str, Page] = {
    "plain.example/m.json": as_json(ROWS),
    "gzip.example/m.json": gzipped(as_json(ROWS)),
    "moved.example/m.json": redirect("https://plain.example/m.json"),
    "busy.example/m.json": slow_down_once(as_json(ROWS)),
    "shaky.example/m.json": fails_once(as_json(ROWS)),
    "paged.example/m.json": paged(ROWS, size=3),
    "charset.example/m.csv": CSV,
    "cut.example/m.json": truncated(as_json(ROWS)),
    "down.example/m.json": Reply(b"oops", 500),
    "page.example/m.json": text("<!doctype html><html><body>We have moved to a new home.</body></html>"),
    "api.github.com/repos/LiveBench/livebench.github.io/contents/public": Reply(
        (FIXTURES / "livebench" / "contents.json").read_bytes()
    ),
    "raw.githubusercontent.com/LiveBench/livebench.github.io/main/public/table_2026_06_25.csv": Reply(
        (FIXTURES / "livebench" / "table.csv").read_bytes()
    ),
}
GOOD = {"plain": 7, "gzip": 7, "moved": 7, "busy": 7, "shaky": 7, "paged": 7, "charset": 2}
BAD = {"cut": "broken", "down": "server-error", "page": "changed", "livebench": "changed"}
"""LiveBench's fixture has fewer rows than its record asks for."""


def record(name: str) -> str:
    is_csv = name == "charset"
    paging = 'paging = { by = "offset", parameter = "offset", size = 3, total = "total" }\n' if name == "paged" else ""
    layout = '{ type = "csv" }' if is_csv else '{ type = "json", rows = "rows" }' if paging else '{ type = "json" }'
    return f"""
[[source]]
name = "{name}"
spider = "rows"
kind = "catalogue"
urls = ["https://{name}.example/m.{"csv" if is_csv else "json"}"]
rank = "catalogue"
licence = "made up"
format = {layout}
fields = {{ name = "{"模型" if is_csv else "model"}" }}
{paging}"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("live")
    home = folder / "data"
    home.mkdir()
    names = [*GOOD, *BAD]
    made = [name for name in names if name not in load_sources()]
    (home / "sources.toml").write_text("".join(map(record, made)), encoding="utf-8")
    with serving(PAGES) as site:
        env = environment(home, site.hosts)
        crawled = flopscout("crawl", *(w for n in names for w in ("--source", n)), "--json", env=env, cwd=folder)
        checked = flopscout("sources", "check", *names, "--json", env=env, cwd=folder)
        shown = flopscout("sources", "check", "plain", "down", env=env, cwd=folder)
    assert crawled.stdout, crawled.stderr
    assert checked.stdout, checked.stderr
    return {"crawl": json.loads(crawled.stdout), "check": json.loads(checked.stdout), "shown": shown, "home": home,
            "status": (crawled.returncode, checked.returncode)}  # fmt: skip


def test_what_is_in_order_is_read(outcome: dict[str, Any]) -> None:
    with sqlite3.connect(outcome["home"] / "flopscout.db") as connection:
        found = dict(connection.execute("SELECT source, count(*) FROM sightings GROUP BY source").fetchall())
        names = {row[0] for row in connection.execute("SELECT raw_name FROM sightings WHERE source = 'charset'")}
    connection.close()
    assert found == GOOD
    assert names == {"甲一", "乙二"}
    assert {path.stem for path in (outcome["home"] / "visits").iterdir()} == set(GOOD)


def test_what_is_not_is_named(outcome: dict[str, Any]) -> None:
    assert {failure["source"]: failure["failure"] for failure in outcome["crawl"]["failures"]} == BAD
    assert outcome["status"] == (1, 1)


def test_a_check_finds_the_same(outcome: dict[str, Any]) -> None:
    checks = {check["name"]: check for check in outcome["check"]}
    found = {name: check["failure"] for name, check in checks.items() if not check["ok"]}
    # A connection that ends in the middle of a body: the two HTTP libraries say so in different words.
    assert found == {**BAD, "cut": "unreachable"}
    assert checks["plain"]["rows"] == 7
    assert checks["livebench"]["detail"] == "4 rows, expected at least 20"
    assert all(check["action"] for check in checks.values() if not check["ok"])


def test_a_check_for_people(outcome: dict[str, Any]) -> None:
    good, bad = outcome["shown"].stdout.splitlines()
    assert good.split()[:3] == ["plain", "ok", "7"]
    assert "server-error" in bad
    assert outcome["shown"].returncode == 1
    assert outcome["shown"].stderr.strip() == "1 of 2 sources are in order"
