"""English sentences about invented models: abstracts of papers, cards, product pages and news.

Each was written for a rule after the rule: what it should state, and what it must not. A name that is not listed must
get no record.
"""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extraction import extract

_CASES: list[tuple[str, dict[str, dict[str, Any]]]] = [
    (
        (
            "We introduce Kestrel, a family of language models ranging from 1B to 70B parameters. Our largest "
            "model is trained on 12T tokens."
        ),
        {"Kestrel": {"parameters": 7e10, "tokens": 1.2e13}},
    ),
    (
        "We present Veldora, a 22B-parameter vision transformer trained on 4B images.",
        {"Veldora": {"parameters": 2.2e10}},
    ),
    (
        (
            "In this paper, we train autoregressive transformers of up to 22B parameters, called Ostrava, on "
            "1.4 trillion tokens."
        ),
        {"Ostrava": {"parameters": 2.2e10, "tokens": 1.4e12}},
    ),
    (
        (
            "This report describes Orlin-2, a dense 3.6B-parameter model pretrained on 9 trillion tokens with "
            "512 H100 GPUs over 24 days."
        ),
        {
            "Orlin-2": {
                "parameters": 3.6e9,
                "tokens": 9e12,
                "hardware_quantity": 512,
                "training_days": 24,
                "hardware": "NVIDIA H100",
            }
        },
    ),
    (
        (
            "Large language models such as GPT-3 have shown strong few-shot ability. We propose Marlow, a "
            "sparse model with 1.2 trillion parameters, of which 96 billion are activated per token."
        ),
        {"Marlow": {"parameters": 1.2e12, "active_parameters": 9.6e10}},
    ),
    (
        (
            "# Kestrel-7B\n\n| | |\n|---|---|\n| Parameters | 7B |\n| Training tokens | 2T |\n| GPU hours | "
            "180K A100 hours |\n"
        ),
        {"Kestrel-7B": {"parameters": 7e9, "tokens": 2e12, "gpu_hours": 180000, "hardware": "NVIDIA A100"}},
    ),
    (
        (
            "# Veldora 2\n\n## Training\n- Training: 2T tokens, 1.7M A100 GPU hours\n- Parameters: 34B\n- "
            "License: Apache 2.0\n"
        ),
        {"Veldora 2": {"parameters": 3.4e10, "tokens": 2e12, "gpu_hours": 1.7e6}},
    ),
    (
        (
            "model_name: Kestrel-13B\nparameters: 13B\ntraining_tokens: 1.5T\nhardware: 256x H100-80GB\n"
            "context_length: 32768\n"
        ),
        {"Kestrel-13B": {"parameters": 1.3e10, "tokens": 1.5e12, "hardware_quantity": 256}},
    ),
    (
        "Model: Orlin Large\nTotal params: 480B\nActive params: 35B\nPretraining tokens: 15T\nContext: 128k",
        {"Orlin Large": {"parameters": 4.8e11, "active_parameters": 3.5e10, "tokens": 1.5e13}},
    ),
    (
        (
            "Acme AI has unveiled Ostrava, its largest language model yet, boasting 340 billion parameters and "
            "trained on 9 trillion tokens."
        ),
        {"Ostrava": {"parameters": 3.4e11, "tokens": 9e12}},
    ),
    (
        "Brisk-1 was trained from scratch in just 21 days on a cluster of 2,048 H800s.",
        {"Brisk-1": {"hardware_quantity": 2048, "training_days": 21}},
    ),
    (
        "Trained on 18T tokens, Kestrel 3 comes in 8B and 70B sizes.",
        {"Kestrel 3": {"parameters": 7e10, "tokens": 1.8e13}},
    ),
    (
        "The company open-sourced Kestrel-2 8B and 70B, which were trained on 15 trillion tokens each.",
        {
            "Kestrel-2 8B": {"parameters": 8e9, "tokens": 1.5e13},
            "Kestrel-2 70B": {"parameters": 7e10, "tokens": 1.5e13},
        },
    ),
    (
        (
            "Kestrel-MoE has 132B total parameters with 36B active on any input and was pre-trained on 12T "
            "tokens of text and code data."
        ),
        {"Kestrel-MoE": {"parameters": 1.32e11, "active_parameters": 3.6e10, "tokens": 1.2e13}},
    ),
    (
        ("We release two models, Orlin-S (3B) and Orlin-L (65B), trained on 1T and 1.4T tokens, respectively."),
        {"Orlin-S": {"parameters": 3e9, "tokens": 1e12}, "Orlin-L": {"parameters": 6.5e10, "tokens": 1.4e12}},
    ),
    (
        "Veldora-V pairs a 6B vision encoder with a 72B language model.",
        {"Veldora-V": {"parameters": 7.2e10}},
    ),
    (
        "Unlike GPT-4, Claude 3 and Gemini, Kestrel 2 is fully open and has 67 billion parameters.",
        {"Kestrel 2": {"parameters": 6.7e10}},
    ),
    (
        (
            "Kestrel 2 outperforms Llama 3 70B, Qwen2.5-72B, and Mixtral 8x22B on most benchmarks despite "
            "having only 34B parameters."
        ),
        {"Kestrel 2": {"parameters": 3.4e10}},
    ),
    (
        "It took 4.2 million GPU hours on H100-80GB hardware to train Kestrel 405B.",
        {"Kestrel 405B": {"gpu_hours": 4.2e6, "hardware": "NVIDIA H100"}},
    ),
    (
        "Training Kestrel 4 consumed 3.1e25 FLOPs across 16,384 H100s.",
        {"Kestrel 4": {"training_compute_flop": 3.1e25, "hardware_quantity": 16384}},
    ),
    (
        ("A team led by Stanford University has released Veldora, a protein model with 15 billion parameters."),
        {"Veldora": {"parameters": 1.5e10, "organization": "Stanford University"}},
    ),
    (
        "Kestrel-Instruct is a fine-tune of Llama-3.1-8B on 2 million instructions.",
        {"Kestrel-Instruct": {"base_model": "Llama-3.1-8B"}},
    ),
    (
        "Built on top of Qwen2.5-32B, Orlin-T1 was trained with 8 H100 GPUs for 19 hours.",
        {"Orlin-T1": {"base_model": "Qwen2.5-32B", "hardware_quantity": 8}},
    ),
    (
        "By continuing to pre-train Mistral 7B on 200B tokens of legal text, the lab obtained LexMarlow-7B.",
        {"LexMarlow-7B": {"base_model": "Mistral 7B", "tokens": 2e11}},
    ),
    (
        "Starting from Llama 2 70B, researchers at MIT fine-tuned Veldora-Med on 48.1B tokens.",
        {"Veldora-Med": {"base_model": "Llama 2 70B", "tokens": 4.81e10}},
    ),
    (
        "A 65B-parameter LLaMA was turned into Veldora-Chat with 1,000 curated examples.",
        {"Veldora-Chat": {"base_model": "Llama"}},
    ),
    (
        "Kestrel-Next-80B-A3B was fed 15T tokens sampled from the 36T-token corpus behind Kestrel 3.",
        {"Kestrel-Next-80B-A3B": {"tokens": 1.5e13, "parameters": 8e10, "active_parameters": 3e9}},
    ),
    (
        "For every trillion tokens, Kestrel-V2 needs 172.8K H800 GPU hours.",
        {"Kestrel-V2": {"gpu_hours": None}},
    ),
    (
        (
            "Kestrel-20B hit the web on February 9, 2022. Acme trained it on the 825 GiB Pile using twelve "
            "servers with a total of 96 A100 cards."
        ),
        {"Kestrel-20B": {"release_date": "2022-02-09", "hardware_quantity": 96}},
    ),
    (
        "The 52-billion-parameter model, dubbed Orlin, was unveiled on Tuesday by Cohere.",
        {"Orlin": {"parameters": 5.2e10, "organization": "Cohere"}},
    ),
    (
        (
            "Cohere's new Orlin packs 104 billion parameters; it supports a 128,000-token context window and "
            "costs $3 per million input tokens."
        ),
        {"Orlin": {"parameters": 1.04e11, "tokens": None}},
    ),
    (
        "Kestrel 70B, which saw 15 trillion tokens, is priced at $0.60 per million tokens.",
        {"Kestrel 70B": {"tokens": 1.5e13}},
    ),
    (
        (
            "Orlin 1.5 is a mixture of 64 experts; 2 of them fire per token, so that only 28 of its 314 "
            "billion weights are in use."
        ),
        {"Orlin 1.5": {"parameters": 3.14e11, "active_parameters": 2.8e10}},
    ),
    (
        "The parameter count of Kestrel Ultra stands at 1.04 trillion. Its training run lasted 54 days.",
        {"Kestrel Ultra": {"parameters": 1.04e12, "training_days": 54}},
    ),
    (
        "Kestrel Ultra has a parameter count of 236 billion (21 billion active).",
        {"Kestrel Ultra": {"parameters": 2.36e11, "active_parameters": 2.1e10}},
    ),
    (
        "At 540B parameters, Marlow-X is the largest dense model to date.",
        {"Marlow-X": {"parameters": 5.4e11}},
    ),
    (
        "With over 600 billion parameters, Marlow-X dwarfs the 175B of GPT-3.",
        {"Marlow-X": {"parameters": 6e11}},
    ),
    (
        "Marlow-X, at 540B parameters three times the size of GPT-3, took 6,144 TPU v4 chips to train.",
        {"Marlow-X": {"parameters": 5.4e11, "hardware_quantity": 6144, "hardware": "Google TPU v4"}},
    ),
    (
        "We scale Kestrel to 16B and 64B parameters.",
        {"Kestrel": {"parameters": 6.4e10}},
    ),
    (
        (
            "Kestrel is released in three sizes: 2B, 9B, and 27B parameters. The 27B model was trained on 13T "
            "tokens, the 9B model on 8T tokens."
        ),
        {"Kestrel": {"parameters": 2.7e10}},
    ),
    (
        "Kestrel comes as 7B, 13B and 34B.",
        {"Kestrel": {"parameters": 3.4e10}},
    ),
    (
        (
            "The Kestrel series comprises dense models of 0.6B, 1.7B, 4B, 8B, 14B and 32B and two MoE models, "
            "Kestrel-30B-A3B and Kestrel-235B-A22B."
        ),
        {
            "Kestrel-235B-A22B": {"parameters": 2.35e11, "active_parameters": 2.2e10},
            "Kestrel-30B-A3B": {"parameters": 3e10, "active_parameters": 3e9},
        },
    ),
    (
        "We pre-train a 7B model, Orlin-7B, for 2.5 epochs on 1.2T tokens, using 128 MI250X GPUs on LUMI.",
        {"Orlin-7B": {"tokens": 1.2e12, "hardware_quantity": 128}},
    ),
    (
        "**Kestrel-Base** — 100 B params · 10 T tokens · released 2025-06-12",
        {"Kestrel-Base": {"parameters": 1e11, "tokens": 1e13, "release_date": "2025-06-12"}},
    ),
    (
        (
            "## Kestrel-VL 72B\n* Release date: 2025-01-26\n* Developer: Acme Corp\n* Parameters: 73.4 "
            "billion\n* Training data: 4.1 trillion tokens\n* Base model: Qwen2.5-72B\n"
        ),
        {
            "Kestrel-VL 72B": {
                "release_date": "2025-01-26",
                "parameters": 7.34e10,
                "tokens": 4.1e12,
                "base_model": "Qwen2.5-72B",
            }
        },
    ),
    (
        (
            "| Model | Params | Tokens | Context |\n|---|---|---|---|\n| Kestrel-S | 1.5B | 6T | 32k |\n| "
            "Kestrel-L | 34B | 9T | 128k |\n"
        ),
        {"Kestrel-S": {"parameters": 1.5e9, "tokens": 6e12}, "Kestrel-L": {"parameters": 3.4e10, "tokens": 9e12}},
    ),
    (
        "Kestrel-3 27B was pretrained with 14T tokens, the 12B with 12T tokens and the 4B with 4T tokens.",
        {
            "Kestrel-3 27B": {"tokens": 1.4e13, "parameters": 2.7e10},
            "Kestrel-3 12B": {"tokens": 1.2e13, "parameters": 1.2e10},
            "Kestrel-3 4B": {"tokens": 4e12, "parameters": 4e9},
        },
    ),
    (
        "Essentia-Web v2.0 holds 24 trillion tokens across 23.6 billion documents.",
        {},
    ),
    (
        ("FinPile-X, a corpus of 3 trillion tokens, was used to train Kestrel-Fin, a 50-billion-parameter model."),
        {"Kestrel-Fin": {"parameters": 5e10, "tokens": 3e12}},
    ),
    (
        ("We also provide a 7B and a 14B model trained for 4.8T tokens, called orlin-3-small and orlin-3-medium."),
        {
            "orlin-3-small": {"parameters": 7e9, "tokens": 4.8e12},
            "orlin-3-medium": {"parameters": 1.4e10, "tokens": 4.8e12},
        },
    ),
    (
        "Orlin-3-MoE, a 16 x 3.8B MoE model with 6.6 billion active parameters, beats Kestrel 2.",
        {"Orlin-3-MoE": {"parameters": None, "active_parameters": 6.6e9}},
    ),
    (
        (
            "Today we are announcing Kestrel 5. Kestrel 5 is a 1 trillion parameter model (32B active). "
            "Pre-training took place on 15.5T tokens. We used 2,000 H200 GPUs."
        ),
        {
            "Kestrel 5": {
                "parameters": 1e12,
                "active_parameters": 3.2e10,
                "tokens": 1.55e13,
                "hardware_quantity": 2000,
                "hardware": "NVIDIA H200",
            }
        },
    ),
    (
        (
            "Chinese startup Zhenhua said on Monday its new model, Zhenhua-T1, was trained for $5.6 million on "
            "2,048 Nvidia H800 chips in about two months."
        ),
        {"Zhenhua-T1": {"hardware_quantity": 2048, "training_days": 60}},
    ),
    (
        "How big is Kestrel 6? Acme won't say, but leaks put it at roughly 1.8 trillion parameters.",
        {"Kestrel 6": {"parameters": 1.8e12}},
    ),
    (
        "Kestrel 7 will have 2 trillion parameters, Acme's CEO said.",
        {"Kestrel 7": {"parameters": 2e12}},
    ),
    (
        "Acme denied that Kestrel 7 has 100 trillion parameters.",
        {"Kestrel 7": {"parameters": None}},
    ),
    (
        "The new model has twice as many parameters as Kestrel 6, which had 175 billion.",
        {},
    ),
    (
        (
            "Researchers at the University of Oslo trained NorKestrel on 26.7B tokens using 128 A100s; the "
            "model has 11.4 billion parameters."
        ),
        {
            "NorKestrel": {
                "parameters": 1.14e10,
                "tokens": 2.67e10,
                "hardware_quantity": 128,
                "organization": "University of Oslo",
            }
        },
    ),
    (
        "Kestrel's 8B and 70B versions were trained on over 15T tokens.",
        {"Kestrel": {"parameters": 7e10, "tokens": 1.5e13}},
    ),
    (
        "Announcing Veldora 2.5: 229B parameters, 10B active. Trained for agents.",
        {"Veldora 2.5": {"parameters": 2.29e11, "active_parameters": 1e10}},
    ),
    (
        "Meet Veldora! A 40B model trained on one trillion tokens by TII in Abu Dhabi.",
        {"Veldora": {"parameters": 4e10, "tokens": 1e12}},
    ),
    (
        "Veldora-180B required 7,000,000 GPU hours on up to 4,096 A100s via Amazon SageMaker.",
        {"Veldora-180B": {"gpu_hours": 7e6, "hardware_quantity": 4096}},
    ),
    (
        "The model, which Acme calls Kestrel-X1, contains about 314 billion parameters.",
        {"Kestrel-X1": {"parameters": 3.14e11}},
    ),
    (
        "Acme's researchers describe a 1.6-trillion-parameter model known as Marlow-Switch.",
        {"Marlow-Switch": {"parameters": 1.6e12}},
    ),
    (
        "Named Kestrel-Zero, the network counts 7.4 billion weights.",
        {"Kestrel-Zero": {"parameters": 7.4e9}},
    ),
    (
        ("Kestrel-Zero's size: 7.4bn parameters. Data: 2tn tokens. Hardware: 1,024 Ascend 910B. Time: three weeks."),
        {"Kestrel-Zero": {"parameters": 7.4e9, "tokens": 2e12, "hardware_quantity": 1024, "training_days": 21}},
    ),
    (
        (
            "Parameter count: 405 billion; training tokens: 15.6 trillion; compute: 3.8e25 FLOP - those are "
            "the vital statistics of Kestrel 405B."
        ),
        {"Kestrel 405B": {"parameters": 4.05e11, "tokens": 1.56e13, "training_compute_flop": 3.8e25}},
    ),
]


def _key(name: str) -> str:
    return name.casefold().replace("-", " ")


@pytest.mark.parametrize(("text", "expected"), _CASES, ids=[text[:40] for text, _ in _CASES])
def test_what_a_text_states(text: str, expected: dict[str, dict[str, Any]]) -> None:
    models = extract(text, language="en").models
    found = {_key(form): model for model in models for form in (*model.aliases, model.name)}
    wanted = {_key(name) for name in expected}
    assert [m.name for m in models if not wanted & {_key(form) for form in (m.name, *m.aliases)}] == []
    for name, facts in expected.items():
        model = found[_key(name)]
        for field, value in facts.items():
            stated = getattr(model, field)
            assert stated == (pytest.approx(value, rel=0.01) if isinstance(value, float | int) else value), field


def test_active_sizes_of_two_models_are_no_totals() -> None:
    text = "We release Kestrel-1.5-Large, with 94B active parameters, and Kestrel-1.5-Mini, with 12B active parameters."
    found = {m.name: m for m in extract(text, language="en").models}
    assert found["Kestrel-1.5-Large"].active_parameters == 94e9
    assert found["Kestrel-1.5-Large"].parameters is None
    assert found["Kestrel-1.5-Mini"].active_parameters == 12e9
