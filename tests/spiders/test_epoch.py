"""Epoch's list: rows for the reference and no finds, failures that keep the old reference."""

from __future__ import annotations

from pathlib import Path

from crawler.config import Settings
from crawler.records import Document, Sighting
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.references import References, ReferenceSet
from pipelines.stages import Assimilator
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, fixture, small, visit
from tests.spiders.jobs import Answer

URL = "https://epoch.ai/data/large_scale_ai_models.csv"
ANSWERS = {URL: fixture("epoch/large_scale_ai_models.csv", Content_Type="text/csv", ETag='"9"')}


def test_the_list_comes_as_one_edition() -> None:
    done = visit(small("epoch"), ANSWERS)
    assert done.job.failures == []
    (edition,) = done.items
    assert isinstance(edition, ReferenceSet)
    assert edition.dataset == "large_scale_ai_models"
    emu, falcon, claude = edition.rows
    assert (emu.name, emu.published, emu.parameters, emu.compute_flop) == ("Emu3.5", "2025-10-30", 34.1e9, 9.86736e24)
    assert falcon.hugging_face_ids == ("tiiuae/falcon-180b",)
    assert claude.compute_flop is None
    assert done.job.remembered == {URL: ('"9"', None)}


def test_unknown_columns_and_odd_values_are_signals() -> None:
    signals = visit(small("epoch"), ANSWERS).job.signals
    assert {signal.kind for signal in signals} == {"column", "value"}
    assert "epoch: Shoe size" in {signal.subject for signal in signals}


def test_nothing_counts_as_found() -> None:
    done = visit(small("epoch"), ANSWERS)
    assert not any(isinstance(item, Sighting | Document) for item in done.items)
    assert done.job.expected[-1] == 0
    assert not load_sources()["epoch"].discovers


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("epoch", ANSWERS)


def test_a_lost_column_is_a_change() -> None:
    body = ANSWERS[URL].body.replace(b"Training compute (FLOP)", b"Compute")
    done = visit(small("epoch"), {URL: Answer(body)})
    assert done.items == []
    assert [name.value for name in done.job.failure_names] == ["changed"]


def test_an_edition_becomes_the_reference_of_the_run(store: Store, settings: Settings) -> None:
    with store.write() as connection:
        run_id = runs.start_run(connection, ["epoch"], {}, demo=False)
    assessor = Assessor(store, settings)
    work = Assimilator(store, settings, assessor, run_id, "epoch")
    (edition,) = visit(small("epoch"), ANSWERS).items
    work.reference(edition)
    work.reference(edition)
    for known in (assessor.references, References(store.connection)):
        found = known.find(["Falcon 180B"], organization=None, parameters=None)
        assert found is not None
        assert found.compute_flop == 3.76e24
    assert store.connection.execute("SELECT count(*) AS n FROM reference_models").fetchone()["n"] == 3
    assert store.connection.execute("SELECT count(*) AS n FROM models").fetchone()["n"] == 0


def test_the_real_list(shared: Path) -> None:
    body = (shared / "data" / "epoch" / "large_scale_ai_models_2025-12.csv").read_bytes()
    done = visit(load_sources()["epoch"], {URL: Answer(body)})
    assert done.job.failures == []
    (edition,) = done.items
    assert len(edition.rows) == 473
    assert sum(row.compute_flop is not None for row in edition.rows) == 286
