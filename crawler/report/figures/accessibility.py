"""Who may use the models, against what their training took."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import altair as alt

from crawler.analysis.access import Access
from crawler.report import palette
from crawler.report.drawing import ROWS, WIDTH, finished, flop_axis, flop_scale, inline, powers, threshold_lines
from crawler.report.entries import Entry
from crawler.report.figure import Figure, Row, Section, without_data
from crawler.report.figures.counting import GET_MODELS, known_basis
from crawler.report.material import Material
from crawler.report.words import count, flop, percent

NAME = "accessibility"
COLUMNS = ("model", "accessibility", "flop", "date", "organization")
SUBTITLE = "Training compute of each model by how its weights or service can be used; the bar marks the median"
FIRST_YEAR = 2017
ROW_PIXELS = 58
LEAST_MODELS = 5
"""Fewest models of which a title states a share."""

_COLOURS = {
    Access.UNRESTRICTED: palette.BLUE, Access.RESTRICTED: palette.GREEN, Access.NON_COMMERCIAL: palette.PURPLE,
    Access.API: palette.ORANGE, Access.HOSTED: palette.GOLD, Access.UNRELEASED: palette.GREY,
}  # fmt: skip


def draw(material: Material) -> Figure:
    """The models of each class along an axis of compute."""
    known = [entry for entry in material.entries if entry.has_known_compute]
    recent = [entry for entry in known if (entry.year or 0) >= FIRST_YEAR]
    used = [entry for entry in recent if entry.access is not None]
    if not used:
        return without_data(NAME, Section.ACCESS, "Accessibility against compute", SUBTITLE, COLUMNS, GET_MODELS)
    rows: list[Row] = [
        (entry.name, str(entry.access), entry.flop, entry.published, ", ".join(entry.organizations)) for entry in used
    ]
    basis = known_basis(
        material, known, [(len(known) - len(recent), f"from before {FIRST_YEAR} or without a date"),
                          (len(recent) - len(used), "of unknown accessibility")],
    )  # fmt: skip
    return Figure(
        name=NAME, section=Section.ACCESS, title=_title(used, material), subtitle=SUBTITLE, alt=_alt(used),
        basis=basis, columns=COLUMNS, rows=tuple(rows), spec=_spec(used, material), is_demo=material.is_demo,
    )  # fmt: skip


def _title(used: Sequence[Entry], material: Material) -> str:
    parts = []
    for limit in (material.threshold, *(value for value in material.thresholds if value > material.threshold)):
        models = [entry for entry in used if entry.passes(limit)]
        if len(models) >= LEAST_MODELS:
            share = sum(entry.access is not None and entry.access.is_open for entry in models) / len(models)
            parts.append((percent(share), flop(limit)))
    if not parts:
        opened = sum(entry.access is not None and entry.access.is_open for entry in used)
        return f"The weights of {opened} of {count(len(used), 'model')} can be downloaded"
    (first, limit_words), *further = parts
    more = "".join(f", of {share} of those above {words}" for share, words in further)
    return f"The weights of {first} of the models above {limit_words} FLOP can be downloaded{more}"


def _alt(used: Sequence[Entry]) -> str:
    parts = []
    for access in Access:
        values = [entry.flop for entry in used if entry.access is access and entry.flop is not None]
        if values:
            parts.append(f"{access}: {count(len(values), 'model')}, median {flop(statistics.median(values))} FLOP")
    return f"Strip plot of training compute by accessibility. {'; '.join(parts)}."


def _spec(used: Sequence[Entry], material: Material) -> dict[str, object]:
    classes = [access for access in Access if any(entry.access is access for entry in used)]
    labels = {access: f"{access} ({sum(entry.access is access for entry in used)})" for access in classes}
    # Fractions of a quasi-random sequence: points of a class keep apart, and the same data give the same picture.
    drawn = [
        {"model": entry.name, "class": labels[entry.access], "flop": entry.flop, "date": entry.published,
         "organization": ", ".join(entry.organizations), "offset": (number * 0.61803398875) % 1}
        for number, entry in enumerate(used) if entry.access is not None
    ]  # fmt: skip
    ticks = powers([entry.flop or 1 for entry in used])
    order = list(labels.values())
    x = alt.X("flop:Q", scale=flop_scale(ticks), axis=flop_axis(ticks))
    y = alt.Y("class:N", sort=order, axis=alt.Axis(title=None, labelLimit=240, labelColor=palette.INK))
    points = (
        alt.Chart(ROWS)
        .mark_circle(size=36, opacity=0.55)
        .encode(
            x=x,
            y=y,
            yOffset=alt.YOffset("offset:Q", scale=alt.Scale(domain=[-0.25, 1.25])),
            color=alt.Color(
                "class:N", scale=alt.Scale(domain=order, range=[_COLOURS[access] for access in classes]), legend=None
            ),
            tooltip=[
                alt.Tooltip("model:N", title="Model"),
                alt.Tooltip("organization:N", title="Developer"),
                alt.Tooltip("date:N", title="Published"),
                alt.Tooltip("flop:Q", title="FLOP", format=".2~e"),
                alt.Tooltip("class:N", title="Accessibility"),
            ],
        )
    )
    medians = [
        {"class": labels[access], "flop": statistics.median([e.flop for e in used if e.access is access and e.flop])}
        for access in classes
    ]
    marks = (
        alt.Chart(inline(medians))
        .mark_tick(thickness=3, height=ROW_PIXELS * 0.62, color=palette.INK, orient="vertical")
        .encode(x=x, y=y)
    )
    layers = [*threshold_lines(material.thresholds, ticks, across=True), points, marks]
    chart = alt.layer(*layers).properties(width=WIDTH - 200, height=ROW_PIXELS * len(classes))
    columns = ("model", "class", "flop", "date", "organization", "offset")
    return finished(chart, columns, [tuple(row[column] for column in columns) for row in drawn])
