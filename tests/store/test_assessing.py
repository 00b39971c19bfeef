"""Models that rest on other models, and on imported ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.config import Settings
from crawler.records import Sighting, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.models import mark_all_stale
from crawler.store.references import ReferenceRow, store_references
from pipelines.stages import Assimilator


def row(name: str, organization: str, **fields: float | str) -> Sighting:
    return Sighting(
        source="helm", source_key=name, url="https://example.org/list", raw_name=name, rank=SourceRank.CATALOGUE,
        seen_at=datetime(2026, 11, 1, tzinfo=UTC), row={"name": name},
        fields={"organization": organization, "release_date": "2026-06-01", **fields},
    )  # fmt: skip


def assimilate(store: Store, settings: Settings, rows: list[Sighting]) -> Assessor:
    with store.write() as connection:
        run_id = runs.start_run(connection, ["helm"], {}, demo=False)
    assessor = Assessor(store, settings)
    work = Assimilator(store, settings, assessor, run_id, "helm")
    for entry in rows:
        work.sighting(entry)
        work.flush()
    assessor.settle()
    return assessor


def model(store: Store, name: str) -> dict[str, object]:
    return dict(store.connection.execute("SELECT * FROM models WHERE name = ?", (name,)).fetchone())


BASE = row("Zephyria 70B", "Zephyr Labs", parameters=70e9, tokens=15e12)
GRANDCHILD = row("Tempestia 70B", "Storm House", parameters=70e9, tokens=3e12, base_model="Galeria 70B")
CHILD = row("Galeria 70B", "Gale Works", parameters=70e9, tokens=2e12, base_model="Zephyria 70B")


def test_a_derivative_is_base_plus_added_even_when_it_came_first(store: Store, settings: Settings) -> None:
    assimilate(store, settings, [GRANDCHILD, CHILD, BASE])
    base, child, grandchild = (model(store, name) for name in ("Zephyria 70B", "Galeria 70B", "Tempestia 70B"))
    assert child["base_id"] == base["id"]
    assert grandchild["base_id"] == child["id"]
    added = 6 * 70e9 * 2e12
    assert abs(float(str(child["added_flop"])) / added - 1) < 0.1
    assert float(str(child["compute_flop"])) > float(str(base["compute_flop"])) + 0.9 * added
    assert float(str(grandchild["compute_flop"])) > float(str(child["compute_flop"]))


def test_the_order_of_arrival_changes_no_estimate(store: Store, settings: Settings) -> None:
    assimilate(store, settings, [GRANDCHILD, CHILD, BASE])
    backwards = [tuple(r) for r in store.connection.execute("SELECT id, compute_flop, status FROM models ORDER BY id")]
    other = settings.model_copy(update={"home": settings.home / "other"})
    from crawler.store.database import open_store  # noqa: PLC0415

    with open_store(other.database) as second:
        assimilate(second, other, [BASE, CHILD, GRANDCHILD])
        forwards = [
            tuple(r) for r in second.connection.execute("SELECT id, compute_flop, status FROM models ORDER BY id")
        ]
    assert backwards == forwards


def test_a_small_fine_tune_is_excluded_and_linked_to_its_base(store: Store, settings: Settings) -> None:
    tuned = row("Zephyria Legal 70B", "Paragraph Partners", parameters=70e9, tokens=1e9, base_model="Zephyria 70B")
    assimilate(store, settings, [BASE, tuned])
    found = model(store, "Zephyria Legal 70B")
    assert (found["status"], found["reason"]) == ("excluded", "finetune")
    assert found["base_id"] == model(store, "Zephyria 70B")["id"]


def test_bases_that_declare_each_other_come_to_an_end(store: Store, settings: Settings) -> None:
    one = row("Ouroboros 7B", "A House", parameters=7e9, tokens=1e12, base_model="Midgard 7B")
    two = row("Midgard 7B", "B House", parameters=7e9, tokens=1e12, base_model="Ouroboros 7B")
    assimilate(store, settings, [one, two])
    assert store.connection.execute("SELECT count(*) FROM models WHERE stale = 1").fetchone()[0] == 0


def test_an_imported_model_leaves_the_queue(store: Store, settings: Settings) -> None:
    assimilate(store, settings, [row("Borealis 90B", "North", parameters=90e9)])
    assert model(store, "Borealis 90B")["status"] == "unconfirmed"
    with store.write() as connection:
        store_references(
            connection, "test", [ReferenceRow("Borealis-90B", "North", "2026-06-02", 90e9, 4e24, (), {"Model": "x"})]
        )
        mark_all_stale(connection)
    Assessor(store, settings).settle()
    found = model(store, "Borealis 90B")
    assert (found["status"], found["reason"], found["reference"]) == ("confirmed", "in_reference", "Borealis-90B")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_base_named_without_its_size_is_the_one_of_the_same_size(
    store: Store, settings: Settings, order: tuple[int, ...]
) -> None:
    small = row("Zephyria 8B", "Zephyr Labs", parameters=8e9, tokens=15e12)
    tuned = row("Brisa 8B", "Casa Brisa", parameters=8e9, tokens=200e9, base_model="Zephyria")
    rows = [BASE, small, tuned]
    assimilate(store, settings, [rows[number] for number in order])
    assert model(store, "Brisa 8B")["base_id"] == model(store, "Zephyria 8B")["id"]


@pytest.mark.parametrize(
    "named",
    ["Zephyria 70B", "zephyr-labs/Zephyria-70B", "zephyr-labs/Zephyria-70B-Base", "Zephyria-70B-Instruct", "Zephyria"],
)
def test_a_model_that_names_itself_or_its_other_release_has_no_base(
    store: Store, settings: Settings, named: str
) -> None:
    assimilate(store, settings, [row("Zephyria 70B", "Zephyr Labs", parameters=70e9, tokens=15e12, base_model=named)])
    found = model(store, "Zephyria 70B")
    assert (found["base_name"], found["base_id"]) == (None, None)
    assert "base_model" not in json.loads(str(found["chosen"]))


def test_a_base_that_is_another_model_counts_beside_the_model_itself(store: Store, settings: Settings) -> None:
    packed = replace(CHILD, source_key="packed", raw_name="gale/Galeria-70B-FP8", fields={"base_model": "Galeria 70B"})
    assimilate(store, settings, [BASE, packed, CHILD, row("Galeria 8B", "Gale Works", base_model="Galeria 70B")])
    assert model(store, "Galeria 70B")["base_id"] == model(store, "Zephyria 70B")["id"]
    assert model(store, "Galeria 8B")["base_id"] == model(store, "Galeria 70B")["id"]
