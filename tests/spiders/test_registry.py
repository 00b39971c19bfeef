"""Sources as data: the built-in list, the operator's own, and how names select them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import Settings, SourceOverride
from crawler.records import SourceRank
from keywords import LANGUAGES
from pipelines.identity.organizations import canonical_organization
from spiders.base import SourceSpider
from spiders.registry import (
    SourceError,
    SourceKind,
    UnknownSourceError,
    load_sources,
    read_sources,
    record_template,
    select,
    spider_class,
)

RECORD = """
[[source]]
name = "feeds/mine"
kind = "feed"
spider = "feeds"
urls = ["https://mine.example/feed"]
rank = "news"
licence = "own"
"""


def test_the_platforms_are_there() -> None:
    sources = load_sources()
    assert {"huggingface", "models_dev", "litellm", "helm"} <= set(sources)
    assert sources["huggingface"].kind is SourceKind.HUB
    assert sources["litellm"].redistribute


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_feeds(language: str) -> None:
    spoken = [s for s in load_sources().values() if s.group == "feeds" and s.languages == (language,)]
    assert len(spoken) >= 4


def test_laboratories_rank_as_developers_that_we_know() -> None:
    labs = [source for source in load_sources().values() if source.group == "labs"]
    assert len(labs) >= 8
    for source in labs:
        assert source.rank is SourceRank.DEVELOPER
        assert canonical_organization(source.organization) == source.organization, source.name


def test_no_address_is_listed_twice() -> None:
    urls = [url for source in load_sources().values() for url in source.urls]
    assert len(urls) == len(set(urls))


@pytest.mark.parametrize("name", ["huggingface", "models_dev", "litellm", "helm", "feeds/heise", "labs/openai"])
def test_every_source_has_its_spider(name: str) -> None:
    source = load_sources()[name]
    spider = spider_class(source)
    assert issubclass(spider, SourceSpider)
    assert spider.name == source.spider


def test_all_named_spiders_exist() -> None:
    for source in load_sources().values():
        assert spider_class(source).name == source.spider


def test_a_missing_spider_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(RECORD.replace('"feeds"', '"nowhere"'), encoding="utf-8")
    with pytest.raises(SourceError, match="nowhere"):
        spider_class(read_sources(path)["feeds/mine"])


def test_select_names_groups_and_everything() -> None:
    sources = load_sources()
    assert [s.name for s in select(["litellm", "helm", "litellm"])] == ["litellm", "helm"]
    feeds = select(["feeds"])
    assert feeds
    assert all(s.name.startswith("feeds/") for s in feeds)
    assert len(select([])) == sum(s.enabled for s in sources.values())


def test_a_disabled_source_is_taken_by_name_only() -> None:
    sources = {name: s.model_copy(update={"enabled": False}) for name, s in load_sources().items()}
    assert select([], sources) == []
    assert select(["feeds"], sources) == []
    assert [s.name for s in select(["helm"], sources)] == ["helm"]


def test_an_unknown_name_lists_near_ones() -> None:
    with pytest.raises(UnknownSourceError, match="huggingface") as caught:
        select(["hugingface"])
    assert "huggingface" in caught.value.near
    with pytest.raises(UnknownSourceError, match="sources list"):
        select(["zzzzzzzz"])


def test_the_operator_changes_and_adds_sources(tmp_path: Path) -> None:
    home = tmp_path / "data"
    home.mkdir()
    (home / "sources.toml").write_text(RECORD, encoding="utf-8")
    settings = Settings(home=home, sources={"helm": SourceOverride(enabled=False, delay_seconds=9.0)})
    sources = load_sources(settings)
    assert sources["feeds/mine"].urls == ("https://mine.example/feed",)
    assert (sources["helm"].enabled, sources["helm"].delay_seconds) == (False, 9.0)
    assert load_sources()["helm"].enabled
    assert "feeds/mine" not in load_sources()


def test_an_override_of_an_unknown_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownSourceError, match="helm"):
        load_sources(Settings(home=tmp_path, sources={"hellm": SourceOverride(enabled=False)}))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('rank = "news"', 'rank = "gossip"'), "rank"),
        (("https://mine.example/feed", "ftp://mine.example/feed"), "urls"),
        (('licence = "own"', 'licence = "own"\ncolour = "red"'), "colour"),
        (("feeds/mine", "Feeds Mine"), "name"),
        (("[[source]]", "[[sauce]]"), "sauce"),
        (('kind = "feed"', "kind ="), "TOML"),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(RECORD.replace(*change), encoding="utf-8")
    with pytest.raises(SourceError, match=named):
        read_sources(path)


def test_a_name_may_occur_once(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(RECORD * 2, encoding="utf-8")
    with pytest.raises(SourceError, match="twice"):
        read_sources(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        read_sources(tmp_path / "none.toml")


@pytest.mark.parametrize("kind", SourceKind)
def test_the_template_is_a_valid_record(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(record_template("feeds/new_outlet", kind), encoding="utf-8")
    assert read_sources(path)["feeds/new_outlet"].kind == kind


def test_the_template_refuses_bad_names_and_kinds() -> None:
    with pytest.raises(SourceError, match="kind"):
        record_template("feeds/x", "rumour")
    with pytest.raises(SourceError, match="name"):
        record_template("Feeds X", "feed")
