"""Which headlines lead to a page."""

from __future__ import annotations

import pytest

from keywords import LANGUAGES, load
from spiders.relevance import is_relevant


@pytest.mark.parametrize(
    "headline",
    [
        "Start-up opens a language model with 70 billion parameters",
        "DeepSeek unveils its next model",
        "New large language model from Abu Dhabi",
        "An AI model that reads proteins",
        "Mistral Large 3 beats its rivals",
    ],
)
def test_headlines_about_models(headline: str) -> None:
    assert is_relevant(headline, "en")


@pytest.mark.parametrize(
    "headline", ["City opens a new swimming pool", "Carmaker launches a new series", "Start-up raises 30 million", ""]
)
def test_other_headlines(headline: str) -> None:
    assert not is_relevant(headline, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_search_keyword_is_relevant_in_its_language(language: str) -> None:
    for keyword in load(language).search.keywords:
        assert is_relevant(keyword, language), keyword


@pytest.mark.parametrize("language", ["xx", None])
def test_languages_without_words_let_everything_through(language: str | None) -> None:
    assert is_relevant("anything", language)
