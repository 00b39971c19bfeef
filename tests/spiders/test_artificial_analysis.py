"""Artificial Analysis: off without its key, pages as long as there are more, media boards by their domain."""

from __future__ import annotations

import pytest

from crawler.records import Failure
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, check_paging, fixture, small, visit
from tests.spiders.jobs import Answer

KEY = "ARTIFICIAL_ANALYSIS_API_KEY"
MODELS = "https://artificialanalysis.ai/api/v2/language/models/free?page="
MEDIA = "https://artificialanalysis.ai/api/v2/data/media/"
PAGES = {
    f"{MODELS}1": fixture("artificial_analysis/page1.json"),
    f"{MODELS}2": fixture("artificial_analysis/page2.json"),
}
IMAGES = {
    f"{MEDIA}text-to-image": fixture("artificial_analysis/text_to_image.json"),
    f"{MEDIA}image-editing": fixture("artificial_analysis/image_editing.json"),
}


@pytest.fixture
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "sesame")


def test_it_is_off_and_asks_for_nothing_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)
    sources = [source for name, source in load_sources().items() if name.startswith("artificial_analysis")]
    assert len(sources) == 3
    for source in sources:
        assert not source.enabled
        assert not source.redistribute
        done = visit(source, {})
        assert done.job.failure_names == [Failure.BLOCKED]
        assert KEY in done.job.failures[0][2]


@pytest.mark.usefixtures("_key")
def test_models() -> None:
    golden: dict[str, dict[str, object]] = {
        "ling-1t": {"name": "Ling-1T", "organization": "Ant Group", "release_date": "2025-10-08"},
        "deepseek-v3-2-speciale": {
            "name": "DeepSeek V3.2 Speciale",
            "organization": "DeepSeek",
            "release_date": "2025-12-01",
        },
    }
    done = check_golden("artificial_analysis", PAGES, golden)
    assert done.rows["ling-1t"].metrics == {"score": 44.7}
    assert done.rows["claude-opus-5-high"].metrics == {}


@pytest.mark.usefixtures("_key")
def test_pages() -> None:
    assert len(check_paging("artificial_analysis", PAGES, pages=2).rows) == 3


@pytest.mark.usefixtures("_key")
def test_failures_are_named_and_overwrite_nothing() -> None:
    only = Answer(PAGES[f"{MODELS}1"].body.replace(b'"has_more": true', b'"has_more": false'))
    check_failures("artificial_analysis", {f"{MODELS}1": only})


@pytest.mark.usefixtures("_key")
def test_media_boards() -> None:
    golden: dict[str, dict[str, object]] = {
        "gpt-image-2": {
            "name": "GPT Image 2 (high)",
            "organization": "OpenAI",
            "release_date": "2026-04-21",
            "domain": "Image generation",
        },
        "seedream-4": {
            "name": "Seedream 4.0",
            "organization": "ByteDance",
            "release_date": "2025-09",
            "domain": "Image generation",
        },
    }
    done = check_golden("artificial_analysis/images", IMAGES, golden)
    assert done.rows["gpt-image-2"].metrics["votes"] == 13688
    # An empty board was the state of the video board for two months of 2026.
    dry = visit(small("artificial_analysis/images"), {**IMAGES, f"{MEDIA}image-editing": Answer(b'{"data": []}')})
    assert dry.job.failure_names == [Failure.EMPTY]
    assert list(dry.rows) == ["gpt-image-2"]


@pytest.mark.usefixtures("_key")
def test_a_refused_key_and_a_used_up_one() -> None:
    for status, failure in ((401, Failure.BLOCKED), (429, Failure.RATE_LIMITED)):
        done = visit(small("artificial_analysis"), {f"{MODELS}1": Answer(b"", status=status)})
        assert done.job.failure_names == [failure]
        assert "sesame" not in str(done.job.failures)
