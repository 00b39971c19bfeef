"""The colours of all figures: safe for colour-blind readers, and each with a partner on dark ground.

A figure is drawn in the light colours. On a page its shapes carry them as attributes, which ``css`` turns into
variables, so that the same drawing, still or interactive, follows the page's light or dark look.

Hues after Okabe and Ito, "Color Universal Design" (2008), darkened until they contrast 3:1 with white; the steps are
one hue, so that more is darker for everybody.
"""

from __future__ import annotations

INK, MUTED, RULE, GRID, PAPER = "#1d2330", "#596273", "#8d96a6", "#e4e7ec", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, GOLD, GREY = "#0b6fb0", "#cf5a00", "#0a8468", "#99509a", "#a67900", "#7f8896"
SKY, PALE = "#8fbfe0", "#c6ccd6"
STEPS = ("#9cc9e6", "#5aa5d3", "#2a80bb", "#175a96", "#0c3566")
"""From little to much, five steps."""

_DARK = {
    INK: "#eceff4", MUTED: "#a9b2c1", RULE: "#717b8c", GRID: "#2c3340", PAPER: "#14181f",
    BLUE: "#58b0ec", ORANGE: "#f28a3c", GREEN: "#3cc2a0", PURPLE: "#cf8fd0", GOLD: "#d9ae3d", GREY: "#9aa3b2",
    SKY: "#2f6d96", PALE: "#545e6e",
    STEPS[0]: "#24567d", STEPS[1]: "#2f7db3", STEPS[2]: "#57a6dc", STEPS[3]: "#8fcaf0", STEPS[4]: "#d3ecfb",
}  # fmt: skip

OPEN, CLOSED, UNKNOWN = BLUE, ORANGE, GREY
"""Open weights, closed weights, and not known."""

SERIES = (BLUE, ORANGE, GREEN, PURPLE, GOLD, SKY, GREY)
"""Series without an order."""


def dark(colour: str) -> str:
    """The partner of a colour on dark ground."""
    return _DARK[colour]


def css(root: str = ":root", shapes: str = ".chart") -> str:
    """Rules by which drawings inside ``shapes`` follow the page: variables with the light colours on ``root``, the dark
    ones where the reader prefers them, and what uses them."""
    light_ones = "".join(f"{_variable(colour)}:{colour};" for colour in _DARK)
    rules = [
        f"{root}{{{light_ones}}}",
        f"@media screen and (prefers-color-scheme: dark){{{root}{{{dark_variables()}}}}}",
    ]
    rules += [
        f'{shapes} [{attribute}="{colour}"]{{{attribute}:var({_variable(colour)})}}'
        for colour in _DARK
        for attribute in ("fill", "stroke")
    ]
    return "\n".join(rules) + "\n"


def dark_variables() -> str:
    """The variables with the dark colours, for pages that let the reader choose."""
    return "".join(f"{_variable(colour)}:{partner};" for colour, partner in _DARK.items())


def _variable(colour: str) -> str:
    return f"--chart-{colour[1:]}"
