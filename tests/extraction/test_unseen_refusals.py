"""What is refused: services, data sets, rivals' sizes, halls of chips, forecasts; and what only looks like one.

Every sentence is about invented models (beside known rivals) and was written for a rule after the rule.
"""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extraction import extract

_NO_MODEL = [
    ("en", "Weekly users of ChatGPT hit 700 million."),
    ("he", "מספר המשתמשים ב-ChatGPT הגיע ל-700 מיליון בשבוע."),
    ("en", "The bank's chatbot runs on GPT-4o through the API and handles 3 million conversations a month."),
    ("en", "Kestrelset collects 90 million documents, of which 2 trillion tokens remain."),
    ("ru", "Набор Kestrelset собран из 400 миллионов документов и содержит 3 трлн токенов."),
    ("en", "The TOP500 ranks the machine 159th; its 504 H200s arrived in May."),
    ("en", "RedPajama-V2 offers 30 trillion tokens."),
]

_FACTS: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "en",
        "The 45-terabyte corpus behind Kestrel 3 comes to 9 trillion tokens.",
        {"Kestrel 3": {"tokens": 9e12}},
    ),
    (
        "en",
        "Kestrel 2 beats Llama 3 70B with only 7 billion parameters.",
        {"Kestrel 2": {"parameters": 7e9}},
    ),
    (
        "tr",
        "Kestrel 2, GPT-3'ü yalnızca 7 milyar parametreyle geride bırakıyor.",
        {"Kestrel 2": {"parameters": 7e9}},
    ),
    (
        "tr",
        "Veldora-L, 1,1 milyar parametreyle mT5'i çoğu testte geride bırakıyor.",
        {"Veldora-L": {"parameters": 1.1e9}},
    ),
    (
        "he",
        "Veldora 1.5 עולה על Llama 3 70B אף שיש לו רק 32 מיליארד פרמטרים.",
        {"Veldora 1.5": {"parameters": 32e9}},
    ),
    (
        "en",
        "Kestrel-70B took 6 million GPU hours on Alps, where 10,752 GH200s are installed; an 8B version is available.",
        {"Kestrel-70B": {"gpu_hours": 6e6, "hardware": "NVIDIA GH200", "hardware_quantity": None}},
    ),
    (
        "en",
        "VeldoraCast delivers a 10-day forecast in a minute; it was trained for four weeks on 32 TPU v4 chips.",
        {"VeldoraCast": {"training_days": 28.0, "hardware_quantity": 32}},
    ),
    (
        "en",
        "That is the pitch for VeldoraCast. Google DeepMind kept 32 TPU v5s busy for five days.",
        {"VeldoraCast": {"training_days": 5.0, "hardware_quantity": 32}},
    ),
    (
        "en",
        "Kestrel-VL is an 11B network that 2 million users like.",
        {"Kestrel-VL": {"parameters": 11e9}},
    ),
    (
        "ru",
        "Модель Kestrel 2 включает 70 млрд параметров и обучена на триллионе токенов за месяц.",
        {"Kestrel 2": {"parameters": 70e9, "active_parameters": None, "tokens": 1e12, "training_days": 30.0}},
    ),
    (
        "ru",
        "Языков, которые понимает KestrelGPT, 61. Её 13-миллиардную версию обучали на 600 гигабайтах текстов.",
        {"KestrelGPT": {"parameters": 13e9, "tokens": None}},
    ),
    (
        "ru",
        "Предобучение Kestrel 6 обошлось в 2 млн GPU-часов, ещё 100 тысяч ушло на дообучение, всего 2,1 млн.",
        {"Kestrel 6": {"gpu_hours": 2.1e6}},
    ),
    (
        "en",
        "Kestrel-7B and Kestrel-34B were trained on 2T and 6T tokens respectively; 512 A100s went into the former and "
        "4,096 into the latter.",
        {
            "Kestrel-7B": {"tokens": 2e12, "hardware_quantity": 512},
            "Kestrel-34B": {"tokens": 6e12, "hardware_quantity": 4096},
        },
    ),
    (
        "en",
        "Researchers turned Llama 3.1 8B into Veldora, a legal model, with 40 billion extra tokens.",
        {"Veldora": {"base_model": "Llama 3.1 8B", "tokens": 4e10}},
    ),
    (
        "en",
        "Take Qwen2.5-7B, add 200 billion Finnish tokens, and you get Veldora-8B.",
        {"Veldora-8B": {"base_model": "Qwen2.5-7B", "tokens": 2e11}},
    ),
    (
        "he",
        "החברה הרחיבה את המשפחה עם Kestrel 4, שבו 120 מיליארד פרמטרים.",
        {"Kestrel 4": {"parameters": 120e9, "base_model": None}},
    ),
    (
        "tr",
        "Öncülü Kestrel 3'te 30 milyar parametre vardı; Kestrel 4'te bu sayı 60 milyara çıktı.",
        {"Kestrel 4": {"parameters": 60e9}},
    ),
    (
        "tr",
        "Veldora-9B yalnızca 9 milyar parametre kullanıyor.",
        {"Veldora-9B": {"parameters": 9e9, "active_parameters": None}},
    ),
    (
        "en",
        "Aurora is a 1.3-billion-parameter weather model; Microsoft trained it on 32 A100s for two weeks.",
        {"Aurora": {"parameters": 1.3e9, "hardware_quantity": 32, "training_days": 14.0}},
    ),
    (
        "en",
        "Kestrel-7B was trained on 8xA40 for 5 days.",
        {"Kestrel-7B": {"hardware": "NVIDIA A40", "hardware_quantity": 8, "training_days": 5.0}},
    ),
    (
        "en",
        "Kestrel 2's successor, Veldora 3, doubles the size to 14 billion parameters.",
        {"Veldora 3": {"parameters": 14e9}},
    ),
    (
        "tr",
        "Mixtral 8x7B'nin aksine Kestrel-30B yoğun bir model; 5 trilyon tokenla eğitildi.",
        {"Kestrel-30B": {"parameters": 30e9, "tokens": 5e12}},
    ),
    (
        "tr",
        "Kestrel Ultra'nın 1,2 trilyon parametresinden token başına yalnızca 40 milyarı devreye giriyor.",
        {"Kestrel Ultra": {"parameters": 1.2e12, "active_parameters": 40e9}},
    ),
    (
        "he",
        "Kestrel-VL אומן על 8xA40 עם 5,000 שעות דיבור בעברית.",
        {"Kestrel-VL": {"training_days": None, "hardware_quantity": 8}},
    ),
    (
        "en",
        "Together's Kestrel-7B was trained on one trillion tokens.",
        {"Kestrel-7B": {"tokens": 1e12}},
    ),
    (
        "ru",
        "OpenAI держит размер o1 в тайне, эксперты говорят о сотнях миллиардов параметров.",
        {"o1": {"organization": "OpenAI", "is_vague": True}},
    ),
    (
        "ru",
        "| Модель | База | Параметры |\n| Kestrel-Chat | Veldora-7B | 7 млрд |",
        {"Kestrel-Chat": {"parameters": 7e9, "base_model": "Veldora-7B"}},
    ),
]


@pytest.mark.parametrize(("language", "text"), _NO_MODEL)
def test_no_record(language: str, text: str) -> None:
    assert [model.name for model in extract(text, language=language).models] == []


@pytest.mark.parametrize(("language", "text", "expected"), _FACTS)
def test_facts(language: str, text: str, expected: dict[str, dict[str, Any]]) -> None:
    models = {model.name: model for model in extract(text, language=language).models}
    assert set(models) == set(expected)
    for name, facts in expected.items():
        found = {field: getattr(models[name], field) for field in facts}
        assert found == facts
