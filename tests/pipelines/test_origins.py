"""Copies of one story are one origin, whoever edited them; others' own words are not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keywords.pack import languages
from pipelines.origins import MAX_WITNESSES, Fingerprint, fingerprint, partition, same_story
from pipelines.origins.agencies import credited_agencies
from pipelines.origins.shingles import shingles
from tests.pipelines.wire_stories import WireStory, wire_stories

RELEASE = """Brightwater Research today announces Osprey 2, our most capable open model to date. Osprey 2 has 310
billion parameters, of which 24 billion are active for each token, and was trained on 19 trillion tokens over 64 days.

We trained Osprey 2 on 4,096 H100 accelerators in our Oslo cluster. During the whole run we lost less than two per cent
of compute to failures, thanks to a new checkpointing scheme that we describe in the technical report.

“Open models are how the rest of the world gets a say in this technology, and we intend to keep publishing ours,” said
Ingrid Halvorsen, director of research at Brightwater. “Osprey 2 is a promise kept.”

The weights are available today under the Apache 2.0 licence, together with the data recipe, the evaluation harness and
the intermediate checkpoints. We invite researchers to probe the model and to tell us where it fails."""

REPRINT = """Brightwater releases Osprey 2

PRESS RELEASE. Brightwater Research today announces Osprey 2, its most capable open model to date. Osprey 2 has 310
billion parameters, of which 24 billion are active for each token, and was trained on 19 trillion tokens over 64 days.

“Open models are how the rest of the world gets a say in this technology, and we intend to keep publishing ours,” said
Ingrid Halvorsen, director of research at Brightwater. "Osprey 2 is a promise kept."

The weights are available today under the Apache 2.0 licence, together with the data recipe, the evaluation harness and
the intermediate checkpoints."""

QUOTING = """Norway's Brightwater has opened the gates again. Its second Osprey, a mixture of experts with 310 billion
weights, landed on the download servers this morning, and by lunch it had been fetched nine thousand times.

Why give it away? “Open models are how the rest of the world gets a say in this technology, and we intend to keep
publishing ours,” said Ingrid Halvorsen, who leads the research there. She did not say who pays the electricity bill,
though a filing with the company register shows two new loans from a municipal bank.

Rivals are watching. A manager at a large American laboratory, who asked not to be named, called the failure rate of
under two per cent enviable. Others note that nineteen trillion tokens must have come from somewhere, and that the
recipe lists several archives whose owners may want a word."""


def as_texts(story: WireStory) -> list[tuple[str, str, str]]:
    """(which origin it is, address, text) of everything written about one event."""
    event = f"{story.language}-{story.agency}"
    return [
        (event, "https://agency.example/", story.wire),
        *((event, f"https://{outlet}/news/1", text) for outlet, text in story.copies.items()),
        *((f"{event} {n}", f"https://own{n}-{event}.example/a", text) for n, text in enumerate(story.own)),
    ]


def stories_of(texts: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Addresses by story, from (address, text)."""
    found = partition(fingerprint(url, url, text) for url, text in texts)
    return sorted(sorted(member.document for member in story.members) for story in found)


