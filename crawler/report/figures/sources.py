"""The sources' part in finding models."""

from __future__ import annotations

import altair as alt

from crawler.report import palette
from crawler.report.drawing import ROWS, WIDTH, finished
from crawler.report.figure import Figure, Row, Section, Spec, without_data
from crawler.report.figures.counting import BAR_PIXELS
from crawler.report.material import Material
from crawler.report.words import count, listed, verb

NAME = "sources"
COLUMNS = ("source", "models", "alone", "shared")
SUBTITLE = "Confirmed and unconfirmed models that each source names, and those that no other source names"
TOP = 20
ALONE, SHARED = "named here alone", "named elsewhere too"


def draw(material: Material) -> Figure:
    """The sources by the number of models that they name."""
    rows: list[Row] = [(each.source, each.models, each.alone, each.models - each.alone) for each in material.namings]
    if not rows:
        return without_data(
            NAME, Section.FINDING, "Which sources name the models", SUBTITLE, COLUMNS,
            "Run `flopscout crawl`: imported references name models too, but found none of these.",
        )  # fmt: skip
    first = material.namings[0]
    alone = sorted(material.namings, key=lambda each: -each.alone)[:2]
    told = listed([f"{each.alone:,} by {each.source}" for each in alone if each.alone])
    title = f"{first.source} names most models, {first.models:,}"
    if told:
        title += f"; {told} {verb(alone[0].alone, 'is', 'are')} named nowhere else"
    drawn = rows[:TOP]
    shown = f" The {TOP} that name most of {len(rows)} are drawn." if len(rows) > TOP else ""
    return Figure(
        name=NAME, section=Section.FINDING, title=title, subtitle=SUBTITLE,
        alt="Stacked bars by source. "
        + "; ".join(f"{each.source}: {each.models:,}, {each.alone:,} of them alone" for each in material.namings[:TOP])
        + ".",
        basis=f"All confirmed and unconfirmed models, by {count(len(rows), 'source')}; a model counts for each source "
        f"that names it, and merged ones count for the one they were merged into.{shown}",
        columns=COLUMNS, rows=tuple(rows), spec=_spec(drawn), is_demo=material.is_demo,
    )  # fmt: skip


def _spec(rows: list[Row]) -> Spec:
    values = [(row[0], kind, row[2 + place], place) for row in rows for place, kind in enumerate((ALONE, SHARED))]
    chart = (
        alt.Chart(ROWS)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=alt.Y(
                "source:N", sort=[str(row[0]) for row in rows],
                axis=alt.Axis(title=None, labelLimit=220, labelColor=palette.INK),
            ),
            x=alt.X("models:Q", axis=alt.Axis(title="Models", format="d", tickMinStep=1, grid=True)),
            color=alt.Color(
                "kind:N", sort=[ALONE, SHARED], legend=alt.Legend(title=None),
                scale=alt.Scale(domain=[ALONE, SHARED], range=[palette.ORANGE, palette.SKY]),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("source:N", title="Source"), alt.Tooltip("kind:N", title="Models"),
                alt.Tooltip("models:Q", title="Number", format=","),
            ],
        )
        .properties(width=WIDTH - 170, height=BAR_PIXELS * len(rows))
    )  # fmt: skip
    return finished(chart, ("source", "kind", "models", "rank"), values)
