"""Arena and OpenCompass over one loopback site: pages, a limit, a list asked for by POST, a compressed file."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

from spiders.arena import board_of
from spiders.registry import load_sources
from tests.endtoend.running import environment, flopscout
from tests.spiders.jobs import FIXTURES
from tests.spiders.site import Asked, Page, Reply, as_json, serving

ROWS = "datasets-server.huggingface.co/rows"
GATEWAY = "rank.opencompass.org.cn/gw/opencompass-be/api/v1/rank/listRankTableAvailableMonths"
TABLE = "cdn.opencompass.org.cn/assets/llm-rank/llm-data-v2.26-07.20260824.json"
OVERALL = 180


def board(asked: Asked) -> Reply:
    """The overall rows of a board and then those of another category; longer pages than 100 are refused."""
    start, length = int(asked.query["offset"]), int(asked.query["length"])
    if length > 100:
        return Reply(b"too long", 422)
    if asked.count == 1:
        return Reply(status=429, headers={"Retry-After": "0"})
    rows = [{"row": row(asked.query["config"], number)} for number in range(start, min(start + length, 5000))]
    return as_json({"rows": rows, "num_rows_total": 5000})


def row(config: str, number: int) -> dict[str, Any]:
    category = "overall" if number < OVERALL else "chinese"
    return {"model_name": f"oddly-{config}-{number}b", "organization": "OpenAI", "license": "MIT", "rating": 1000.0,
            "rating_lower": 990.0, "rating_upper": 1010.0, "variance": 1.0, "vote_count": 10, "rank": number + 1,
            "category": category, "leaderboard_publish_date": "2026-09-13"}  # fmt: skip


def months(asked: Asked) -> Reply:
    """The gateway answers nothing but the right POST."""
    if json.loads(asked.body or b"null") != {"rankingType": 0, "benchmarkType": 1} or asked.headers["lang"] != "en-US":
        return Reply(b"method not allowed", 405)
    return Reply((FIXTURES / "opencompass" / "months.json").read_bytes())


def release() -> Reply:
    content = json.loads((FIXTURES / "opencompass" / "table.json").read_text(encoding="utf-8"))
    first = content["OverallTable"][0]
    content["OverallTable"] += [{**first, "model": f"Oddly {number}"} for number in range(10)]
    return Reply(gzip.compress(json.dumps(content).encode()), headers={"Content-Type": "application/json"})


def test_boards_over_the_wire(tmp_path: Path) -> None:
    home = tmp_path / "data"
    pages: dict[str, Page] = {ROWS: board, GATEWAY: months, TABLE: release()}
    with serving(pages) as site:
        env = environment(home, site.hosts)
        done = flopscout("crawl", "--source", "arena", "--source", "opencompass", "--json", env=env, cwd=tmp_path)
        asked = [request.query for request in site.asked if request.path == ROWS]
    assert done.returncode == 0, done.stdout + done.stderr
    with sqlite3.connect(home / "flopscout.db") as connection:
        found = dict(connection.execute("SELECT source, count(*) FROM sightings GROUP BY source").fetchall())
    connection.close()
    boards = [board_of(url) for url in load_sources()["arena"].urls]
    assert found == {"arena": OVERALL * len(boards), "opencompass": 12}
    # Two pages hold what is asked for, and one request was turned away at first.
    assert len(asked) == 2 * len(boards) + 1
    assert {query["length"] for query in asked} == {"100"}