def expected(texts: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    by_origin: dict[str, list[str]] = {}
    for origin, url, _ in texts:
        by_origin.setdefault(origin, []).append(url)
    return sorted(sorted(urls) for urls in by_origin.values())


def test_every_language_has_a_story_with_copies_and_a_rival() -> None:
    assert {story.language for story in wire_stories()} == set(languages())
    assert all(len(story.copies) >= 3 and story.own for story in wire_stories())


@pytest.mark.parametrize("story", wire_stories(), ids=lambda story: story.language)
def test_edited_copies_are_one_story_and_own_words_another(story: WireStory) -> None:
    texts = as_texts(story)
    assert stories_of((url, text) for _, url, text in texts) == expected(texts)


@pytest.mark.parametrize("story", wire_stories(), ids=lambda story: story.language)
def test_copies_are_recognised_where_the_story_as_sent_was_never_seen(story: WireStory) -> None:
    texts = as_texts(story)[1:]
    assert stories_of((url, text) for _, url, text in texts) == expected(texts)


def test_all_stories_together_stay_apart() -> None:
    texts = [text for story in wire_stories() for text in as_texts(story)]
    assert stories_of((url, text) for _, url, text in texts) == expected(texts)


def test_a_reprinted_release_is_the_labs_word_and_an_article_that_quotes_it_is_not() -> None:
    texts = [
        ("https://brightwater.example/osprey-2", RELEASE),
        ("https://wire-of-releases.example/1", REPRINT),
        ("https://paper.example/opinion", QUOTING),
    ]
    assert stories_of(texts) == [[texts[0][0], texts[1][0]], [texts[2][0]]]


def test_a_review_of_the_week_does_not_join_the_stories_it_reprints() -> None:
    english, german, *_ = wire_stories()
    texts = [("https://weekly.example/7", f"{english.wire}\n\n{german.wire}")]
    texts += [(f"https://{outlet}/", text) for story in (english, german) for outlet, text in story.copies.items()]
    homes = stories_of(texts)
    assert len(homes) == 2
    assert {f"https://{outlet}/" for outlet in german.copies} in [set(home) - {texts[0][0]} for home in homes]


def test_a_chain_of_resemblances_does_not_join_its_ends() -> None:
    paragraphs = [paragraph for story in wire_stories()[1:4] for paragraph in story.wire.split("\n\n")]
    windows = ["\n\n".join(paragraphs[start : start + 6]) for start in range(0, 10, 2)]
    neighbours = [fingerprint(str(n), f"https://o{n}.example/", text) for n, text in enumerate(windows)]
    assert all(same_story(*pair) for pair in pairwise(neighbours))
    for story in partition(neighbours):
        places = [int(member.document) for member in story.members]
        assert max(places) - min(places) <= 2


def test_an_outlets_recurring_notices_make_no_copies() -> None:
    notice = " ".join(wire_stories()[0].own[0].split()[:110])
    bodies = [" ".join(own.split()[:60]) for own in (wire_stories()[0].own[1], QUOTING)]
    mine = [f"{body}\n\n{notice}" for body in bodies]
    assert len(stories_of((f"https://one.example/{n}", text) for n, text in enumerate(mine))) == 2


def test_an_outlets_second_edition_is_no_second_voice() -> None:
    text = wire_stories()[0].wire
    assert len(stories_of([("https://www.one.example/a", text), ("https://m.one.example/a", f"Update: {text}")])) == 1


def test_one_agency_tells_several_stories() -> None:
    texts = [("https://a.example/", wire_stories()[0].wire), ("https://b.example/", f"(Reuters) - {QUOTING}")]
    assert len(stories_of(texts)) == 2


def test_a_common_credit_tips_the_balance() -> None:
    words = [f"word{n}" for n in range(103)]
    half = [*words[:45], *(f"own{n}" for n in range(55))]
    first, second = " ".join(words), " ".join(half)
    apart = [("https://a.example/", first), ("https://b.example/", second)]
    assert len(stories_of(apart)) == 2
    assert len(stories_of((url, f"{text} (Reuters)") for url, text in apart)) == 1


def test_a_story_told_often_is_compared_with_few() -> None:
    wire = wire_stories()[0].wire
    texts = [(f"https://o{n}.example/", f"Edition number {n} of this paper\n\n{wire}") for n in range(20)]
    (story,) = partition(fingerprint(url, url, text) for url, text in texts)
    assert len(story.witnesses) == MAX_WITNESSES
    assert len(story.members) == 20


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Four words, or five,” she said.\n\nThen: more", '"Four words or five" she said — then more'),
        ("It cost 1,000 or 1.8 million euros in all", "It cost 1.000 or 1,8 million euros in all"),
        ("1 234 567 chips ran for a while there", "1234567 chips ran for a while there"),
        ("يضم 60 مليار معلمة يوماً بعد يوم", "يضم ٦٠ مليار معلمة يوما بعد يوم"),
        ("शुरुआत में ५१२ चिप का इस्तेमाल हुआ", "शुरुआत में 512 चिप का इस्तेमाल हुआ"),
        ("مدل می‌شود ۲٫۶ تریلیون توکن فارسی", "مدل مي شود 2.6 تريليون توكن فارسي"),
        ("模型「白鹭」总参数量３２００亿，训练了58天", "模型“白鹭” 总参数量3200亿，\n训练了58天。"),
    ],
)  # fmt: skip
def test_typography_digits_and_paragraphs_make_no_difference(one: str, other: str) -> None:
    assert len(shingles(one))
    assert np.array_equal(shingles(one), shingles(other))


