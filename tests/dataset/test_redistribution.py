"""Sources whose values may not be passed on contribute nothing to an export."""

from __future__ import annotations

import pytest

from crawler.config import Settings
from crawler.dataset.selection import Selection
from crawler.store.database import Store
from tests.dataset.models import CLOSED, an_export, csv_of, exported
from tests.store.world import World, row

ALL = Selection(status="all")


def one(store: Store, name: str = "Atlas-70B") -> dict[str, str]:
    """The only row with this name."""
    (found,) = [entry for entry in exported(store, ALL, CLOSED) if entry["Model"] == name]
    return found


def test_a_value_that_only_a_closed_source_states_stays_empty_and_is_counted(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Atlas-70B", "Example Lab", source=CLOSED, hardware="NVIDIA H800", licence="secret-licence"),
    )
    (shown,) = exported(store, ALL)
    assert (shown["Training hardware"], shown["Accessibility notes"]) == ("NVIDIA H800", "secret-licence")
    content = csv_of(store, ALL, CLOSED).decode()
    assert "H800" not in content
    assert "secret-licence" not in content
    assert CLOSED not in content
    found = one(store)
    assert found["Parameters"] == shown["Parameters"]
    assert set(found["Claim ids"].split()) < set(shown["Claim ids"].split())
    made = an_export(store, ALL, CLOSED)
    list(made.batches())
    assert made.withheld.emptied == {"Training hardware": 1, "Accessibility notes": 1}


def test_another_sources_value_stands_in_its_place(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(
        row("Atlas-70B", "Example Lab", licence="mit"),
        row("Atlas-70B", "Example Lab", source=CLOSED, licence="secret"),
        row("Atlas-70B", "Example Lab", source="another_closed", licence="secret"),
    )
    assert world.model("Atlas-70B")["status"]
    (shown,) = exported(store, ALL)
    assert shown["Accessibility notes"] == "secret"
    made = an_export(store, ALL, CLOSED, "another_closed")
    ((found,),) = list(made.batches())
    assert "mit" in found
    assert made.withheld.replaced == {"Accessibility notes": 1}
    assert not made.withheld.emptied


def test_compute_that_rests_on_closed_values_is_not_exported_nor_guessed(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", domain="Language"),
        row("Atlas-70B", "Example Lab", source=CLOSED, training_compute_flop=4.321e25),
    )
    assert exported(store)[0]["Training compute (FLOP)"] == "4.321e+25"
    content = csv_of(store, ALL, CLOSED).decode()
    assert "4.3" not in content
    found = one(store)
    assert found["Status"] == "confirmed"  # the verdict is this project's own
    for column in ("Training compute (FLOP)", "Compute low (FLOP)", "P(>1e23)", "Training compute notes", "Confidence"):
        assert found[column] == "", column


def test_compute_is_worked_out_again_where_open_sources_disclose_enough(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Atlas-70B", "Example Lab", source=CLOSED, training_compute_flop=4.321e25),
    )
    found = one(store)
    assert "6 x 70e9 x 15e12" in found["Training compute notes"]
    assert "4.3" not in found["Training compute notes"]
    assert float(found["Training compute (FLOP)"]) == pytest.approx(6.3e24, rel=0.1)


def test_a_derived_models_compute_does_not_give_its_bases_away(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab"),
        row("Atlas-70B", "Example Lab", source=CLOSED, training_compute_flop=4.321e25),
        row("Borealis-70B", "Another Lab", parameters=70e9, tokens=1e12, base_model="Atlas-70B"),
    )
    (shown,) = [entry for entry in exported(store, ALL) if entry["Model"] == "Borealis-70B"]
    assert float(shown["Training compute (FLOP)"]) > 4e25
    found = one(store, "Borealis-70B")
    assert not found["Training compute (FLOP)"] or float(found["Training compute (FLOP)"]) < 4e25
    assert "4.3" not in found["Training compute notes"]
    assert found["Base model"] == "Atlas-70B"


def test_a_model_that_only_closed_sources_name_is_left_out_and_counted(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Hidden-90B", "Example Lab", source=CLOSED, parameters=90e9, tokens=15e12),
    )
    assert {entry["Model"] for entry in exported(store, ALL)} == {"Atlas-70B", "Hidden-90B"}
    assert {entry["Model"] for entry in exported(store, ALL, CLOSED)} == {"Atlas-70B"}
    made = an_export(store, ALL, CLOSED)
    list(made.batches())
    assert made.withheld.models == 1
    assert [ident for ident, _ in made.models] == [one(store)["Model id"]]


def test_a_name_and_a_developer_are_those_of_open_sources(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12),
        row("Atlas Secret 70B", "Secret Holdings", source=CLOSED, parameters=70e9),
    )
    world.ana.merge(world.id("Atlas-70B"), world.id("Atlas Secret 70B"))
    (shown,) = exported(store, ALL)
    assert shown["Model"] == "Atlas Secret 70B"
    (found,) = exported(store, ALL, CLOSED)
    assert found["Model"] == "Atlas-70B"
    assert found["Organization"] == "Example Lab"


def test_without_closed_sources_nothing_is_withheld(store: Store, settings: Settings) -> None:
    World(store, settings).take(
        row("Atlas-70B", "Example Lab", parameters=70e9, tokens=15e12, licence="mit"),
        row("Atlas-70B", "Example Lab", source=CLOSED, licence="mit"),
    )
    made = an_export(store, ALL, "a source that says nothing")
    list(made.batches())
    assert (made.withheld.models, made.withheld.values) == (0, 0)
    assert csv_of(store, ALL, "a source that says nothing") == csv_of(store, ALL)
