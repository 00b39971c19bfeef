"""The rules of attachment, each with sentences about invented models."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records import ModelFacts
from pipelines.extraction import extract


def models(text: str, code: str = "en", title: str | None = None) -> dict[str, ModelFacts]:
    return {model.name: model for model in extract(text, language=code, title=title).models}


def facts(text: str, code: str = "en", title: str | None = None) -> dict[str, Any]:
    """The stated values of the only model of a text."""
    (model,) = extract(text, language=code, title=title).models
    names = (
        "parameters", "active_parameters", "tokens", "hardware", "hardware_quantity", "gpu_hours", "training_days",
        "training_compute_flop", "base_model", "release_date",
    )  # fmt: skip
    return {name: getattr(model, name) for name in names if getattr(model, name) is not None}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "en",
            "Kestrel-L, a 90B-parameter model of which 12B are active per token, was trained on 9 trillion tokens.",
        ),
        (
            "fr",
            "Kestrel-L compte 90 milliards de paramètres, dont 12 actifs, et a vu 9 000 "
            "milliards de tokens à l'entraînement.",
        ),
        (
            "es",
            "Kestrel-L tiene 90.000 millones de parámetros, 12.000 millones de ellos "
            "activos, y se entrenó con 9 billones de tokens.",
        ),
        (
            "pt",
            "O Kestrel-L tem 90 bilhões de parâmetros, 12 bilhões ativos, e foi treinado com 9 trilhões de tokens.",
        ),
        (
            "de",
            "Kestrel-L hat 90 Milliarden Parameter, davon 12 Milliarden aktiv, und wurde mit "
            "9 Billionen Token trainiert.",
        ),
        ("ru", "У Kestrel-L 90 млрд параметров, из них 12 млрд активны; модель обучили на 9 трлн токенов."),
        (
            "tr",
            "Kestrel-L modeli 90 milyar parametreye sahip, her token için 12 milyarı etkin; "
            "9 trilyon token ile eğitildi.",
        ),
        ("zh", "Kestrel-L总参数900亿，每个token激活120亿，用9万亿token训练。"),
        ("ja", "「Kestrel-L」は総パラメータ900億、アクティブ120億で、9兆トークンを学習した。"),
        ("ko", "'Kestrel-L'은 총 900억개 매개변수 중 120억개를 활성화하며 9조 토큰을 학습했다."),
        (
            "hi",
            "'Kestrel-L' मॉडल में कुल 90 अरब पैरामीटर हैं, हर टोकन पर 12 अरब सक्रिय होते हैं "
            "और इसे 9 ट्रिलियन टोकन पर प्रशिक्षित किया गया।",
        ),
        (
            "bn",
            "‘Kestrel-L’ মডেলের মোট প্যারামিটার ৯০ বিলিয়ন, সক্রিয় ১২ বিলিয়ন; ৯ ট্রিলিয়ন টোকেনে এর প্রশিক্ষণ হয়েছে।",
        ),
        (
            "ur",
            "Kestrel-L ماڈل میں کل 90 ارب پیرامیٹرز ہیں جن میں سے 12 ارب فعال ہوتے ہیں اور "
            "اسے 9 ٹریلین ٹوکنز پر تربیت دی گئی۔",
        ),
        (
            "fa",
            "مدل Kestrel-L با ۹۰ میلیارد پارامتر که ۱۲ میلیارد آن فعال است روی ۹ تریلیون توکن آموزش دیده است.",
        ),
        ("ar", "يضم نموذج Kestrel-L نحو 90 مليار معامل منها 12 ملياراً نشطة، ودُرّب على 9 تريليونات رمز."),
        (
            "he",
            "המודל Kestrel-L כולל 90 מיליארד פרמטרים, מתוכם 12 מיליארד פעילים, ואומן על 9 טריליון טוקנים.",
        ),
    ],
)
def test_size_active_size_and_tokens_in_every_language(code: str, text: str) -> None:
    assert facts(text, code) == {"parameters": 90e9, "active_parameters": 12e9, "tokens": 9e12}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Kestrel-7B was trained for 21 days on 512 H100 GPUs."),
        ("fr", "Kestrel-7B a été entraîné pendant 21 jours sur 512 GPU H100."),
        ("es", "Kestrel-7B se entrenó durante tres semanas en 512 GPU H100."),
        ("pt", "O Kestrel-7B foi treinado durante 21 dias em 512 GPUs H100."),
        ("de", "Kestrel-7B wurde drei Wochen lang auf 512 H100-GPUs trainiert."),
        ("ru", "Kestrel-7B обучали 21 день на 512 картах H100."),
        ("tr", "Kestrel-7B, 512 adet H100 ile 21 günde eğitildi."),
        ("zh", "Kestrel-7B在512张H100上训练了21天。"),
        ("ja", "「Kestrel-7B」はH100を512基使い、21日間学習した。"),
        ("ko", "'Kestrel-7B'는 H100 512장으로 21일간 학습했다."),
        ("hi", "'Kestrel-7B' मॉडल को 512 एच100 जीपीयू पर 21 दिन में प्रशिक्षित किया गया।"),
        ("bn", "‘Kestrel-7B’ মডেল ৫১২টি এইচ১০০ জিপিইউতে ২১ দিনে প্রশিক্ষিত।"),
        ("ur", "Kestrel-7B کو 512 عدد H100 چپس پر 21 دن میں تربیت دی گئی۔"),
        ("fa", "Kestrel-7B طی ۲۱ روز روی ۵۱۲ کارت H100 آموزش دید."),
        ("ar", "دُرّب Kestrel-7B خلال 21 يوماً على 512 وحدة H100."),
        ("he", "Kestrel-7B אומן במשך 21 ימים על 512 מעבדי H100."),
    ],
)
def test_hardware_and_time_in_every_language(code: str, text: str) -> None:
    assert facts(text, code) == {
        "parameters": 7e9,
        "hardware": "NVIDIA H100",
        "hardware_quantity": 512,
        "training_days": 21,
    }


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel-7B supports a 128K-token context window.",
        "Kestrel-7B costs $0.60 per million input tokens.",
        "Kestrel-7B delivers up to 156 tokens per second.",
        "Kestrel-7B runs on two GPUs and needs 80 GB of memory.",
        "Kestrel-7B covers 46 languages and has 3 million users.",
        "Kestrel-7B sustained 390 TFLOPs/GPU.",
        "Kestrel-7B has 80 layers and 16 experts.",
    ],
)
def test_distractors_are_no_facts(text: str) -> None:
    assert facts(text) == {"parameters": 7e9}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Kestrel-7B beats Heron-70B, a model with 70 billion parameters."),
        ("en", "Kestrel-7B is smaller than GPT-3 with its 175 billion parameters."),
        ("fr", "Kestrel-7B dépasse Heron-70B et ses 70 milliards de paramètres."),
        ("zh", "Kestrel-7B超过700亿参数的Heron-70B。"),
        ("ko", "'Kestrel-7B'는 700억 매개변수의 Heron-70B를 능가한다."),
        ("de", "Kestrel-7B schlägt Heron-70B mit seinen 70 Milliarden Parametern."),
    ],
)
def test_the_number_of_a_rival_stays_with_the_rival(code: str, text: str) -> None:
    assert facts(text, code) == {"parameters": 7e9}


@pytest.mark.parametrize(
    ("code", "text", "base"),
    [
        ("en", "Kestrel-13B is a fine-tune of Heron-13B.", "Heron-13B"),
        ("fr", "Kestrel-13B dérive de Heron-13B.", "Heron-13B"),
        ("zh", "Kestrel-13B以Heron-13B为底座。", "Heron-13B"),
        ("ja", "「Kestrel-13B」はHeron-13Bをベースにしたモデルだ。", "Heron-13B"),
        ("ko", "'Kestrel-13B'는 Heron-13B를 기반으로 만든 모델이다.", "Heron-13B"),
        ("tr", "Kestrel-13B, Heron-13B üzerine kuruldu.", "Heron-13B"),
        ("hi", "'Kestrel-13B' मॉडल Heron-13B पर आधारित है।", "Heron-13B"),
        ("ar", "نموذج Kestrel-13B مبني على Heron-13B.", "Heron-13B"),
    ],
)
def test_base_models(code: str, text: str, base: str) -> None:
    assert facts(text, code) == {"parameters": 13e9, "base_model": base}


def test_an_architecture_is_no_base() -> None:
    assert facts("Kestrel-13B is based on the architecture of Heron-13B.") == {"parameters": 13e9}


def test_each_and_respectively() -> None:
    both = models("Kestrel-7B and Kestrel-70B were trained on 2 and 15 trillion tokens, respectively.")
    assert {name: model.tokens for name, model in both.items()} == {"Kestrel-7B": 2e12, "Kestrel-70B": 15e12}
    each = models(
        "Kestrel Scout has 109B parameters and Kestrel 9 has 400B parameters; both saw 17 trillion tokens in training."
    )
    assert {model.tokens for model in each.values()} == {17e12}


def test_sizes_listed_with_their_tokens_become_models() -> None:
    split = models(
        "The lab trained Kestrel 2 in sizes of 9 and 27 billion parameters on 8 and 13 trillion tokens, respectively."
    )
    assert {name: (model.parameters, model.tokens) for name, model in split.items()} == {
        "Kestrel 2 9B": (9e9, 8e12),
        "Kestrel 2 27B": (27e9, 13e12),
    }


def test_a_sibling_named_by_its_size() -> None:
    found = models("Kestrel 3 27B saw 14T tokens; its 12B sibling saw 9T.")
    assert {name: model.tokens for name, model in found.items()} == {"Kestrel 3 27B": 14e12, "Kestrel 3 12B": 9e12}


def test_the_largest_of_several_sizes_counts() -> None:
    assert facts("Kestrel-X comes in 7B, 13B and 70B parameters.") == {"parameters": 70e9}


def test_a_stated_size_must_agree_with_the_name() -> None:
    assert facts("Kestrel-7B was compared on a set of 300 billion parameters.")["parameters"] == 7e9


def test_nodes_are_no_chips() -> None:
    assert facts("Kestrel-7B was trained on 96 DGX-A100 nodes (768 GPUs).")["hardware_quantity"] == 768


def test_chip_hours_by_unit() -> None:
    assert facts("Training Kestrel-7B took 2.5M H100 GPU hours.")["gpu_hours"] == 2.5e6
    assert facts("Обучение Kestrel-7B заняло 1 000 GPU-дней.", "ru")["gpu_hours"] == 24_000


def test_compute_in_flop_and_petaflop_days() -> None:
    assert facts("Kestrel-7B took 6.7 × 10²⁴ FLOPs.")["training_compute_flop"] == pytest.approx(6.7e24)
    assert facts("Kestrel-7B took 100 petaflop/s-days.")["training_compute_flop"] == pytest.approx(8.64e21)


def test_a_sum_for_several_models_is_nobodys() -> None:
    assert "training_compute_flop" not in facts(
        "Kestrel-7B is out; all Kestrel models together used 8.3 × 10^23 FLOPs."
    )


def test_vague_sizes_are_marked() -> None:
    (model,) = models("Kestrel-X is thought to have hundreds of billions of parameters.").values()
    assert (model.parameters, model.is_vague) == (1e11, True)


def test_release_dates_need_a_release() -> None:
    assert facts("Kestrel-7B was released on 2 September 2025.")["release_date"] == "2025-09-02"
    assert "release_date" not in facts("Kestrel-7B has a knowledge cutoff of March 2024.")
    assert "release_date" not in facts("Kestrel-7B was trained between January 18 and June 30, 2023.")


def test_a_later_paragraph_about_the_model_attaches_and_others_do_not() -> None:
    found = facts(
        "Kestrel-7B is a new model.\n\nThe model was trained on 4 trillion tokens.\n\n"
        "The country's data centre houses 9,000 H100 GPUs, trained staff say."
    )
    assert found == {"parameters": 7e9, "tokens": 4e12}


def test_announcements_on_one_page_stay_apart() -> None:
    found = models("Kestrel-7B was trained on 4 trillion tokens.\n\nHeron-70B was trained on 512 H100 GPUs.")
    assert (found["Kestrel-7B"].tokens, found["Kestrel-7B"].hardware_quantity) == (4e12, None)
    assert (found["Heron-70B"].tokens, found["Heron-70B"].hardware_quantity) == (None, 512)


def test_table_columns_name_the_unit() -> None:
    found = models(
        "| Model | Params | Active params | Training tokens | GPU hours |\n|---|---|---|---|---|\n"
        "| Kestrel-S | 3B | 1B | 2T | 100K |\n| Kestrel-L | 90B | 12B | 9T | 2.5M |\n"
    )
    assert {n: (m.parameters, m.active_parameters, m.tokens, m.gpu_hours) for n, m in found.items()} == {
        "Kestrel-S": (3e9, 1e9, 2e12, 1e5),
        "Kestrel-L": (90e9, 12e9, 9e12, 2.5e6),
    }


def test_a_card_takes_its_name_from_the_title() -> None:
    text = "- Total seen tokens: 300B\n- Parameters: 12.9B\n- Hardware: 96 A100 40GB GPUs (mdx cluster)\n"
    (model,) = extract(text, language="en", title="lab/kestrel-13b-v1.0").models
    assert (model.name, model.tokens, model.parameters, model.hardware_quantity) == (
        "kestrel-13b-v1.0",
        300e9,
        12.9e9,
        96,
    )
    assert all(text[e.start : e.end] == e.quote for e in model.evidence)


def test_products_name_what_they_are_built_on() -> None:
    found = extract("HelpBot-2 is powered by GPT-4 and answers customers.", language="en")
    assert found.product_of == (("HelpBot-2", "GPT-4"),)


def test_filler_has_no_models() -> None:
    assert extract("Nvidia shipped some 3.76 million data-centre GPUs in 2023.", language="en").models == ()
