"""Other forms of a name, as catalogues list them, lead mentions to their model in whatever order all comes."""

from __future__ import annotations

from itertools import permutations

import pytest

from crawler.config import Settings
from crawler.records import Sighting
from crawler.store.database import Store, open_store
from crawler.store.queue import dossier
from tests.store.world import Said, World, row, take_back_review

FORMS = ("제피리아 90B", "Большой Зефир")
LISTED = row("Zephyria 90B", "Zephyr Labs", source="wikidata", aliases=FORMS, parameters=90e9)
KOREAN = Said("제피리아-90B", language="ko")
RUSSIAN = Said("Большой Зефир", language="ru", url="https://example.org/b")


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return World(store, settings)


@pytest.mark.parametrize("order", list(permutations((LISTED, KOREAN, RUSSIAN))))
def test_mentions_under_a_form_are_the_models(world: World, order: tuple[Said | Sighting, ...]) -> None:
    world.take(*order)
    assert list(world.models()) == ["zephyr-labs/zephyria-90b"]
    assert world.model("Zephyria 90B")["name"] == "Zephyria 90B"
    found = dossier(world.store.connection, "zephyr-labs/zephyria-90b")
    assert found is not None
    assert {mention.raw_name: mention.why for mention in found.mentions} == {
        "Zephyria 90B": "same name",
        "제피리아-90B": "wikidata lists it as another form of Zephyria 90B",
        "Большой Зефир": "wikidata lists it as another form of Zephyria 90B",
    }


def test_a_size_that_disagrees_keeps_them_apart(world: World) -> None:
    world.take(LISTED, Said("Большой Зефир", parameters=7e9))
    assert world.link("Большой Зефир")[0] != "zephyr-labs/zephyria-90b"


def test_a_form_that_two_models_list_leads_nowhere_until_people_merge_them(world: World) -> None:
    world.take(LISTED, RUSSIAN, row("Tempestia 90B", "Storm House", aliases=("Большой Зефир",)))
    assert world.link("Большой Зефир")[0] not in {"zephyr-labs/zephyria-90b", "storm-house/tempestia-90b"}
    world.take(row("Tempestia 90B", aliases=("Большой Зефир",), source="models_dev"))
    world.take(row("Galeria 90B", "Zephyr Labs", aliases=("Ветер 90B",)), row("Sirocco 90B", aliases=("Ветер 90B",)))
    world.take(Said("Ветер 90B", url="https://example.org/c"))
    own = world.link("Ветер 90B")[0]
    assert own not in {world.id("Galeria 90B"), world.id("Sirocco 90B")}
    world.ana.merge("Sirocco 90B", "Galeria 90B")
    assert world.link("Ветер 90B")[0] in {world.id("Galeria 90B"), world.id("Sirocco 90B")}
    world.ana.undo()
    assert world.link("Ветер 90B")[0] == own


def test_a_name_that_catalogues_list_as_a_model_of_its_own_is_no_form(world: World) -> None:
    world.take(LISTED, RUSSIAN)
    world.take(row("Большой Зефир 7B", "Storm House", parameters=7e9))
    assert world.link("Большой Зефир")[0] == world.id("Большой Зефир 7B")


def test_a_model_that_people_decided_about_is_not_taken_by_a_list(world: World) -> None:
    world.take(RUSSIAN)
    own = world.link("Большой Зефир")[0]
    assert own is not None
    world.ana.below(own)
    world.take(LISTED)
    assert world.link("Большой Зефир")[0] == own
    world.ana.undo()
    assert world.link("Большой Зефир")[0] == "zephyr-labs/zephyria-90b"


def test_a_link_by_a_form_can_be_forbidden(world: World) -> None:
    world.take(LISTED, RUSSIAN)
    world.ana.unlink("Zephyria 90B", "Большой Зефир", "feeds/example")
    assert not str(world.link("Большой Зефир")[0]).startswith("zephyr-labs/")
    world.take(Said("Большой Зефир", url="https://example.org/c"))
    assert not str(world.link("Большой Зефир")[0]).startswith("zephyr-labs/")


def test_linking_one_line_again_leaves_the_others_alone(world: World) -> None:
    world.take(LISTED, row("Galeria 7B", "Zephyr Labs", aliases=("제피리아 7B",), parameters=7e9))
    world.take(KOREAN, Said("제피리아 7B", url="https://example.org/c"), RUSSIAN)
    assert world.link("제피리아 7B")[0] == world.id("Galeria 7B")
    before = world.state()
    for line in world.lines():
        world.relink([line])
        assert world.state() == before


def test_a_form_that_is_listed_no_more_leads_nowhere(world: World) -> None:
    world.take(LISTED, RUSSIAN)
    changed = row("Zephyria 90B", "Zephyr Labs", source="wikidata", parameters=91e9)
    world.take(changed)
    assert world.link("Большой Зефир")[0] != "zephyr-labs/zephyria-90b"
    assert world.store.connection.execute("SELECT count(*) FROM forms").fetchone()[0] == 0


def test_a_database_from_before_forms_gets_them(world: World, settings: Settings) -> None:
    world.take(LISTED)
    connection = world.store.connection
    listed = connection.execute("SELECT form_key, mention_id, weight FROM forms ORDER BY 1").fetchall()
    take_back_review(connection)
    for statement in (
        "DROP TABLE forms", "DROP TABLE decided_models", "DROP TABLE apart_models", "DROP TABLE forbidden_links",
        "DROP INDEX decisions_by_other", "DROP INDEX models_by_survivor", "DROP INDEX mentions_by_key",
        *(f"ALTER TABLE models DROP COLUMN {c}" for c in
          ("line_key", "owner_key", "place", "linked_organization", "asleep_until")),
        "ALTER TABLE decisions DROP COLUMN other_id", "ALTER TABLE decisions DROP COLUMN subjects",
        "ALTER TABLE mentions DROP COLUMN why", "DELETE FROM _sqlite_migrations WHERE name = 'm003_decisions'",
    ):  # fmt: skip
        connection.execute(statement)
    with open_store(settings.database) as renewed:
        again = renewed.connection.execute("SELECT form_key, mention_id, weight FROM forms ORDER BY 1").fetchall()
        assert [tuple(entry) for entry in again] == [tuple(entry) for entry in listed]
        model = renewed.connection.execute("SELECT line_key, linked_organization FROM models").fetchone()
        assert tuple(model) == ("zephyria", "Zephyr Labs")
        later = World(renewed, settings)
        later.take(KOREAN)
        assert later.link("제피리아-90B")[0] == "zephyr-labs/zephyria-90b"
        shown = dossier(renewed.connection, "zephyr-labs/zephyria-90b")
        assert shown is not None
        assert {mention.why for mention in shown.mentions} >= {"wikidata lists it as another form of Zephyria 90B"}
