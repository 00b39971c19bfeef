"""Words that round a figure and compare with a name: more than 30 billion, more than Veldora-2."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract

_SIZED = [
    ("en", "Kestrel-3 has as many as 30 billion parameters."),
    ("en", "Kestrel-3 has no more than 30 billion parameters."),
    ("en", "Kestrel-3 has 30 billion parameters, more than the rival model Veldora-2 with 7 billion."),
    ("de", "Kestrel-3 hat nicht weniger als 30 Milliarden Parameter."),
    ("fr", "Kestrel-3 ne compte pas plus de 30 milliards de paramètres."),
    ("es", "Kestrel-3 no tiene más de 30 000 millones de parámetros."),
    ("pt", "Kestrel-3 não tem mais de 30 bilhões de parâmetros."),
    ("ru", "У Kestrel-3 более чем 30 миллиардов параметров, более чем у Veldora-2."),
    ("he", "ל-Kestrel-3 יש יותר מ-30 מיליארד פרמטרים."),
    ("ar", "يضم Kestrel-3 نحو 30 مليار معلمة، أكثر من نموذج Veldora-2 ذي 7 مليارات معلمة."),
    ("hi", "Veldora-2 से अधिक, Kestrel-3 में 30 अरब पैरामीटर हैं।"),
    ("ur", "Veldora-2 سے زیادہ، Kestrel-3 میں 30 ارب پیرامیٹرز ہیں۔"),
    ("bn", "Kestrel-3 মডেলে 30 বিলিয়ন প্যারামিটার আছে, Veldora-2-এর অর্ধেক।"),
    ("zh", "Kestrel-3有超过300亿参数。"),
    ("zh", "Kestrel-3有30 billion参数。"),
    ("ja", "Veldora-2と違い、Kestrel-3は300億パラメータだ。"),
    ("ja", "Veldora-2を超えるKestrel-3は300億パラメータだ。"),
    ("ko", "Veldora-2보다 큰 Kestrel-3는 300억 개 매개변수다."),
]


@pytest.mark.parametrize(("code", "sentence"), _SIZED)
def test_a_bound_leaves_the_figure_and_a_rival_gets_no_record(code: str, sentence: str) -> None:
    assert [(m.name, m.parameters) for m in extract(sentence, language=code).models] == [("Kestrel-3", 3e10)]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("tr", "Veldora-2 modelini eğiterek Kestrel-3 30 milyar parametre içeriyor."),
        ("ja", "Veldora-2モデルを微調整したKestrel-3は300億パラメータだ。"),
        ("fa", "تیم مدل Veldora-2 را فاین‌تیون کرد و Kestrel-3 با 30 میلیارد پارامتر ساخت."),
        ("de", "Kestrel-3 hat 30 Milliarden Parameter. Dafür wurde das Modell Veldora-2 nachtrainiert."),
        ("bn", "Veldora-2-এর ওপর Kestrel-3 মডেলে 30 বিলিয়ন প্যারামিটার আছে।"),
    ],
)
def test_a_word_for_a_model_beside_the_base_hides_nothing(code: str, sentence: str) -> None:
    assert [(m.name, m.base_model) for m in extract(sentence, language=code).models] == [("Kestrel-3", "Veldora-2")]
