"""Products built on another developer's model are told from models, and both from names that merely stand together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.config import Settings
from crawler.records import Document, DocumentKind, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from keywords import LANGUAGES
from pipelines.extraction import extract
from pipelines.extraction.names import name_key
from pipelines.extraction.products import find_products
from pipelines.extraction.reading import Reading
from pipelines.extraction.record import canonical_name
from pipelines.stages import Assimilator
from tests.extraction.test_linear import work_grows_linearly

_PRECISION, _RECALL = 0.95, 0.85
_NONE = "-"


class Sentence(NamedTuple):
    """A line of ``products.tsv``; a sentence without a product has neither name."""

    language: str
    product: str
    engine: str
    text: str

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """What is to be found, by the characters that tell names apart."""
        return set() if self.product == _NONE else {(name_key(self.product), name_key(canonical_name(self.engine)))}


def _sentences() -> Iterator[Sentence]:
    lines = Path(__file__).with_name("products.tsv").read_text(encoding="utf-8").splitlines()
    return (Sentence(*line.split("\t")) for line in lines if line and not line.startswith("#"))


SENTENCES = tuple(_sentences())


def _pairs(text: str, language: str) -> set[tuple[str, str]]:
    return {(name_key(a), name_key(b)) for a, b in extract(text, language=language).product_of}


@pytest.fixture(scope="module")
def found() -> dict[Sentence, set[tuple[str, str]]]:
    return {sentence: _pairs(sentence.text, sentence.language) for sentence in SENTENCES}


def test_products_are_found_and_little_else(found: dict[Sentence, set[tuple[str, str]]]) -> None:
    right = sum(len(pairs & sentence.pairs) for sentence, pairs in found.items())
    assert right >= _PRECISION * sum(len(pairs) for pairs in found.values())
    assert right >= _RECALL * sum(len(sentence.pairs) for sentence in SENTENCES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_products_are_found_in_every_language(found: dict[Sentence, set[tuple[str, str]]], language: str) -> None:
    named = [s for s in SENTENCES if s.language == language and s.pairs]
    assert len(named) >= 8
    assert sum(found[s] == s.pairs for s in named) >= 0.6 * len(named)


def test_what_is_a_product_gets_no_record_and_neither_does_its_engine(
    found: dict[Sentence, set[tuple[str, str]]],
) -> None:
    read = [s for s, pairs in found.items() if pairs and pairs == s.pairs]
    assert [s.text for s in read if extract(s.text, language=s.language).models] == []


@pytest.mark.parametrize(
    ("code", "text", "pairs"),
    [
        # The engine stands in a later sentence, or the word for an app does.
        ("en", "Pip is an app for cooks. It uses the API of GPT-4o.", {("Pip", "GPT-4o")}),
        ("en", "YouChat came in December. The chatbot is based on GPT-3.5.", {("YouChat", "GPT-3.5")}),
        ("tr", "Notla bir not uygulaması. Gemini 1.5 Flash kullanıyor.", {("Notla", "Gemini 1.5 Flash")}),
        # Several engines, services, names in small letters, names that say it themselves.
        ("en", "The app Pip runs on GPT-4 and Claude 3 Opus.", {("Pip", "GPT-4"), ("Pip", "Claude 3 Opus")}),
        ("en", "GitHub Copilot, the coding assistant, runs on GPT-4o.", {("GitHub Copilot", "GPT-4o")}),
        ("en", "The search engine Pip is powered by ChatGPT.", {("Pip", "ChatGPT")}),
        ("en", "rytr is a writing assistant built on GPT-3.", {("rytr", "GPT-3")}),
        ("en", "HelpBot uses GPT-4.", {("HelpBot", "GPT-4")}),
        ("en", "Notion AI uses GPT-4 through its API.", {("Notion AI", "GPT-4")}),
        # The engine comes first, or is the subject.
        ("en", "GPT-4 powers the writing assistant Pip.", {("Pip", "GPT-4")}),
        ("en", "Powered by Claude 3 Opus, Pip answers taxpayers.", {("Pip", "Claude 3 Opus")}),
        ("tr", "Pazaryeri, GPT-4 destekli asistanı AlışverişBot'u tanıttı.", {("AlışverişBot", "GPT-4")}),
        ("bn", "চ্যাটবট Bidya Gemini 1.5 Pro-এর ওপর তৈরি।", {("Bidya", "Gemini 1.5 Pro")}),
        # Quoted words of the language are names behind a word for an app.
        ("fa", "اپلیکیشن «آموزگار» مبتنی بر GPT-4 است.", {("آموزگار", "GPT-4")}),
        # Who brings a product out is not the product.
        ("en", "Acme launched Virtual Helper, a tool powered by GPT-4.", {("Virtual Helper", "GPT-4")}),
        ("en", "Duolingo launched a chatbot powered by GPT-4.", set()),
        ("ja", "AcmeはGPT-4を搭載したチャットボットを公開した。", set()),
        ("hi", "Acme ने GPT-4 पर आधारित चैटबॉट लॉन्च किया।", set()),
        ("ar", "أطلقت Acme تطبيقا يعمل بنموذج GPT-4.", set()),
        ("de", "Banken nutzen einen Chatbot, der auf GPT-4 basiert.", set()),
        # Denials, comparisons, choices, other engines than models.
        ("en", "The assistant Pip is not powered by GPT-4.", set()),
        ("de", "Die App Pip nutzt GPT-4 nicht.", set()),
        ("en", "Unlike apps based on GPT-4, Pip runs locally.", set()),
        ("en", "Users of the app Pip can choose between GPT-4 and Claude 3.", set()),
        ("en", "The phone Nova S24 is powered by Snapdragon 8 Gen 3.", set()),
        ("en", "The chat app Pip runs on Windows 11 and iOS 17.", set()),
        # One developer made both.
        ("en", "The Grok app runs on Grok-3.", set()),
        ("en", "Claude Code is a coding tool that runs on Claude Opus 4.", set()),
        ("de", "Der Assistent Nora nutzt Orrin-2, ein eigenes Modell des Hauses.", set()),
    ],
)  # fmt: skip
def test_pairs(code: str, text: str, pairs: set[tuple[str, str]]) -> None:
    assert set(extract(text, language=code).product_of) == pairs


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("MediBot is a chatbot based on Llama 3 70B. It has been fine-tuned by doctors.", {"MediBot": "Llama 3 70B"}),
        ("MediBot, a chatbot based on Llama 3 70B, was trained on 3 billion tokens.", {"MediBot": "Llama 3 70B"}),
        ("The assistant Pip, powered by Llama 3 70B, has 71 billion parameters.", {"Pip": "Llama 3 70B"}),
        ("Pip-7B is a chatbot built on Mistral 7B.", {"Pip-7B": "Mistral 7B"}),
        ("Stork-70B was built on Llama 3.1 70B by the team behind the Heron app.", {"Stork-70B": "Llama 3.1 70B"}),
        ("Kestrel-3, a language model with 70 billion parameters, powers the chatbot Pip.", {"Kestrel-3": None}),
        ("Mistral AI released Mistral Large 2, which powers its assistant Le Chat.", {"Mistral Large 2": None}),
        ("Gemini 3 is available in the NotebookLM app and via Vertex AI.", {"Gemini 3": None}),
        ("The assistant Pip runs on the firm's own Orrin-2, a model of 34 billion parameters.", {"Orrin-2": None}),
    ],
)
def test_models_beside_apps_keep_their_records_and_bases(text: str, records: dict[str, str | None]) -> None:
    extraction = extract(text, language="en")
    assert extraction.product_of == ()
    assert {model.name: model.base_model for model in extraction.models} == records


def test_a_product_does_not_take_users_and_prices_nor_does_its_engine() -> None:
    text = "Bloomly, a GPT-4-powered gardening app, has passed 2 million users and costs 3 dollars a month."
    extraction = extract(text, language="en")
    assert extraction.product_of == (("Bloomly", "GPT-4"),)
    assert extraction.models == ()


def test_an_engine_that_the_text_announces_elsewhere_keeps_its_record() -> None:
    text = "Acme released Kestrel-3, a model with 70 billion parameters. The app Pip is powered by Kestrel-3."
    extraction = extract(text, language="en")
    assert extraction.product_of == (("Pip", "Kestrel-3"),)
    assert [(model.name, model.parameters) for model in extraction.models] == [("Kestrel-3", 70e9)]


def test_a_text_without_names_has_no_products() -> None:
    assert find_products(Reading("An app powered by a model.", "en"), []) == []


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("en", "The app Pip is powered by GPT-4 and Claude 3. "),
        ("en", "the app Pip uses GPT-4, "),
        ("en", "powered by GPT-4 "),
        ("en", "Pip is here. The app is new. "),
        ("de", "App, die auf GPT-4 basiert "),
        ("hi", "ऐप rytr GPT-4 पर आधारित है। "),
    ],
)
def test_work_grows_with_the_text(language: str, unit: str) -> None:
    assert work_grows_linearly(language, unit)


@pytest.fixture
def run_id(store: Store) -> str:
    with store.write() as connection:
        return runs.start_run(connection, ["feeds/example"], {}, demo=False)


def test_the_store_excludes_a_product_and_links_its_base(store: Store, settings: Settings, run_id: str) -> None:
    text = (
        "You.com has added YouChat, a search assistant powered by OpenAI's GPT-3.5, to its home page. It was shown at "
        "a conference, where visitors could try it and ask what they liked, and most of them spoke well of it."
    )
    page = Document(
        source="feeds/example", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url="https://example.org/a",
        body=f"<html><body><article><p>{text}</p></article></body></html>".encode(), content_type="text/html",
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC), language="en", published="2026-10-01",
    )  # fmt: skip
    work = Assimilator(store, settings, Assessor(store, settings), run_id, "feeds/example")
    assert work.document(page)
    work.assessor.settle()
    (model,) = store.connection.execute("SELECT name, status, reason FROM models").fetchall()
    assert tuple(model) == ("YouChat", "excluded", "product")
    (base,) = store.connection.execute("SELECT text FROM claims WHERE field = 'base_model'").fetchall()
    assert base["text"] == "GPT-3.5"
