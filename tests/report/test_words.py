"""Numbers and lists as titles write them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.report import palette, words
from crawler.report.drawing import powers, spread


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e23, "1e23"), (3.84e25, "3.8e25"), (9.96e24, "1e25"), (5e26, "5e26"), (1e24 * 0.999999, "1e24")],
)
def test_flop(value: float, text: str) -> None:
    assert words.flop(value) == text


@given(st.floats(1e12, 1e30))
def test_flop_is_within_its_last_digit(value: float) -> None:
    assert float(words.flop(value)) == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.404, "40 %"), (0.997, "over 99 %"), (1, "100 %")],
)
def test_percent_never_rounds_something_to_nothing_or_all(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_lists_and_counts() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.count(1, "model") == "1 model"
    assert words.count(1200, "model") == "1,200 models"
    assert words.large(3_130_000) == "3.13 million"
    assert words.left_out([(0, "x"), (0, "y")]) == "None were left out."
    assert words.left_out([(2, "without a date"), (0, "y")]) == "Left out: 2 without a date."


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.1, 10))
def test_labels_are_moved_apart_in_their_order(values: list[float], least: float) -> None:
    places = spread(values, least)
    in_order = sorted(range(len(values)), key=lambda i: values[i])
    moved = [places[i] for i in in_order]
    assert all(b - a >= least - 1e-6 for a, b in pairwise(moved))
    assert sum(places) == pytest.approx(sum(values), abs=1e-6)


def test_labels_stay_above_the_axis() -> None:
    assert spread([0.0, 0.0, 1.0, 50.0], 5.0, 0.0) == [0.0, 5.0, 10.0, 50.0]


def test_labels_that_stand_apart_stay() -> None:
    assert spread([1.0, 50.0, 20.0], 5.0) == [1.0, 50.0, 20.0]


@given(st.lists(st.floats(1e15, 1e28), min_size=1))
def test_powers_enclose_the_values(values: list[float]) -> None:
    ticks = powers(values)
    assert ticks[0] <= min(values) * (1 + 1e-9)
    assert ticks[-1] >= max(values) * (1 - 1e-9)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


DARK_PAPER = palette.dark(palette.PAPER)


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED])
def test_texts_are_readable_in_both_looks(colour: str) -> None:
    assert _contrast(colour, palette.PAPER) >= 4.5
    assert _contrast(palette.dark(colour), DARK_PAPER) >= 4.5


@pytest.mark.parametrize(
    "colour", [palette.BLUE, palette.ORANGE, palette.GREEN, palette.PURPLE, palette.GOLD, palette.GREY]
)
def test_shapes_contrast_with_the_ground_in_both_looks(colour: str) -> None:
    assert _contrast(colour, palette.PAPER) >= 3
    assert _contrast(palette.dark(colour), DARK_PAPER) >= 3


def test_every_colour_has_a_rule() -> None:
    rules = palette.css()
    for colour in (*palette.SERIES, *palette.STEPS, palette.PALE):
        assert f'[fill="{colour}"]' in rules
        assert f'[stroke="{colour}"]' in rules
