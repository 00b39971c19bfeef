"""Comparing the database with a reference dataset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.dataset.evaluation import EvaluationFailed, Report, evaluate_reference
from crawler.dataset.evaluation_text import report_lines
from crawler.dataset.importing import ImportFailed, import_reference
from crawler.store.database import Store
from tests.store.world import World, row

REFERENCE = """Model,Publication date,Organization,Domain,Country (of organization),Model accessibility,Parameters,\
Training compute (FLOP)
Atlas-70B,2025-03-01,Example Lab,"Language,Vision",France,Open weights (unrestricted),70e9,6.3e24
Borealis-30B,2025-05-01,Another Lab,Language,"France,Japan",API access,30e9,
Cirrus-1B,2025-05-01,Another Lab,Language,Japan,API access,1e9,2e23
Drizzle-9B,2024-05-01,Another Lab,Biology,,,9e9,3e23
Echo-8B,2024-05-01,Another Lab,Language,Japan,Unreleased,8e9,4e23
Foehn-5B,2024-05-01,Another Lab,Language,Japan,Unreleased,5e9,5e22
Gale,2012-05-01,Another Lab,Language,Japan,Unreleased,,
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    path = tmp_path / "reference_2025-12.csv"
    path.write_text(REFERENCE, encoding="utf-8")
    return path


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Borealis-30B", "Another Lab", parameters=30e9, source="models_dev"),
        row("Cirrus-1B", "Another Lab", parameters=1e9, tokens=1e10),
        row("Echo-8B-GGUF", "Somebody", parameters=8e9, discovers=False),
        row("Zephyr-90B", "New Lab", parameters=90e9, tokens=15e12),
    )


def evaluated(world: World, settings: Settings, reference: Path) -> Report:
    """The comparison."""
    return evaluate_reference(world.store, settings, reference)


def test_recall_counts_what_is_confirmed_or_queued(world: World, settings: Settings, reference: Path) -> None:
    content = evaluated(world, settings, reference).as_json()
    assert (content["found"], content["total"], content["recall"]) == (2, 5, 0.4)
    assert content["not_sought"] == 2  # one below the threshold, one too early and without compute


def test_recall_is_given_by_group(world: World, settings: Settings, reference: Path) -> None:
    content = evaluated(world, settings, reference).as_json()
    by_year = content["recall_by_year"]
    assert by_year == {
        "2024": {"recall": 0.0, "found": 0, "total": 2}, "2025": {"recall": 0.6667, "found": 2, "total": 3},
    }  # fmt: skip
    assert content["recall_by_country"]["France"] == {"recall": 1.0, "found": 2, "total": 2}  # type: ignore[index]
    assert content["recall_by_country"]["unknown"]["total"] == 1  # type: ignore[index]
    assert content["recall_by_domain"]["Vision"] == {"recall": 1.0, "found": 1, "total": 1}  # type: ignore[index]
    assert content["recall_by_accessibility"]["API access"]["found"] == 1  # type: ignore[index]
    assert content["recall_by_openness"]["open"]["found"] == 1  # type: ignore[index]
    assert content["recall_by_openness"]["closed"]["total"] == 3  # type: ignore[index]
    assert content["recall_by_source"] == {
        "helm": {"recall": 0.2, "found": 1, "total": 5}, "models_dev": {"recall": 0.2, "found": 1, "total": 5},
    }  # fmt: skip


def test_named_is_whatever_a_source_says_though_nothing_came_of_it(
    world: World, settings: Settings, reference: Path
) -> None:
    report = evaluated(world, settings, reference)
    content = report.as_json()
    assert content["named"] == {"recall": 0.8, "found": 4, "total": 5}
    assert content["named_by_source"] == {
        "helm": {"recall": 0.6, "found": 3, "total": 5}, "models_dev": {"recall": 0.2, "found": 1, "total": 5},
    }  # fmt: skip
    links = {link.reference: (link.name, link.status) for link in report.links}
    assert links["Echo-8B"] == ("Echo-8B-GGUF", "")
    assert links["Cirrus-1B"] == ("Cirrus-1B", "below")


def test_what_somebody_else_made_of_a_model_does_not_name_it(world: World, settings: Settings, reference: Path) -> None:
    world.take(replace(row("Drizzle-9B-Instruct", "Somebody", parameters=9e9), exclusion="finetune"))
    assert "Drizzle-9B" not in {link.reference for link in evaluated(world, settings, reference).links}
    world.take(replace(row("Drizzle-9B-GGUF", "Somebody", parameters=9e9), exclusion="quantisation"))
    assert "Drizzle-9B" in {link.reference for link in evaluated(world, settings, reference).links}


def test_two_reference_models_that_count_as_one_are_both_found(
    world: World, settings: Settings, reference: Path
) -> None:
    reference.write_text(
        REFERENCE + "Gust,2025-05-01,Another Lab,Language,,,,\nGust-preview,2025-02-01,Another Lab,Language,,,,\n"
    )
    world.take(row("Gust", "Another Lab"), row("Gust-preview", "Another Lab"))
    assert world.store.connection.execute("SELECT count(*) FROM models WHERE name LIKE 'Gust%'").fetchone()[0] == 1
    missed = {miss.name for miss in evaluated(world, settings, reference).misses}
    assert missed.isdisjoint({"Gust", "Gust-preview"})


