"""The data package: valid, versioned, and honest about what changed and where values come from."""

from __future__ import annotations

import csv
import json
import logging
import sqlite3
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.dataset.columns import NUMBER_COLUMNS
from crawler.dataset.evidence import COMPUTE
from crawler.dataset.package import Written, write_package
from crawler.dataset.selection import Selection
from crawler.dataset.versions import open_versions
from crawler.dataset.writing import ExportFailed
from crawler.store.database import Store
from tests.dataset.models import ATLAS, CLOSED, CREDITS, NAMELESS, a_world, an_export
from tests.store.world import World, row

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what these libraries warn of is theirs
    import frictionless
    import mlcroissant

ALL = Selection(status="all")
NOT_OF_CLAIMS = {"Compute low (FLOP)", "Compute high (FLOP)", "Finetune compute (FLOP)"} | {
    column for column in NUMBER_COLUMNS if column.startswith("P(>")
}
"""Number columns for which the evidence of the compute stands."""


def write(store: Store, folder: Path, *, selection: Selection = ALL, day: str = "2026-11-01") -> Written:
    """Write the package as the command does."""
    made = an_export(store, selection, CLOSED)
    return write_package(folder, made, CREDITS, day=day, contact="https://example.org/us")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of the package."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def delta(folder: Path) -> dict[str, list[dict[str, object]]]:
    """What the package says has changed."""
    content: dict[str, list[dict[str, object]]] = json.loads((folder / "delta.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return a_world(store, settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "dataset"


def test_frictionless_finds_nothing_wrong(world: World, store: Store, folder: Path) -> None:
    write(store, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == 4


def test_croissant_is_valid_and_gives_the_rows(
    world: World, store: Store, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, folder)
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("ignore")
        dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
        records = list(dataset.records("models"))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    assert "not standard" not in caplog.text
    assert {record["models/model"].decode() for record in records} == {ATLAS, NAMELESS, "Borealis 2", "Cirrus-1B"}
    assert {record["models/parameters"] for record in records} >= {70e9, 12e9}


def test_every_number_leads_to_its_claim_document_and_archived_page(
    store: Store, settings: Settings, folder: Path
) -> None:
    world = World(store, settings)
    world.take(
        replace(row("Atlas-70B", "Lab", parameters=70e9, tokens=15e12, hardware_quantity=512.0), archive_id="arc-1"),
        replace(row("Borealis-70B", "Lab", source="hub", parameters=70e9, tokens=1e12, base_model="Atlas-70B"),
                archive_id="arc-2"),
    )  # fmt: skip
    world.ana.edit(world.id("Borealis-70B"), "tokens", "2e12")
    write(store, folder)
    evidence: dict[tuple[str, str], list[dict[str, str]]] = {}
    for record in table(folder, "evidence.csv"):
        evidence.setdefault((record["Model id"], record["Column"]), []).append(record)
    checked = 0
    for entry in table(folder, "models.csv"):
        for column in NUMBER_COLUMNS:
            if not entry[column]:
                continue
            records = evidence[entry["Model id"], COMPUTE if column in NOT_OF_CLAIMS else column]
            for record in records:
                assert stands_in_database(store.connection, record)
            if column in {"Parameters", "Hardware quantity"}:
                assert claimed(store.connection, records) == {float(entry[column])}
            checked += 1
    assert checked > 15
    base_claims = {record["Claim id"] for record in evidence[world.id("Atlas-70B"), COMPUTE]}
    derived = {record["Claim id"] for record in evidence[world.id("Borealis-70B"), COMPUTE]}
    assert base_claims < derived  # a derived model's compute includes its base's
    assert any(
        record["Claim id"].startswith("decision ") for record in evidence[world.id("Borealis-70B"), "Training tokens"]
    )


def stands_in_database(connection: sqlite3.Connection, record: dict[str, str]) -> bool:
    """Whether the record's ids lead to a claim of that page, with its archived response; or to a person's decision."""
    if record["Claim id"].startswith("decision "):
        number = record["Claim id"].removeprefix("decision ")
        return connection.execute("SELECT 1 FROM decisions WHERE id = ?", (number,)).fetchone() is not None
    found = connection.execute(
        "SELECT sightings.archive_id, sightings.url, claims.digest FROM claims "
        "JOIN mentions ON mentions.id = mention_id JOIN sightings ON sightings.id = sighting_id "
        "WHERE claims.id = ? AND sightings.id = ?",
        (record["Claim id"], record["Document id"]),
    ).fetchone()
    return tuple(found) == (record["Archive id"], record["Page"], record["Document digest"])


def claimed(connection: sqlite3.Connection, records: list[dict[str, str]]) -> set[float]:
    """The values of the claims."""
    return {
        connection.execute("SELECT number FROM claims WHERE id = ?", (record["Claim id"],)).fetchone()[0]
        for record in records
    }


def test_nothing_changed_is_no_new_version_and_not_a_byte_differs(world: World, store: Store, folder: Path) -> None:
    first = write(store, folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    again = write(store, folder, day="2027-01-01")
    assert (first.version, first.is_first) == ("1.0.0", True)
    assert (again.version, again.is_new) == ("1.0.0", False)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [entry.name for entry in folder.parent.glob("dataset.versions/[0-9]*")] == ["1.0.0"]


def test_the_delta_names_what_was_added_changed_and_removed_and_why(world: World, store: Store, folder: Path) -> None:
    confirmed = Selection()
    write(store, folder, selection=confirmed)
    world.ana.edit(world.id(ATLAS), "hardware", "NVIDIA H800")
    assert write(store, folder, selection=confirmed).version == "1.0.1"
    (changed,) = delta(folder)["changed"]
    assert changed["Model"] == ATLAS
    changes = {str(entry["field"]): entry for entry in changed["fields"]}  # type: ignore[attr-defined]
    hardware = changes["Training hardware"]
    assert (hardware["before"], hardware["after"]) == ("NVIDIA H100", "NVIDIA H800")
    world.take(row("Nimbus-65B", "Example Lab", parameters=65e9, tokens=12e12))
    world.ana.below(world.id(ATLAS))
    world.ana.merge(world.id(NAMELESS), world.id("Nimbus-65B"))
    written = write(store, folder, selection=confirmed, day="2026-12-01")
    assert written.version == "1.1.0"
    content = delta(folder)
    assert [entry["Model"] for entry in content["added"]] == ["Nimbus-65B"]
    reasons = {entry["Model"]: str(entry["reason"]) for entry in content["removed"]}
    assert reasons[ATLAS].startswith("below: ")
    assert reasons[NAMELESS].startswith("merged into Nimbus-65B [")
    changelog = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.index("## 1.1.0 (2026-12-01)") < changelog.index("## 1.0.1") < changelog.index("## 1.0.0")
    assert (folder.parent / "dataset.versions" / "1.0.0" / "models.csv").exists()


def test_the_delta_is_that_of_the_exported_rows(world: World, store: Store, folder: Path) -> None:
    """Applied to the former table it gives the present one."""
    write(store, folder)
    former = {entry["Model id"]: entry for entry in table(folder, "models.csv")}
    world.ana.edit(world.id(ATLAS), "tokens", "20e12")
    world.take(row("Nimbus-65B", "Example Lab", parameters=65e9, tokens=12e12))
    write(store, folder)
    now = {entry["Model id"]: entry for entry in table(folder, "models.csv")}
    content = delta(folder)
    for entry in content["changed"]:
        for change in entry["fields"]:  # type: ignore[attr-defined]
            assert former[str(entry["Model id"])][change["field"]] == change["before"]
            former[str(entry["Model id"])][change["field"]] = change["after"]
    for entry in content["added"]:
        former[str(entry["Model id"])] = now[str(entry["Model id"])]
    assert former == now
    assert content["changed"]


def test_credits_are_given_and_closed_sources_contribute_nothing(world: World, store: Store, folder: Path) -> None:
    world.take(row(ATLAS, "Example Lab", source=CLOSED, hardware="NVIDIA H800", utilization=0.4321))
    write(store, folder)
    (source,) = table(folder, "sources.csv")
    assert (source["Source"], source["Attribution"], source["Models"]) == ("helm", "An Institute", "4")
    assert "An Institute" in (folder / "LICENSE.md").read_text(encoding="utf-8")
    for file in folder.iterdir():
        content = file.read_text(encoding="utf-8")
        assert CLOSED not in content, file.name
        assert "0.4321" not in content, file.name
    assert "1 values are empty" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_folder_of_somebody_elses_is_left_alone(world: World, store: Store, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(ExportFailed, match="was not made by an export"):
        write(store, folder)
    assert (folder / "thesis.txt").read_text() == "mine"


def test_an_empty_folder_is_used(world: World, store: Store, folder: Path) -> None:
    folder.mkdir(parents=True)
    write(store, folder)
    assert (folder / "datapackage.json").exists()


def test_a_removed_link_continues_the_versions(world: World, store: Store, folder: Path) -> None:
    write(store, folder)
    folder.unlink()
    world.ana.edit(world.id(ATLAS), "hardware", "NVIDIA H800")
    assert write(store, folder).version == "1.0.1"
    assert (folder.parent / "dataset.versions" / "1.0.0" / "models.csv").exists()


def test_two_exports_do_not_meet(world: World, store: Store, folder: Path) -> None:
    write(store, folder)
    with open_versions(folder), pytest.raises(ExportFailed, match="another export is writing"):
        write(store, folder)
