"""Which headlines lead to a page."""

from __future__ import annotations

import pytest

from keywords import LANGUAGES, load
from spiders.relevance import is_relevant, names_a_model


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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Startup releases open language model"), ("en", "Teuken-7B took 812,321 GPU hours on A100s"),
        ("en", "Llama 3.1 405B was trained on 16,000 chips"), ("ko", "LG 엑사원 4.0 공개… 320억 매개변수 언어모델"),
        ("zh", "月之暗面发布Kimi K2 总参数一万亿"), ("ar", "إطلاق نموذج لغوي كبير"),
        ("he", "מודל שפה גדול עם טריליון פרמטרים"),
        ("hi", "अरब पैरामीटर वाला मॉडल लॉन्च"), ("tr", "Yeni büyük dil modeli tanıtıldı"),
    ],
)  # fmt: skip
def test_headlines_that_name_a_model(language: str, text: str) -> None:
    assert names_a_model(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Google launches a new phone in India"), ("en", "The final ended with three goals"),
        ("en", "OpenAI is sued by publishers over AI training"), ("en", "Tesla unveils its new Model Y"),
        ("de", "Neues Modell von BMW vorgestellt"), ("zh", "华为发布新手机"),
        ("sv", "Kimi K2 har en biljon parametrar"),
        ("ru", "Новая модель телефона Samsung представлена"),
    ],
)  # fmt: skip
def test_headlines_of_the_world_that_do_not(language: str, text: str) -> None:
    assert not names_a_model(text, language)
