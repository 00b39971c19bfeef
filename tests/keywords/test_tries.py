"""Searching for many words at once finds what looking for each of them would find."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.tries import LEAD, all_latin, any_of, behind_border, choice

FEW = "abc"
MANY = string.ascii_letters + "".join(map(chr, range(0x4E00, 0x4E20))) + "^-]\\"
"""More first characters than stand side by side, with those that mean something inside a class."""


def _longest(words: set[str], text: str) -> list[tuple[int, str]]:
    """Where the words stand in a text, the longest at each place, without overlaps."""
    found = []
    place = 0
    while place < len(text):
        here = max((w for w in words if text.startswith(w, place)), key=len, default="")
        if here:
            found.append((place, here))
        place += len(here) or 1
    return found


@pytest.mark.parametrize("alphabet", [FEW, MANY])
@given(data=st.data())
def test_any_of_finds_the_longest_word_at_each_place(alphabet: str, data: st.DataObject) -> None:
    letters = st.text(alphabet=alphabet, min_size=1, max_size=4)
    words = {*data.draw(st.sets(letters, max_size=8)), *(alphabet if alphabet == MANY else "")}
    text = data.draw(st.text(alphabet=alphabet, max_size=30))
    assert [(m.start(), m[0]) for m in re.finditer(any_of(words), text)] == _longest(words, text)


def test_without_words_nothing_is_found() -> None:
    assert re.search(any_of([]), "anything") is None
    assert re.search(choice({}), "anything") is None


def test_a_choice_goes_on_as_its_character_says() -> None:
    following = {c: str(i % 10) for i, c in enumerate(MANY)}
    pattern = re.compile(choice(following))
    for c, digit in following.items():
        assert pattern.fullmatch(c + digit)
        assert not pattern.fullmatch(f"{c}x")


@given(st.text(alphabet="ab -.", max_size=20))
def test_behind_a_border_is_what_no_letter_stands_before(text: str) -> None:
    led = re.finditer(behind_border("a-z", "(ab?)"), LEAD + text)
    assert [(m.start(1) - len(LEAD), m[1]) for m in led] == [
        (m.start(), m[0]) for m in re.finditer("(?<![a-z])ab?", text)
    ]


@pytest.mark.parametrize(
    ("text", "latin"), [("", True), ("plain", True), ("élan", True), ("нет", False), ("中", False)]
)
def test_other_scripts_are_told(text: str, latin: bool) -> None:
    assert all_latin(text) is latin
