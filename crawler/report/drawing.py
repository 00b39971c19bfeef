"""What the drawings have in common: axes, thresholds, labels, and the looks of all."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from crawler.report import palette
from crawler.report.figure import Cell, Spec
from crawler.report.words import flop

ROWS = alt.NamedData(name="rows")
"""The figure's own rows; ``finished`` puts them in."""

WIDTH, HEIGHT = 680, 340
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
ISO_DAY = "utcFormat(datum.date, '%Y-%m-%d')"
"""The day of a row's date, in which Vega keeps milliseconds."""

LABEL_PIXELS = 15
"""Least distance of two labels of 12 pixels."""

_TITLE_LETTERS, _SUBTITLE_LETTERS = 84, 108
_MEANINGS = {1e23: "general-purpose AI in the EU", 1e25: "systemic risk in the EU"}
"""What a threshold in FLOP means: European Commission, guidelines of July 2025 on general-purpose AI models, for 1e23;
Regulation (EU) 2024/1689, article 51, for 1e25."""

CONFIG: dict[str, Any] = {
    # The picture as a whole has its alternative text; thousands of labelled marks would bury it.
    "aria": False,
    "font": FONT,
    "background": palette.PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelColor": palette.MUTED, "titleColor": palette.MUTED, "gridColor": palette.GRID,
        "domainColor": palette.RULE, "tickColor": palette.RULE, "labelPadding": 6, "titlePadding": 10,
    },
    "axisY": {"domain": False, "ticks": False},
    "axisX": {"grid": False},
    "legend": {
        "orient": "top", "direction": "horizontal", "labelFont": FONT, "titleFont": FONT, "labelFontSize": 12,
        "titleFontSize": 12, "titleFontWeight": "normal", "labelColor": palette.INK, "titleColor": palette.MUTED,
        "symbolStrokeWidth": 0, "offset": 8, "labelLimit": 300, "columnPadding": 16,
    },
    "header": {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": 13, "labelColor": palette.INK,
        "labelFontWeight": "bold", "labelAnchor": "start",
    },
    "text": {"font": FONT, "fontSize": 12, "color": palette.INK},
    "title": {
        "font": FONT, "fontSize": 17, "fontWeight": "bold", "color": palette.INK, "anchor": "start",
        "subtitleFont": FONT, "subtitleFontSize": 13, "subtitleColor": palette.MUTED, "subtitlePadding": 6,
        "offset": 16, "frame": "bounds",
    },
}  # fmt: skip
"""The looks of all figures."""


