"""Catalogues over one loopback site: pages, limits, redirects, attachments, a cut body, and a list of known models."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from spiders.registry import load_sources
from tests.endtoend.running import environment, flopscout
from tests.spiders.jobs import FIXTURES
from tests.spiders.site import Asked, Page, Reply, as_json, redirect, serving, slow_down_once, text, truncated

MODELS = "openrouter.ai/api/v1/models"
SHEET = "docs.google.com/spreadsheets/d/1kc262HZSMAWI6FVsh0zJwbB-ooYvzhCHaHcNUiA0_hY/export"
MOVED = "https://doc-0s-sheets.googleusercontent.com/export/models.csv"
EPOCH = "epoch.ai/data/large_scale_ai_models.csv"
GRAPHS = "raw.githubusercontent.com/stanford-crfm/ecosystem-graphs/main/resources/all_assets.csv"
SOURCES = ("openrouter", "lifearchitect", "wikidata", "cac_filings", "epoch", "ecosystem_graphs")
PAGE_SIZE = 100


def models(asked: Asked) -> Reply:
    """250 models in pages of 100, turned away at first."""
    if asked.count == 1:
        return Reply(status=429, headers={"Retry-After": "0"})
    (row, *_) = json.loads((FIXTURES / "openrouter" / "models.json").read_bytes())["data"]
    start = int(asked.query.get("offset", "0"))
    rows = [{**row, "id": f"deepseek/oddly-{number}"} for number in range(start, min(start + PAGE_SIZE, 250))]
    onward = f"/api/v1/models?offset={start + PAGE_SIZE}" if start + PAGE_SIZE < 250 else None
    return as_json({"data": rows, "links": {"next": onward}})


def sheet() -> Reply:
    rows = "".join(f"Oddly {number},OpenAI,{number + 1},Feb/2026\n" for number in range(600))
    return text(f'A link,,,\nModel,Lab,"Parameters \n(B)","Announced\n▼"\n{rows}', "text/csv")


def answers() -> Reply:
    content = json.loads((FIXTURES / "wikidata" / "results.json").read_bytes())
    first = content["results"]["bindings"][0]
    items = [{"type": "uri", "value": f"http://www.wikidata.org/entity/Q{number}"} for number in range(120)]
    content["results"]["bindings"] = [{**first, "item": item} for item in items]
    return as_json(content)


def filings() -> dict[str, Page]:
    """One announcement with a long table; the others repeat it."""
    rows = "".join(
        f"<tr><td>{number}</td><td>测试{number}</td><td>北京百度网讯科技有限公司</td></tr>" for number in range(120)
    )
    heads = "<tr><td>序号</td><td>模型名称</td><td>备案单位</td></tr>"
    page = text(f"<html><body><table>{heads}{rows}</table></body></html>")
    return {url.removeprefix("https://"): page for url in load_sources()["cac_filings"].urls}


def known() -> Reply:
    rows = "".join(f"Known {number},2024-05-01,OpenAI,7e9,2e23\n" for number in range(450))
    return text(f"Model,Publication date,Organization,Parameters,Training compute (FLOP)\n{rows}", "text/csv")


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("catalogues")
    table = Reply((FIXTURES / "ecosystem_graphs" / "all_assets.csv").read_bytes())
    pages: dict[str, Page] = {
        MODELS: models,
        SHEET: redirect(MOVED),
        MOVED.removeprefix("https://"): sheet(),
        "query.wikidata.org/sparql": slow_down_once(answers()),
        EPOCH: known(),
        GRAPHS: truncated(table),
        **filings(),
    }
    wanted = [word for name in SOURCES for word in ("--source", name)]
    with serving(pages) as site:
        done = flopscout("crawl", *wanted, "--json", env=environment(folder / "data", site.hosts), cwd=folder)
    assert done.stdout, done.stderr
    return folder / "data" / "flopscout.db", json.loads(done.stdout)


def counted(database: Path, query: str) -> dict[str, int]:
    with sqlite3.connect(database) as connection:
        found = dict(connection.execute(query).fetchall())
    connection.close()
    return found


def test_every_row_arrives_once(visited: tuple[Path, dict[str, object]]) -> None:
    found = counted(visited[0], "SELECT source, count(*) FROM sightings GROUP BY source")
    assert found == {"openrouter": 250, "lifearchitect": 600, "wikidata": 120, "cac_filings": 120}


def test_the_list_of_known_models_is_a_reference(visited: tuple[Path, dict[str, object]]) -> None:
    assert counted(visited[0], "SELECT dataset, count(*) FROM reference_models GROUP BY dataset") == {
        "large_scale_ai_models": 450
    }


def test_only_the_cut_table_fails(visited: tuple[Path, dict[str, object]]) -> None:
    failures = visited[1]["failures"]
    assert isinstance(failures, list)
    assert {entry["source"] for entry in failures} == {"ecosystem_graphs"}
