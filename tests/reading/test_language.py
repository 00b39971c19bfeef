"""Which of our languages a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keywords import LANGUAGES
from pipelines.reading import identify_language, language_code

SENTENCES = {
    "ar": "كشف المعهد عن نموذج لغوي جديد يضم مئة وثمانين مليار معامل، وقد جرى تدريبه خلال شهرين.",
    "bn": "প্রতিষ্ঠানটি সাত হাজার কোটি প্যারামিটারের একটি নতুন ভাষা মডেল উন্মোচন করেছে, যা সবার জন্য উন্মুক্ত।",
    "de": "Das Institut hat ein neues Sprachmodell mit siebzig Milliarden Parametern veröffentlicht.",
    "en": "The institute has released a new language model with seventy billion parameters for everyone.",
    "es": "El instituto presentó ayer un modelo de lenguaje de setenta mil millones de parámetros.",
    "fa": "پژوهشگاه از یک مدل زبانی تازه با هفتاد میلیارد پارامتر رونمایی کرد که برای همه آزاد است.",
    "fr": "L'institut a publié hier un nouveau modèle de langage doté de soixante-dix milliards de paramètres.",
    "he": "המכון חשף אתמול מודל שפה חדש עם שבעים מיליארד פרמטרים, הפתוח לכולם.",
    "hi": "संस्थान ने सत्तर अरब पैरामीटर वाला एक नया भाषा मॉडल पेश किया है जो सबके लिए खुला है।",
    "ja": "研究所は新しい大規模言語モデルを公開した。誰でも無料で利用できるという。",
    "ko": "연구소는 누구나 쓸 수 있는 새로운 대규모 언어 모델을 어제 공개했다.",
    "pt": "O instituto apresentou ontem um novo modelo de linguagem com setenta bilhões de parâmetros.",
    "ru": "Институт вчера представил новую языковую модель с семьюдесятью миллиардами параметров.",
    "tr": "Enstitü dün yetmiş milyar parametreli yeni bir dil modeli tanıttı ve herkese açtı.",
    "ur": "ادارے نے گزشتہ روز ستر ارب پیرامیٹرز والا ایک نیا لسانی ماڈل پیش کیا جو سب کے لیے کھلا ہے۔",
    "zh": "研究院昨天发布了拥有七百亿参数的新一代大语言模型，所有人都可以免费使用。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_told(language: str) -> None:
    assert identify_language(SENTENCES[language]) == language


def test_a_language_that_is_not_ours_is_none() -> None:
    italian = (
        "L'istituto ha presentato ieri un nuovo modello linguistico con settanta miliardi di parametri, addestrato per "
        "due mesi su migliaia di acceleratori; i ricercatori hanno spiegato che chiunque potrà scaricarlo e usarlo "
        "liberamente, anche per scopi commerciali, senza chiedere alcuna autorizzazione."
    )
    assert identify_language(italian) is None


def test_the_prior_decides_for_short_texts() -> None:
    assert identify_language("DeepSeek-V3 Open Source", prior="de") == "de"
    assert identify_language("70B", prior="pt-BR") == "pt"


def test_a_prior_that_the_letters_forbid_is_dropped() -> None:
    assert identify_language(SENTENCES["ru"], prior="ko") == "ru"


@pytest.mark.parametrize("text", ["", "  \n", "123 456", "!?"])
def test_without_letters_only_the_prior_is_left(text: str) -> None:
    assert identify_language(text) is None
    assert identify_language(text, prior="ja") == "ja"


@pytest.mark.parametrize(
    ("label", "code"),
    [("zh-CN", "zh"), ("pt_BR", "pt"), ("iw", "he"), ("EN-us", "en"), ("it", None), (None, None), ("", None)],
)
def test_language_tags(label: str | None, code: str | None) -> None:
    assert language_code(label) == code


@settings(deadline=None)
@given(st.text(max_size=80), st.none() | st.text(max_size=8))
def test_nothing_raises(text: str, prior: str | None) -> None:
    assert identify_language(text, prior) in {None, *LANGUAGES}