@pytest.mark.parametrize(
    "text", ["ประเทศไทยเปิดตัวโมเดลภาษาขนาดใหญ่", "岁月静好的时候我们一起训练模型吧", "日本語の文章を読み解く力をためす"]
)
def test_scripts_without_spaces_are_read_by_characters(text: str) -> None:
    assert len(shingles(text)) > len(text) / 2


@given(st.text())
@example("\ud800 \ud801 \ud802 \ud803 \ud804")
@example("\x00")
def test_no_text_is_too_odd(text: str) -> None:
    print_of_it = fingerprint("d", "not an address", text)
    assert len(print_of_it.shingles) <= max(1, len(text))
    assert [story.members for story in partition([print_of_it])] == [[print_of_it]]


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("PARIS (AFP) - A model", {"AFP"}),
        ("Berlin (dpa) - Ein Modell", {"dpa"}),
        ("新华社北京5月1日电", {"Xinhua"}),
        ("(서울=연합뉴스) 기자", {"Yonhap"}),
        ("НЬЮ-ЙОРК, 1 мая. /ТАСС/.", {"TASS"}),
        ("الرياض (واس) أعلنت", {"SPA"}),
        ("Maps and apps adapt; map, Ap, afp", set()),
        ("واسعة الانتشار", set()),
        (f"{'word ' * 200}Reuters{' word' * 200}", set()),
        (f"{'word ' * 200}(Reporting by Reuters)", {"Reuters"}),
    ],
)
def test_agencies_are_read_where_they_are_credited(text: str, agencies: set[str]) -> None:
    assert credited_agencies(text) == agencies


SENTENCES = [paragraph for story in wire_stories()[:6] for paragraph in story.wire.split("\n\n")]

fingerprints = st.builds(
    lambda number, outlet, parts: fingerprint(
        f"d{number}", f"https://o{outlet}.example/{number}", "\n\n".join(SENTENCES[part] for part in parts)
    ),
    st.integers(0, 999),
    st.integers(0, 5),
    st.lists(st.integers(0, 11), min_size=1, max_size=6, unique=True),
)
collections = st.lists(fingerprints, min_size=2, max_size=14, unique_by=lambda text: text.document)


def members(texts: Iterable[Fingerprint]) -> list[list[str]]:
    return [[member.document for member in story.members] for story in partition(texts)]


@given(collections, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(texts: list[Fingerprint], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert members(shuffled) == members(texts)


@given(collections)
def test_every_text_is_in_one_story_beside_a_witness_it_copies(texts: list[Fingerprint]) -> None:
    stories = partition(texts)
    assert sorted(member.document for story in stories for member in story.members) == sorted(
        text.document for text in texts
    )
    for story in stories:
        for position, member in enumerate(story.members[1:], 1):
            assert any(same_story(member, witness) for witness in story.witnesses[:position])


@given(fingerprints, fingerprints)
def test_being_copies_is_mutual(first: Fingerprint, second: Fingerprint) -> None:
    assert same_story(first, second) == same_story(second, first)