def test_misses_say_why(world: World, settings: Settings, reference: Path) -> None:
    misses = {miss.name: miss for miss in evaluated(world, settings, reference).misses}
    assert set(misses) == {"Cirrus-1B", "Drizzle-9B", "Echo-8B"}
    assert (misses["Cirrus-1B"].reason, misses["Cirrus-1B"].detail) == ("below", "known_below")
    assert misses["Drizzle-9B"].reason == "never seen"
    assert misses["Echo-8B"].reason == "seen and not linked"


def test_a_miss_that_was_excluded_names_its_reason(world: World, settings: Settings, reference: Path) -> None:
    world.take(row("Drizzle-9B", "Another Lab", parameters=9e9))
    world.ana.exclude(world.id("Drizzle-9B"), reason="not_a_model")
    misses = {miss.name: miss for miss in evaluated(world, settings, reference).misses}
    assert (misses["Drizzle-9B"].reason, misses["Drizzle-9B"].detail) == ("excluded", "decision")


def test_estimates_are_measured_against_the_references_figures(
    world: World, settings: Settings, reference: Path
) -> None:
    content = evaluated(world, settings, reference).as_json()
    # Atlas agrees; Cirrus has 6e19 where the reference says 2e23.
    assert content["estimates"] == {
        "compared": 2, "within_2x": 0.5, "within_3x": 0.5, "median_factor": pytest.approx(3333, rel=0.2),
        "in_90_percent_interval": 0.5,
    }  # fmt: skip
    assert (content["within_2x"], content["within_3x"]) == (0.5, 0.5)
    assert content["precision_confirmed"] == 1.0


def test_a_confirmed_model_that_the_reference_puts_below_costs_precision(
    world: World, settings: Settings, reference: Path
) -> None:
    world.take(row("Foehn-5B", "Another Lab", parameters=5e9, tokens=15e12))
    content = evaluated(world, settings, reference).as_json()
    assert (content["precision_confirmed"], content["confirmed_compared"]) == (0.5, 2)


def test_what_only_we_have_is_listed_and_marked_where_it_is_newer(
    world: World, settings: Settings, reference: Path
) -> None:
    only_ours = evaluated(world, settings, reference).as_json()["only_ours"]
    assert isinstance(only_ours, list)
    (ours,) = only_ours
    assert (ours["name"], ours["status"], ours["newer_than_reference"]) == ("Zephyr-90B", "confirmed", True)


def test_importing_the_reference_changes_nothing(world: World, settings: Settings, reference: Path) -> None:
    """Imported rows never count: a model is not confirmed because the reference says so."""
    before = evaluated(world, settings, reference).as_json()
    import_reference(world.store, reference)
    world.assessor.reload_references()
    world.assessor.settle()
    assert world.model("Cirrus-1B")["reason"] == "in_reference"
    assert world.model("Cirrus-1B")["status"] == "confirmed"
    state = world.state()
    assert evaluated(world, settings, reference).as_json() == before
    assert world.state() == state  # and the database is as it was


def test_the_reference_as_a_source_is_no_source(world: World, settings: Settings, reference: Path) -> None:
    world.take(row("Drizzle-9B", "Another Lab", source="epoch", parameters=9e9, tokens=15e12))
    world.take(row("Cirrus-1B", "Another Lab", source="epoch", tokens=15e12))
    report = evaluated(world, settings, reference)
    misses = {miss.name: miss.reason for miss in report.misses}
    assert misses["Drizzle-9B"] == "never seen"
    assert misses["Cirrus-1B"] == "below"
    assert "epoch" not in report.by["source"]


def test_an_empty_database_finds_nothing(store: Store, settings: Settings, reference: Path) -> None:
    content = evaluate_reference(store, settings, reference).as_json()
    assert (content["found"], content["total"], content["recall"]) == (0, 5, 0.0)
    assert content["precision_confirmed"] is None
    assert content["within_2x"] is None
    assert {miss["reason"] for miss in content["misses"]} == {"never seen"}  # type: ignore[attr-defined]


def test_the_text_says_the_same(world: World, settings: Settings, reference: Path) -> None:
    text = "\n".join(report_lines(evaluated(world, settings, reference)))
    for words in ("found 2 of 5 (40.0%)", "1 of 1 (100.0%)", "never seen", "below: known_below", "only ours: 1"):
        assert words in text


def test_a_file_without_models_is_refused(store: Store, settings: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("Model,Organization\n")
    with pytest.raises(EvaluationFailed, match="lists no model"):
        evaluate_reference(store, settings, empty)
    with pytest.raises(ImportFailed, match="cannot read"):
        evaluate_reference(store, settings, tmp_path / "missing.csv")


def test_the_public_list_can_be_compared(store: Store, settings: Settings, shared: Path) -> None:
    content = evaluate_reference(
        store, settings, shared / "data" / "epoch" / "large_scale_ai_models_2025-12.csv"
    ).as_json()
    assert (content["found"], content["total"]) == (0, 473)
