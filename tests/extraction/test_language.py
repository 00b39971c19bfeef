"""Which language a text is read in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keywords
from pipelines.extraction.language import identify


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The company announced a new language model with seven billion parameters today."),
        ("fr", "L'entreprise a présenté un nouveau modèle de langue de sept milliards de paramètres."),
        ("es", "La empresa presentó un nuevo modelo de lenguaje con siete mil millones de parámetros."),
        ("pt", "A empresa apresentou um novo modelo de linguagem com sete bilhões de parâmetros."),
        ("de", "Das Unternehmen stellte ein neues Sprachmodell mit sieben Milliarden Parametern vor."),
        ("tr", "Şirket, yedi milyar parametreli yeni bir dil modelini tanıttı."),
        ("ru", "Компания представила новую языковую модель с семью миллиардами параметров."),
        ("zh", "该公司发布了拥有七十亿参数的新语言模型。"),
        ("ja", "同社は70億パラメータの新しい言語モデルを発表した。"),
        ("ko", "이 회사는 70억 매개변수의 새 언어모델을 공개했다."),
        ("hi", "कंपनी ने सात अरब पैरामीटर वाला नया भाषा मॉडल पेश किया।"),
        ("bn", "প্রতিষ্ঠানটি সাত বিলিয়ন প্যারামিটারের নতুন ভাষা মডেল প্রকাশ করেছে।"),
        ("ur", "کمپنی نے سات ارب پیرامیٹرز والا نیا لسانی ماڈل متعارف کرایا ہے۔"),
        ("fa", "این شرکت مدل زبانی تازه‌ای با هفت میلیارد پارامتر معرفی کرد که پیشرفته است."),
        ("ar", "أعلنت الشركة عن نموذج لغوي جديد يضم سبعة مليارات معامل."),
        ("he", "החברה השיקה מודל שפה חדש עם שבעה מיליארד פרמטרים."),
    ],
)
def test_each_language_is_recognised(code: str, text: str) -> None:
    assert identify(text) == code


def test_a_known_prior_stands() -> None:
    assert identify("Bonjour", "pt-BR") == "pt"


def test_an_unknown_prior_is_ignored() -> None:
    assert identify("该公司发布了模型。", "xx") == "zh"


@given(st.text(max_size=80))
def test_the_answer_is_always_a_language_of_ours(text: str) -> None:
    assert identify(text) in keywords.LANGUAGES