def finished(chart: alt.TopLevelMixin, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Spec:
    """The chart's specification with its rows and the common looks; ``titled`` adds the title for a file."""
    spec: Spec = chart.to_dict()
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    return {**spec, "config": CONFIG, "datasets": {**spec.get("datasets", {}), "rows": values}, "padding": 4}


def titled(spec: Spec, title: str, subtitle: str) -> Spec:
    """The specification with a title over the drawing."""
    lines = {
        "text": textwrap.wrap(title, _TITLE_LETTERS),
        "subtitle": textwrap.wrap(subtitle, _SUBTITLE_LETTERS),
    }
    return {**spec, "title": lines, "padding": 16}


def on_a_page(spec: Spec) -> Spec:
    """The specification without ground or title, for a page that has its own."""
    return {**spec, "config": {**spec["config"], "background": None}}


def inline(rows: Sequence[Mapping[str, object]]) -> alt.InlineData:
    """A few rows of their own, beside the figure's."""
    return alt.InlineData(values=[dict(row) for row in rows])


def powers(values: Iterable[float]) -> list[float]:
    """The powers of ten from just below the least to just above the largest value."""
    logs = [math.log10(value) for value in values]
    return [10.0**n for n in range(math.floor(min(logs)), math.ceil(max(logs)) + 1)]


def flop_axis(ticks: Sequence[float], title: str = "Training compute (FLOP)", **more: Any) -> alt.Axis:
    """An axis in powers of ten, not more than a dozen of them labelled."""
    step = 1 + (len(ticks) - 1) // 12
    return alt.Axis(
        values=list(ticks[::step]), labelExpr="'1e' + format(log(datum.value) / LN10, '.0f')", title=title,
        **more,
    )  # fmt: skip


def flop_scale(ticks: Sequence[float]) -> alt.Scale:
    """A logarithmic scale over the ticks."""
    return alt.Scale(type="log", domain=[ticks[0], ticks[-1]], nice=False)


def _label(threshold: float, *, brief: bool) -> str:
    meaning = _MEANINGS.get(threshold)
    return f"{flop(threshold)}: {meaning}" if meaning and not brief else flop(threshold)


def threshold_lines(thresholds: Sequence[float], ticks: Sequence[float], *, across: bool) -> list[alt.Chart]:
    """Dashed lines at the thresholds that lie on the axis; across the height where compute is the horizontal axis."""
    shown = [value for value in thresholds if ticks[0] <= value < ticks[-1]]
    if not shown:
        return []
    place = "x" if across else "y"
    scale = flop_scale(ticks)
    data = inline([{"threshold": value, "label": _label(value, brief=across)} for value in shown])
    channel = alt.X("threshold:Q", scale=scale) if across else alt.Y("threshold:Q", scale=scale)
    lines = alt.Chart(data).mark_rule(strokeDash=[5, 4], color=palette.RULE, strokeWidth=1).encode(**{place: channel})
    at_end = {"y": alt.value(-4)} if across else {"x": alt.value(2)}
    text = alt.Chart(data).mark_text(
        align="center" if across else "left", baseline="bottom", dy=0 if across else -3, color=palette.MUTED,
        fontSize=11,
    ).encode(text="label:N", **{place: channel}, **at_end)  # fmt: skip
    return [lines, text]


def date_axis(first: date, last: date) -> alt.X:
    """Dates along the horizontal axis, by year, with a little room at both ends."""
    return alt.X(
        "date:T",
        scale=alt.Scale(type="utc", domain=[_moved(first, -60), _moved(last, 90)], nice=False),
        axis=alt.Axis(format="%Y", tickCount="year", title=None),
    )


def _moved(day: date, days: int) -> str:
    return date.fromordinal(day.toordinal() + days).isoformat()


def haloed(data: alt.InlineData, text: str, *, place: str = "left", **encodings: Any) -> list[alt.Chart]:
    """Labels that stay readable on lines and points: the text, and its outline in the colour of the ground.

    ``place`` is where they stand beside their points: ``left`` or ``above``.
    """
    beside: dict[str, Any] = (
        {"align": "right", "dx": -7, "dy": -7} if place == "left" else {"align": "center", "dx": 0, "dy": -12}
    )
    look: dict[str, Any] = {**beside, "fontSize": 11}
    base = alt.Chart(data).encode(text=text, **encodings)
    outline = base.mark_text(**look, stroke=palette.PAPER, strokeWidth=3, strokeJoin="round", color=palette.PAPER)
    return [outline, base.mark_text(**look, color=palette.INK)]


def spread(values: Sequence[float], least: float, lowest: float = -math.inf) -> list[float]:
    """The values moved apart as little as needed for ``least`` between neighbours, for labels at the ends of lines.

    None comes to lie below ``lowest``, where the axis has its own labels.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[int]] = []
    centres: list[float] = []
    for i in order:
        groups.append([i])
        centres.append(values[i])
        while len(groups) > 1 and centres[-1] - centres[-2] < least * (len(groups[-1]) + len(groups[-2])) / 2 - 1e-9:
            merged = [*groups[-2], *groups[-1]]
            groups[-2:] = [merged]
            centres[-2:] = [sum(values[j] for j in merged) / len(merged)]
    places = [0.0] * len(values)
    for group, centre in zip(groups, centres, strict=True):
        for rank, i in enumerate(group):
            places[i] = centre + least * (rank - (len(group) - 1) / 2)
    for i in order:
        places[i] = max(places[i], lowest)
        lowest = places[i] + least
    return places
