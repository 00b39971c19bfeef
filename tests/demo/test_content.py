"""The demo's content: enough of it, every figure with its source, and nothing that contradicts itself."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest

from crawler.demo.articles import CONTENT, Article, ContentError, load_press
from crawler.demo.hub import HubState
from crawler.demo.hub_catalogue import repositories_from_catalogue
from crawler.demo.hub_content import load_demo_repositories
from crawler.demo.hub_query import parse_list_query
from crawler.demo.press import demo_feeds
from crawler.demo.reference import demo_reference
from crawler.records import NUMBER_FIELDS, ModelFacts
from spiders.registry import load_sources
from tests.demo.conftest import shared_folder

PRESS = load_press()
ARTICLES = [article for outlet in PRESS.outlets for article in outlet.articles]
RECORDS = [json.loads(line) for line in (CONTENT / "models.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_is_enough_of_it() -> None:
    assert len(RECORDS) >= 130
    assert len(ARTICLES) >= 45
    assert len({outlet.language for outlet in PRESS.outlets if outlet.articles}) == 16
    assert len(list((CONTENT / "cards").glob("*.md"))) >= 60
    assert sum(1 for article in ARTICLES if not article.models) >= 8


def test_the_same_model_is_announced_in_several_languages() -> None:
    languages: dict[str, set[str]] = {}
    for outlet in PRESS.outlets:
        for article in outlet.articles:
            for model in article.models:
                languages.setdefault(model.name, set()).add(outlet.language)
    assert sum(1 for spoken in languages.values() if len(spoken) > 1) >= 8


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.url)
def test_stated_facts_have_a_source_and_the_fields_of_the_records(article: Article) -> None:
    known = set(get_type_hints(ModelFacts))
    for model in article.models:
        assert model.source
        assert set(model.facts) <= known
        for name, value in model.facts.items():
            assert isinstance(value, int | float if name in NUMBER_FIELDS else str), name
            assert not isinstance(value, int | float) or value > 0
        active, total = model.facts.get("active_parameters"), model.facts.get("parameters")
        if isinstance(active, float) and isinstance(total, float):
            assert active < total


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_repositories_have_a_source_a_date_and_figures(record: dict[str, object]) -> None:
    assert record["source"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(record["created"]))
    assert isinstance(record["downloads"], int)
    assert isinstance(record["likes"], int)


def test_cards_name_their_source_and_belong_to_a_repository() -> None:
    names = {f"{record['id'].replace('/', '--')}.md" for record in RECORDS}
    for path in (CONTENT / "cards").glob("*.md"):
        assert path.name in names
        assert "<!-- source: " in path.read_text(encoding="utf-8"), path.name


def test_the_kinds_of_repositories_that_crawlers_stumble_over_are_there() -> None:
    rows = {row["id"]: row for row in load_demo_repositories()}
    relations = {row["baseModels"]["relation"] for row in rows.values() if "baseModels" in row}
    assert {"finetune", "quantized", "adapter"} <= relations
    assert sum(1 for row in rows.values() if row["gated"]) >= 8
    assert sum(1 for row in rows.values() if "safetensors" not in row) >= 15
    assert sum(1 for row in rows.values() if "gguf" in row) >= 4
    pipelines = {row.get("pipeline_tag") for row in rows.values()}
    assert {"text-to-image", "text-to-video", "text-to-speech", "robotics", "any-to-any", None} <= pipelines
    assert "total" not in rows["openai/gpt-oss-120b"]["safetensors"]
    broken = rows["ZonglinY/MOOSE-Star-R1D-7B"]["safetensors"]
    assert broken["total"] < sum(broken["parameters"].values())
    assert any("merge" in row["tags"] for row in rows.values())


def test_repositories_are_served_and_can_be_cut_off_by_day() -> None:
    state = HubState(load_demo_repositories())
    assert len(state) == len(RECORDS)
    earlier = load_demo_repositories(until=date(2025, 6, 30))
    assert 20 < len(earlier) < len(RECORDS)
    assert state.file("moonshotai/Kimi-K3", "config.json") is not None
    assert state.file("unslothai/vram-8", "config.json") is None


def test_feeds_are_sources_of_the_crawler_at_the_same_address() -> None:
    sources = load_sources()
    assert set(demo_feeds(sources)) == {outlet.source for outlet in PRESS.outlets}
    assert demo_feeds(["feeds/heise", "feeds/unheard_of"]) == ("feeds/heise",)
    for outlet in PRESS.outlets:
        assert outlet.feed in sources[outlet.source].urls
        assert sources[outlet.source].languages == (outlet.language,)


def test_the_reference_has_epochs_columns_and_no_long_notes() -> None:
    with demo_reference().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 55
    assert len(rows[0]) == 34
    assert all(row["Model"] and row["Publication date"] and row["Organization"] for row in rows)
    assert not any(value for row in rows for name, value in row.items() if "notes" in name or name == "Abstract")
    assert "CC BY 4.0" in demo_reference().with_name("README.md").read_text(encoding="utf-8")


def test_broken_content_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    (folder / "articles" / "en.toml").write_text(
        '[[article]]\noutlet = "feeds/nowhere"\nurl = "https://a.example/1"\n', "utf-8"
    )
    with pytest.raises(ContentError, match=r"en\.toml: 'https://a\.example/1'"):
        load_press(folder=folder)
    (folder / "models.jsonl").write_text('{"id": "a/b", "created": "2025-01-01T00:00:00.000Z"}\n', "utf-8")
    with pytest.raises(ContentError, match="a/b lacks its source"):
        load_demo_repositories(folder=folder)


def test_a_large_catalogue_pages_through_completely() -> None:
    shared = shared_folder()
    path = shared / "data" / "hugging_face" / "models_2026-10.csv" if shared else None
    if path is None or not path.is_file():
        pytest.skip("the shared catalogue is not beside the repository")
    state = HubState(repositories_from_catalogue(path))
    assert len(state) == 16849
    seen: set[str] = set()
    large = 0
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        parameters = [("sort", "downloads"), ("limit", "1000"), ("expand", "downloads"), ("num_parameters", "min:1B")]
        page = state.page(parse_list_query([*parameters, *([("cursor", cursor)] if cursor else [])]))
        rows = json.loads(page.body)
        seen |= {row["id"] for row in rows}
        large += sum(1 for row in rows if row["downloads"] > 100)
        cursor = page.cursor
        pages += 1
    assert (pages, len(seen), large) == (13, 12633, 8725)
