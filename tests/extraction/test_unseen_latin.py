"""Sentences about invented models in languages of Latin and Cyrillic script, model cards and tables.

Each was written for a rule after the rule: what it should state, and what it must not.
"""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extraction import extract

_CASES: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (
        "en",
        "Northwind's Kestrel couples speed with size: 120 billion parameters, of which 14 billion are active.",
        {
            "Kestrel": {"parameters": 1.2e11, "active_parameters": 1.4e10},
        },
    ),
    (
        "en",
        "Pelican-7B is a fine-tuned Mistral 7B that saw another 40 billion tokens on eight H100s.",
        {
            "Pelican-7B": {"tokens": 4e10, "base_model": "Mistral 7B", "hardware_quantity": 8},
        },
    ),
    (
        "en",
        "The chat app Brightly is powered by GPT-4o.",
        {},
    ),
    (
        "en",
        "Acme took Qwen2.5-14B and continued pretraining on 200B tokens of legal text to obtain Lexa-14B.",
        {
            "Lexa-14B": {"tokens": 2e11, "base_model": "Qwen2.5-14B"},
        },
    ),
    (
        "en",
        "Training the 70-billion-parameter Kestrel took 1.3 million GPU hours on 2,048 H100s.",
        {
            "Kestrel": {"parameters": 7e10, "gpu_hours": 1.3e06, "hardware_quantity": 2048},
        },
    ),
    (
        "en",
        "Kestrel-L has **355** billion parameters and was trained on **22** trillion tokens.",
        {
            "Kestrel-L": {"parameters": 3.55e11, "tokens": 2.2e13},
        },
    ),
    (
        "en",
        "Kestrel-L ships under the MIT license. It has 30B parameters.",
        {
            "Kestrel-L": {"parameters": 3e10, "organization": None},
        },
    ),
    (
        "en",
        "# Kestrel-3B\n\n- **Developed by:** Northwind Labs\n- **Parameters:** 3.2B\n- **Training "
        "tokens:** 2.5T\n- **Context length:** 32K tokens\n- **Hardware:** 256 x H100 80GB\n- **Base "
        "model:** Qwen3-4B",
        {
            "Kestrel-3B": {
                "parameters": 3.2e09,
                "tokens": 2.5e12,
                "hardware_quantity": 256,
                "base_model": "Qwen3-4B",
            },
        },
    ),
    (
        "en",
        "| Model | Total | Active | Tokens |\n|---|---|---|---|\n| Kestrel-S | 30B | 3B | 8T |\n| "
        "Kestrel-L | 120B | 14B | 15T |",
        {
            "Kestrel-S": {"parameters": 3e10, "active_parameters": 3e09, "tokens": 8e12},
            "Kestrel-L": {"parameters": 1.2e11, "active_parameters": 1.4e10, "tokens": 1.5e13},
        },
    ),
    (
        "en",
        "Kestrel 8B and Kestrel 70B were trained on 9 and 15 trillion tokens respectively.",
        {
            "Kestrel 8B": {"tokens": 9e12},
            "Kestrel 70B": {"tokens": 1.5e13},
        },
    ),
    (
        "en",
        "Only 11 billion of Kestrel-X's 106 billion parameters fire for a given token.",
        {
            "Kestrel-X": {"parameters": 1.06e11, "active_parameters": 1.1e10},
        },
    ),
    (
        "en",
        "Three weeks on 512 A100s was all it took. Kestrel-2, with twelve billion parameters, has read 1.4 "
        "trillion tokens.",
        {
            "Kestrel-2": {"parameters": 1.2e10, "tokens": 1.4e12, "hardware_quantity": 512, "training_days": 21},
        },
    ),
    (
        "en",
        "Weighing in at half a trillion parameters, Kestrel-XL dwarfs GPT-3 with its 175 billion.",
        {
            "Kestrel-XL": {"parameters": 5e11},
        },
    ),
    (
        "en",
        "Kestrel-9B was distilled from DeepSeek-R1 using 800,000 samples.",
        {
            "Kestrel-9B": {"parameters": 9e09},
        },
    ),
    (
        "fr",
        "Kestrel-7B, un Mistral 7B réentraîné par Northwind, a digéré 60 milliards de tokens "
        "supplémentaires sur 64 H100.",
        {
            "Kestrel-7B": {"tokens": 6e10, "base_model": "Mistral 7B", "hardware_quantity": 64},
        },
    ),
    (
        "fr",
        "Il a fallu 21 jours et 512 A100. Kestrel-2 compte douze milliards de paramètres.",
        {
            "Kestrel-2": {"parameters": 1.2e10, "hardware_quantity": 512, "training_days": 21},
        },
    ),
    (
        "fr",
        "Sur les 120 milliards de paramètres de Kestrel-L, seuls 14 milliards s'activent pour chaque token.",
        {
            "Kestrel-L": {"parameters": 1.2e11, "active_parameters": 1.4e10},
        },
    ),
    (
        "fr",
        "Kestrel-L | Paramètres : 32 Md | Tokens : 9 000 Md | Modèle de base : Qwen3-32B",
        {
            "Kestrel-L": {"parameters": 3.2e10, "tokens": 9e12, "base_model": "Qwen3-32B"},
        },
    ),
    (
        "fr",
        "L'assistant Bavard s'appuie sur l'API de GPT-4o.",
        {},
    ),
    (
        "fr",
        "Kestrel-S et Kestrel-L pèsent respectivement 8 et 70 milliards de paramètres.",
        {
            "Kestrel-S": {"parameters": 8e09},
            "Kestrel-L": {"parameters": 7e10},
        },
    ),
    (
        "fr",
        "D'une taille de 13 milliards de paramètres, Kestrel-M a été préentraîné pendant six semaines sur "
        "1 024 puces TPU v4.",
        {
            "Kestrel-M": {"parameters": 1.3e10, "hardware_quantity": 1024, "training_days": 42},
        },
    ),
    (
        "es",
        "Kestrel-8B es un Llama 3.1 8B reentrenado con 90.000 millones de tokens en 32 H100 durante nueve días.",
        {
            "Kestrel-8B": {
                "tokens": 9e10,
                "base_model": "Llama 3.1 8B",
                "hardware_quantity": 32,
                "training_days": 9,
            },
        },
    ),
    (
        "es",
        "De los 400.000 millones de parámetros de Kestrel-L solo 17.000 millones se activan por token.",
        {
            "Kestrel-L": {"parameters": 4e11, "active_parameters": 1.7e10},
        },
    ),
    (
        "es",
        "Nació Kestrel-2, sucesor de Kestrel-1, que contaba con 7.000 millones de parámetros; el nuevo "
        "llega a 30.000 millones.",
        {
            "Kestrel-2": {"parameters": 3e10},
        },
    ),
    (
        "es",
        "El asistente Charlita funciona con la API de GPT-4o.",
        {},
    ),
    (
        "es",
        "| Modelo | Parámetros | Tokens |\n|---|---|---|\n| Kestrel-S | 8.000 M | 2 billones |\n| "
        "Kestrel-L | 70.000 M | 15 billones |",
        {
            "Kestrel-S": {"parameters": 8e09, "tokens": 2e12},
            "Kestrel-L": {"parameters": 7e10, "tokens": 1.5e13},
        },
    ),
    (
        "pt",
        "O Kestrel-8B nasceu de um ajuste fino do Llama 3.1 8B com 90 bilhões de tokens em 32 GPUs H100.",
        {
            "Kestrel-8B": {"tokens": 9e10, "base_model": "Llama 3.1 8B", "hardware_quantity": 32},
        },
    ),
    (
        "pt",
        "Dos 400 bilhões de parâmetros do Kestrel-L, apenas 17 bilhões são ativados por token.",
        {
            "Kestrel-L": {"parameters": 4e11, "active_parameters": 1.7e10},
        },
    ),
    (
        "pt",
        "Chama-se Kestrel-X, tem 12 mil milhões de parâmetros e foi treinado durante cinco semanas em 256 A100.",
        {
            "Kestrel-X": {"parameters": 1.2e10, "hardware_quantity": 256, "training_days": 35},
        },
    ),
    (
        "pt",
        "O aplicativo Falaí usa a API do GPT-4o.",
        {},
    ),
    (
        "pt",
        "Kestrel-S e Kestrel-L foram treinados com 2 e 15 trilhões de tokens, respectivamente.",
        {
            "Kestrel-S": {"tokens": 2e12},
            "Kestrel-L": {"tokens": 1.5e13},
        },
    ),
    (
        "de",
        "Kestrel-8B ist ein mit 90 Milliarden Token nachtrainiertes Llama 3.1 8B.",
        {
            "Kestrel-8B": {"tokens": 9e10, "base_model": "Llama 3.1 8B"},
        },
    ),
    (
        "de",
        "Von den 400 Milliarden Parametern von Kestrel-L sind je Token nur 17 Milliarden aktiv.",
        {
            "Kestrel-L": {"parameters": 4e11, "active_parameters": 1.7e10},
        },
    ),
    (
        "de",
        "Das Übersetzungsmodell Kestrel von Northwind kommt mit 3,5 Mrd. Parametern aus.",
        {
            "Kestrel": {"parameters": 3.5e09},
        },
    ),
    (
        "de",
        "Drei Wochen rechneten 512 H100 an Kestrel-2, das zwölf Milliarden Parameter umfasst.",
        {
            "Kestrel-2": {"parameters": 1.2e10, "hardware_quantity": 512, "training_days": 21},
        },
    ),
    (
        "de",
        "Die App Plauderei nutzt die API von GPT-4o.",
        {},
    ),
    (
        "de",
        "Kestrel-S und Kestrel-L haben 8 bzw. 70 Milliarden Parameter.",
        {
            "Kestrel-S": {"parameters": 8e09},
            "Kestrel-L": {"parameters": 7e10},
        },
    ),
    (
        "de",
        "**Kestrel-7B** | Parameter: 7,2 Mrd. | Token: 4 Bio. | Basis: Mistral 7B | Hardware: 64 × H100",
        {
            "Kestrel-7B": {
                "parameters": 7.2e09,
                "tokens": 4e12,
                "base_model": "Mistral 7B",
                "hardware_quantity": 64,
            },
        },
    ),
    (
        "de",
        "Dafür wurden 15 Billionen Token verarbeitet. Kestrel-L hat 70 Milliarden Parameter.",
        {
            "Kestrel-L": {"parameters": 7e10, "tokens": 1.5e13},
        },
    ),
    (
        "ru",
        "Kestrel-8B — это Llama 3.1 8B, дообученная на 90 млрд токенов; потребовалось 32 карты H100.",
        {
            "Kestrel-8B": {"tokens": 9e10, "base_model": "Llama 3.1 8B", "hardware_quantity": 32},
        },
    ),
    (
        "ru",
        "Из 400 млрд параметров Kestrel-L на каждом шаге активны только 17 млрд.",
        {
            "Kestrel-L": {"parameters": 4e11, "active_parameters": 1.7e10},
        },
    ),
    (
        "ru",
        "Три недели на 512 ускорителях H100 — и Kestrel-2 готова. В ней двенадцать миллиардов параметров.",
        {
            "Kestrel-2": {"parameters": 1.2e10, "hardware_quantity": 512, "training_days": 21},
        },
    ),
    (
        "ru",
        "Чат-бот «Болтун» работает через API GPT-4o.",
        {},
    ),
    (
        "ru",
        "Kestrel-S и Kestrel-L содержат 8 и 70 млрд параметров соответственно.",
        {
            "Kestrel-S": {"parameters": 8e09},
            "Kestrel-L": {"parameters": 7e10},
        },
    ),
    (
        "tr",
        "Kestrel-8B, Llama 3.1 8B üzerine 90 milyar token ile eğitilerek geliştirildi ve 32 H100 kullanıldı.",
        {
            "Kestrel-8B": {"tokens": 9e10, "base_model": "Llama 3.1 8B", "hardware_quantity": 32},
        },
    ),
    (
        "tr",
        "Kestrel-L'nin 400 milyar parametresinden yalnızca 17 milyarı her token için etkin.",
        {
            "Kestrel-L": {"parameters": 4e11, "active_parameters": 1.7e10},
        },
    ),
    (
        "tr",
        "Eğitim 512 H100 üzerinde üç hafta sürdü. Kestrel-2 on iki milyar parametreye sahip.",
        {
            "Kestrel-2": {"parameters": 1.2e10, "hardware_quantity": 512, "training_days": 21},
        },
    ),
    (
        "tr",
        "Konuşkan uygulaması GPT-4o API'si üzerinden çalışıyor.",
        {},
    ),
    (
        "tr",
        "Kestrel-S ve Kestrel-L sırasıyla 8 ve 70 milyar parametre içeriyor.",
        {
            "Kestrel-S": {"parameters": 8e09},
            "Kestrel-L": {"parameters": 7e10},
        },
    ),
    (
        "en",
        "A court in Delhi heard on Tuesday that 4,000 GPUs had been imported for a data centre in Pune.",
        {},
    ),
    (
        "en",
        "Researchers at MIT trained Kestrel-1, a 3B-parameter model, on 600 billion tokens.",
        {
            "Kestrel-1": {"parameters": 3e09, "tokens": 6e11, "organization": "MIT"},
        },
    ),
    (
        "en",
        "Northwind's latest open-weight release, Kestrel Pro, was pre-trained on nearly 30 trillion tokens "
        "using 6,144 H200 GPUs over 54 days.",
        {
            "Kestrel Pro": {"tokens": 3e13, "hardware_quantity": 6144, "training_days": 54},
        },
    ),
    (
        "en",
        "With 1.2 trillion parameters in total and 32 billion active, Kestrel-Max is the largest open "
        "model from Europe.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10},
        },
    ),
    (
        "en",
        "Kestrel-Mini (3.8B parameters, 3.3T tokens, 512 H100s, 7 days) fits on a phone.",
        {
            "Kestrel-Mini": {"parameters": 3.8e09, "tokens": 3.3e12, "hardware_quantity": 512, "training_days": 7},
        },
    ),
    (
        "en",
        "Compute for Kestrel-XL came to 3.8e25 FLOPs, spent on 16,000 H100s over some 54 days.",
        {
            "Kestrel-XL": {"training_compute_flop": 3.8e25, "hardware_quantity": 16000, "training_days": 54},
        },
    ),
    (
        "en",
        "Unlike GPT-3, which has 175 billion parameters, Kestrel-S gets by with 6 billion.",
        {
            "Kestrel-S": {"parameters": 6e09},
        },
    ),
    (
        "en",
        "Kestrel-7B-Instruct is the instruction-tuned version of Kestrel-7B, released by Northwind under "
        "Apache 2.0 on 3 June 2025.",
        {
            "Kestrel-7B-Instruct": {"base_model": "Kestrel-7B", "release_date": "2025-06-03"},
        },
    ),
    (
        "en",
        "Kestrel-L supports 128K tokens of context and costs $0.40 per million input tokens.",
        {
            "Kestrel-L": {},
        },
    ),
    (
        "en",
        "The model has between 70 and 80 billion parameters, people familiar with Kestrel-X say.",
        {
            "Kestrel-X": {"parameters": 8e10},
        },
    ),
    (
        "en",
        "Kestrel-2 was trained for 2,000 petaflop/s-days.",
        {
            "Kestrel-2": {"training_compute_flop": 1.728e23},
        },
    ),
    (
        "en",
        "Model: Kestrel-4B\nArchitecture: dense decoder-only\nParameters: 4.02B\nPre-training data: 12T "
        "tokens\nTraining compute: 2.9e23 FLOP\nLicense: MIT",
        {
            "Kestrel-4B": {
                "parameters": 4.02e09,
                "tokens": 1.2e13,
                "training_compute_flop": 2.9e23,
                "organization": None,
            },
        },
    ),
    (
        "fr",
        "Le laboratoire Northwind a publié Kestrel-Grand, fort de 340 milliards de paramètres dont 22 "
        "milliards actifs, sous licence MIT.",
        {
            "Kestrel-Grand": {"parameters": 3.4e11, "active_parameters": 2.2e10},
        },
    ),
    (
        "fr",
        "Kestrel-XL a englouti 15 billions de jetons et 3,2 millions d'heures de GPU.",
        {
            "Kestrel-XL": {"tokens": 1.5e13, "gpu_hours": 3.2e06},
        },
    ),
    (
        "fr",
        "Avec ses 7 milliards de paramètres, Kestrel-S rivalise avec Llama 2 70B.",
        {
            "Kestrel-S": {"parameters": 7e09},
        },
    ),
    (
        "fr",
        "La start-up a levé 200 millions d'euros et compte 120 salariés.",
        {},
    ),
    (
        "fr",
        "Dérivé de Qwen2.5-7B, Kestrel-Math a été affiné sur 35 milliards de jetons.",
        {
            "Kestrel-Math": {"tokens": 3.5e10, "base_model": "Qwen2.5-7B"},
        },
    ),
    (
        "fr",
        "- Paramètres : 24 milliards\n- Jetons d'entraînement : 8 000 milliards\n- Matériel : 1 500 "
        "H100\n\nCe sont les chiffres de Kestrel-24B.",
        {
            "Kestrel-24B": {"parameters": 2.4e10},
        },
    ),
    (
        "es",
        "Con 1,2 billones de parámetros totales y 32.000 millones activos, Kestrel-Max es el mayor modelo "
        "abierto de Europa.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10},
        },
    ),
    (
        "es",
        "El Barcelona Supercomputing Center entrenó Kestrel-40B con 512 nodos y 7,8 billones de tokens "
        "durante ocho meses.",
        {
            "Kestrel-40B": {"parameters": 4e10, "tokens": 7.8e12, "training_days": 240},
        },
    ),
    (
        "es",
        "El entrenamiento de Kestrel-L requirió 2,4 millones de horas de GPU en 1.024 tarjetas H100.",
        {
            "Kestrel-L": {"gpu_hours": 2.4e06, "hardware_quantity": 1024},
        },
    ),
    (
        "es",
        "La empresa afirma que su modelo, llamado Kestrel, ronda los 100.000 millones de parámetros.",
        {
            "Kestrel": {"parameters": 1e11},
        },
    ),
    (
        "pt",
        "Com 1,2 trilhão de parâmetros no total e 32 bilhões ativos, o Kestrel-Max é o maior modelo aberto da Europa.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10},
        },
    ),
    (
        "pt",
        "O treino do Kestrel-L exigiu 2,4 milhões de horas de GPU em 1.024 placas H100.",
        {
            "Kestrel-L": {"gpu_hours": 2.4e06, "hardware_quantity": 1024},
        },
    ),
    (
        "pt",
        "A prefeitura comprou 300 computadores e 20 servidores para as escolas.",
        {},
    ),
    (
        "pt",
        "O modelo, batizado de Kestrel, tem cerca de 9 mil milhões de parâmetros e viu 1,5 biliões de tokens.",
        {
            "Kestrel": {"parameters": 9e09, "tokens": 1.5e12},
        },
    ),
    (
        "de",
        "Mit 1,2 Billionen Parametern insgesamt und 32 Milliarden aktiven ist Kestrel-Max das größte "
        "offene Modell Europas.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10},
        },
    ),
    (
        "de",
        "Das Training von Kestrel-L verschlang 2,4 Millionen GPU-Stunden auf 1.024 H100-Karten.",
        {
            "Kestrel-L": {"gpu_hours": 2.4e06, "hardware_quantity": 1024},
        },
    ),
    (
        "de",
        "Die Stadt Köln kauft 300 Tablets und 20 Server für ihre Schulen.",
        {},
    ),
    (
        "de",
        "Der Konzern stellte das Modell Kestrel vor, das rund 9 Milliarden Parameter hat und mit 1,5 "
        "Billionen Token trainiert wurde.",
        {
            "Kestrel": {"parameters": 9e09, "tokens": 1.5e12},
        },
    ),
    (
        "de",
        "Kestrel-7B beruht auf Mistral 7B; die Forscher trainierten es mit 50 Milliarden Token auf 16 A100 weiter.",
        {
            "Kestrel-7B": {"tokens": 5e10, "base_model": "Mistral 7B", "hardware_quantity": 16},
        },
    ),
    (
        "de",
        "Vom Vorgänger Kestrel-1 mit 7 Milliarden Parametern unterscheidet sich Kestrel-2 durch seine "
        "Größe: 30 Milliarden Parameter.",
        {
            "Kestrel-2": {"parameters": 3e10},
        },
    ),
    (
        "ru",
        "Обучение Kestrel-L потребовало 2,4 млн GPU-часов на 1024 ускорителях H100.",
        {
            "Kestrel-L": {"gpu_hours": 2.4e06, "hardware_quantity": 1024},
        },
    ),
    (
        "ru",
        "Мэрия закупила 300 ноутбуков и 20 серверов для школ.",
        {},
    ),
    (
        "ru",
        "Модель под названием Kestrel насчитывает около 9 млрд параметров; её обучали на 1,5 трлн токенов.",
        {
            "Kestrel": {"parameters": 9e09, "tokens": 1.5e12},
        },
    ),
    (
        "ru",
        "Kestrel-7B построена на базе Mistral 7B: её дообучили на 50 млрд токенов на 16 A100.",
        {
            "Kestrel-7B": {"tokens": 5e10, "base_model": "Mistral 7B", "hardware_quantity": 16},
        },
    ),
    (
        "ru",
        "Всего у Kestrel-Max 1,2 трлн параметров, активны 32 млрд. Лицензия MIT.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10, "organization": None},
        },
    ),
    (
        "tr",
        "Kestrel-Max toplam 1,2 trilyon parametre içeriyor, bunların 32 milyarı aktif.",
        {
            "Kestrel-Max": {"parameters": 1.2e12, "active_parameters": 3.2e10},
        },
    ),
    (
        "tr",
        "Kestrel-L'nin eğitimi 1.024 H100 kart üzerinde 2,4 milyon GPU saati sürdü.",
        {
            "Kestrel-L": {"gpu_hours": 2.4e06, "hardware_quantity": 1024},
        },
    ),
    (
        "tr",
        "Belediye okullar için 300 tablet ve 20 sunucu satın aldı.",
        {},
    ),
    (
        "tr",
        "Kestrel adlı model yaklaşık 9 milyar parametreye sahip ve 1,5 trilyon token ile eğitildi.",
        {
            "Kestrel": {"parameters": 9e09, "tokens": 1.5e12},
        },
    ),
    (
        "tr",
        "Mistral 7B tabanlı Kestrel-7B, 16 A100 üzerinde 50 milyar token ile ince ayardan geçirildi.",
        {
            "Kestrel-7B": {"tokens": 5e10, "base_model": "Mistral 7B", "hardware_quantity": 16},
        },
    ),
    (
        "tr",
        "GPT-3'ü geride bırakan Kestrel-S yalnızca 6 milyar parametreli.",
        {
            "Kestrel-S": {"parameters": 6e09},
        },
    ),
    (
        "en",
        "Meet Heron, Northwind's new speech model. The network holds 2.4 billion parameters and heard "
        "680,000 hours of audio.",
        {"Heron": {"parameters": 2.4e09}},
    ),
    (
        "en",
        "Heron-S beats Whisper large-v3 and was trained on 3 trillion tokens.",
        {"Heron-S": {"tokens": 3e12}},
    ),
    (
        "en",
        "Heron ranges from 1B to 32B parameters. The largest was trained for 40 days on 1,536 MI300X accelerators.",
        {"Heron": {"parameters": 3.2e10, "hardware_quantity": 1536, "training_days": 40}},
    ),
    (
        "en",
        "About 300 million people use the app every week, Acme said while raising $40 billion.",
        {},
    ),
    (
        "en",
        "Heron-Next: 80B total parameters, 3B activated, 15T training tokens, 262K context.",
        {"Heron-Next": {"parameters": 8e10, "active_parameters": 3e09, "tokens": 1.5e13}},
    ),
    (
        "en",
        "The startup denied that Heron-5 has 10 trillion parameters.",
        {"Heron-5": {}},
    ),
    (
        "en",
        "Nvidia sold 500,000 H100 chips last quarter, three times as many as AMD's MI300X.",
        {},
    ),
    (
        "en",
        "Heron-XL, which Northwind says has 'around' 400 billion parameters, will be trained on 20 trillion tokens.",
        {"Heron-XL": {"parameters": 4e11, "tokens": 2e13}},
    ),
    (
        "fr",
        "Avec Heron-S, la jeune pousse Northwind vise les téléphones : 3 milliards de paramètres, "
        "entraînés sur 9 000 milliards de tokens avec 512 H100.",
        {"Heron-S": {"parameters": 3e09, "tokens": 9e12, "hardware_quantity": 512}},
    ),
    (
        "fr",
        "Heron, le nouveau modèle de Northwind, compte 2,4 milliards de paramètres et surpasse GPT-3 et "
        "ses 175 milliards.",
        {"Heron": {"parameters": 2.4e09}},
    ),
    (
        "fr",
        "Le ministère a acheté 1 200 GPU H100 pour son supercalculateur.",
        {},
    ),
    (
        "fr",
        "Heron-8x7B est un mélange d'experts de 47 milliards de paramètres, dont 13 milliards sont "
        "sollicités par token.",
        {"Heron-8x7B": {"parameters": 4.7e10, "active_parameters": 1.3e10}},
    ),
    (
        "es",
        "Northwind ha publicado Heron, un modelo de 2.400 millones de parámetros que supera a GPT-3 y sus "
        "175.000 millones.",
        {"Heron": {"parameters": 2.4e09}},
    ),
    (
        "es",
        "El ministerio compró 1.200 GPU H100 para su superordenador.",
        {},
    ),
    (
        "es",
        "Partiendo de Mistral 7B, el equipo entrenó Heron-7B con otros 50.000 millones de tokens.",
        {"Heron-7B": {"tokens": 5e10, "base_model": "Mistral 7B"}},
    ),
    (
        "pt",
        "A Northwind lançou o Heron, um modelo de 2,4 bilhões de parâmetros que supera o GPT-3 e seus 175 bilhões.",
        {"Heron": {"parameters": 2.4e09}},
    ),
    (
        "pt",
        "A partir do Mistral 7B, a equipe treinou o Heron-7B com mais 50 bilhões de tokens.",
        {"Heron-7B": {"tokens": 5e10, "base_model": "Mistral 7B"}},
    ),
    (
        "pt",
        "O ministério comprou 1.200 GPUs H100 para o seu supercomputador.",
        {},
    ),
    (
        "pt",
        "Heron-L | Parâmetros: 70 bilhões | Tokens: 15 trilhões | Hardware: 2.048 H100 | Duração: 45 dias",
        {"Heron-L": {"parameters": 7e10, "tokens": 1.5e13, "hardware_quantity": 2048, "training_days": 45}},
    ),
    (
        "de",
        "Northwind hat Heron veröffentlicht, ein Modell mit 2,4 Milliarden Parametern, das GPT-3 mit "
        "seinen 175 Milliarden übertrifft.",
        {"Heron": {"parameters": 2.4e09}},
    ),
    (
        "de",
        "Ausgehend von Mistral 7B trainierte das Team Heron-7B mit weiteren 50 Milliarden Token.",
        {"Heron-7B": {"tokens": 5e10, "base_model": "Mistral 7B"}},
    ),
    (
        "de",
        "Das Ministerium kaufte 1.200 H100-GPUs für seinen Supercomputer.",
        {},
    ),
    (
        "de",
        "Heron-S (3 Mrd. Parameter) und Heron-L (70 Mrd. Parameter) wurden mit 9 bzw. 15 Billionen Token trainiert.",
        {"Heron-S": {"parameters": 3e09, "tokens": 9e12}, "Heron-L": {"parameters": 7e10, "tokens": 1.5e13}},
    ),
    (
        "de",
        "Laut Hersteller stecken in Heron-XL 400 Milliarden Parameter, von denen 17 Milliarden "
        "gleichzeitig aktiv sind.",
        {"Heron-XL": {"parameters": 4e11, "active_parameters": 1.7e10}},
    ),
    (
        "ru",
        "Компания Northwind выпустила Heron-S — модель на 2,4 млрд параметров, которая превосходит GPT-3 с "
        "её 175 млрд.",
        {"Heron-S": {"parameters": 2.4e09}},
    ),
    (
        "ru",
        "Взяв за основу Mistral 7B, команда обучила Heron-7B ещё на 50 млрд токенов.",
        {"Heron-7B": {"tokens": 5e10, "base_model": "Mistral 7B"}},
    ),
    (
        "ru",
        "Министерство закупило 1200 ускорителей H100 для суперкомпьютера.",
        {},
    ),
    (
        "ru",
        "| Модель | Параметры | Токены |\n|---|---|---|\n| Heron-S | 3 млрд | 9 трлн |\n| Heron-L | 70 "
        "млрд | 15 трлн |",
        {"Heron-S": {"parameters": 3e09, "tokens": 9e12}, "Heron-L": {"parameters": 7e10, "tokens": 1.5e13}},
    ),
    (
        "tr",
        "Bakanlık süper bilgisayarı için 1.200 H100 GPU satın aldı.",
        {},
    ),
    (
        "tr",
        "Heron-XL'in 400 milyar parametresi var; eğitimi 2.048 H100 ile 45 gün sürdü.",
        {"Heron-XL": {"parameters": 4e11, "hardware_quantity": 2048, "training_days": 45}},
    ),
    (
        "tr",
        "Ekip, Mistral 7B'yi 50 milyar token ile eğiterek Heron-7B'yi geliştirdi.",
        {"Heron-7B": {"tokens": 5e10, "base_model": "Mistral 7B"}},
    ),
]


@pytest.mark.parametrize(("code", "text", "expected"), _CASES)
def test_states_only_what_the_text_says(code: str, text: str, expected: dict[str, dict[str, Any]]) -> None:
    found = {model.name: model for model in extract(text, language=code).models}
    assert set(found) == set(expected)
    for name, facts in expected.items():
        read = {fact: getattr(found[name], fact) for fact in facts}
        assert read == {k: pytest.approx(v) if isinstance(v, float) else v for k, v in facts.items()}


def test_a_product_is_told_from_the_model_it_runs_on() -> None:
    found = extract("The chat app Brightly is powered by GPT-4o.", language="en")
    assert found.product_of == (("Brightly", "GPT-4o"),)
    assert not found.models
