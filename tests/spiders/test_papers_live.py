"""Papers from loopback into the database: pages of arXiv, the lists of days, and citations of what was stored."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spiders.visits import GoodVisit, VisitMemory
from tests.endtoend.running import environment, flopscout
from tests.spiders.jobs import FIXTURES
from tests.spiders.site import Asked, Page, Reply, as_json, serving, text

RECORDS = """
[[source]]
name = "arxiv"
spider = "arxiv"
kind = "catalogue"
urls = ["https://export.arxiv.org/api/query"]
rank = "paper"
licence = "CC0"
delay_seconds = 0

[source.search]
query = { search_query = "{query}", start = "{offset}", max_results = "{size}" }
phrases = ["abs:parameters"]
size = 1
max_days = 2000

[[source]]
name = "hf_daily_papers"
spider = "hf_daily_papers"
kind = "hub"
urls = ["https://huggingface.co/api/daily_papers"]
rank = "paper"
licence = "theirs"
delay_seconds = 0

[[source]]
name = "semantic_scholar"
spider = "semantic_scholar"
kind = "reference"
urls = ["https://api.semanticscholar.org/graph/v1/paper/batch"]
rank = "paper"
licence = "theirs"
delay_seconds = 0
discovers = false
key_headers = { x-api-key = "${SEMANTIC_SCHOLAR_API_KEY}" }
"""
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
FEED = (FIXTURES / "arxiv" / "answer.atom").read_text(encoding="utf-8")


def arxiv(asked: Asked) -> Reply:
    """One paper a page, of two."""
    head, first, second = FEED.replace("totalResults>3<", "totalResults>2<").split("  <entry>")
    start = int(asked.query["start"])
    entry = (first, second.replace("</feed>", ""))[start] if start < 2 else ""
    body = head.replace("startIndex>0<", f"startIndex>{start}<") + (f"  <entry>{entry}" if entry else "") + "</feed>"
    return text(body, "application/atom+xml; charset=utf-8")


def daily(asked: Asked) -> Reply:
    """Papers on the last day only."""
    if asked.query["date"] != YESTERDAY.isoformat():
        return as_json([])
    return Reply((FIXTURES / "hf_daily_papers" / "day.json").read_bytes(), headers={"Content-Type": "application/json"})


def citations(asked: Asked) -> Reply:
    """Too busy at first; then the same for every paper."""
    if asked.count == 1:
        return Reply(status=429, headers={"Retry-After": "0"})
    if asked.headers.get("x-api-key") != "secret":
        return Reply(b"no", 403)
    return as_json([{"title": "Kimi K2: Open", "citationCount": 180} for _ in json.loads(asked.body)["ids"]])


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("papers")
    home = folder / "data"
    home.mkdir()
    (home / "sources.toml").write_text(RECORDS, encoding="utf-8")
    VisitMemory(home, "hf_daily_papers").write(GoodVisit(rows=2, watermarks={"day": YESTERDAY.isoformat()}))
    pages: dict[str, Page] = {
        "export.arxiv.org/api/query": arxiv,
        "huggingface.co/api/daily_papers": daily,
        "api.semanticscholar.org/graph/v1/paper/batch": citations,
    }
    with serving(pages) as site:
        env = {**environment(home, site.hosts), "SEMANTIC_SCHOLAR_API_KEY": "secret"}
        runs = [
            flopscout("crawl", "--source", name, "--json", env=env, cwd=folder)
            for name in ("arxiv", "hf_daily_papers", "semantic_scholar")
        ]
        asked = list(site.asked)
    assert all(run.returncode == 0 for run in runs), [run.stderr[-2000:] + run.stdout[-2000:] for run in runs]
    return {"home": home, "asked": asked}


def rows(outcome: dict[str, Any], query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(outcome["home"] / "flopscout.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_pages_are_asked_for_until_all_is_read(outcome: dict[str, Any]) -> None:
    starts = [asked.query["start"] for asked in outcome["asked"] if asked.path == "export.arxiv.org/api/query"]
    assert starts == ["0", "1", "2"]


def test_an_abstract_is_stored_once_and_read(outcome: dict[str, Any]) -> None:
    assert rows(outcome, "SELECT source, url FROM documents ORDER BY url") == [
        ("arxiv", "https://arxiv.org/abs/2505.09388"), ("arxiv", "https://arxiv.org/abs/2507.20534"),
    ]  # fmt: skip
    claims = dict(rows(outcome, "SELECT field, number FROM claims WHERE field IN ('parameters', 'tokens')"))
    assert claims["tokens"] == 15.5e12


def test_votes_and_citations_are_metrics(outcome: dict[str, Any]) -> None:
    found = rows(
        outcome, "SELECT source, source_key, metrics FROM sightings WHERE source_key = '2507.20534' ORDER BY 1"
    )
    assert [(source, json.loads(metrics)) for source, _, metrics in found] == [
        ("hf_daily_papers", {"upvotes": 95.0}), ("semantic_scholar", {"citations": 180.0}),
    ]  # fmt: skip
