"""Which other forms of a name a catalogue's list may stand for."""

from __future__ import annotations

import pytest

from crawler.records import SourceRank
from pipelines.forms import Weight, other_forms, stands_for
from pipelines.identity.names import parse_name
from pipelines.linking import Mention, line_key, name_key


def keys(raw_name: str, *listed: str) -> dict[str, Weight]:
    return {form.text: form.weight for form in other_forms(raw_name, listed)}


@pytest.mark.parametrize(
    ("name", "form", "weight"),
    [
        ("Zephyria 90B", "제피리아 90B", Weight.TELLING),
        ("Zephyria 90B", "Великий Зефир", Weight.TELLING),
        ("Zephyria", "西风玲珑", Weight.LONE_WORD),
        ("Zephyria", "Зефирия", Weight.LONE_WORD),
        ("Zephyria", "زفيريا", Weight.LONE_WORD),
        ("Zephyria", "제피리아", Weight.LONE_WORD),
        ("Zephyria", "西风", Weight.PLAIN_WORD),
        ("Zephyria", "Breeze", Weight.PLAIN_WORD),
        ("Zephyria", "WestWind", Weight.TELLING),
        ("Zephyria Mini", "제피리아 미니", Weight.TELLING),
    ],
)
def test_a_form_says_as_much_as_its_shape_does(name: str, form: str, weight: Weight) -> None:
    assert keys(name, form) == {form: weight}


@pytest.mark.parametrize(
    ("name", "form", "why"),
    [
        ("Zephyria 90B", "ZEPHYRIA-90B", "the same name"),
        ("Zephyria 90B", "Zephyria", "its own line settles names without a size"),
        ("Zephyria 90B", "제피리아 70B", "another size"),
        ("Zephyria", "제피리아 70B", "a size that the model does not have"),
        ("Zephyria 2", "제피리아 3", "another version"),
        ("Zephyria 2", "제피리아", "a brand is not its version"),
        ("Zephyria", "제피리아 2", "a version is not the brand"),
        ("Zephyria 2", "Zephyria 2 Mini", "another variant of one family"),
        ("Zephyria Mini", "제피리아", "without the variant"),
        ("Zephyria", "제피리아 Mini", "with a variant"),
        ("Tongyi Zephyr", "Qwen", "a known family, which has many models"),
        ("Zephyria", "OpenAI", "a developer"),
        ("Zephyria", "大模型", "a word of the field"),
        ("Zephyria", "Instruct", "packaging alone"),
        ("Zephyria", "", "nothing"),
        ("Zephyria", "(2)", "a figure alone"),
    ],
)
def test_no_form(name: str, form: str, why: str) -> None:
    assert keys(name, form) == {}, why


def mention(name: str, **values: object) -> Mention:
    parsed = parse_name(name)
    defaults: dict[str, object] = {
        "id": "m", "raw_name": name, "name_key": name_key(parsed), "line_key": line_key(parsed),
        "is_sized": parsed.is_sized, "organization": None, "parameters": parsed.parameters, "rank": SourceRank.NEWS,
        "owner_key": None, "discovers": True,
    }  # fmt: skip
    return Mention(**{**defaults, **values})  # type: ignore[arg-type]


LISTED = mention("Zephyria", organization="Zephyr Labs", parameters=90e9, rank=SourceRank.CATALOGUE)


@pytest.mark.parametrize(
    ("found", "weight", "same"),
    [
        ({}, Weight.TELLING, True),
        ({}, Weight.LONE_WORD, True),
        ({}, Weight.PLAIN_WORD, False),
        ({"organization": "Zephyr Labs"}, Weight.PLAIN_WORD, True),
        ({"organization": "Storm House"}, Weight.LONE_WORD, False),
        ({"organization": "Storm House"}, Weight.TELLING, True),
        ({"organization": "Storm House", "rank": SourceRank.PAPER}, Weight.TELLING, False),
        ({"parameters": 7e9}, Weight.TELLING, False),
        ({"parameters": 92e9}, Weight.TELLING, True),
        ({"owner_key": "somebody/zephyria"}, Weight.TELLING, False),
    ],
)
def test_size_and_developer_must_not_disagree(found: dict[str, object], weight: Weight, same: bool) -> None:
    assert stands_for(mention("제피리아", **found), LISTED, weight) is same
