"""Wikidata: names in many languages as aliases, dates at their precision, failures."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from keywords import LANGUAGES
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, fixture

URL = load_sources()["wikidata"].urls[0]
ANSWERS = {URL: fixture("wikidata/results.json", Content_Type="application/sparql-results+json")}
GOLDEN: dict[str, dict[str, object]] = {
    "http://www.wikidata.org/entity/Q1": {
        "name": "GPT-4",
        "organization": "OpenAI",
        "release_date": "2023-03-14",
        "licence": "proprietary license",
    },
    "http://www.wikidata.org/entity/Q2": {"name": "YandexGPT", "organization": "Yandex", "release_date": "2023"},
    "http://www.wikidata.org/entity/Q3": {"name": "盘古大模型"},
}


def test_golden_rows() -> None:
    done = check_golden("wikidata", ANSWERS, GOLDEN)
    assert len(done.rows) == 3
    gpt, yandex, pangu = done.rows.values()
    assert gpt.aliases == ("Generative Pre-trained Transformer 4", "生成式预训练变换模型4")
    assert yandex.aliases == ("ЯндексГПТ",)
    assert not pangu.discovers
    assert gpt.discovers


def test_the_query_asks_for_every_language_that_we_search_in() -> None:
    query = parse_qs(urlsplit(URL).query)["query"][0]
    assert all(f'"{language}"' in query for language in LANGUAGES)
    assert "GROUP BY ?item" in query


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("wikidata", ANSWERS)
