"""What people decided comes before every rule of linking, and every link says why it was made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import SourceRank
from pipelines.identity.names import parse_name
from pipelines.linking import LinkedModel, Mention, line_key, link_line, link_owner, name_key
from pipelines.rulings import ForbiddenLink, KeptModel, Rulings
from tests.pipelines.test_linking import mention


def kept(ident: str, name: str, organization: str | None = None, *, place: str = "", held: bool = True) -> KeptModel:
    parsed = parse_name(name)
    return KeptModel(
        ident, name, " ".join(parsed.family), name_key(parsed), line_key(parsed), organization, place=place, held=held
    )


def by_id(models: list[LinkedModel]) -> dict[str, set[str]]:
    return {model.id: set(model.mentions) for model in models}


def why(models: list[LinkedModel]) -> dict[str, str]:
    return {ident: reason for model in models for ident, reason in zip(model.mentions, model.reasons, strict=True)}


def test_every_rule_gives_its_reason() -> None:
    models = link_line([
        mention("a", "Orion 70B", organization="Google", rank=SourceRank.DEVELOPER),
        mention("b", "orion-70b"),
        mention("c", "Orion-70B-Instruct-FP8"),
        mention("d", "Orion", parameters=70.4e9),
        mention("e", "Orion"),
        mention("f", "Orion 8B", parameters=8e9),
        mention("g", "google/Orion-70B"),
    ])  # fmt: skip
    assert why(models) == {
        "a": "same name",
        "b": "same name",
        "c": "same name with other packaging (fp8, instruct)",
        "d": "names no size; the 70.4B parameters stated beside it fit Orion 70B",
        "e": "names no size; Orion 70B is the largest of its line",
        "f": "same name",
        "g": "same name in another spelling",
    }


def test_a_repository_and_a_namesake_say_so() -> None:
    (model,) = link_owner([mention("q", "x", owner="someone/x-GGUF", exclusion="quantisation")])
    assert model.reasons == ("repository someone/x-GGUF",)
    models = link_line([
        mention("g", "Nova 20B", organization="Google", rank=SourceRank.DEVELOPER),
        mention("a", "Nova 20B", organization="Amazon", rank=SourceRank.DEVELOPER),
    ])  # fmt: skip
    assert why(models)["a"] == "same name; of the models of that name, Amazon's"


def test_a_kept_model_keeps_its_id_whatever_it_is_called() -> None:
    rulings = Rulings(kept=(kept("unknown/code-orion", "Code Orion"),))
    found = [mention("a", "CodeOrion", organization="Google", rank=SourceRank.DEVELOPER)]
    assert by_id(link_line(found, rulings)) == {"unknown/code-orion": {"a"}}


def test_two_kept_models_of_one_name_each_keep_their_developers_mentions() -> None:
    rulings = Rulings(kept=(kept("b", "Nova 20B", "Google"), kept("a", "Nova 20B", "Amazon")))
    found = [
        mention("g", "Nova 20B", organization="Google", rank=SourceRank.DEVELOPER),
        mention("a", "Nova 20B", organization="Amazon", rank=SourceRank.DEVELOPER),
    ]
    assert by_id(link_line(found, rulings)) == {"a": {"a"}, "b": {"g"}}


def test_a_held_model_stays_without_mentions_and_takes_price_lists() -> None:
    rulings = Rulings(kept=(kept("z/orion-14b", "Orion 14B", "Zephyr"),))
    (gone,) = link_line([], rulings)
    assert (gone.id, gone.name, gone.organization, gone.mentions) == ("z/orion-14b", "Orion 14B", "Zephyr", ())
    (listed,) = link_line([mention("p", "Orion-14B", discovers=False)], rulings)
    assert (listed.id, listed.mentions) == ("z/orion-14b", ("p",))
    remembered = Rulings(kept=(replace(rulings.kept[0], held=False),))
    assert link_line([], remembered) == []


def test_a_held_name_without_size_yields_only_to_a_size_that_is_not_its_own() -> None:
    rulings = Rulings(kept=(kept("u/orion", "Orion"),))
    found = [
        mention("big", "Orion 70B", parameters=70e9),
        mention("small", "Orion 8B", parameters=8e9),
        mention("bare", "Orion"),
        mention("own", "Orion", parameters=14e9, rank=SourceRank.CATALOGUE),
        mention("sized", "Orion", parameters=8e9),
    ]
    linked = by_id(link_line(found, rulings))
    assert linked["u/orion"] == {"bare", "own"}
    assert {"small", "sized"} in linked.values()


def test_models_called_not_the_same_share_no_mention_by_size() -> None:
    both = (kept("u/orion", "Orion"), kept("u/orion-8b", "Orion 8B"))
    found = [
        mention("small", "Orion 8B", parameters=8e9),
        mention("own", "Orion", parameters=14e9, rank=SourceRank.CATALOGUE),
        mention("sized", "Orion", parameters=8e9),
    ]
    assert by_id(link_line(found, Rulings(kept=both)))["u/orion-8b"] == {"small", "sized"}
    apart = Rulings(kept=both, apart=frozenset({frozenset({"u/orion", "u/orion-8b"})}))
    assert by_id(link_line(found, apart))["u/orion-8b"] == {"small"}


@pytest.mark.parametrize("source", ["feeds/a", ""])
def test_a_forbidden_mention_makes_a_model_of_its_source(source: str) -> None:
    rulings = Rulings(
        kept=(kept("u/orion-8b", "Orion 8B"),),
        forbidden=(ForbiddenLink("ORION-8b", source, "u/orion-8b", "ana on 2026-01-01 (decision 1)"),),
    )
    found = [
        replace(mention("a", "Orion 8B"), source="feeds/a"),
        replace(mention("b", "Orion 8B"), source="feeds/a"),
        replace(mention("p", "Orion 8B", discovers=False), source="feeds/a"),
        replace(mention("c", "Orion 8B Chat"), source="feeds/b"),
    ]
    models = link_line(found, rulings)
    assert by_id(models) == {"u/orion-8b": {"c"}, "unknown/orion-8b@feeds-a": {"a", "b"}}
    assert why(models)["a"] == "its own model: not u/orion-8b, said ana on 2026-01-01 (decision 1)"


def test_a_forbidden_mention_does_not_decide_whose_the_model_is() -> None:
    rulings = Rulings(
        kept=(kept("u/orion-8b", "Orion 8B"),), forbidden=(ForbiddenLink("Orion 8B", "a", "u/orion-8b", "ana"),)
    )
    found = [
        replace(mention("a", "Orion 8B", organization="Google", rank=SourceRank.DEVELOPER), source="a"),
        replace(mention("b", "Orion 8B"), source="b"),
    ]
    assert {model.id: model.organization for model in link_line(found, rulings)} == {
        "u/orion-8b": None, "google/orion-8b@a": "Google",
    }  # fmt: skip


def test_a_forbidden_repository_is_its_sources_own() -> None:
    ident = "huggingface/someone/x-gguf"
    found = [replace(mention("q", "x", owner="someone/x-GGUF"), source="huggingface")]
    rulings = Rulings(
        kept=(replace(kept(ident, "x"), owner_key="someone/x-GGUF"),),
        forbidden=(ForbiddenLink("x", "huggingface", ident, "ana"),),
    )
    assert by_id(link_owner(found, rulings)) == {ident: set(), "unknown/x@huggingface": {"q"}}


names = st.sampled_from(["Orion 14B", "Orion 70B", "Orion", "Orion-14B-Instruct", "orion 70b fp8"])
organizations = st.sampled_from([None, "Google", "Meta", "Somebody"])
found_mentions = st.lists(
    st.builds(
        lambda ident, name, source, **more: replace(mention(ident, name, **more), source=source),
        st.text("abcdef", min_size=2, max_size=5),
        names,
        st.sampled_from(["a", "b"]),
        organization=organizations,
        parameters=st.sampled_from([None, 14e9, 70e9]),
        rank=st.sampled_from(list(SourceRank)),
        discovers=st.booleans(),
    ),
    max_size=7,
    unique_by=lambda m: m.id,
)
ids = ["k/one", "k/two", "k/three"]
all_rulings = st.builds(
    lambda names, owners, held, apart, forbidden: Rulings(
        kept=tuple(
            kept(ident, name, owner, held=is_held)
            for ident, name, owner, is_held in zip(ids, names, owners, held, strict=True)
        ),
        apart=frozenset({frozenset(ids[:2])} if apart else ()),
        forbidden=tuple(ForbiddenLink(name, source, "k/one", "ana") for name, source in forbidden),
    ),
    st.tuples(names, names, names),
    st.tuples(organizations, organizations, organizations),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.booleans(),
    st.lists(st.tuples(names, st.sampled_from(["a", "b", ""])), max_size=2),
)


@given(found_mentions, all_rulings, st.randoms(use_true_random=False))
def test_whatever_was_decided_every_discovery_has_one_model(
    found: list[Mention], rulings: Rulings, random: object
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    models = link_line(found, rulings)
    assert models == link_line(shuffled, rulings)
    linked = [ident for model in models for ident in model.mentions]
    assert len(linked) == len(set(linked))
    assert {m.id for m in found if m.discovers} <= set(linked)
    assert len({model.id for model in models}) == len(models)
    assert {k.id for k in rulings.kept if k.held} <= {model.id for model in models}
    not_one = {m.id for m in found if "k/one" in rulings.forbidden_for(m.raw_name, m.source)}
    assert not_one.isdisjoint(by_id(models).get("k/one", set()))
    assert all(reason for model in models for reason in model.reasons)
