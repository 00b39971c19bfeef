"""Developers: their many names, accounts and sites, and where texts of sixteen languages name them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.organizations import (
    canonical_organization,
    find_organizations,
    organization,
    organization_of_domain,
    organization_of_hub_account,
    organizations,
)

CATEGORIES = {"Industry", "Academia", "Government", "Research collective", ""}


def test_the_catalogue_is_large_and_consistent() -> None:
    names = [entry.name for entry in organizations()]
    assert len(names) >= 600
    assert len(set(names)) == len(names)
    assert {entry.category for entry in organizations()} <= CATEGORIES
    accounts = [account.casefold() for entry in organizations() for account in entry.hub_accounts]
    assert len(accounts) == len(set(accounts))
    domains = [domain for entry in organizations() for domain in entry.domains]
    assert len(domains) == len(set(domains))


def test_every_canonical_name_is_its_own() -> None:
    assert [entry.name for entry in organizations() if canonical_organization(entry.name) != entry.name] == []


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Google DeepMind", "Google DeepMind"),
        ("Z.ai (Zhipu AI)", "Zhipu AI"),
        ("智谱 (Z.ai)", "Zhipu AI"),
        ("Beijing Academy of Artificial Intelligence / BAAI", "BAAI"),
        ("Meta AI", "Meta"),
        ("Facebook AI Research", "Meta"),
        ("Tencent Holdings Ltd.", "Tencent"),
        ("OpenAI, Inc.", "OpenAI"),
        ("阿里", "Alibaba"),
        ("the Allen Institute for AI", "Ai2"),
        ("ПАО Сбербанк", None),
        ("Nobody & Sons", None),
        ("", None),
        ("()", None),
    ],
)
def test_canonical_names(name: str, canonical: str | None) -> None:
    assert canonical_organization(name) == canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OpenAI’s GPT and Nvidia’s chips", ["OpenAI", "NVIDIA"]),
        ("由阿里巴巴与清华大学联合发布", ["Alibaba", "Tsinghua University"]),
        ("東京工業大学と富士通がメタのモデルを", ["Tokyo Institute of Technology", "Fujitsu", "Meta"]),
        ("네이버는 메타의 모델을", ["NAVER", "Meta"]),
        ("Разработчики Сбера вместе с Яндексом", ["Sber", "Yandex"]),
        ("وقالت علي بابا، وهواوي إن", ["Alibaba", "Huawei"]),
        ("شرکت دیپ‌سیک و گوگل", ["DeepSeek", "Google"]),
        ("علی بابا، میٹا اور ہواوے نے", ["Alibaba", "Meta", "Huawei"]),
        ("חברת מטא ובגוגל", ["Meta", "Google"]),
        ("सर्वम एआई और गूगल ने", ["Sarvam AI", "Google"]),
        ("গুগলের ও ওপেনএআইয়ের মডেল", ["Google", "OpenAI"]),
        ("Meta'nın, Alibaba'dan ve Boğaziçi Üniversitesi'nden", ["Meta", "Alibaba", "Bogazici University"]),
        ("Das Fraunhofer IAIS und Aleph Alpha", ["Fraunhofer", "Aleph Alpha"]),
        ("El BSC y Telefónica", ["BSC", "Telefónica"]),
        ("La start-up LightOn et l’Inria", ["LightOn", "Inria"]),
        ("A Maritaca AI e a Unicamp", ["Maritaca AI", "Unicamp"]),
    ],
)
def test_organizations_are_found_in_every_language(text: str, expected: list[str]) -> None:
    found = find_organizations(text)
    assert [mention.canonical for mention in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "la meta es llegar a la línea de salida, line by line",
        "メタルの話",
        "메타버스 이야기",
        "the writer and the factory took a cursor",
        "an apple a day; Applebaum",
        "metaphysics, opening, amazonian",
        "сберечь силы",
        "می‌توان گفت",
        "هل أنت هنا",
        "कृत्रिम बुद्धिमत्ता की दौड़",
        "人工智能浪潮下，每个8字节，联想到有道理",
    ],
)
def test_plain_words_and_longer_words_are_no_organizations(text: str) -> None:
    assert find_organizations(text) == []


def test_the_longest_name_wins() -> None:
    [mention] = find_organizations("Google DeepMind")
    assert mention.canonical == "Google DeepMind"


@given(st.text(max_size=80))
@settings(deadline=None)
def test_mentions_are_spans_of_the_text_in_order(text: str) -> None:
    end = 0
    for mention in find_organizations(f"OpenAI {text} गूगल"):
        assert mention.start >= end
        assert mention.end > mention.start
        end = mention.end
    assert find_organizations(f"OpenAI {text}")[0].canonical == "OpenAI"


def test_accounts_and_domains() -> None:
    assert organization_of_hub_account("qwen") == "Alibaba"
    assert organization_of_hub_account("mradermacher") is None
    assert organization_of_domain("blog.ai.meta.com") == "Meta"
    assert organization_of_domain("notopenai.com") is None
    assert organization_of_domain("com") is None
    assert organization("Ant Group") is not None


def test_a_laboratory_that_boards_call_by_its_model() -> None:
    assert canonical_organization("InternLM") == "Shanghai AI Laboratory"
