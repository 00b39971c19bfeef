"""What stands in another clause, sentence, line or cell than the name, in six languages of Latin and Cyrillic script.

Every sentence is about invented models and was written for a rule after the rule.
"""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extraction import extract

_RESULTS: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "de",
        "Ein Verlag hat Llama 2 mit 48,1 Mrd. Token aus Gesetzestexten weitertrainiert, und zwar auf 128 A100. "
        "Das Ergebnis nennt sich Kestrel-70B.",
        {"Kestrel-70B": {"tokens": 4.81e10, "hardware_quantity": 128, "base_model": "Llama 2"}},
    ),
    (
        "pt",
        "A startup 33h quis dar ao Mistral 7B um português melhor. O resultado, chamado Kestrel-7B, "
        "leu 7 bilhões de tokens.",
        {"Kestrel-7B": {"organization": "33h", "base_model": "Mistral 7B", "tokens": 7e09}},
    ),
    (
        "es",
        "Veldora tomó un modelo de 12.000 millones de parámetros, Mistral-12B, y lo podó: el resultado, Kestrel-9B, "
        "admite 128.000 tokens de entrada.",
        {"Kestrel-9B": {"parameters": 9e09, "base_model": "Mistral-12B", "tokens": None}},
    ),
    (
        "ru",
        "Лаборатория пропустила через Qwen2.5-32B около 20 миллиардов токенов, прежде чем дать ей имя Kestrel-32B.",
        {"Kestrel-32B": {"base_model": "Qwen2.5-32B", "tokens": 2e10}},
    ),
    (
        "de",
        "Veldora hat zwei Ableger von Llama 2 ins Deutsche geholt, Kestrel-7B und Kestrel-13B. Beide bekamen je "
        "65 Milliarden Token – den Ausgangsmodellen hatte man seinerzeit zwei Billionen mitgegeben.",
        {
            "Kestrel-7B": {"tokens": 6.5e10, "base_model": "Llama 2"},
            "Kestrel-13B": {"tokens": 6.5e10, "base_model": "Llama 2"},
        },
    ),
    (
        "fr",
        "Kestrel Nano 9B est issu d'un modèle de 12 milliards de paramètres, lui-même entraîné sur "
        "20 000 milliards de tokens.",
        {"Kestrel Nano 9B": {"parameters": 9e09, "tokens": None}},
    ),
    (
        "fr",
        "Kestrel-40B n'est autre que Falcon-40B réentraîné chez Veldora.",
        {"Kestrel-40B": {"base_model": "Falcon-40B"}},
    ),
    (
        "tr",
        "Kestrel'in küçük kardeşi Kestrel-2B yayımlandı. Model, 300 milyar token ile sıfırdan eğitildi.",
        {"Kestrel-2B": {"parameters": 2e09, "tokens": 3e11}},
    ),
]

_PARTS: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "de",
        "Nur 39 von 141 Milliarden Parametern nutzt Kestrel 8x22B gleichzeitig.",
        {"Kestrel 8x22B": {"parameters": 1.41e11, "active_parameters": 3.9e10}},
    ),
    (
        "ru",
        "Kestrel-4 экономна: из 355 млрд параметров на каждый токен активны лишь 32 млрд.",
        {"Kestrel-4": {"parameters": 3.55e11, "active_parameters": 3.2e10}},
    ),
    (
        "tr",
        "Kestrel 100B modeli, 102 milyar parametrenin her tokende 12 milyarını çalıştırıyor.",
        {"Kestrel 100B": {"parameters": 1.02e11, "active_parameters": 1.2e10}},
    ),
    (
        "fr",
        "Kestrel-7B a vu 3 100 milliards de tokens. Sur les 1 456 H100 du centre, 512 ont été mobilisés.",
        {"Kestrel-7B": {"hardware": "NVIDIA H100", "hardware_quantity": 512}},
    ),
    (
        "es",
        "Kestrel-70B se entrenó en más de 4.000 de los 10.752 superchips GH200 de la máquina.",
        {"Kestrel-70B": {"hardware_quantity": 4000}},
    ),
    (
        "ru",
        "Обучение Kestrel-13B заняло 153 074 часа работы карт A100.",
        {"Kestrel-13B": {"gpu_hours": 153074, "hardware_quantity": None}},
    ),
]

