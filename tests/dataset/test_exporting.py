"""Which models an export holds, and what stands in their rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.dataset.columns import COLUMNS, NUMBER_COLUMNS
from crawler.dataset.exporting import Export, record_export
from crawler.dataset.formats import WRITERS
from crawler.dataset.selection import Selection, selected_ids
from crawler.dataset.writing import write_file
from crawler.store.database import Store
from crawler.store.reference_file import EPOCH_COLUMNS
from tests.dataset.models import ATLAS, NAMELESS, a_world, an_export, csv_of, exported
from tests.store.world import Said, World, row


def export_to_file(store: Store, path: Path, selection: Selection) -> Export:
    """Export and remember it, as the command does."""
    made = an_export(store, selection)
    write_file(path, lambda file: WRITERS["csv"](made.batches(), file))
    record_export(made, path)
    return made


def test_epochs_columns_come_first_and_in_its_order(store: Store, settings: Settings) -> None:
    a_world(store, settings)
    header = csv_of(store).decode().splitlines()[0]
    assert header.startswith("Model,Domain,Task,Authors,Model accessibility,Link,")
    assert tuple(exported(store)[0]) == COLUMNS
    assert COLUMNS[: len(EPOCH_COLUMNS)] == EPOCH_COLUMNS


def test_a_row_holds_what_is_shown_of_the_model(store: Store, settings: Settings) -> None:
    world = a_world(store, settings)
    (atlas,) = [entry for entry in exported(store) if entry["Model"] == ATLAS]
    shown = world.model(ATLAS)
    assert atlas["Parameters"] == "70000000000"
    assert atlas["Training tokens"] == "15000000000000"
    assert (atlas["Training hardware"], atlas["Hardware quantity"]) == ("NVIDIA H100", "2048")
    assert (atlas["Organization"], atlas["Accessibility notes"]) == ("Example Lab", "apache-2.0")
    assert (atlas["Model id"], atlas["Status"]) == (shown["id"], "confirmed")
    assert float(atlas["Training compute (FLOP)"]) == pytest.approx(shown["compute_flop"], rel=1e-5)
    assert "6 x 70e9 x 15e12" in atlas["Training compute notes"]
    assert (atlas["Link"], atlas["Sources"]) == ("https://example.org/helm", "helm")
    assert float(atlas["P(>1e23)"]) > 0.95


def test_the_claims_named_in_a_row_are_those_of_the_shown_values(store: Store, settings: Settings) -> None:
    world = a_world(store, settings)
    (atlas,) = [entry for entry in exported(store) if entry["Model"] == ATLAS]
    fields = {
        field
        for (field,) in store.connection.execute(
            "SELECT field FROM claims WHERE id IN (SELECT value FROM json_each(?))",
            ('["' + '","'.join(atlas["Claim ids"].split()) + '"]',),
        )
    }
    assert {"parameters", "tokens", "hardware", "organization", "release_date", "domain"} <= fields
    # A value that a person puts in a claim's place takes the claim out.
    world.ana.edit(world.id(ATLAS), "parameters", "72e9")
    (edited,) = [entry for entry in exported(store) if entry["Model"] == ATLAS]
    assert edited["Parameters"] == "72000000000"
    assert len(edited["Claim ids"].split()) == len(atlas["Claim ids"].split()) - 1


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), {ATLAS, NAMELESS}),
        (Selection(status="unconfirmed"), {"Borealis 2"}),
        (Selection(status="all"), {ATLAS, NAMELESS, "Borealis 2", "Cirrus-1B"}),
        (Selection(threshold=1e24), {ATLAS}),
        (Selection(threshold=1e24, min_probability=0.9), {ATLAS}),
        (Selection(status="all", threshold=3e22, min_probability=0.9), {ATLAS, NAMELESS, "Borealis 2"}),
        (Selection(status="all", min_probability=0.0), {ATLAS, NAMELESS, "Borealis 2", "Cirrus-1B"}),
        (Selection(since="2026-06-02"), set()),
        (Selection(since="2026-06"), {ATLAS, NAMELESS}),
        (Selection(since="2026-06-01"), {ATLAS, NAMELESS}),
    ],
)
def test_what_is_selected(store: Store, settings: Settings, selection: Selection, names: set[str]) -> None:
    a_world(store, settings)
    assert {entry["Model"] for entry in exported(store, selection)} == names


def test_a_date_keeps_what_may_have_come_later_and_counts_what_has_no_date(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(row("Atlas-70B", "Lab", parameters=70e9, tokens=15e12))
    with store.write() as connection:
        connection.execute("UPDATE models SET published = '2026'")
    assert [entry["Model"] for entry in exported(store, Selection(since="2026-09-30"))] == ["Atlas-70B"]
    assert exported(store, Selection(since="2027-01-01")) == []
    with store.write() as connection:
        connection.execute("UPDATE models SET published = NULL")
    made = an_export(store, Selection(since="2026-09-30"))
    assert [batch for batch in made.batches() if batch] == []
    assert made.undated == 1
    assert world.model("Atlas-70B")["published"] is None


@pytest.mark.parametrize(
    "values",
    [{"since": "June"}, {"since": "2026-13-01"}, {"threshold": -1.0}, {"threshold": float("nan")},
     {"min_probability": 1.5}, {"status": "merged"}],
)  # fmt: skip
def test_a_selection_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no "):
        Selection(**values)  # type: ignore[arg-type]


def test_new_leaves_out_what_was_exported_until_it_is_confirmed(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    world = a_world(store, settings)
    everything = Selection(status="all", new=True)
    assert len(export_to_file(store, tmp_path / "queue.csv", Selection(status="unconfirmed")).models) == 1
    assert {entry["Model"] for entry in exported(store, everything)} == {ATLAS, NAMELESS, "Cirrus-1B"}
    world.ana.accept(world.id("Borealis 2"))
    assert "Borealis 2" in {entry["Model"] for entry in exported(store, Selection(new=True))}
    export_to_file(store, tmp_path / "new.csv", Selection(new=True))
    assert exported(store, Selection(new=True)) == []


def test_an_export_of_a_model_counts_for_the_one_it_was_merged_into(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    world = a_world(store, settings)
    export_to_file(store, tmp_path / "all.csv", Selection())
    world.take(row("Nimbus-65B", "Example Lab", parameters=65e9, tokens=12e12))
    assert [entry["Model"] for entry in exported(store, Selection(new=True))] == ["Nimbus-65B"]
    world.ana.merge(world.id(ATLAS), world.id("Nimbus-65B"))
    assert exported(store, Selection(new=True)) == []


def test_merged_models_share_sources_and_link(store: Store, settings: Settings) -> None:
    world = a_world(store, settings)
    world.take(Said("Atlas Seventy", "Example Lab", source="feeds/example", url="https://example.org/news"))
    world.ana.merge(world.id("Atlas Seventy"), world.id(ATLAS))
    (atlas,) = [entry for entry in exported(store) if entry["Model"] == ATLAS]
    assert atlas["Sources"] == "feeds/example; helm"
    assert atlas["Link"] == "https://example.org/news"  # a page rather than a list


def test_the_same_content_gives_the_same_bytes(store: Store, settings: Settings) -> None:
    a_world(store, settings)
    first = csv_of(store, Selection(status="all"))
    assert csv_of(store, Selection(status="all")) == first


def test_an_export_sees_one_moment(store: Store, settings: Settings) -> None:
    """Nothing is begun for good, and nothing stays open."""
    a_world(store, settings)
    batches = an_export(store).batches()
    next(batches)
    assert store.connection.in_transaction
    batches.close()
    assert not store.connection.in_transaction


def test_numbers_are_numbers_or_empty(store: Store, settings: Settings) -> None:
    a_world(store, settings)
    for entry in exported(store, Selection(status="all")):
        for column in NUMBER_COLUMNS:
            assert not entry[column] or float(entry[column]) >= 0


def test_values_laid_out_for_exports_follow_the_shown_ones(store: Store, settings: Settings) -> None:
    """Triggers keep the columns equal to the JSON, also where a value goes."""
    world = a_world(store, settings)
    ident = world.id(ATLAS)
    assert store.connection.execute("SELECT hardware FROM shown_values WHERE model_id = ?", (ident,)).fetchone()[0]
    with store.write() as connection:
        connection.execute("UPDATE models SET chosen = '{}', steps = '[]', p_above = '{}' WHERE id = ?", (ident,))
    (atlas,) = [entry for entry in exported(store) if entry["Model"] == ATLAS]
    assert (atlas["Training hardware"], atlas["Claim ids"], atlas["P(>1e23)"]) == ("", "", "")
    with store.write() as connection:
        connection.execute(
            "DELETE FROM mentions WHERE model_id = ? AND id NOT IN (SELECT mention_id FROM claims)", (ident,)
        )
        connection.execute("UPDATE mentions SET model_id = NULL WHERE model_id = ?", (ident,))
        connection.execute("DELETE FROM models WHERE id = ?", (ident,))
    left = store.connection.execute("SELECT count(*) FROM shown_values WHERE model_id = ?", (ident,)).fetchone()[0]
    assert left == 0
    assert ident not in selected_ids(store.connection, Selection())


def test_a_row_that_moved_has_its_new_address(store: Store, settings: Settings) -> None:
    world = World(store, settings)
    first = row("Atlas-70B", "Lab", parameters=70e9, tokens=15e12)
    world.take(first)
    world.take(replace(first, url="https://example.org/moved", row={"name": "Atlas-70B", "rank": 1}))
    assert exported(store)[0]["Link"] == "https://example.org/moved"
