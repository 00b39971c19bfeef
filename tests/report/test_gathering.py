"""What is read from a database: what counts, what a reference adds, and what must not be passed on."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.cli.app import run
from crawler.config import Settings, Triage
from crawler.dataset.importing import import_reference
from crawler.report import current
from crawler.report.entries import Entry, Standing
from crawler.report.figures.catalogue import draw_all
from crawler.report.folder import csv_of
from crawler.report.material import Material, gather
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from tests.report.made_up import TODAY
from tests.store.world import NOW, World, row

CLOSED = "closed_board"

Import = Callable[..., None]


@pytest.fixture
def list_models(store: Store, settings: Settings, tmp_path: Path) -> Import:
    """Imports a reference of the given rows."""

    def put(*rows: dict[str, str], name: str = "a_reference") -> None:
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            columns = list(dict.fromkeys(column for entry in rows for column in entry))
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        import_reference(store, path)
        Assessor(store, settings).settle()

    return put


def read(store: Store, *closed: str) -> Material:
    return gather(store, closed=frozenset(closed), rules=Triage(), today=TODAY)


def entry_of(found: Material, name: str) -> Entry:
    (entry,) = [entry for entry in found.entries if entry.name == name]
    return entry


def test_models_and_references_become_one_entry_each(store: Store, settings: Settings, list_models: Import) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12, domain="Language", country="France"),
        row("Borealis-30B", "Another Lab", parameters=30e9),
        row("Cirrus-1B", "Another Lab", parameters=1e9, tokens=1e10),
    )
    list_models(
        {"Model": "Atlas-70B", "Organization": "Example Lab", "Publication date": "2026-05-01",
         "Training compute (FLOP)": "7e24"},
        {"Model": "Elsewhere 1", "Organization": "Lab", "Publication date": "2025-01-01",
         "Training compute (FLOP)": "2e23", "Country (of organization)": "Japan,Germany",
         "Model accessibility": "API access"},
        {"Model": "Elsewhere 2", "Publication date": "2025", "Training compute (FLOP)": ""},
    )  # fmt: skip
    found = read(store)
    assert {entry.name: entry.standing for entry in found.entries} == {
        "Atlas-70B": Standing.LISTED, "Borealis-30B": Standing.UNCONFIRMED, "Cirrus-1B": Standing.BELOW,
        "Elsewhere 1": Standing.LISTED, "Elsewhere 2": Standing.LISTED,
    }  # fmt: skip
    atlas = entry_of(found, "Atlas-70B")
    assert (atlas.flop, atlas.published, atlas.is_reference_figure) == (7e24, "2026-05-01", True)
    assert atlas.domains == ("Language",), "our own row says what the reference does not"
    assert atlas.chance is not None
    assert entry_of(found, "Elsewhere 1").country == "Multinational"
    assert entry_of(found, "Elsewhere 2").day is None
    assert not entry_of(found, "Elsewhere 2").has_known_compute
    assert entry_of(found, "Cirrus-1B").has_known_compute
    assert not entry_of(found, "Borealis-30B").has_known_compute
    assert found.datasets == (("a_reference", 3),)
    assert not found.is_demo


def test_a_listed_model_without_a_figure_takes_our_disclosed_one(
    store: Store, settings: Settings, list_models: Import
) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12), row("Borealis-30B", "Lab", parameters=30e9)
    )
    list_models({"Model": "Atlas-70B", "Organization": "Example Lab"}, {"Model": "Borealis-30B", "Organization": "Lab"})
    found = read(store)
    atlas, borealis = entry_of(found, "Atlas-70B"), entry_of(found, "Borealis-30B")
    assert atlas.flop == pytest.approx(6.3e24, rel=0.1)
    assert not atlas.is_reference_figure
    assert borealis.flop is None, "a guess is no known compute"


def test_closed_sources_contribute_no_value(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, domain="Language"),
        row("Atlas-70B", "Example Lab", source=CLOSED, training_compute_flop=4.321e25, domain="Secrecy"),
        row("Hidden-9B", "Secret Lab", source=CLOSED, parameters=9e9, tokens=9e12),
    )
    said = "\n".join(map(csv_of, draw_all(read(store))))
    assert "Secrecy" in said
    assert "Hidden" in said
    found = read(store, CLOSED)
    said = "\n".join(csv_of(figure) + json.dumps(figure.spec, ensure_ascii=False) for figure in draw_all(found))
    assert not any(secret in said for secret in ("4.321", "43210000", "Secrecy", "Hidden", "Secret Lab"))
    assert found.withheld.models == 1
    assert found.withheld.values > 0


def test_scores_of_open_boards_alone_are_read(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9), row("Atlas-70B", "Example Lab", source=CLOSED)
    )
    with store.write() as connection:
        connection.execute("""UPDATE sightings SET metrics = '{"score": 1234.5}', row = '{"board": "text_to_image"}'""")
    assert [(score.board, score.value) for score in read(store, CLOSED).scores] == [("helm: text_to_image", 1234.5)]
    assert len(read(store).scores) == 2


def test_sources_are_told_by_what_they_name_alone(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Atlas-70B", "Example Lab", source="arena"),
        row("Borealis-30B", "Another Lab", parameters=30e9, source="arena"),
    )
    assert read(store).namings == (("arena", 2, 1), ("helm", 1, 0))


def test_figures_are_drawn_again_only_after_a_change(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12))
    first = current.figures(store, rules=settings.triage, today=TODAY)
    again = current.figures(store, rules=settings.triage, today=TODAY)
    assert all(one is other for one, other in zip(first, again, strict=True))
    world.take(row("Borealis-70B", "Another Lab", parameters=70e9, tokens=20e12))
    changed = current.figures(store, rules=settings.triage, today=TODAY)
    assert changed[0].rows != first[0].rows
    assert current.material(store, rules=settings.triage, today=TODAY).entries


def test_the_command_writes_a_report_of_any_database(
    store: Store, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    World(store, settings).take(row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12, domain="Language"))
    place = tmp_path / "out"
    options = ["report", "--db", str(settings.database), "-o", str(place), "--format", "csv", "--format", "html"]
    assert run([*options, "--json"]) == 0
    told = capsys.readouterr()
    findings = {entry["name"]: entry for entry in json.loads(told.out)}
    assert findings["domains"]["title"] == "Language is a domain of 100 % of the models"
    assert findings["hub_models"]["next_step"]
    assert "nothing to draw yet for" in told.err
    assert (place / "index.html").is_file()
    assert not (place / "figures").exists()


def test_the_command_names_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--format", "pdf"]) == 2
    assert "no format 'pdf'; there are all, html" in capsys.readouterr().err
    assert run(["report", "--db", str(tmp_path / "none.db")]) == 1
    assert "there is no database at" in capsys.readouterr().err


def test_demonstration_models_mark_everything(store: Store, settings: Settings) -> None:
    World(store, settings).take(row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12))
    assert NOW.year == TODAY.year
    with store.write() as connection:
        connection.execute("UPDATE runs SET demo = 1")
    assert read(store).is_demo
