"""Deciding about models: reversible, lasting, and never behind somebody's back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.config import Settings
from crawler.records import SourceRank
from crawler.store.database import Store
from crawler.store.decisions import all_decisions, standing_of
from crawler.store.finding import Refused
from crawler.store.queue import LinkedMention, dossier, linked_mentions, queue_entries
from crawler.store.reviewing import Outcome, Review
from tests.store.world import Said, World, row

ORION = row("Orion 14B", "Zephyr Labs", parameters=14e9, tokens=2e12)
BIG_ORION = row("Orion 70B", "Zephyr Labs", parameters=70e9, tokens=15e12)
GALERIA = row("Galeria 14B", "Zephyr Labs", source="helm", parameters=14e9, tokens=9e12)
TEMPESTIA = row("Tempestia 30B", "Storm House", parameters=30e9)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return World(store, settings)


# Statuses


@pytest.mark.parametrize(
    ("action", "status"),
    [("accept", "confirmed"), ("keep", "unconfirmed"), ("below", "below"), ("exclude", "excluded")],
)
def test_a_status_is_signed_and_outlives_new_documents(world: World, action: str, status: str) -> None:
    world.take(TEMPESTIA)
    getattr(world.ana, action)("Tempestia 30B", reason="seen in the report")
    world.take(row("Tempestia 30B", "Storm House", source="litellm", parameters=30e9, tokens=40e12))
    found = world.model("Tempestia 30B")
    assert (found["status"], found["reason"]) == (status, "decision")
    assert "by ana on" in str(found["explanation"])
    assert "seen in the report" in str(found["explanation"])


def test_an_exclusion_needs_a_reason_and_says_what_its_code_means(world: World) -> None:
    world.take(TEMPESTIA)
    with pytest.raises(Refused, match="say why"):
        world.ana.exclude("Tempestia 30B", reason=" ")
    world.ana.exclude("Tempestia 30B", reason="product")
    assert "product built on another" in str(world.model("Tempestia 30B")["explanation"])


def test_what_was_kept_leaves_the_queue_until_something_new_is_claimed(world: World) -> None:
    world.take(TEMPESTIA)
    connection = world.store.connection
    assert [entry.name for entry in queue_entries(connection)] == ["Tempestia 30B"]
    world.ana.keep("Tempestia 30B")
    assert queue_entries(connection) == []
    assert [entry.name for entry in queue_entries(connection, resting=True)] == ["Tempestia 30B"]
    world.take(row("Tempestia 30B", "Storm House", source="litellm", parameters=30e9))
    assert queue_entries(connection) == []  # another source says the same
    world.take(row("Tempestia-30B", "Storm House", source="models_dev", hardware="NVIDIA H100"))
    assert [entry.id for entry in queue_entries(connection)] == [world.id("Tempestia 30B")]


def test_a_snoozed_model_comes_back_on_its_day(world: World) -> None:
    world.take(TEMPESTIA)
    world.ana.snooze("Tempestia 30B", "2999-01-01")
    assert queue_entries(world.store.connection) == []
    assert world.model("Tempestia 30B")["asleep_until"] == "2999-01-01"
    world.store.connection.execute("UPDATE models SET asleep_until = '2026-01-01'")
    assert len(queue_entries(world.store.connection)) == 1


@pytest.mark.parametrize(("until", "words"), [("tomorrow", "neither a day"), ("2001-01-01", "is over")])
def test_a_model_cannot_be_snoozed_until_no_day_to_come(world: World, until: str, words: str) -> None:
    world.take(TEMPESTIA)
    with pytest.raises(Refused, match=words):
        world.ana.snooze("Tempestia 30B", until)


def test_an_edited_value_outranks_claims_and_the_original_stays(world: World) -> None:
    world.take(BIG_ORION)
    before = world.model("Orion 70B")
    world.ana.edit("Orion 70B", "tokens", "1.5T", reason="the report's table")
    after = world.model("Orion 70B")
    assert after["tokens"] == 1.5e12
    assert float(str(after["compute_flop"])) == pytest.approx(float(str(before["compute_flop"])) / 10, rel=0.1)
    assert "15000000000000.0" in str(after["chosen"])
    world.ana.edit("Orion 70B", "tokens", "")
    assert world.model("Orion 70B")["tokens"] == 15e12


def test_an_edited_developer_is_shown_and_can_be_given_back(world: World) -> None:
    world.take(TEMPESTIA)
    world.ana.edit("Tempestia 30B", "organization", "Mistral AI")
    found = world.model("Tempestia 30B")
    assert (found["organization"], found["country"]) == ("Mistral AI", "France")
    assert found["id"] == "storm-house/tempestia-30b"
    world.take(row("Tempestia 30B", "Storm House", source="models_dev"))
    assert world.model("Tempestia 30B")["organization"] == "Mistral AI"
    world.ana.undo()
    assert world.model("Tempestia 30B")["organization"] == "Storm House"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("colour", "blue", "cannot be edited; the fields are parameters"),
        ("tokens", "many", "is no number"),
        ("tokens", "-3", "is not positive"),
        ("release_date", "next year", "is no date"),
        ("release_date", "2026-13", "is no date"),
    ],
)
def test_an_edit_that_makes_no_sense_says_what_does(world: World, field: str, value: str, words: str) -> None:
    world.take(TEMPESTIA)
    with pytest.raises(Refused, match=words):
        world.ana.edit("Tempestia 30B", field, value)
    assert all_decisions(world.store.connection) == []


# Merging


def test_a_merge_is_a_pointer_and_unmerging_restores_everything(world: World) -> None:
    derived = row("Brisa 14B", "Casa Brisa", parameters=14e9, tokens=3e11, base_model="Galeria 14B")
    world.take(ORION, GALERIA, derived)
    before = world.state()
    galeria, orion = world.id("Galeria 14B"), world.id("Orion 14B")
    world.ana.merge("Galeria 14B", "Orion 14B")
    assert world.model(galeria)["status"] == "merged"
    assert world.model(galeria)["merged_into"] == orion
    assert world.model("Brisa 14B")["base_id"] == orion
    assert world.link("Galeria 14B")[0] == galeria
    found = dossier(world.store.connection, orion)
    assert found is not None
    assert set(found.names) >= {"Orion 14B", "Galeria 14B"}
    assert found.merged == (galeria,)
    assert world.state() != before
    world.ana.unmerge("Galeria 14B")
    assert world.state() == before


def test_the_claims_of_a_merged_model_count_for_the_survivor(world: World) -> None:
    world.take(row("Orion 14B", "Zephyr Labs", parameters=14e9), row("Galeria 14B", tokens=9e12))
    assert world.model("Orion 14B")["tokens"] is None
    world.ana.merge("Galeria 14B", "Orion 14B")
    survivor = world.model("Orion 14B")
    assert survivor["tokens"] == 9e12
    assert survivor["status"] == "confirmed"
    world.take(row("Galeria 14B", source="models_dev", hardware_quantity=512.0))
    assert "hardware_quantity" in str(world.model("Orion 14B")["chosen"])


def test_a_developer_that_only_the_merged_model_has_is_the_survivors(world: World) -> None:
    world.take(row("Orion 14B", parameters=14e9), row("Galeria 14B", "Mistral AI"))
    before = world.state()
    world.ana.merge("Galeria 14B", "Orion 14B")
    assert (world.model("Orion 14B")["organization"], world.model("Orion 14B")["country"]) == ("Mistral AI", "France")
    world.ana.undo()
    assert world.state() == before


def test_later_mentions_of_a_merged_name_count_for_the_survivor_in_any_language(world: World) -> None:
    world.take(row("Orion 14B", "Zephyr Labs", parameters=14e9), row("오리온별 14B"))
    world.ana.merge("오리온별 14B", "Orion 14B")
    world.take(Said("오리온별-14B", language="ko"))
    found = dossier(world.store.connection, world.id("Orion 14B"))
    assert found is not None
    assert {mention.source for mention in found.mentions} == {"helm", "feeds/example"}
    assert all("merged into" in mention.why for mention in found.mentions if mention.model_id != found.model["id"])
    assert any("by ana on" in mention.why for mention in found.mentions)


def test_a_chain_is_followed_and_said(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    orion = world.id("Orion 14B")
    world.ana.merge("Galeria 14B", "Orion 14B")
    outcome = world.ana.merge("Tempestia 30B", "Galeria 14B")
    assert "itself merged into" in outcome.notes[0]
    assert world.model("Tempestia 30B")["merged_into"] == orion


def test_a_survivor_that_is_merged_takes_all_along_and_gives_all_back(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    world.ana.merge("Galeria 14B", "Orion 14B")
    before = world.state()
    world.ana.merge("Orion 14B", "Tempestia 30B")
    tempestia = world.id("Tempestia 30B")
    assert {world.model(name)["merged_into"] for name in ("Galeria 14B", "Orion 14B")} == {tempestia}
    found = dossier(world.store.connection, tempestia)
    assert found is not None
    assert {"Orion 14B", "Galeria 14B", "Tempestia 30B"} == set(found.names)
    world.ana.unmerge("Orion 14B")
    assert world.state() == before


def test_merges_that_make_no_sense_are_refused_with_the_next_step(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    galeria, orion = world.id("Galeria 14B"), world.id("Orion 14B")
    with pytest.raises(Refused, match="into itself"):
        world.ana.merge(orion, orion)
    world.ana.merge(galeria, orion)
    with pytest.raises(Refused, match=f"in a circle; `flopscout queue unmerge {galeria}` first"):
        world.ana.merge(orion, galeria)
    with pytest.raises(Refused, match=f"was merged into {orion} by ana on .* unmerge"):
        world.ana.merge(galeria, "Tempestia 30B")
    with pytest.raises(Refused, match=f"decide about {orion}, or"):
        world.ana.below(galeria)
    with pytest.raises(Refused, match=f"merged into it: {galeria}"):
        world.ana.unmerge(orion)
    world.ana.comment(galeria, "a comment is always welcome")


def test_a_merge_cannot_come_back_as_a_circle_or_a_second_pointer(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    merge = world.ana.merge("Galeria 14B", "Orion 14B").decision.id
    undoing = world.ana.undo(merge).decision.id
    other = world.ana.merge("Orion 14B", "Galeria 14B").decision.id
    before = world.state()
    with pytest.raises(Refused, match="into itself by way of"):
        world.ana.undo(undoing)
    world.ana.undo(other)
    world.ana.merge("Galeria 14B", "Tempestia 30B")
    with pytest.raises(Refused, match="into both"):
        world.ana.undo(undoing)
    assert world.state() != before


def test_what_is_called_not_the_same_cannot_be_merged_nor_the_other_way_round(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    said = world.ana.apart("Galeria 14B", "Orion 14B").decision.id
    with pytest.raises(Refused, match=f"not the same by ana on .*undo {said}"):
        world.ana.merge("Orion 14B", "Galeria 14B")
    world.ana.merge("Tempestia 30B", "Orion 14B")
    with pytest.raises(Refused, match="not the same"):
        world.ana.merge("Galeria 14B", "Tempestia 30B")
    with pytest.raises(Refused, match="unmerge"):
        world.ana.apart("Tempestia 30B", "Orion 14B")
    with pytest.raises(Refused, match="are one model"):
        world.ana.apart("Orion 14B", "Orion 14B")


# What outlives a crawl


def test_a_decided_model_keeps_its_id_when_its_developer_and_name_change(world: World) -> None:
    world.take(row("Code Tempest 30B"))
    world.ana.below("Code Tempest 30B")
    assert world.id("Code Tempest 30B") == "unknown/code-tempest-30b"
    world.take(row("CodeTempest-30B", "Mistral AI", source="models_dev"))
    found = world.store.connection.execute("SELECT id, organization, status FROM models").fetchall()
    assert [tuple(entry) for entry in found] == [("unknown/code-tempest-30b", "Mistral AI", "below")]


def test_a_merge_outlives_the_models_disappearance_and_return(world: World) -> None:
    world.take(ORION, row("Galeria 14B", tokens=9e12))
    orion = world.id("Orion 14B")
    world.ana.merge("Galeria 14B", "Orion 14B")
    gone = row("Galeria 14B", tokens=9e12)
    connection = world.store.connection
    with world.store.write():
        connection.execute("UPDATE sightings SET digest = 'changed' WHERE raw_name = 'Galeria 14B'")
    world.relink()
    assert world.link("Galeria 14B")[0] is None
    assert world.model("unknown/galeria-14b")["merged_into"] == orion
    assert world.model(orion)["tokens"] == 2e12
    world.take(gone)
    assert world.model("unknown/galeria-14b")["status"] == "merged"
    assert "9000000000000.0" in str(world.model(orion)["chosen"])


def test_a_model_that_was_decided_about_is_not_dissolved_into_a_larger_sibling(world: World) -> None:
    world.take(Said("Orion"))
    bare = world.id("Orion")
    world.ana.below(bare)
    world.take(BIG_ORION)
    assert world.link("Orion")[0] == bare
    world.ana.undo()
    assert world.link("Orion") == (
        world.id("Orion 70B"), "names no size; Orion 70B is the largest of its line",
    )  # fmt: skip
    assert bare not in world.models()


def test_models_called_not_the_same_stay_two_when_one_developer_falls_silent(world: World) -> None:
    world.take(
        row("Nova 20B", "Amazon", rank=SourceRank.DEVELOPER),
        row("Nova 20B", "Google", source="models_dev", rank=SourceRank.DEVELOPER),
    )
    world.ana.apart("amazon/nova-20b", "google/nova-20b")
    with world.store.write() as connection:
        connection.execute("UPDATE mentions SET rank = 'catalogue' WHERE organization = 'Google'")
    world.relink()
    linked = "SELECT organization, model_id FROM mentions ORDER BY 1"
    rows = [tuple(entry) for entry in world.store.connection.execute(linked)]
    assert rows == [("Amazon", "amazon/nova-20b"), ("Google", "google/nova-20b")]
    world.ana.undo()
    rows = [tuple(entry) for entry in world.store.connection.execute(linked)]
    assert rows == [("Amazon", "amazon/nova-20b"), ("Google", "amazon/nova-20b")]


def test_a_forbidden_link_is_never_made_again(world: World) -> None:
    world.take(BIG_ORION, Said("Orion"))
    big = world.id("Orion 70B")
    before = set(world.models())
    assert world.link("Orion")[0] == big
    world.ana.unlink(big, "Orion", "feeds/example", reason="another company's")
    separate = world.link("Orion")
    assert separate[0] == "unknown/orion@feeds-example"
    assert separate[1].startswith(f"its own model: not {big}, said ana on")
    world.take(Said("Orion", "Starfield Systems", url="https://example.org/b"))
    model, why = world.link("Orion")
    assert model == "starfield-systems/orion@feeds-example"
    assert why == separate[1]
    world.take(Said("ORION", source="feeds/other", url="https://example.org/c"))
    assert world.link("ORION")[0] == big
    world.ana.undo()
    assert {model for model, _ in world.links().values()} == {big}
    assert set(world.models()) == before


def test_a_name_that_means_the_model_nowhere_is_forbidden_in_every_source(world: World) -> None:
    world.take(BIG_ORION, Said("Orion"), Said("Orion", source="feeds/other", url="https://example.org/b"))
    world.ana.unlink("Orion 70B", "orion")
    assert {model for model, _ in world.links().values()} == {
        world.id("Orion 70B"), "unknown/orion@feeds-example", "unknown/orion@feeds-other",
    }  # fmt: skip


def test_a_namesake_in_one_source_is_kept_out_of_a_model_of_the_same_name(world: World) -> None:
    world.take(ORION, Said("Orion 14B"), Said("Orion 14B", source="feeds/other", url="https://example.org/b"))
    orion = world.id("zephyr-labs/orion-14b")
    world.ana.unlink(orion, "Orion 14B", "feeds/example")
    world.take(Said("Orion 14B", url="https://example.org/c"))
    by_source = {entry.source: entry.model_id for entry in _mentions(world)}
    assert by_source == {
        "helm": orion, "feeds/other": orion, "feeds/example": "unknown/orion-14b@feeds-example",
    }  # fmt: skip
    world.ana.below("unknown/orion-14b@feeds-example")
    world.relink()
    assert world.model("unknown/orion-14b@feeds-example")["status"] == "below"


def _mentions(world: World) -> list[LinkedMention]:
    return [entry for ident in world.models() for entry in linked_mentions(world.store.connection, ident)]


def test_a_model_that_only_a_decision_held_goes_with_it(world: World) -> None:
    world.take(ORION)
    before = world.state()
    unlinked = world.ana.unlink("Orion 14B", "Orion 14B").decision.id
    world.ana.merge("zephyr-labs/orion-14b@helm", "zephyr-labs/orion-14b")
    world.ana.undo(unlinked)
    assert world.model("zephyr-labs/orion-14b@helm")["status"] == "merged"
    world.ana.unmerge("zephyr-labs/orion-14b@helm")
    assert world.state() == before


def test_forbidding_what_is_not_there_says_what_is(world: World) -> None:
    world.take(ORION)
    with pytest.raises(Refused, match=r"has no mention 'Orion 15B' in helm; it has 'Orion 14B' in helm"):
        world.ana.unlink("Orion 14B", "Orion 15B", "helm")


# The log


def test_everything_can_be_undone_and_restored_from_the_log(world: World) -> None:
    world.take(ORION, GALERIA, TEMPESTIA)
    states = [world.state()]
    acts: tuple[Callable[[], Outcome], ...] = (
        lambda: world.ana.accept("Orion 14B"),
        lambda: world.ana.edit("Galeria 14B", "tokens", "3T"),
        lambda: world.ana.merge("Galeria 14B", "Orion 14B"),
        lambda: world.ana.apart("Tempestia 30B", "Orion 14B"),
        lambda: world.ana.exclude("Tempestia 30B", reason="not_a_model"),
    )
    for act in acts:
        act()
        states.append(world.state())
    for earlier in reversed(states[:-1]):
        undoing = world.ana.undo().decision
        assert world.state() == earlier
    assert undoing.action == "undo"
    with pytest.raises(Refused, match="no decision of ana stands"):
        world.ana.undo()
    world.ana.undo(undoing.id)
    assert world.model("Orion 14B")["status"] == "confirmed"
    with pytest.raises(Refused, match=rf"decision {undoing.id} was already undone by ana"):
        world.ana.undo(undoing.id)


def test_undo_takes_back_ones_own_last_decision(world: World, settings: Settings) -> None:
    world.take(ORION, TEMPESTIA)
    world.ana.below("Orion 14B")
    ben = Review(world.store, world.assessor, "ben")
    last = ben.accept("Tempestia 30B").decision.id
    world.ana.undo()
    assert world.model("Tempestia 30B")["status"] == "confirmed"
    with pytest.raises(Refused, match=f"no decision of ana stands; the last is ben on .* undo {last}`"):
        world.ana.undo()
    with pytest.raises(Refused, match="there is no decision 99"):
        world.ana.undo(99)


def test_a_decision_on_an_older_view_is_refused_with_what_changed(world: World) -> None:
    world.take(TEMPESTIA)
    ben = Review(world.store, world.assessor, "ben")
    ben.comment("Tempestia 30B", "I am looking at this one")
    world.ana.below("Tempestia 30B", reason="too small", seen=0)
    with pytest.raises(Refused, match=r"was decided since you looked: below by ana on .*: too small; look again"):
        ben.accept("Tempestia 30B", seen=0)
    found = dossier(world.store.connection, world.id("Tempestia 30B"))
    assert found is not None
    ben.accept("Tempestia 30B", seen=found.last_decision)
    assert world.model("Tempestia 30B")["status"] == "confirmed"


def test_a_refused_action_leaves_no_trace(world: World) -> None:
    world.take(ORION)
    before = (world.state(), world.log())
    with pytest.raises(Refused, match="did you mean zephyr-labs/orion-14b"):
        world.ana.merge("Orion 14B", "zephyr-lab/orion-14b")
    assert (world.state(), world.log()) == before


def test_an_ambiguous_name_lists_the_ids(world: World) -> None:
    world.take(
        row("Nova 20B", "Amazon", rank=SourceRank.DEVELOPER),
        row("Nova 20B", "Google", source="models_dev", rank=SourceRank.DEVELOPER),
    )
    with pytest.raises(Refused, match=r"2 models are named 'Nova 20B': amazon/nova-20b \(Amazon\), google/nova-20b"):
        world.ana.accept("Nova 20B")


def test_a_decision_needs_a_name(world: World) -> None:
    with pytest.raises(Refused, match="who decides"):
        Review(world.store, world.assessor, "  ")


def test_a_comment_changes_nothing_and_goes_with_its_model(world: World) -> None:
    world.take(Said("Tempestia 30B"))
    before = world.state()
    world.ana.comment("Tempestia 30B", "to be asked")
    assert world.state() == before
    world.take(row("Tempestia 30B", "Mistral AI", rank=SourceRank.DEVELOPER))
    found = dossier(world.store.connection, world.id("Tempestia 30B"))
    assert found is not None
    assert [decision.reason for decision in found.decisions] == ["to be asked"]
    assert standing_of(world.store.connection, world.id("Tempestia 30B")).status is None


def test_what_was_merged_names_the_other_model_as_it_is_called_now(world: World) -> None:
    world.take(Said("Tempestia-30B", "Storm House"), row("Brisa 14B", "Casa Brisa", parameters=14e9))
    world.ana.merge("Brisa 14B", "Tempestia-30B")
    world.take(TEMPESTIA)
    survivor = world.model("Tempestia 30B")
    rows = world.store.connection.execute("SELECT explanation FROM models WHERE merged_into = ?", (survivor["id"],))
    assert [entry[0].split(" [")[0] for entry in rows] == ["Merged into Tempestia 30B"]
