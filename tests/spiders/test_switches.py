"""How an operator switches sources on: keys, accepted terms, addresses of services of their own; and their pace."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.config import ConfigError, Settings, load_settings
from crawler.schedule.due import all_visits
from crawler.schedule.months import month_of
from crawler.schedule.rotation import languages_of_month
from crawler.settings import scrapy_settings
from spiders.registry import load_sources
from spiders.search_api import Question, SearchApi, places_of, split_window, width


def settings(**overrides: Any) -> Settings:
    return load_settings(overrides=overrides)


@pytest.mark.parametrize("name", ["google_news", "bing_news", "baidu_html"])
def test_terms_have_to_be_accepted(name: str) -> None:
    assert not load_sources()[name].enabled
    assert "accept_terms" in load_sources()[name].lacks
    assert load_sources(settings(sources={name: {"accept_terms": True}}))[name].enabled
    assert not load_sources(settings(sources={name: {"accept_terms": False}}))[name].enabled
    assert not load_sources(settings(sources={name: {"accept_terms": True, "enabled": False}}))[name].enabled


@pytest.mark.parametrize("address", ["http://localhost:8888", "http://localhost:8888/", "http://localhost:8888/search"])
def test_a_service_of_ones_own_needs_an_address(address: str) -> None:
    assert not load_sources()["searxng"].enabled
    chosen = settings(sources={"searxng": {"address": address}})
    source = load_sources(chosen)["searxng"]
    assert source.enabled
    assert source.urls == ("http://localhost:8888/search",)
    # Naming an address of this machine allows it, and nothing else.
    assert chosen.hosts == {"localhost:8888": "http://localhost:8888"}
    assert settings().hosts == {}


def test_an_address_is_checked_and_a_mapped_host_stays_mapped() -> None:
    for wrong in ("localhost:8888", "ftp://x.example", "http://x.example/?q=1"):
        with pytest.raises(ConfigError, match="address"):
            settings(sources={"searxng": {"address": wrong}})
    everything = {"*": "http://127.0.0.1:9000/_"}
    chosen = settings(network={"hosts": everything}, sources={"searxng": {"address": "http://x.example"}})
    assert chosen.hosts == everything


def test_a_key_in_the_body_is_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANDEX_SEARCH_API_KEY", "secret")
    assert load_sources()["yandex"].keys == ("YANDEX_SEARCH_API_KEY", "YANDEX_SEARCH_FOLDER_ID")
    assert not load_sources()["yandex"].enabled
    monkeypatch.setenv("YANDEX_SEARCH_FOLDER_ID", "folder")
    assert load_sources()["yandex"].enabled


def test_an_interface_has_a_pace_of_its_own() -> None:
    source = load_sources()["gdelt_doc"]
    values = scrapy_settings(
        settings(), delay_seconds=source.delay_seconds, concurrency=source.concurrency, slots=source.interface_slots
    )
    assert values["DOWNLOAD_DELAY"] == 2.0
    assert values["DOWNLOAD_SLOTS"] == {"api.gdeltproject.org": {"delay": 6.0, "concurrency": 1}}
    fixed = settings(network={"delay_seconds": 0.5})
    values = scrapy_settings(fixed, delay_seconds=2.0, concurrency=1, slots=source.interface_slots)
    assert values["DOWNLOAD_SLOTS"] == {"api.gdeltproject.org": {"delay": 0.5, "concurrency": 1}}
    local = settings(network={"hosts": {"*": "http://127.0.0.1:9000/_"}})
    values = scrapy_settings(local, delay_seconds=2.0, concurrency=1, slots=source.interface_slots)
    assert values["DOWNLOAD_SLOTS"] == {}


def test_every_back_end_is_there_and_only_gdelt_is_on_by_itself() -> None:
    known = load_sources()
    searches = {name for name, source in known.items() if source.kind == "search"}
    assert searches == {
        "gdelt_gal", "gdelt_doc", "naver", "yandex", "qianfan", "brave", "serper", "media_cloud", "searxng",
        "google_news", "bing_news", "baidu_html",
    }  # fmt: skip
    assert {name for name in searches if known[name].enabled} == {"gdelt_gal", "gdelt_doc"}
    assert not any(known[name].redistribute for name in searches if not name.startswith("gdelt"))


def test_a_query_is_cut_at_whole_words() -> None:
    api = SearchApi(query_width=18)
    today = date(2026, 11, 22)
    cut = places_of(api, Question("zh", "万亿参数 大模型 发布", today, today), 0)["query"]
    assert cut == "万亿参数 大模型"
    assert width(cut) == 15
    assert width(places_of(api, Question("zh", "万" * 40, today, today), 0)["query"]) == 18
    assert split_window(today, today, 0) == [(today, today)]


def test_gdelt_and_feeds_are_read_in_all_languages_and_the_others_by_turns() -> None:
    known = load_sources()
    chosen = settings()
    visits = {visit.source.name: visit.languages for visit in all_visits(known.values(), chosen)}
    month = languages_of_month(month_of(datetime.now(UTC)), chosen.rotation)
    assert len(month) == 6
    for name in ("gdelt_gal", "gdelt_doc", "feeds/ithome", "labs/openai"):
        assert visits[name] == ()
    assert set(visits["serper"]) == set(visits["searxng"]) == set(month)
    assert set(visits["brave"]) == set(month) - {"fa", "ur"}
    assert visits.get("naver", ()) == (("ko",) if "ko" in month else ())
