"""From documents and rows to models in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from crawler.config import Settings
from crawler.records import Document, DocumentKind, Sighting, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store, open_store
from crawler.store.keys import stable_id
from pipelines.stages import Assimilator

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def article(url: str, text: str, language: str = "en") -> Document:
    return Document(
        source="feeds/example", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url=url,
        body=f"<html><head><title>News</title></head><body><article><p>{text}</p></article></body></html>".encode(),
        content_type="text/html; charset=utf-8", fetched_at=NOW, language=language, published="2026-10-01",
    )  # fmt: skip


def row(name: str, **fields: float | str) -> Sighting:
    return Sighting(
        source="helm", source_key=name, url="https://example.org/list", raw_name=name, rank=SourceRank.CATALOGUE,
        seen_at=NOW, fields=dict(fields), row={"name": name},
    )  # fmt: skip


FILLER = (
    "The announcement was made at a conference, where visitors could try the system. "
    "Researchers from several universities had been given early access and spoke well of it. "
)
ANNOUNCED = article(
    "https://example.org/a",
    "Zephyria Labs released Zephyria 90B, a language model with 90 billion parameters that was trained on "
    "12 trillion tokens. " + FILLER,
)
REPEATED = article(
    "https://example.org/b",
    "Zephyria 90B, the language model with 90 billion parameters, is now open source. " + FILLER,
)
LISTED = row("Zephyria 90B", parameters=90e9, release_date="2026-09-30")


@pytest.fixture
def run_id(store: Store) -> str:
    with store.write() as connection:
        return runs.start_run(connection, ["feeds/example", "helm"], {}, demo=False)


@pytest.fixture
def assimilator(store: Store, settings: Settings, run_id: str) -> Assimilator:
    return Assimilator(store, settings, Assessor(store, settings), run_id, "feeds/example")


def take(assimilator: Assimilator, items: list[Document | Sighting]) -> None:
    for item in items:
        if isinstance(item, Document):
            assimilator.document(item)
        else:
            assimilator.sighting(item)
    assimilator.flush()


def test_disclosed_facts_confirm_a_model_with_its_evidence(store: Store, assimilator: Assimilator) -> None:
    take(assimilator, [ANNOUNCED])
    model = store.connection.execute("SELECT * FROM models").fetchone()
    assert (model["status"], model["reason"]) == ("confirmed", "known_above")
    assert model["parameters"] == 90e9
    assert model["tokens"] == 12e12
    assert model["compute_flop"] == pytest.approx(6 * 90e9 * 12e12, rel=0.1)
    claims = store.connection.execute("SELECT field, quote, start, end FROM claims WHERE start IS NOT NULL").fetchall()
    text = store.connection.execute("SELECT text FROM documents").fetchone()[0]
    assert {"parameters", "tokens"} <= {claim["field"] for claim in claims}
    assert all(text[claim["start"] : claim["end"]] == claim["quote"] for claim in claims)


def test_the_order_of_arrival_does_not_matter(settings: Settings) -> None:
    outcomes = set()
    items: list[Document | Sighting] = [ANNOUNCED, REPEATED, LISTED]
    for number, order in enumerate(permutations(items)):
        own = settings.model_copy(update={"home": settings.home / str(number)})
        with open_store(own.database) as store:
            with store.write() as connection:
                run_id = runs.start_run(connection, ["feeds/example"], {}, demo=False)
            assessor = Assessor(store, own)
            take(Assimilator(store, own, assessor, run_id, "feeds/example"), list(order))
            assessor.settle()
            outcomes.add(
                tuple(
                    tuple(model)
                    for model in store.connection.execute(
                        "SELECT id, name, status, parameters, tokens, published, compute_flop, chosen FROM models"
                    )
                )
            )
    assert len(outcomes) == 1
    assert len(outcomes.pop()) == 1


def test_seeing_everything_again_adds_nothing(store: Store, assimilator: Assimilator) -> None:
    take(assimilator, [ANNOUNCED, LISTED])
    before = [
        store.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("documents", "claims", "models")
    ]
    take(assimilator, [ANNOUNCED, LISTED])
    assert before == [
        store.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("documents", "claims", "models")
    ]


def test_a_page_that_changed_keeps_its_old_claims_but_speaks_with_its_new_ones(
    store: Store, assimilator: Assimilator
) -> None:
    take(assimilator, [ANNOUNCED])
    changed = article(
        ANNOUNCED.url,
        "Zephyria Labs released Zephyria 90B, a language model with 90 billion parameters that was trained on "
        "2 trillion tokens. " + FILLER,
    )
    take(assimilator, [changed])
    assert store.connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 1
    stated = {r[0] for r in store.connection.execute("SELECT number FROM claims WHERE field = 'tokens'")}
    assert stated == {12e12, 2e12}
    assert store.connection.execute("SELECT tokens FROM models").fetchone()[0] == 2e12


def test_a_persons_decision_outlives_a_later_crawl(store: Store, settings: Settings, assimilator: Assimilator) -> None:
    take(assimilator, [ANNOUNCED])
    model_id = store.connection.execute("SELECT id FROM models").fetchone()[0]
    with store.write() as connection:
        connection.execute(
            "INSERT INTO decisions (model_id, action, who, at, before, after) "
            "VALUES (?, 'below', 'a', 'now', '{}', '{}')",
            (model_id,),
        )
    take(assimilator, [REPEATED])
    model = store.connection.execute("SELECT status, reason FROM models").fetchone()
    assert tuple(model) == ("below", "decision")


def test_a_page_without_text_is_stored_as_such(store: Store, assimilator: Assimilator) -> None:
    empty = Document(
        source="feeds/example", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url="https://example.org/empty",
        body=b"<html><body></body></html>", content_type="text/html", fetched_at=NOW,
    )  # fmt: skip
    assert assimilator.document(empty) is False
    assert store.connection.execute("SELECT text FROM documents").fetchone()[0] == ""
    assert store.connection.execute("SELECT count(*) FROM claims").fetchone()[0] == 0


def test_a_page_in_another_encoding_than_it_says_is_a_signal(store: Store, assimilator: Assimilator) -> None:
    text = "Компания «Яндекс» выпустила новую языковую модель, сообщили в пресс-службе. " * 6
    page = Document(
        source="feeds/example", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url="https://example.org/koi",
        body=f"<html><body><article><p>{text}</p></article></body></html>".encode("cp1251"),
        content_type="text/html; charset=utf-8", fetched_at=NOW, language="ru",
    )  # fmt: skip
    assert assimilator.document(page) is True
    signals = store.connection.execute("SELECT kind, subject, detail FROM signals").fetchall()
    assert [(signal["kind"], signal["subject"]) for signal in signals] == [("reading", "https://example.org/koi")]
    assert "Яндекс" in store.connection.execute("SELECT text FROM documents").fetchone()[0]


def test_keys_do_not_collide_where_parts_are_shifted() -> None:
    assert stable_id("a", "bc") != stable_id("ab", "c")


def test_what_a_card_says_of_its_base_outlives_a_later_visit_to_the_list(
    store: Store, assimilator: Assimilator
) -> None:
    listed = replace(row("Kestrel Chat 7B", parameters=7e9), source="huggingface")
    card = replace(
        article("https://huggingface.co/somebody/kestrel/README.md", "A card that speaks of nothing else."),
        source="huggingface", kind=DocumentKind.MODEL_CARD, about="Kestrel Chat 7B", about_key=listed.source_key,
        exclusion="finetune", exclusion_detail="its card names another model's weights",
    )  # fmt: skip
    take(assimilator, [listed, card])
    take(assimilator, [replace(listed, row={"name": "Kestrel Chat 7B", "downloads": 5})])
    (model,) = store.connection.execute("SELECT status, reason, explanation FROM models").fetchall()
    assert (model["status"], model["reason"]) == ("excluded", "finetune")
    assert "another model's weights" in model["explanation"]
