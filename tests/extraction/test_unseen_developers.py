"""Who made a model, also where no catalogue knows the maker; all names are invented but those of the catalogue."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract
from pipelines.extraction.institutions import in_english


def _makers(text: str, language: str, name: str = "Kestrel") -> str | None:
    models = extract(text, language=language).models
    return next(m.organization for m in models if m.name.startswith(name))


@pytest.mark.parametrize(
    ("language", "text", "maker"),
    [
        ("en", "Nordlicht GmbH has released Kestrel-7B, a model with 7 billion parameters.", "Nordlicht"),
        ("en", "Kestrel-7B was built by Veldora Inc. on 64 A100 GPUs and read 2 trillion tokens.", "Veldora"),
        ("en", "Veldora Labs' Kestrel-7B has 7 billion parameters.", "Veldora Labs"),
        ("en", "The Veldora team released Kestrel-7B, trained on 2 trillion tokens.", "Veldora"),
        ("en", "Kestrel-7B, developed by Veldora, has 7 billion parameters.", "Veldora"),
        ("en", "Veldora's new model Kestrel-7B has 7 billion parameters.", "Veldora"),
        ("en", "Veldora unveiled Kestrel-7B, which has 7 billion parameters.", "Veldora"),
        ("de", "Kestrel-7B stammt von der Nordlicht GmbH und hat 7 Milliarden Parameter.", "Nordlicht"),
        ("de", "Kestrel-7B, entwickelt von Veldora, hat 7 Milliarden Parameter.", "Veldora"),
        ("fr", "Kestrel-7B, développé par Veldora, compte 7 milliards de paramètres.", "Veldora"),
        ("es", "Kestrel-7B, desarrollado por Veldora, tiene 7.000 millones de parámetros.", "Veldora"),
        ("pt", "O Kestrel-7B, desenvolvido pela Veldora, tem 7 bilhões de parâmetros.", "Veldora"),
        ("tr", "Veldora tarafından geliştirilen Kestrel-7B 7 milyar parametreli.", "Veldora"),
        ("ru", "Команда «Вельдора» выпустила модель Kestrel-7B с 7 млрд параметров.", "Вельдора"),
        ("ja", "株式会社ベルドラは70億パラメータのKestrel-7Bを公開した。", "ベルドラ"),
        ("ja", "Veldoraが公開したKestrel-7Bのパラメータ数は70億。", "Veldora"),
        ("ko", "Veldora가 공개한 Kestrel-7B의 매개변수는 70억 개다.", "Veldora"),
        ("ar", "أطلقت شركة فيلدورا (Veldora) نموذج Kestrel-7B الذي يضم 7 مليارات معامل.", "Veldora"),
        ("fa", "شرکت ولدورا (Veldora) از مدل Kestrel-7B با ۷ میلیارد پارامتر رونمایی کرد.", "Veldora"),
        ("he", "חברת ולדורה (Veldora) השיקה את Kestrel-7B עם 7 מיליארד פרמטרים.", "Veldora"),
        ("hi", "स्टार्टअप वेल्डोरा (Veldora) ने 7 अरब पैरामीटर वाला Kestrel-7B मॉडल जारी किया।", "Veldora"),
        ("hi", "Veldora द्वारा विकसित Kestrel-7B में 7 अरब पैरामीटर हैं।", "Veldora"),
        ("bn", "স্টার্টআপ ভেলডোরা (Veldora) ৭০০ কোটি প্যারামিটারের Kestrel-7B মডেল প্রকাশ করেছে।", "Veldora"),
    ],
)
def test_a_maker_is_known_by_its_form_or_place(language: str, text: str, maker: str) -> None:
    assert _makers(text, language) == maker


@pytest.mark.parametrize(
    ("language", "text", "maker"),
    [
        ("en", "# Kestrel-7B\n- **Developed by:** Veldora Labs\n- Parameters: 7B", "Veldora Labs"),
        ("de", "Modell: Kestrel-7B\nHerausgeber: Veldora Research und Marlow\nParameter: 7 Milliarden",
         "Veldora Research; Marlow"),
        ("fr", "Kestrel-7B\nÉditeur : Veldora\nParamètres : 7 milliards", "Veldora"),
        ("ru", "Kestrel-7B\nРазработчик: Вельдора\nПараметры: 7 млрд", "Вельдора"),
        ("ko", "모델: Kestrel-7B\n제작: 벨도라\n매개변수: 70억 개", "벨도라"),
        ("ja", "モデル: Kestrel-7B\n開発: ベルドラ\nパラメータ数: 70億", "ベルドラ"),
        ("fa", "مدل: Kestrel-7B\nسازنده: ولدورا\nپارامتر: ۷ میلیارد", "ولدورا"),
        ("hi", "मॉडल: Kestrel-7B\nनिर्माता: वेल्डोरा\nपैरामीटर: 7 अरब", "वेल्डोरा"),
    ],
)  # fmt: skip
def test_a_line_of_a_fact_sheet_names_the_maker(language: str, text: str, maker: str) -> None:
    assert _makers(text, language) == maker


def test_a_column_of_a_table_names_the_makers() -> None:
    head = "| Model | Developer | Parameters |\n|---|---|---|\n"
    table = f"{head}| Kestrel-7B | Veldora | 7B |\n| Brindle-9B | Marlow | 9B |"
    assert _makers(table, "en") == "Veldora"
    assert _makers(table, "en", "Brindle") == "Marlow"


@pytest.mark.parametrize(
    ("form", "english"),
    [
        ("Universität Kassel", "University of Kassel"),
        ("Universidad de Sevilla", "University of Seville"),
        ("Universidade Federal de Pelotas", "Federal University of Pelotas"),
        ("Ege Üniversitesi", "Ege University"),
        ("Hochschule Trier", "Hochschule Trier"),
    ],
)
def test_universities_get_their_english_names_where_the_form_says_them(form: str, english: str) -> None:
    assert in_english(form) == english


@pytest.mark.parametrize(
    ("language", "text", "maker"),
    [
        # who makes the chips, who reports and who is compared with is no maker
        ("en", "Kestrel-7B ran on 64 NVIDIA A100 GPUs. Meta trained it on 2 trillion tokens.", "Meta"),
        ("hi", "ब्लूमबर्ग के अनुसार गूगल के Kestrel-7B में 7 अरब पैरामीटर हैं।", "Google"),
        ("ko", "업스테이지가 AMD MI250 384장으로 Kestrel-7B를 학습해 공개했다. 매개변수는 70억 개다.", "Upstage"),
        ("en", "Unlike Llama 2 70B, the LLM360 collective's Kestrel-7B has 7 billion parameters.", "LLM360"),
    ],
)
def test_others_that_a_text_names_are_no_makers(language: str, text: str, maker: str) -> None:
    assert _makers(text, language) == maker


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Munich's Kestrel-7B has 7 billion parameters."),
        ("en", "Researchers unveiled Kestrel-7B, a model of 7 billion parameters."),
        ("fr", "Berlin dévoile Kestrel-7B, 7 milliards de paramètres."),
        ("tr", "Japonya'nın Kestrel-7B modeli 7 milyar parametreli."),
        ("ru", "Москва представила Kestrel-7B с 7 млрд параметров."),
    ],
)
def test_places_and_common_nouns_make_no_models(language: str, text: str) -> None:
    assert _makers(text, language) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "費用は500万ドルだった。"),
        ("ja", "開発費は3億円。"),
        ("ko", "예산은 20억원이다."),
        ("ko", "비용은 500만달러다."),
        ("zh", "融资3.5亿元。"),
        ("zh", "耗资500万美元。"),
    ],
)
def test_a_scale_word_before_a_currency_leaves_money(language: str, text: str) -> None:
    from pipelines.extraction.quantities import find_quantities  # noqa: PLC0415
    from pipelines.extraction.reading import Reading  # noqa: PLC0415

    assert [q.kind for q in find_quantities(Reading(text, language))] == ["money"]