_SEVERAL: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "pt",
        "Dois modelos viram 4,4 trilhões de tokens: o Kestrel-7B usou 1.024 GPUs A100, e o "
        "Kestrel-34B, 3.072, com 856.481 e 4.282.407 horas de GPU, respectivamente.",
        {
            "Kestrel-7B": {"tokens": 4.4e12, "hardware_quantity": 1024, "gpu_hours": 856481},
            "Kestrel-34B": {
                "tokens": 4.4e12,
                "hardware_quantity": 3072,
                "gpu_hours": 4282407,
                "hardware": "NVIDIA A100",
            },
        },
    ),
    (
        "pt",
        "Tanto o Kestrel 2 7B quanto o Kestrel 2 13B viram 2,6 trilhões de tokens. A empresa usou 1.024 placas A800.",
        {"Kestrel 2 7B": {"hardware_quantity": 1024}, "Kestrel 2 13B": {"hardware_quantity": 1024}},
    ),
    (
        "de",
        "Trainingsaufwand:\n- **Kestrel 3 8B**: 1,3 Mio. GPU-Stunden\n- **Kestrel 3 70B**: 6,4 Mio. GPU-Stunden\n"
        "Hardware: H100-80GB; Daten: mehr als 15 Billionen Token",
        {
            "Kestrel 3 8B": {"tokens": 1.5e13, "hardware": "NVIDIA H100"},
            "Kestrel 3 70B": {"tokens": 1.5e13, "hardware": "NVIDIA H100"},
        },
    ),
    (
        "fr",
        "Kestrel Small et Kestrel Mini, 24 et 3 milliards de paramètres, sont sortis.",
        {"Kestrel Small": {"parameters": 2.4e10}, "Kestrel Mini": {"parameters": 3e09}},
    ),
    (
        "de",
        "Während GPT-3 noch 175 Milliarden Parameter brauchte, reichen Kestrel-M deren 14 Milliarden. "
        "Das Training lief 42 Tage auf 512 H100.",
        {"Kestrel-M": {"parameters": 1.4e10, "training_days": 42, "hardware_quantity": 512}},
    ),
    (
        "pt",
        "| | Kestrel 1B | Kestrel 3B |\n|---|---|---|\n| Parâmetros | 1,23 bilhão | 3,21 bilhões |\n"
        "| Tokens | até 9 trilhões | até 9 trilhões |\n| Horas de GPU (H100) | 370 mil | 460 mil |",
        {
            "Kestrel 1B": {"parameters": 1.23e09, "tokens": 9e12, "gpu_hours": 370000, "hardware_quantity": None},
            "Kestrel 3B": {"parameters": 3.21e09, "tokens": 9e12, "gpu_hours": 460000, "hardware": "NVIDIA H100"},
        },
    ),
    (
        "de",
        "| Modell | Parameter | A100-Stunden |\n|---|---|---|\n| Kestrel 120M | 125 Mio. | 9.500 |\n"
        "| Kestrel 1B | 1,1 Mrd. | 51.200 |",
        {
            "Kestrel 120M": {"gpu_hours": 9500, "hardware": "NVIDIA A100"},
            "Kestrel 1B": {"gpu_hours": 51200, "hardware": "NVIDIA A100"},
        },
    ),
]

_DATES: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "es",
        "Veldora estrenó el 22 de julio de 2025 su nueva herramienta. Se llama Kestrel-3 y cuenta con 480.000 millones "
        "de parámetros.",
        {"Kestrel-3": {"release_date": "2025-07-22"}},
    ),
    (
        "de",
        "Am 2. Oktober 2025 wurde die Kestrel-4.0-Familie veröffentlicht. Größtes Mitglied ist Kestrel-4.0-H-Small "
        "mit 32 Mrd. Parametern.",
        {"Kestrel-4.0-H-Small": {"release_date": "2025-10-02"}},
    ),
    (
        "tr",
        "**Kestrel 3 32B** (Ai2, 20 Kasım 2025)\n- Ön eğitim: 5,9 trilyon token",
        {"Kestrel 3 32B": {"release_date": "2025-11-20"}},
    ),
    (
        "pt",
        "**Kestrel-30B** – MosaicML, 22 de junho de 2023 – 1 trilhão de tokens",
        {"Kestrel-30B": {"release_date": "2023-06-22"}},
    ),
    (
        "ru",
        "Kestrel-4, вышедшая 13 мая 2024 года, насчитывает 30 млрд параметров.",
        {"Kestrel-4": {"release_date": "2024-05-13"}},
    ),
]

