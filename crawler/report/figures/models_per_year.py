"""How many models of each year passed 1e22 to 1e26 FLOP."""

from __future__ import annotations

import altair as alt

from crawler.report import palette
from crawler.report.drawing import HEIGHT, LABEL_PIXELS, ROWS, WIDTH, finished, inline, spread
from crawler.report.figure import Cell, Figure, Row, Section, without_data
from crawler.report.figures.counting import GET_MODELS, known_basis
from crawler.report.material import Material
from crawler.report.words import count, flop

NAME = "models_per_year"
COLUMNS = ("year", "threshold_flop", "threshold", "models")
SUBTITLE = "Models published in the year whose training compute is known to be above each threshold, in FLOP"
COUNTED_ABOVE = (1e22, 1e23, 1e24, 1e25, 1e26)
FIRST_YEAR = 2017

Counts = dict[tuple[Cell, Cell], int]
"""The number of models by year and threshold."""


def draw(material: Material) -> Figure:
    """The counts by year, a line for each threshold."""
    known = [entry for entry in material.entries if entry.has_known_compute]
    usable = [entry for entry in known if entry.year is not None]
    years = [entry.year for entry in usable if entry.year is not None and entry.passes(COUNTED_ABOVE[0])]
    if not years:
        return without_data(NAME, Section.COMPUTE, "Models above each threshold by year", SUBTITLE, COLUMNS, GET_MODELS)
    first, last = max(min(years), FIRST_YEAR), max(years)
    rows: list[Row] = [
        (year, limit, flop(limit), sum(e.year == year and e.passes(limit) for e in usable))
        for limit in COUNTED_ABOVE
        for year in range(first, last + 1)
    ]
    counts: Counts = {(year, limit): int(number or 0) for year, limit, _, number in rows}
    basis = known_basis(
        material, known, [(len(known) - len(usable), "without a date"),
                          (sum((entry.year or first) < first for entry in usable), f"from before {first}")],
    )  # fmt: skip
    return Figure(
        name=NAME, section=Section.COMPUTE, title=_title(material, counts, first, last), subtitle=SUBTITLE,
        alt=_alt(counts, first, last), basis=basis, columns=COLUMNS, rows=tuple(rows),
        spec=finished(_chart(counts, last), COLUMNS, rows), is_demo=material.is_demo,
    )  # fmt: skip


def _title(material: Material, counts: Counts, first: int, last: int) -> str:
    limit = min(COUNTED_ABOVE, key=lambda value: abs(value - material.threshold))
    now = counts[last, limit]
    so_far = " so far" if last == material.today.year else ""
    above = f"{count(now, 'model')} of {last}{so_far} passed {flop(limit)} FLOP"
    largest = max((value for value in COUNTED_ABOVE if counts[last, value]), default=None)
    if largest is not None and largest > limit:
        above += f", {counts[last, largest]} of them {flop(largest)}"
    return f"{above}; in {last - 1} it was {counts[last - 1, limit]}" if last > first else above


def _alt(counts: Counts, first: int, last: int) -> str:
    parts = [f"above {flop(limit)} FLOP from {counts[first, limit]} in {first} to {counts[last, limit]} in {last}"
             for limit in COUNTED_ABOVE]  # fmt: skip
    return f"Line chart of the number of models published in each year: {'; '.join(parts)}."


def _chart(counts: Counts, last: int) -> alt.LayerChart | alt.FacetChart:
    highest_first = sorted(COUNTED_ABOVE, reverse=True)  # of equal counts the lower threshold's label is to stand above
    ends = [counts[last, limit] for limit in highest_first]
    top = max(*counts.values(), 1) * 1.05
    places = spread([float(end) for end in ends], top * LABEL_PIXELS / HEIGHT, top * LABEL_PIXELS / 2 / HEIGHT)
    labels = [
        {"year": last, "place": place, "label": f"{end:,} above {flop(limit)}"}
        for limit, place, end in zip(highest_first, places, ends, strict=True)
    ]
    colour = alt.Color(
        "threshold_flop:O", scale=alt.Scale(domain=list(COUNTED_ABOVE), range=list(palette.STEPS)), legend=None
    )
    year = alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0))
    height = alt.Y(
        "models:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title="Models", format="d", tickMinStep=1),
    )
    base = alt.Chart(ROWS).encode(x=year, color=colour)
    lines = base.mark_line(strokeWidth=2.5).encode(y=height)
    points = base.mark_circle(size=44, opacity=1).encode(
        y=height,
        tooltip=[
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("threshold:N", title="Above (FLOP)"),
            alt.Tooltip("models:Q", title="Models"),
        ],
    )
    text = (
        alt.Chart(inline(labels))
        .mark_text(align="left", dx=10, color=palette.INK)
        .encode(x=alt.X("year:O"), y=alt.Y("place:Q"), text="label:N")
    )
    return alt.layer(lines, points, text).properties(width=WIDTH - 110, height=HEIGHT)
