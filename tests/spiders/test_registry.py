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
        (('"https://mine.example/feed"', '"https://mine.example/feed?key=${MINE}"'), "key_headers"),
        (('spider = "feeds"', 'spider = "rows"'), "format"),
        (('licence = "own"', 'licence = "own"\ninclude = "("'), "include"),
        (('licence = "own"', 'licence = "own"\nredistribute = "perhaps"'), "redistribute"),
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


def test_records_may_lie_in_files_of_their_own(tmp_path: Path) -> None:
    home = tmp_path / "data"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "mine.toml").write_text(RECORD, encoding="utf-8")
    assert load_sources(Settings(home=home))["feeds/mine"].licence == "own"
    (home / "sources.toml").write_text(RECORD, encoding="utf-8")
    with pytest.raises(SourceError, match="twice"):
        load_sources(Settings(home=home))


def test_a_source_is_off_while_its_key_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "data"
    (home / "sources").mkdir(parents=True)
    keyed = RECORD + '\n[source.key_headers]\nAuthorization = "Bearer ${MINE_KEY}"\n'
    (home / "sources" / "mine.toml").write_text(keyed, encoding="utf-8")
    monkeypatch.delenv("MINE_KEY", raising=False)
    source = load_sources(Settings(home=home))["feeds/mine"]
    assert (source.enabled, source.key) == (False, "MINE_KEY")
    monkeypatch.setenv("MINE_KEY", "x")
    assert load_sources(Settings(home=home))["feeds/mine"].enabled


@pytest.mark.parametrize(
    ("word", "meant", "may_be_exported"),
    [("true", "exportable", True), ("false", "internal_only", False), ('"share-alike"', "share-alike", False)],
)
def test_redistribution(tmp_path: Path, word: str, meant: str, may_be_exported: bool) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"{RECORD}redistribute = {word}\n", encoding="utf-8")
    source = read_sources(path)["feeds/mine"]
    assert source.redistribute == meant
    assert bool(source.redistribute) is may_be_exported