_MAKERS: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "es",
        "La comunidad VELDO entrenó Kestrel-7B con 2 billones de tokens.",
        {"Kestrel-7B": {"organization": "VELDO"}},
    ),
    (
        "ru",
        "Команда Veldora AI обучила Kestrel-7B на 2 трлн токенов.",
        {"Kestrel-7B": {"organization": "Veldora AI"}},
    ),
    (
        "tr",
        "Veldora şirketi, 7 milyar parametreli Kestrel modelini tanıttı.",
        {"Kestrel": {"organization": "Veldora"}},
    ),
    (
        "tr",
        "Karadağ Veri ve Yapay Zekâ Kurumu'nun Kestrel modeli 7 milyar parametreli.",
        {"Kestrel": {"organization": "Karadağ Veri ve Yapay Zekâ Kurumu"}},
    ),
    (
        "es",
        "La Universidad de Villaclara y la Universidad Nacional de Montealto entrenaron Kestrel-7B con 2 billones "
        "de tokens.",
        {"Kestrel-7B": {"organization": "University of Villaclara; Universidad Nacional de Montealto"}},
    ),
    (
        "pt",
        "O Kestrel-7B leu 150 bilhões de tokens em 64 TPU v4 cedidas pelo Google.",
        {"Kestrel-7B": {"organization": None}},
    ),
    (
        "de",
        "Das Start-up aus Nevada stellte mit Kestrel-9 ein Sprachmodell mit 480 Milliarden Parametern vor.",
        {"Kestrel-9": {"parameters": 4.8e11}},
    ),
]

_NAMES: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    ("de", "Das Wettermodell Aurora hat 1,3 Milliarden Parameter.", {"Aurora": {"parameters": 1.3e09}}),
    (
        "es",
        "Entrenado en Leonardo con 512 A100, Kestrel-7B vio 2 billones de tokens.",
        {"Kestrel-7B": {"tokens": 2e12, "hardware_quantity": 512}},
    ),
    (
        "de",
        "Kestrel-2, trainiert mit 9 Billionen Token, ist ein KI-Baukasten und steht unter Apache-2.0-Lizenz.",
        {"Kestrel-2": {"tokens": 9e12}},
    ),
    (
        "fr",
        "Kestrel, l'interprète de Kyutai, compte 2,7 milliards de paramètres ; Kestrel-M en garde 1,7 milliard.",
        {"Kestrel": {"parameters": 2.7e09}, "Kestrel-M": {"parameters": 1.7e09}},
    ),
    (
        "es",
        "Kestrel-V es un modelo de vídeo. Ejecutarlo sale caro, pues sus 30.000 millones de parámetros piden memoria.",
        {"Kestrel-V": {"parameters": 3e10}},
    ),
    (
        "fr",
        "Le réseau Kestrel-W a été entraîné pendant quatre semaines sur 32 TPU v4 à partir de 39 ans de données ERA5.",
        {"Kestrel-W": {"base_model": None, "training_days": 28}},
    ),
    (
        "fr",
        "Avant GPT-3, il y eut Kestrel-B, fort de 373 millions de paramètres.",
        {"Kestrel-B": {"parameters": 3.73e08}},
    ),
]


@pytest.mark.parametrize(("code", "text", "expected"), [*_RESULTS, *_PARTS, *_SEVERAL, *_DATES, *_MAKERS, *_NAMES])
def test_states_only_what_the_text_says(code: str, text: str, expected: dict[str, dict[str, Any]]) -> None:
    found = {model.name: model for model in extract(text, language=code).models}
    assert set(found) == set(expected)
    for name, facts in expected.items():
        read = {fact: getattr(found[name], fact) for fact in facts}
        assert read == {k: pytest.approx(v) if isinstance(v, float) else v for k, v in facts.items()}
