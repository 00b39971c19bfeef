"""Which mentions are one model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.records import SourceRank
from pipelines.identity.names import parse_name
from pipelines.linking import LinkedModel, Mention, line_key, link_line, link_owner, name_key


def mention(ident: str, name: str, *, organization: str | None = None, parameters: float | None = None,
            rank: SourceRank = SourceRank.NEWS, discovers: bool = True, owner: str | None = None,
            exclusion: str | None = None, exclusion_detail: str | None = None) -> Mention:  # fmt: skip
    parsed = parse_name(name)
    return Mention(ident, name, name_key(parsed), line_key(parsed), parsed.is_sized, organization,
                   parameters or parsed.parameters, rank, owner, discovers, exclusion, exclusion_detail)  # fmt: skip


def groups(models: list[LinkedModel]) -> set[frozenset[str]]:
    return {frozenset(model.mentions) for model in models}


def test_packaging_does_not_make_another_model() -> None:
    models = link_line([
        mention("a", "Qwen3-32B", organization="Alibaba", rank=SourceRank.DEVELOPER),
        mention("b", "Qwen3-32B-FP8", organization="Alibaba", rank=SourceRank.DEVELOPER),
        mention("c", "Qwen3 32B"),
    ])  # fmt: skip
    assert groups(models) == {frozenset("abc")}
    assert models[0].organization == "Alibaba"


def test_a_name_without_size_goes_to_the_size_it_states_else_to_the_largest() -> None:
    models = link_line([
        mention("big", "Llama 3.1 405B", organization="Meta", rank=SourceRank.DEVELOPER),
        mention("small", "Llama 3.1 8B", organization="Meta", rank=SourceRank.DEVELOPER),
        mention("stated", "Llama 3.1", parameters=8e9),
        mention("bare", "Llama 3.1"),
    ])  # fmt: skip
    assert groups(models) == {frozenset({"big", "bare"}), frozenset({"small", "stated"})}


def test_a_stated_size_that_no_sibling_has_is_a_model_of_its_own() -> None:
    models = link_line([mention("a", "Orion 14B"), mention("b", "Orion", parameters=70e9)])
    assert groups(models) == {frozenset("a"), frozenset("b")}


def test_a_price_list_links_but_never_makes_a_model() -> None:
    alone = link_line([mention("r", "Orion 14B", rank=SourceRank.CATALOGUE, discovers=False)])
    assert alone == []
    beside = link_line([
        mention("r", "Orion 14B", rank=SourceRank.CATALOGUE, discovers=False), mention("a", "Orion-14B"),
    ])  # fmt: skip
    assert groups(beside) == {frozenset("ra")}


def test_two_known_developers_with_the_same_name_have_two_models() -> None:
    models = link_line([
        mention("g", "Nova 20B", organization="Google", rank=SourceRank.DEVELOPER),
        mention("a", "Nova 20B", organization="Amazon", rank=SourceRank.DEVELOPER),
        mention("n", "Nova 20B", organization="Amazon"),
    ])  # fmt: skip
    assert groups(models) == {frozenset("g"), frozenset("an")}
    assert len({model.id for model in models}) == 2


def test_a_newspapers_wrong_developer_does_not_split_a_model() -> None:
    models = link_line([
        mention("d", "Kimi K2", organization="Moonshot", rank=SourceRank.DEVELOPER),
        mention("n", "Kimi K2", organization="Alibaba"),
    ])  # fmt: skip
    assert groups(models) == {frozenset("dn")}


def test_a_third_partys_repository_is_a_model_of_its_own() -> None:
    models = link_owner([
        mention("q", "Llama-3.1-8B-GGUF", owner="someone/Llama-3.1-8B-GGUF", exclusion="quantisation"),
    ])  # fmt: skip
    assert [model.exclusion for model in models] == ["quantisation"]


names = st.sampled_from(["Orion 14B", "Orion 70B", "Orion", "Orion-14B-Instruct", "orion 70b fp8"])
mentions = st.lists(
    st.builds(
        mention,
        st.text("abcdef", min_size=2, max_size=5),
        names,
        organization=st.sampled_from([None, "Google", "Meta", "Somebody"]),
        parameters=st.sampled_from([None, 14e9, 70e9]),
        rank=st.sampled_from(list(SourceRank)),
        discovers=st.booleans(),
    ),
    max_size=7,
    unique_by=lambda m: m.id,
)


@given(mentions, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing_and_nothing_is_linked_twice(found: list[Mention], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    models = link_line(found)
    assert models == link_line(shuffled)
    linked = [ident for model in models for ident in model.mentions]
    assert len(linked) == len(set(linked))
    assert {m.id for m in found if m.discovers} <= set(linked)
    assert len({model.id for model in models}) == len(models)


def test_copies_have_no_say_about_the_developer() -> None:
    own = mention("a", "Kestrel 7B", organization="Nordwind Labs", parameters=7e9)
    copies = [
        mention(ident, "Kestrel-7B-AWQ", organization="Red Hat", parameters=7e9, exclusion="quantisation")
        for ident in ("b", "c", "d")
    ]
    (model,) = link_line([own, *copies])
    assert model.organization == "Nordwind Labs"


def test_what_a_product_runs_on_outweighs_news_that_only_names_it() -> None:
    told = mention("a", "Kaufbot", exclusion="product", exclusion_detail="built on GPT-4", rank=SourceRank.NEWS)
    named = mention("b", "Kaufbot", rank=SourceRank.NEWS)
    (model,) = link_line([told, named])
    assert (model.exclusion, model.exclusion_detail) == ("product", "built on GPT-4")
    (model,) = link_line([told, named, mention("c", "Kaufbot", rank=SourceRank.DEVELOPER)])
    assert model.exclusion is None


def test_a_name_without_size_never_means_somebodys_copy() -> None:
    models = link_line([
        mention("own", "Orion 3 Flash", organization="Google", rank=SourceRank.DEVELOPER),
        mention("cut", "Orion-3-Flash-180B", organization="Somebody", exclusion="finetune"),
        mention("sold", "orion-3-flash", rank=SourceRank.CATALOGUE, discovers=False),
    ])  # fmt: skip
    assert groups(models) == {frozenset({"own", "sold"}), frozenset({"cut"})}
    assert {model.exclusion for model in models} == {None, "finetune"}


def test_a_total_without_its_active_part_is_the_mixture_that_has_both() -> None:
    models = link_line([
        mention("whole", "Orion-30B-A3B", organization="Google", rank=SourceRank.DEVELOPER),
        mention("total", "Orion 30B"),
        mention("dense", "Orion 32B"),
    ])  # fmt: skip
    assert groups(models) == {frozenset({"whole", "total"}), frozenset({"dense"})}
    found = next(model for model in models if "total" in model.mentions)
    assert found.name == "Orion-30B-A3B"
    assert "a part of the size" in found.reasons[found.mentions.index("total")]


def test_an_active_part_without_its_experts_is_the_mixture_that_has_both() -> None:
    models = link_line([
        mention("whole", "Orion-17B-16E", organization="Google", rank=SourceRank.DEVELOPER),
        mention("part", "Orion 17B Instruct", organization="Google"),
    ])  # fmt: skip
    assert groups(models) == {frozenset({"whole", "part"})}


def test_a_part_that_two_mixtures_have_stays_by_itself() -> None:
    models = link_line([
        mention("few", "Orion-17B-16E"), mention("many", "Orion-17B-128E"), mention("part", "Orion 17B"),
    ])  # fmt: skip
    assert groups(models) == {frozenset({"few"}), frozenset({"many"}), frozenset({"part"})}
