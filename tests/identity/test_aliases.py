"""Model and family names across scripts."""

from __future__ import annotations

import pytest

from pipelines.identity.aliases import aliases, canonical_model_name, expand_native_names, find_model_aliases
from pipelines.identity.folding import fold_name

LANGUAGES = {"ar", "bn", "de", "en", "es", "fa", "fr", "he", "hi", "ja", "ko", "pt", "ru", "tr", "ur", "zh"}


def test_every_language_has_aliases() -> None:
    assert {language for _, _, language in aliases()} == LANGUAGES


def test_no_form_means_two_models() -> None:
    meanings: dict[str, set[str]] = {}
    for canonical, form, _ in aliases():
        meanings.setdefault(fold_name(form), set()).add(canonical)
    assert {form: names for form, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("alias", "canonical"),
    [
        ("하이퍼클로바X", "HyperCLOVA X"),
        ("文心一言", "ERNIE"),
        ("وو دائو ۲٫۰", "Wu Dao 2.0"),
        ("ГигаЧат", "GigaChat"),
        ("ג'מבה", "Jamba"),
        ("MT-NLG", "Megatron-Turing NLG"),
        ("लामा", "Llama"),
        ("কিমি কে২", "Kimi K2"),
        ("SDXL", "Stable Diffusion XL"),
        ("no such model", None),
    ],
)
def test_canonical_model_names(alias: str, canonical: str | None) -> None:
    assert canonical_model_name(alias) == canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阿里开源了通义千问2.5和盘古-Σ", ["Qwen", "PanGu-Σ"]),
        ("ラマ3を超えたハイパークローバ", ["Llama", "HyperCLOVA"]),
        ("하이퍼클로바X는 라마 3.1을 넘었다", ["HyperCLOVA X", "Llama"]),
        ("Сбер обновил ГигаЧат", ["GigaChat"]),
        ("كشفت عن فالكون عربي وكيمي كي 2", ["Falcon Arabic", "Kimi K2"]),
        ("مدل دیپ‌سیک وی۳ و لامای ۲", ["DeepSeek-V3", "Llama"]),
        ("لاما 2 اور گروک ون", ["Llama", "Grok-1"]),
        ("המודל ג'מבה 1.5", ["Jamba"]),
        ("मेटा का लामा और मिक्सट्रल", ["Llama", "Mixtral"]),
        ("মেটার লামা ও জেমিনি", ["Llama", "Gemini"]),
        ("Kumru modeli Llama'dan iyi", ["Kumru", "Llama"]),
        ("Teuken und Llama2-13B", ["Teuken", "Llama"]),
        ("Salamandra y Latam-GPT", ["Salamandra", "Latam-GPT"]),
        ("CroissantLLM et Mixtral", ["CroissantLLM", "Mixtral"]),
        ("Sabiá e Gervásio", ["Sabiá", "Gervásio"]),
        ("Claude and Qwen3-8B", ["Claude", "Qwen"]),
    ],
)
def test_aliases_are_found_in_every_language(text: str, expected: list[str]) -> None:
    found = find_model_aliases(text)
    assert [mention.canonical for mention in found] == expected
    assert all(text[mention.start : mention.end].strip() for mention in found)


def test_plain_words_are_not_searched_for() -> None:
    assert find_model_aliases("a spark of nova, step by step, in the Arctic") == []
    assert canonical_model_name("九天") == "Jiutian"


def test_native_parts_of_a_name_become_latin() -> None:
    assert expand_native_names("天工Skywork-13B").split() == ["Skywork", "-13B"]
    assert expand_native_names("GPT-4") == "GPT-4"
